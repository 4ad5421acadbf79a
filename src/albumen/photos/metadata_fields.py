"""From what a file's EXIF says to the fields of a photo."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from albumen.imaging.metadata import Metadata

MEDIA_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "heic": "image/heic",
    "avif": "image/avif",
    "raw": "image/x-raw",
}
"""Media type by the format that the bytes show (``imaging.sniff``)."""

_NAME = 100


def fields_of(metadata: Metadata, zone: str) -> dict[str, Any]:
    """Values of the photo's fields that a file can fill; None or empty where it says nothing.

    Args:
        metadata: of the file.
        zone: IANA name of the zone in which a camera's clock without a zone is read.
    """
    taken, offset = taken_at(metadata.taken, zone)
    return {
        "taken_at": taken,
        "taken_offset": offset,
        "latitude": metadata.latitude,
        "longitude": metadata.longitude,
        "altitude": metadata.altitude,
        "camera_make": (metadata.make or "")[:_NAME],
        "camera_model": (metadata.model or "")[:_NAME],
        "lens": (metadata.lens or "")[:_NAME],
        "orientation": metadata.orientation,
    }


def taken_at(moment: datetime | None, zone: str) -> tuple[datetime | None, int | None]:
    """The instant (UTC), and minutes east of UTC where the file itself says them.

    A time that the clocks of the zone skip or show twice is read as before the change.
    """
    if moment is None:
        return None, None
    offset = moment.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    if offset is None:
        moment = moment.replace(tzinfo=zone_named(zone))
    try:
        return moment.astimezone(UTC), minutes
    except (OverflowError, ValueError):  # the first and the last day there are
        return None, None


def zone_named(name: str) -> ZoneInfo:
    """A time zone; UTC where there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
