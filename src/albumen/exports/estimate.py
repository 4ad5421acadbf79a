"""How large an export will be, told before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from albumen.exports.choice import Choice, Regions
from albumen.exports.packing import entries_of
from albumen.imaging.xmp.files import EMBEDDABLE
from albumen.photos.metadata_fields import MEDIA_TYPES
from albumen.photos.models import Library
from albumen.photos.packing import largest_preview
from albumen.photos.stored_sizes import sizes_of

_SAMPLE = 40
"""Previews whose size is asked for."""

_SIDECAR = 2_500
"""Bytes of a sidecar file with two people."""

_HEADERS = 220
"""Bytes that an archive needs for a file."""

_INSIDE = {MEDIA_TYPES[kind] for kind in EMBEDDABLE}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an export holds.

    Attributes:
        photos: photos, each once.
        files: photos as often as they are in folders.
        folders: folders with something in them.
        beside: photos that nothing can be written into, so that they get a file beside them.
        size: bytes; near enough for previews and for what is written into files.
    """

    photos: int
    files: int
    folders: int
    beside: int
    size: int


def estimate(library: Library, choice: Choice) -> Estimate:
    """Count what an export would hold; a few previews are looked at for their size.

    Raises:
        PersonNotFoundError: somebody who was named is not there.
        StoreAwayError: the store does not answer.
    """
    photos = files = beside = size = 0
    folders: set[str] = set()
    previews: list[tuple[str, str]] = []
    for entries in entries_of(library, choice):
        for entry in entries:
            photo, times = entry.photo, len(entry.folders)
            key = photo.original if choice.originals else largest_preview(photo)
            if not key:
                continue
            photos += 1
            files += times
            folders.update(entry.folders)
            size += photo.bytes * times if choice.originals else 0
            beside += choice.originals and photo.media_type not in _INSIDE
            if not choice.originals and len(previews) < _SAMPLE:
                previews.append((key, photo.sha256))
    if previews:
        found = [one for one in sizes_of(*map(list, zip(*previews, strict=True))) if one]
        size = round(files * fmean(found)) if found else 0
    size += files * (_HEADERS + (2 * _SIDECAR if choice.regions != Regions.NONE else 0))
    return Estimate(photos, files, len(folders), beside if choice.regions == Regions.EMBEDDED else 0, size)
