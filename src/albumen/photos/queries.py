"""Which photos somebody may see. What a viewer may not see, a query never returns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from albumen.guests.models import Match, MatchState
from albumen.photos.errors import NotYourPhotoError, PhotoNotFoundError, TooManyPhotosError
from albumen.photos.models import Library, Photo, PhotoState

if TYPE_CHECKING:
    from albumen.accounts.models import User

MOST_AT_ONCE = 1000
"""Photos that one request may change."""


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
    """A photo of this person's own library, not in the bin, with its library (and the library's event) loaded.

    Raises:
        PhotoNotFoundError: there is none, or none that this person may see.
        NotYourPhotoError: the person may see it and no more.
    """
    return managed_by(user, _one(Photo.objects.filter(_visible(user)), photo_id))


def managed_by(user: User, photo: Photo) -> Photo:
    """A photo that this person sees, if it is also theirs to manage.

    Raises:
        NotYourPhotoError: it is not.
    """
    if photo.library.owner_id != user.pk:
        raise NotYourPhotoError("This photo is not yours to change.")
    return photo


def managed_photos(user: User, *, binned: bool | None = False) -> QuerySet[Photo]:
    """Every photo this person owns, but those of deleted events.

    Args:
        user: the owner.
        binned: those in the bin instead of those not in it; None for both.
    """
    photos = Photo.objects.filter(_owned(user))
    return photos if binned is None else photos.filter(binned_at__isnull=not binned)


def chosen_photos(user: User, ids: Iterable[UUID], *, binned: bool | None = False) -> list[Photo]:
    """All of these photos, for a change to all or none of them: locked, in the order of their ids.

    Raises:
        TooManyPhotosError: more than one request may name.
        NotYourPhotoError: the person sees one of them and does not own it.
        PhotoNotFoundError: one is not there, or not for this person to know about.
    """
    wanted = set(ids)
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyPhotosError(f"At most {MOST_AT_ONCE:,} photos at once.")
    rows = managed_photos(user, binned=binned).select_related("library__event")
    found = list(rows.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)))
    if len(found) < len(wanted):
        missing = wanted - {photo.pk for photo in found}
        if Photo.objects.filter(_visible(user), pk__in=missing).exclude(library__owner=user.pk).exists():
            raise NotYourPhotoError("Some of these photos are not yours to change.")
        raise PhotoNotFoundError("Some of these photos are not there.")
    return found


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
