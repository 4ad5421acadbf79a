"""The log in the database, read as what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from albumen.people import said as words
from albumen.people.models import Person, Statement, StatementFace
from albumen.people.queries import spoken_of_people


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands in a library.

    Attributes:
        said: the fold.
        stand: the statements it was folded from, oldest first.
        photo_of: the photo of every face that a standing statement is about.
    """

    said: words.Said
    stand: list[words.Statement]
    photo_of: dict[int, UUID]


def read_ledger(library: UUID) -> Ledger:
    """Everything that stands, by three queries. Faces that are gone are in no statement any more."""
    faces: dict[int, list[tuple[int, UUID | None]]] = defaultdict(list)
    photo_of: dict[int, UUID] = {}
    about = StatementFace.objects.filter(statement__library=library, statement__stands=True)
    for statement, face, before, photo in about.order_by("pk").values_list(
        "statement_id", "face_id", "before_id", "face__photo_id"
    ):
        faces[statement].append((face, before))
        photo_of[face] = photo
    rows = Statement.objects.filter(library=library, stands=True).exclude(kind=words.Kind.UNDO)
    stand = [
        words.Statement(pk, words.Kind(kind), person, other, text, photo, None, faces[pk], imported)
        for pk, kind, person, other, text, photo, imported in rows.order_by("pk").values_list(
            "pk", "kind", "person_id", "other_id", "text", "photo_id", "imported"
        )
    ]
    undrawn = StatementFace.objects.filter(
        statement__library=library, statement__kind=words.Kind.BOX, statement__stands=False
    )
    said = words.fold(stand, undrawn.values_list("face_id", flat=True))
    words.give_way(said, dict(photo_of))
    return Ledger(said, stand, photo_of)


def pinned_before(statement: Statement, faces: Collection[int]) -> set[int]:
    """Those of these faces that were somebody by what people said, and not by the machine, when this was said."""
    log = Statement.objects.filter(library=statement.library_id, pk__lt=statement.pk)
    about: dict[int, list[tuple[int, UUID | None]]] = defaultdict(list)
    rows = StatementFace.objects.filter(statement__in=log, face__in=faces).order_by("pk")
    for entry, face, before in rows.values_list("statement_id", "face_id", "before_id"):
        about[entry].append((face, before))
    entries = [
        words.Statement(pk, words.Kind(kind), person, other, undoes=undoes, faces=about[pk])
        for pk, kind, person, other, undoes in log.order_by("pk").values_list(
            "pk", "kind", "person_id", "other_id", "undoes_id"
        )
    ]
    return set(words.fold(words.standing(entries)).pinned)


def write_people(library: UUID, said: words.Said) -> set[UUID]:
    """Bring the rows of people in line with what stands; returns those who go on under somebody else than before."""
    moved: set[UUID] = set()
    changed: list[Person] = []
    for person in spoken_of_people(library).order_by("pk"):
        root = said.root(person.pk)
        into = root if root != person.pk else None
        now = (
            *(said.name_of(person.pk), person.pk in said.hidden, person.pk in said.deleted),
            *(person.pk in said.children, into),
        )
        if now == (person.name, person.hidden, person.deleted, person.child, person.merged_into_id):
            continue
        _, hidden, deleted, _, _ = now
        if (hidden, deleted, into) != (person.hidden, person.deleted, person.merged_into_id):
            person.looks += 1  # who comes back is compared with those who changed meanwhile
        if into != person.merged_into_id:
            moved |= {person.pk, *({into} if into else ()), *_former(person)}
        person.name, person.hidden, person.deleted, person.child, person.merged_into_id = now
        person.sort_name = person.name.casefold()
        changed.append(person)
    fields = ["name", "sort_name", "hidden", "deleted", "child", "merged_into", "looks"]
    Person.objects.bulk_update(changed, fields, batch_size=200)
    return moved


def _former(person: Person) -> set[UUID]:
    return {person.merged_into_id} if person.merged_into_id else set()


def spoken_of(faces: list[int]) -> set[int]:
    """Those of these faces that somebody said something about, whether it stands or not."""
    about = StatementFace.objects.filter(face__in=faces)
    return set(about.values_list("face_id", flat=True).distinct())
