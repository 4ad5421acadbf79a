"""Which stored file answers a request for a photo, and how it may be shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from albumen.imaging.previews import GENERATION
from albumen.photos.errors import OriginalsNotGivenError, PreviewNotReadyError
from albumen.photos.models import LibraryKind, Photo
from albumen.photos.storage_keys import PREVIEW_SIZES

if TYPE_CHECKING:
    from albumen.accounts.models import User

EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/avif": (".avif",),
    "image/bmp": (".bmp",),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/tiff": (".tif", ".tiff"),
    "image/x-raw": (
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".raf",
        ".orf",
        ".rw2",
        ".pef",
        ".srw",
        ".nrw",
        ".raw",
    ),
}
"""Media types that are handed out, with the endings such files may have; the first is given where none fits."""

SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/bmp"}
"""Types that browsers show themselves; everything else is only ever saved."""

UNKNOWN = "application/octet-stream"


class PreviewedPhoto(NamedTuple):
    """Of a photo, what its previews are served by."""

    previews: dict[str, str]
    sha256: str
    filename: str
    ready_at: datetime | None
    received_at: datetime


PREVIEWED_BY = PreviewedPhoto._fields


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A stored file and what to say about it.

    Attributes:
        key: where it is in storage.
        etag: changes with the bytes; without quotes.
        media_type: one of :data:`EXTENSIONS`, or ``application/octet-stream``.
        filename: a name for whoever saves it; its ending fits the type.
        modified: when it came to be.
        size: bytes, where known without asking the store.
        version: what an address that may be kept for ever carries; empty where none may.
    """

    key: str
    etag: str
    media_type: str
    filename: str
    modified: datetime
    size: int | None = None
    version: str = ""


def may_have_original(user: User, photo: Photo) -> bool:
    """Whether somebody who sees a photo may also have its original: the owner, and guests where the host allows it."""
    library = photo.library
    if library.owner_id == user.pk:
        return True
    return bool(library.kind == LibraryKind.EVENT and library.event.guests_may_download_originals)


def original_of(user: User, photo: Photo) -> ServedFile:
    """The untouched original of a photo this person sees.

    Raises:
        OriginalsNotGivenError: only previews are for them.
    """
    if not may_have_original(user, photo):
        raise OriginalsNotGivenError("The host of this event gives no originals away.")
    media_type = photo.media_type if photo.media_type in EXTENSIONS else UNKNOWN
    name = named_like(photo.filename, media_type)
    return ServedFile(photo.original, photo.sha256, media_type, name, photo.received_at, photo.bytes)


def preview_of(photo: PreviewedPhoto, size: int) -> ServedFile:
    """The preview of one of ``PREVIEW_SIZES``; while the largest is still to be made, the one below it.

    Raises:
        PreviewNotReadyError: there is none.
    """
    key = photo.previews.get(str(size))
    if key is None and size == PREVIEW_SIZES[-1]:
        key = photo.previews.get(str(PREVIEW_SIZES[-2]))
    if key is None:
        raise PreviewNotReadyError("This photo has no preview of this size.")
    media_type = "image/webp" if key.endswith(".webp") else "image/jpeg"
    name = named_like(f"{PurePosixPath(photo.filename).stem}-{size}", media_type)
    version = _version(photo, key)
    exact = str(size) in photo.previews
    modified = photo.ready_at or photo.received_at
    return ServedFile(key, version, media_type, name, modified, version=version if exact else "")


def preview_versions(photo: Photo) -> dict[int, str]:
    """The version of each preview there is, by size."""
    return {
        size: _version(photo, photo.previews[str(size)])
        for size in PREVIEW_SIZES
        if str(size) in photo.previews
    }


def named_like(filename: str, media_type: str) -> str:
    """A file name without what breaks headers or folders, whose ending fits what is in the file."""
    name = "".join(
        letter for letter in filename if letter.isprintable() and letter not in '/\\:*?"<>|'
    ).strip(" .")
    endings = EXTENSIONS.get(media_type)
    if endings and not name.lower().endswith(endings):
        return f"{name or 'photo'}{endings[0]}"
    return name if endings else f"{name or 'photo'}.bin"


def _version(photo: Photo | PreviewedPhoto, key: str) -> str:
    made_of = f"{GENERATION} {photo.sha256} {PurePosixPath(key).name}"
    return hashlib.sha256(made_of.encode()).hexdigest()[:20]
