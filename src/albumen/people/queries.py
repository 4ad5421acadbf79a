"""People as their owner may see them. What a viewer may not see, no function here returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from albumen.people.errors import (
    LibraryNotFoundError,
    PersonNotFoundError,
    ProposalNotFoundError,
    StatementNotFoundError,
)
from albumen.people.models import Assignment, Person, Proposal, Statement
from albumen.people.none import none_faces
from albumen.photos.metadata_fields import zone_named
from albumen.photos.models import Face, Library, Photo, PhotoState

_LISTED = Q(merged_into=None, deleted=False) & (Q(face_count__gt=0) | ~Q(name=""))
"""People who are in the lists of their library: they have a face there, or a name."""


def libraries_of(user: Any) -> QuerySet[Library]:
    """Libraries whose people somebody may see: their own, whose event (if they have one) is not deleted."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Library.objects.none()
    rows = Library.objects.filter(owner=user.pk, event__binned_at=None)
    return rows.select_related("event", "sorting")


def own_library(user: Any, identifier: UUID) -> Library:
    """A library of this person's.

    Raises:
        LibraryNotFoundError: there is none, or it is somebody else's.
    """
    found: Library | None = libraries_of(user).filter(pk=identifier).first()
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
