"""Which stored files an archive of photos holds, under which names and dates."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from albumen.errors import LimitReachedError, NotFoundError, UnavailableError
from albumen.photos.archive_layout import Member
from albumen.photos.archive_names import archive_names
from albumen.photos.archives import Archive
from albumen.photos.models import Photo, PhotoState
from albumen.photos.stored_sizes import sizes_of

MISSING = "MISSING.txt"
LOST = "These photos belong here, but their files could not be read:"
_FIELDS = (
    "pk",
    "filename",
    "sha256",
    "bytes",
    "original",
    "previews",
    "taken_at",
    "sort_at",
    "ready_at",
    "state",
)


class NothingToPackError(NotFoundError):
    """There is no photo to download."""

    code = "no_photos"
    advice = "Come back when there are photos for you."


class TooManyPhotosError(LimitReachedError):
    """More photos than one archive may hold."""

    code = "too_many_photos"
    advice = "Download them in parts: name the photos you want in `ids`."


class FilesLostError(UnavailableError):
    """None of the files can be read."""

    code = "files_missing"
    advice = "Tell who runs this server: the stored files cannot be read."


def packed(photos: QuerySet[Photo], zone: str, *, originals: bool) -> tuple[Archive, int]:
    """An archive of photos in the order they were taken, and how many are in it.

    A file that storage does not have is named in a note inside the archive, never silently left out.

    Args:
        photos: those to pack; whoever calls this has checked who may see them.
        zone: IANA name of the time zone for the dates in the archive.
        originals: the untouched originals; else the largest previews of photos that have one.

    Raises:
        NothingToPackError: there is nothing to pack.
        TooManyPhotosError: more than ALBUMEN_ZIP_MAX_PHOTOS.
        FilesLostError: no file can be read.
    """
    if not originals:
        photos = photos.filter(state=PhotoState.READY)
    most = settings.ALBUMEN_ZIP_MAX_PHOTOS
    found = list(photos.order_by("sort_at", "pk").only(*_FIELDS)[: most + 1])
    if len(found) > most:
        raise TooManyPhotosError(f"One ZIP holds at most {most} photos.", values={"zip_most": most})
    keys = [photo.original if originals else largest_preview(photo) for photo in found]
    chosen = [(photo, key) for photo, key in zip(found, keys, strict=True) if key]
    if not chosen:
        raise NothingToPackError("There are no photos to download.")
    sizes = sizes_of(
        [key for _, key in chosen],
        [identity_of(photo, originals) for photo, _ in chosen],
        [photo.bytes for photo, _ in chosen] if originals else None,
    )
    if all(size is None for size in sizes):
        raise FilesLostError("The files of these photos cannot be read.")
    names = list(
        archive_names((photo.filename, "" if originals else key.rpartition(".")[2]) for photo, key in chosen)
    )
    members = [
        Member(name, size, clock_of(photo, zone), identity_of(photo, originals), key)
        for (photo, key), size, name in zip(chosen, sizes, names, strict=True)
        if size is not None
    ]
    count = len(members)
    lost = [name for name, size in zip(names, sizes, strict=True) if size is None]
    if lost:
        members.append(note_of(MISSING, LOST, lost))
    return Archive(members), count


def largest_preview(photo: Photo) -> str:
    """The storage key of a photo's largest preview, empty where it has none."""
    sizes = sorted(photo.previews, key=int)
    return str(photo.previews[sizes[-1]]) if sizes else ""


def identity_of(photo: Photo, originals: bool) -> str:
    """Originals never change; a preview is made again when its photo is processed again."""
    return f"{photo.sha256}" if originals else f"{photo.pk}|{photo.sha256}|{photo.ready_at}"


def clock_of(photo: Photo, zone: str) -> tuple[int, int, int, int, int, int]:
    """When a photo was taken. Local time, as clocks in archives have no zone; the format begins in 1980."""
    moment: datetime = (photo.taken_at or photo.sort_at).astimezone(ZoneInfo(zone))
    if not 1980 <= moment.year <= 2107:
        return (1980, 1, 1, 0, 0, 0)
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def note_of(name: str, sentence: str, files: Sequence[str]) -> Member:
    """A text file in an archive that says something of some of the others."""
    text = "\r\n".join([sentence, "", *files, ""]).encode()
    return Member(name, len(text), (1980, 1, 1, 0, 0, 0), hashlib.sha256(text).hexdigest(), text=text)
