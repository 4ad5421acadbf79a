"""Which photos somebody may see. What a viewer may not see, a query never returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from albumen.errors import NotFoundError
from albumen.guests.models import Match, MatchState
from albumen.photos.models import Library, Photo, PhotoState

if TYPE_CHECKING:
    from albumen.accounts.models import User


def photos_visible_to(user: User, library: Library) -> QuerySet[Photo]:
    """Photos of a library that a person may see.

    Its owner: all but those in the bin. A guest: those in which a released match shows them, while their registration
    stands and the event is neither expired nor deleted. Anybody else: none.
    """
    return Photo.objects.filter(library=library).filter(_visible(user))


def photo_for(user: User, photo_id: UUID) -> Photo:
    """A photo this person may see, with its library (and the library's event) loaded; one query.

    Raises:
        PhotoNotFoundError: there is none, or it is not for this person.
    """
    return _one(Photo.objects.filter(_visible(user)), photo_id)


def managed_photo(user: User, photo_id: UUID) -> Photo:
    """A photo of this person's own library, not in the bin.

    Raises:
        PhotoNotFoundError: there is none, or it is not this person's.
    """
    return _one(managed_photos(user), photo_id)


def managed_photos(user: User) -> QuerySet[Photo]:
    """Every photo this person owns, but those in the bin and those of deleted events."""
    return Photo.objects.filter(_owned(user), binned_at=None)


class PhotoNotFoundError(NotFoundError):
    """No such photo for this person."""

    code = "photo_not_found"
    advice = "It may have been deleted, or it belongs to somebody else."


def _one(photos: QuerySet[Photo], photo_id: UUID) -> Photo:
    found = photos.select_related("library__event").filter(pk=photo_id).first()
    if found is None:
        raise PhotoNotFoundError("There is no such photo for you.")
    return found


def _visible(user: Any) -> Q:
    return Q(binned_at=None) & (_owned(user) | _released_to(user))


def _owned(user: Any) -> Q:
    """Whatever is in libraries of this person, whose event (if they have one) is not deleted."""
    return Q(library__owner=user.pk, library__event__binned_at=None)


def _released_to(user: Any) -> Q:
    released = Match.objects.filter(
        registration__user=user.pk,
        registration__removed_at=None,
        state=MatchState.RELEASED,
        event__binned_at=None,
        event__closed_at=None,
        event__available_until__gt=timezone.now(),
    )
    return Q(state=PhotoState.READY, pk__in=released.values("photo_id"))
