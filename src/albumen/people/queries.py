"""People as their owner may see them. What a viewer may not see, no function here returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from albumen.config.worded import Worded
from albumen.jobs.models import Job, State
from albumen.people.errors import (
    LibraryNotFoundError,
    PersonNotFoundError,
    ProposalNotFoundError,
    StatementNotFoundError,
)
from albumen.people.models import (
    Assignment,
    Classifier,
    Person,
    Proposal,
    Statement,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from albumen.people.none import none_faces
from albumen.people.packs import PeoplePackError, deciding_pack
from albumen.photos.metadata_fields import zone_named
from albumen.photos.models import Face, Library, Photo, PhotoState

_LISTED = Q(merged_into=None, deleted=False) & (Q(face_count__gt=0) | ~Q(name=""))
"""People who are in the lists of their library: they have a face there, or a name."""


def libraries_of(user: Any) -> QuerySet[Library]:
    """Libraries whose people somebody may see: their own, whose event (if they have one) is not deleted."""
    return _libraries(user.pk) if _is_somebody(user) else Library.objects.none()


def _is_somebody(user: Any) -> bool:
    return bool(user is not None and user.is_authenticated and user.is_active)


def _libraries(owner: UUID) -> QuerySet[Library]:
    rows = Library.objects.filter(owner=owner, event__binned_at=None)
    return rows.select_related("event", "sorting")


_LIBRARY = Worded(lambda owner, key: _libraries(owner).filter(pk=key).order_by(), owner=UUID, key=UUID)


def own_library(user: Any, identifier: UUID) -> Library:
    """A library of this person's.

    Raises:
        LibraryNotFoundError: there is none, or it is somebody else's.
    """
    found: Library | None = _LIBRARY.first(owner=user.pk, key=identifier) if _is_somebody(user) else None
    if found is None:
        raise LibraryNotFoundError
    return found


def own_person(user: Any, identifier: UUID, *, library: UUID | None = None) -> Person:
    """A person in this user's photos, also one who is hidden, merged or deleted.

    Args:
        user: whose photos.
        identifier: of the person.
        library: one that they must be in.

    Raises:
        PersonNotFoundError: there is none, or it is in somebody else's photos.
    """
    rows = Person.objects.select_related("cover__photo")
    if library is not None:
        rows = rows.filter(library=library)
    found: Person | None = rows.filter(pk=identifier, library__in=libraries_of(user).values("pk")).first()
    if found is None:
        raise PersonNotFoundError
    return found


def people_of(
    library: Library, *, named: bool | None = None, hidden: bool = False, search: str = ""
) -> QuerySet[Person]:
    """The people of a library: those who have a face there or a name.

    Args:
        library: one that the asker owns.
        named: only those with a name (True) or without one (False).
        hidden: those who were hidden, instead of those who were not.
        search: part of a name, also of one that was merged into the person.
    """
    rows = Person.objects.filter(_LISTED, library=library, hidden=hidden)
    if named is not None:
        rows = rows.exclude(name="") if named else rows.filter(name="")
    if search := search.strip().casefold():
        merged = Person.objects.filter(merged_into=OuterRef("pk"), sort_name__contains=search)
        rows = rows.filter(Q(sort_name__contains=search) | Exists(merged))
    return rows.select_related("cover__photo")


def count_people(library: Library) -> dict[str, int]:
    """How many of the people in the lists of a library are named, unnamed and hidden, and how many faces they have."""
    listed = Person.objects.filter(_LISTED, library=library)
    shown = Q(hidden=False)
    return listed.aggregate(
        named=Count("pk", filter=shown & ~Q(name="")),
        unnamed=Count("pk", filter=shown & Q(name="")),
        hidden=Count("pk", filter=Q(hidden=True)),
        faces=Sum("face_count", default=0),
    )


def faces_of(person: Person) -> QuerySet[Assignment]:
    """The faces of a person in photos that are there."""
    return _shown(Assignment.objects.filter(person=person))


def faces_shown(photo: Photo) -> QuerySet[Face]:
    """The faces of a photo with who they are; not those that were said to be none, nor those of deleted people."""
    rows = Face.objects.filter(photo=photo).order_by("pk").defer("landmarks")
    none = none_faces().filter(photo=photo)
    gone = Assignment.objects.filter(photo=photo, person__deleted=True)
    rows = rows.exclude(pk__in=none.values("face")).exclude(pk__in=gone.values("face"))
    return rows.select_related("assignment__person")


def zone_of(library: UUID) -> str:
    """The time zone whose calendar the photos of a library are listed by: its event's, else UTC."""
    event = Library.objects.filter(pk=library).values_list("event__timezone", flat=True).first()
    return zone_named(event or "UTC").key


def unassigned_faces(library: Library) -> QuerySet[Assignment]:
    """Faces that are nobody: seen once, too poor to tell, passers-by."""
    rows = Assignment.objects.filter(library=library, person=None).exclude(why="said")
    return _shown(rows)


def _shown(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    there = rows.filter(photo__binned_at=None, photo__state=PhotoState.READY)
    return there.select_related("face__photo")


def spoken_of_people(library: UUID) -> QuerySet[Person]:
    """Everybody who is named in the log, whether what was said stands or not: nobody of these is ever cleared away."""
    about, beside = (
        Statement.objects.filter(person=OuterRef("pk")),
        Statement.objects.filter(other=OuterRef("pk")),
    )
    return Person.objects.filter(Q(Exists(about)) | Q(Exists(beside)), library=library)


def log_of(library: Library) -> QuerySet[Statement]:
    """Everything that was said, for the list of it."""
    return Statement.objects.filter(library=library).select_related("person__cover__photo", "other")


def own_statement(user: Any, identifier: int) -> Statement:
    """Something that was said about this user's photos.

    Raises:
        StatementNotFoundError: it was not.
    """
    rows = Statement.objects.filter(pk=identifier, library__in=libraries_of(user).values("pk"))
    found: Statement | None = rows.select_related("library").first()
    if found is None:
        raise StatementNotFoundError
    return found


def people_named_by(proposal: Proposal) -> QuerySet[Person]:
    """The people of whom a proposal tells, as far as they are there."""
    merges, splits = proposal.summary.get("merges", []), proposal.summary.get("splits", [])
    told = {merge[role] for merge in merges for role in ("person", "into")} | {
        one["person"] for one in splits
    }
    told |= {part["person"] for one in splits for part in one["parts"]}
    return Person.objects.filter(pk__in=told, library=proposal.library_id).select_related("cover__photo")


def proposals_of(library: Library) -> QuerySet[Proposal]:
    """Clusterings that were asked for, without what they would write."""
    return Proposal.objects.filter(library=library).defer("faces", "places", "probabilities", "people")


def own_proposal(user: Any, identifier: UUID) -> Proposal:
    """A preview of a clustering of this user's photos.

    Raises:
        ProposalNotFoundError: there is none.
    """
    rows = Proposal.objects.filter(pk=identifier, library__in=libraries_of(user).values("pk"))
    found: Proposal | None = (
        rows.select_related("library").defer("faces", "places", "probabilities", "people").first()
    )
    if found is None:
        raise ProposalNotFoundError
    return found


def classifier_of(library: Library) -> tuple[Classifier | None, bool]:
    """The classifier of a library, and whether it reads what the pack sees today: after a change it is trained anew."""
    row: Classifier | None = (
        Classifier.objects.select_related("model").defer("people", "weights").filter(pk=library.pk).first()
    )
    if row is None or row.model is None or row.trained_at is None:
        return row, False
    try:
        pack = deciding_pack(library)
    except PeoplePackError:
        return row, False
    return row, (row.model.pack, row.model.version) == (pack.name, pack.version)


def training_of(library: Library) -> Job | None:
    """The training of a library's classifier that runs, or else waits."""
    under_way = Job.objects.filter(
        scope=library.pk, kind="people.train", state__in=[State.RUNNING, State.WAITING]
    )
    row: Job | None = under_way.order_by("state", "-id").first()
    return row


def suggestions_of(library: Library, *, kind: str = "", person: Person | None = None) -> QuerySet[Suggestion]:
    """What the classifier of a library asks that is not answered; nothing where its pack changed since.

    Only faces that are there and of which nobody spoke, and people with a name who are in the lists.

    Args:
        library: one that the asker owns.
        kind: ``join`` or ``doubt``; both when empty.
        person: about this person alone.
    """
    if not classifier_of(library)[1]:
        return Suggestion.objects.none()
    rows = _asked(library).filter(**({"kind": kind} if kind else {}))
    if person is not None:
        rows = rows.filter(person=person)
    return rows.select_related("face__photo", "face__assignment", "person")


def people_asked_about(library: Library) -> QuerySet[Person]:
    """People about whose faces the classifier asks, with ``joins`` and ``doubts``, the numbers of them."""
    if not classifier_of(library)[1]:
        return Person.objects.none()
    mine = _asked(library).filter(person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(mine), library=library)
    return rows.annotate(joins=_number(mine, "join"), doubts=_number(mine, "doubt")).select_related(
        "cover__photo"
    )


def count_suggestions(library: Library) -> dict[str, int]:
    """How many faces the classifier asks about, by kind, and about how many people."""
    if not classifier_of(library)[1]:
        return {"joins": 0, "doubts": 0, "people": 0}
    return _asked(library).aggregate(
        joins=Count("pk", filter=Q(kind=SuggestionKind.JOIN)),
        doubts=Count("pk", filter=Q(kind=SuggestionKind.DOUBT)),
        people=Count("person", distinct=True),
    )


def _asked(library: Library) -> QuerySet[Suggestion]:
    """Open suggestions that still ask something: who is who may have changed by machine since they were made."""
    rows = Suggestion.objects.filter(
        library=library,
        state=SuggestionState.OPEN,
        person__deleted=False,
        person__hidden=False,
        person__merged_into=None,
        face__photo__binned_at=None,
        face__photo__state=PhotoState.READY,
    ).exclude(person__name="")
    nobody = Q(face__assignment__person=None) | Q(face__assignment__person__name="")
    still = Q(face__assignment__person=F("person"))
    rows = rows.filter((Q(kind=SuggestionKind.JOIN) & nobody) | (Q(kind=SuggestionKind.DOUBT) & still))
    return rows.exclude(face__assignment__why="said")


def _number(mine: QuerySet[Suggestion], kind: str) -> Coalesce:
    number = mine.filter(kind=kind).order_by().values("person").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
