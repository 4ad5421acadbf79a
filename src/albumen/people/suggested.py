"""Suggestions in the database: what the log says of them, and what a run of the classifier puts in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q

from albumen.people.effects import rows_of_photos, write
from albumen.people.ledger import Ledger
from albumen.people.models import (
    Assignment,
    By,
    Person,
    Sorting,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from albumen.people.said import Said

if TYPE_CHECKING:
    from albumen.people.asking import Asked
    from albumen.people.classifying import Doubles, Ints
    from albumen.people.examples import LibraryFaces

OPEN: Any = SuggestionState.OPEN
CONFIRMED: Any = SuggestionState.CONFIRMED
REJECTED: Any = SuggestionState.REJECTED
MOOT: Any = SuggestionState.MOOT
JOIN: Any = SuggestionKind.JOIN
DOUBT: Any = SuggestionKind.DOUBT

_AT_ONCE = 500


def follow(ledger: Ledger, faces: Iterable[int], people: Iterable[UUID]) -> None:
    """Bring the suggestions about these faces and people in line with what stands; in the transaction that says it."""
    about = Suggestion.objects.filter(Q(face__in=list(faces)) | Q(meant__in=list(people)))
    changed: list[Suggestion] = []
    for row in about.order_by("pk"):
        now = (state_of(ledger.said, row.face_id, row.meant_id), ledger.said.root(row.meant_id))
        if now != (row.state, row.person_id):
            row.state, row.person_id = now
            changed.append(row)
    Suggestion.objects.bulk_update(changed, ["state", "person"], batch_size=200)


def state_of(said: Said, face: int, person: UUID) -> str:
    """What stands about a suggestion that a face is a person."""
    if said.denies(face, person):
        return str(REJECTED)
    if face in said.pinned:
        same = said.root(said.pinned[face]) == said.root(person)
        return str(CONFIRMED if same else MOOT)
    return str(MOOT if face in said.wrong else OPEN)


def write_asked(library: UUID, faces: LibraryFaces, asked: Asked, ledger: Ledger, *, doubts: bool) -> int:
    """Write guesses and suggestions; how many faces became somebody.

    Call it holding ``Sorting``. What was said since it was computed wins.

    Args:
        library: whose.
        faces: what it was computed from.
        asked: it.
        ledger: what stands now.
        doubts: whether faces were doubted; else what was doubted before stays.
    """
    assigned = _write_guesses(library, faces, asked, ledger)
    _replace(library, JOIN, faces, asked.joins, ledger)
    if doubts:
        _replace(library, DOUBT, faces, asked.doubts, ledger)
    return assigned


def forget_open(library: UUID) -> None:
    """Forget what was not answered: no classifier stands behind it any more."""
    Suggestion.objects.filter(library=library, state=OPEN).delete()


def _write_guesses(library: UUID, faces: LibraryFaces, asked: Asked, ledger: Ledger) -> int:
    """Faces that are sure become somebody, as far as they are nobody still; those that are not any more, nobody."""
    place, person, probability = asked.certain
    sure = {
        int(faces.face[at]): (faces.numbering.people[number], chance)
        for at, number, chance in zip(place.tolist(), person.tolist(), probability.tolist(), strict=True)
        if state_of(ledger.said, int(faces.face[at]), faces.numbering.people[number]) == OPEN
    }
    shown = {"deleted": False, "hidden": False, "merged_into": None}
    known = Person.objects.filter(library=library, **shown).exclude(name="")
    there = set(known.filter(pk__in={key for key, _ in sure.values()}).values_list("pk", flat=True))
    photos: set[UUID] = set()
    won = 0
    keys = sorted(face for face, (key, _) in sure.items() if key in there)
    for start in range(0, len(keys), _AT_ONCE):
        chunk = Assignment.objects.filter(face__in=keys[start : start + _AT_ONCE], person=None, pending=False)
        rows = list(chunk.order_by("face"))
        for row in rows:
            row.guess_id, row.probability = sure[row.face_id]
            row.guessed_by = By.CLASSIFIER
        Assignment.objects.bulk_update(rows, ["guess", "probability", "guessed_by"], batch_size=200)
        photos |= {row.photo_id for row in rows}
        won += len(rows)
    gone = [int(face) for face in faces.face[asked.withdrawn].tolist() if face not in ledger.said.pinned]
    for start in range(0, len(gone), _AT_ONCE):
        chunk = Assignment.objects.filter(face__in=gone[start : start + _AT_ONCE], guessed_by=By.CLASSIFIER)
        photos |= set(chunk.values_list("photo_id", flat=True))
        chunk.update(guess=None, guessed_by=By.NOBODY, probability=0.0)
    if photos:
        write(rows_of_photos(photos), ledger.said)
        Sorting.objects.filter(pk=library).update(revision=F("revision") + 1)
    return won


def _replace(
    library: UUID, kind: str, faces: LibraryFaces, told: tuple[Ints, Ints, Doubles], ledger: Ledger
) -> None:
    """These instead of what is open; who was answered about already is not asked about again."""
    Suggestion.objects.filter(library=library, kind=kind, state=OPEN).delete()
    place, person, probability = told
    wanted: dict[int, tuple[UUID, float]] = {}
    for at, number, chance in zip(place.tolist(), person.tolist(), probability.tolist(), strict=True):
        face, key = int(faces.face[at]), faces.numbering.people[number]
        if state_of(ledger.said, face, key) == OPEN:
            wanted[face] = (key, chance)
    # Faces and people may have gone since.
    living = set(
        Person.objects.filter(pk__in={key for key, _ in wanted.values()}, library=library).values_list(
            "pk", flat=True
        )
    )
    keys = sorted(face for face, (key, _) in wanted.items() if key in living)
    by_person: dict[UUID, list[int]] = defaultdict(list)
    for start in range(0, len(keys), _AT_ONCE):
        chunk = Assignment.objects.filter(face__in=keys[start : start + _AT_ONCE])
        for face in chunk.order_by("face").values_list("face_id", flat=True):
            by_person[wanted[face][0]].append(face)
    # What was asked before of the same face, and does not stand any more, makes way; what was rejected stays.
    before = Suggestion.objects.filter(library=library).exclude(state=REJECTED)
    for start in range(0, len(keys), _AT_ONCE):
        before.filter(face__in=keys[start : start + _AT_ONCE]).delete()
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                library_id=library,
                face_id=face,
                meant_id=key,
                person_id=ledger.said.root(key),
                kind=kind,
                probability=wanted[face][1],
            )
            for key, mine in by_person.items()
            for face in mine
        ],
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )
