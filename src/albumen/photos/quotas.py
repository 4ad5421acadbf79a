"""Room for photos: of a library and of all libraries of its owner, counted where photos come and go."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import F, Sum
from django.db.models.functions import Greatest

from albumen.accounts.models import User
from albumen.photos.models import Library, LibraryKind, Photo
from albumen.photos.upload_errors import QuotaReachedError


def require_room(library: Library, size: int) -> None:
    """Refuse at once what certainly has no room; :func:`take_room` decides.

    Raises:
        QuotaReachedError: the library or its owner has no room for ``size`` more bytes.
    """
    max_photos, max_bytes = limits_of(library)
    if library.photo_count >= max_photos:
        raise QuotaReachedError(
            f"{_named(library)} is full: it holds {max_photos:,} photos.", values={"most_photos": max_photos}
        )
    if library.byte_count + size > max_bytes:
        raise QuotaReachedError(
            f"{_named(library)} is full: its photos may have {max_bytes:,} bytes in all.",
            values={"event_bytes": max_bytes},
        )
    _require_owner_room(library, size)


def take_room(library: Library, size: int, faces: int = 0) -> None:
    """Count one more photo of ``size`` bytes, with ``faces`` in it; call it in the transaction that makes its row.

    However many do so at the same time, no limit is exceeded: the owner's row is held, and the library counts only
    while it has room.

    Raises:
        QuotaReachedError: there is no room.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk=library.owner_id).values_list("pk"))
    max_photos, max_bytes = limits_of(library)
    counted = Library.objects.filter(
        pk=library.pk, photo_count__lt=max_photos, byte_count__lte=max_bytes - size
    ).update(
        photo_count=F("photo_count") + 1,
        byte_count=F("byte_count") + size,
        face_count=F("face_count") + faces,
    )
    if not counted:
        raise QuotaReachedError(
            f"{_named(library)} is full: it may hold {max_photos:,} photos of {max_bytes:,} bytes in all.",
            values={"most_photos": max_photos, "event_bytes": max_bytes},
        )
    _require_owner_room(library, 0)


def give_room_back(library: Library, photos: Collection[Photo]) -> None:
    """Count these photos, which are held, no longer; call it in the transaction that takes them away."""
    size, faces = sum(photo.bytes for photo in photos), sum(photo.face_count for photo in photos)
    Library.objects.filter(pk=library.pk).update(
        photo_count=Greatest(F("photo_count") - len(photos), 0),
        byte_count=Greatest(F("byte_count") - size, 0),
        face_count=Greatest(F("face_count") - faces, 0),
    )


def limits_of(library: Library) -> tuple[int, int]:
    """Most photos and most bytes of a library: its own limits, never above the server's."""
    return (
        _lower(settings.ALBUMEN_EVENT_MAX_PHOTOS, library.max_photos),
        _lower(settings.ALBUMEN_EVENT_MAX_BYTES, library.max_bytes),
    )


def _named(library: Library) -> str:
    return "This event" if library.kind == LibraryKind.EVENT else "Your library"


def _lower(limit: int, own: int | None) -> int:
    return limit if own is None else min(limit, own)


def _require_owner_room(library: Library, size: int) -> None:
    used = Library.objects.filter(owner=library.owner_id).aggregate(bytes=Sum("byte_count"))["bytes"] or 0
    if used + size > settings.ALBUMEN_USER_MAX_BYTES:
        raise QuotaReachedError(
            f"Your account is full: all your photos may have {settings.ALBUMEN_USER_MAX_BYTES:,} bytes.",
            values={"account_bytes": settings.ALBUMEN_USER_MAX_BYTES},
        )
