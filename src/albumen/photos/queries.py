"""Which photos somebody may see. What a viewer may not see, a query never returns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from albumen.config.worded import Worded
from albumen.guests.models import Match, MatchState, Registration
from albumen.photos.bin import restorable_since
from albumen.photos.errors import NotYourPhotoError, PhotoNotFoundError, TooManyPhotosError
from albumen.photos.models import Library, Photo, PhotoState, Upload, UploadState
from albumen.photos.serving import PREVIEWED_BY, PreviewedPhoto

if TYPE_CHECKING:
    from albumen.accounts.models import User
    from albumen.events.models import Event

MOST_AT_ONCE = 1000
"""Photos that one request may change."""

FEW = 4000
"""Matches that are sorted for each page, within 20 ms. Of more, a walk through the library in its order finds a page
soon: at 25,000 of 50,000 photos sorting takes 130 ms, walking 1 ms."""


def photos_visible_to(user: User, library: Library) -> QuerySet[Photo]:
    """Photos of a library that a person may see, to be listed by ``sort_at``.

    Its owner: all but those in the bin. A guest: those in which a released match shows them, while their registration
    stands and the event is neither expired nor deleted. Anybody else: none.
    """
    if library.owner_id == user.pk:
        return Photo.objects.filter(_owned(user), library=library, binned_at=None)
    seen = Photo.objects.filter(binned_at=None, state=PhotoState.READY)
    access = _registrations(user).filter(event__library=library).values("pk")[:1]
    shown = Match.objects.filter(registration=Subquery(access), state=MatchState.RELEASED)
    if shown[: FEW + 1].count() <= FEW:
        # By the matches; that all photos are of the library is in them, and naming it would have it walked through.
        return seen.filter(pk__in=shown.values("photo_id"))
    return seen.filter(Exists(shown.filter(photo=OuterRef("pk"))), library=library)


def waiting_in(libraries: Iterable[UUID]) -> dict[UUID, int]:
    """Photos of each library that are not looked at yet; a library of which nothing waits is left out.

    Uploads whose bytes are all here are among them before they are photos.
    """
    identifiers = list(libraries)
    photos = Photo.objects.filter(
        library__in=identifiers, state__in=(PhotoState.RECEIVED, PhotoState.PROCESSING), binned_at=None
    )
    uploads = Upload.objects.filter(library__in=identifiers, state=UploadState.COMPLETE)
    counted: dict[UUID, int] = {}
    for rows in (photos, uploads):
        for library, number in rows.values_list("library").annotate(Count("pk")).order_by():
            counted[library] = counted.get(library, 0) + number
    return counted


def photo_for(user: User, photo_id: UUID) -> Photo:
    """A photo this person may see, with its library (and the library's event) loaded; one query, for guests two.

    The rule is that of :func:`_visible`.

    Raises:
        PhotoNotFoundError: there is none, or it is not for this person.
    """
    photo: Photo | None = _PHOTO.first(photo=photo_id)
    if photo is None:
        raise _no_such_photo()
    event: Event | None = getattr(photo.library, "event", None)  # a personal library has none
    of_event = (event.pk, event.binned_at, event.closed_at, event.available_until) if event else _NO_EVENT
    if not _may_see(user, _Ruled(photo.pk, photo.state, photo.binned_at, photo.library.owner_id, *of_event)):
        raise _no_such_photo()
    return photo


def previewed_photo(user: User, photo_id: UUID) -> PreviewedPhoto:
    """What the previews of a photo this person may see are made of, in two short queries; a page asks for dozens.

    Raises:
        PhotoNotFoundError: there is none, or it is not for this person.
    """
    for row in _RULED.rows(photo=photo_id):
        if _may_see(user, _Ruled(*row[len(PREVIEWED_BY) :])):
            return PreviewedPhoto(*row[: len(PREVIEWED_BY)])
    raise _no_such_photo()


def managed_photo(user: User, photo_id: UUID) -> Photo:
    """A photo of this person's own library, not in the bin, with its library (and the library's event) loaded.

    Raises:
        PhotoNotFoundError: there is none, or none that this person may see.
        NotYourPhotoError: the person may see it and no more.
    """
    return managed_by(user, photo_for(user, photo_id))


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


def deleted_photos(user: User, library: Library) -> QuerySet[Photo]:
    """The photos in the bin of this person's library that can still be brought back, to be listed by ``sort_at``."""
    return _restorable(user).filter(library=library)


def deleted_preview(user: User, photo_id: UUID) -> PreviewedPhoto:
    """As :func:`previewed_photo`, of a photo in this person's bin that can still be brought back.

    Raises:
        PhotoNotFoundError: there is none.
    """
    row = _restorable(user).filter(pk=photo_id).values_list(*PREVIEWED_BY).first()
    if row is None:
        raise _no_such_photo()
    return PreviewedPhoto(*row)


def _restorable(user: User) -> QuerySet[Photo]:
    return managed_photos(user, binned=True).filter(binned_at__gt=restorable_since())


def chosen_photos(user: User, ids: Iterable[UUID], *, binned: bool | None = False) -> list[Photo]:
    """All of these photos, for a change to all or none of them: locked, in the order of their ids.

    Raises:
        TooManyPhotosError: more than one request may name.
        NotYourPhotoError: the person sees one of them and does not own it.
        PhotoNotFoundError: one is not there, or not for this person to know about.
    """
    wanted = set(ids)
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyPhotosError(f"At most {MOST_AT_ONCE:,} photos at once.", values={"most": MOST_AT_ONCE})
    rows = managed_photos(user, binned=binned).select_related("library__event")
    found = list(rows.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)))
    if len(found) < len(wanted):
        missing = wanted - {photo.pk for photo in found}
        if Photo.objects.filter(_visible(user), pk__in=missing).exclude(library__owner=user.pk).exists():
            raise NotYourPhotoError("Some of these photos are not yours to change.")
        raise PhotoNotFoundError("Some of these photos are not there.")
    return found


def _no_such_photo() -> PhotoNotFoundError:
    return PhotoNotFoundError("There is no such photo for you.")


class _Ruled(NamedTuple):
    """What decides who may see a photo; without an event (a personal library) its last four are None."""

    photo: UUID
    state: object
    binned_at: datetime | None
    owner: UUID
    event: UUID | None
    event_binned_at: datetime | None
    closed_at: datetime | None
    available_until: datetime | None


_NO_EVENT = (None, None, None, None)

_PHOTO = Worded(lambda photo: Photo.objects.select_related("library__event").filter(pk=photo), photo=UUID)
_RULED = Worded(
    lambda photo: Photo.objects.filter(pk=photo).values_list(
        *PREVIEWED_BY,
        "pk",
        "state",
        "binned_at",
        "library__owner_id",
        "library__event__pk",
        "library__event__binned_at",
        "library__event__closed_at",
        "library__event__available_until",
    ),
    photo=UUID,
)
_SHOWN = Worded(
    lambda photo, event, user: Match.objects.filter(
        photo=photo,
        state=MatchState.RELEASED,
        registration__event=event,
        registration__user=user,
        registration__removed_at=None,
    ).values_list("pk")[:1],
    photo=UUID,
    event=UUID,
    user=UUID,
)


def _may_see(user: Any, of: _Ruled) -> bool:
    """The rule of :func:`_visible` for one photo."""
    if of.binned_at is not None or of.event_binned_at is not None:
        return False
    if of.owner == user.pk:
        return True
    if of.event is None or of.available_until is None or of.state != PhotoState.READY:
        return False
    if of.closed_at is not None or of.available_until <= timezone.now():
        return False
    return bool(_SHOWN.rows(photo=of.photo, event=of.event, user=user.pk))


def _visible(user: Any) -> Q:
    return Q(binned_at=None) & (_owned(user) | _released_to(user))


def _owned(user: Any) -> Q:
    """Whatever is in libraries of this person, whose event (if they have one) is not deleted."""
    return Q(library__owner=user.pk, library__event__binned_at=None)


def _released_to(user: Any) -> Q:
    """Asked of each photo, so for few of them."""
    shown = Match.objects.filter(
        photo=OuterRef("pk"), registration__in=_registrations(user), state=MatchState.RELEASED
    )
    return Q(Exists(shown), state=PhotoState.READY)


def _registrations(user: Any) -> QuerySet[Registration]:
    """Those that give a person access just now."""
    return Registration.objects.filter(
        user=user.pk,
        removed_at=None,
        event__binned_at=None,
        event__closed_at=None,
        event__available_until__gt=timezone.now(),
    )
