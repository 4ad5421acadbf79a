"""What a picture's EXIF says: when, where, with what. Broken entries are ``None``; nothing here raises."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from albumen.imaging.exif import Directory, GpsTag, Tag, read_exif

_DATE_TIME = re.compile(r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)[ T](\d\d?):(\d\d?)(?::(\d\d?))?")
_DATE = re.compile(r"(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")

_ZONE_STEP: Final = timedelta(minutes=15)
_ZONE_MOST: Final = timedelta(hours=14)
_CLOCK_SLACK: Final = timedelta(minutes=5)
"""A camera clock this close to a quarter of an hour from GPS time is taken to show local time."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about how a picture was taken.

    Attributes:
        width: pixels of the upright picture.
        height: pixels of the upright picture.
        orientation: EXIF orientation as stored, 1 to 8; the picture is already turned by it.
        taken: when; with a zone if the file names one or its GPS time shows it, else the camera's local time.
        latitude: degrees, north positive, -90 to 90.
        longitude: degrees, east positive, -180 to 180.
        altitude: metres above sea level.
        make: maker of the camera.
        model: model of the camera.
        lens: model of the lens.
    """

    width: int
    height: int
    orientation: int = 1
    taken: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None


def metadata_from_exif(
    block: bytes | memoryview | None, *, size: tuple[int, int], orientation: int
) -> Metadata:
    """Metadata out of an EXIF block (or a whole TIFF), for a picture of upright ``size`` (width, height)."""
    main, exif, gps = read_exif(block or b"")
    latitude = _degrees(gps, GpsTag.LATITUDE, GpsTag.LATITUDE_REF, "S", 90)
    longitude = _degrees(gps, GpsTag.LONGITUDE, GpsTag.LONGITUDE_REF, "W", 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Metadata(
        width=size[0],
        height=size[1],
        orientation=orientation,
        taken=_taken(main, exif, gps),
        latitude=latitude,
        longitude=longitude,
        altitude=_altitude(gps),
        make=main.text(Tag.MAKE),
        model=main.text(Tag.MODEL),
        lens=exif.text(Tag.LENS_MODEL),
    )


def exif_orientation(block: bytes | memoryview | None) -> int:
    """The orientation in an EXIF block (or a whole TIFF), 1 to 8; 1 if it says none or nonsense."""
    if not block:
        return 1
    value = read_exif(block)[0].integer(Tag.ORIENTATION)
    return value if value is not None and 1 <= value <= 8 else 1


def _taken(main: Directory, exif: Directory, gps: Directory) -> datetime | None:
    for directory, tag, offset_tag in (
        (exif, Tag.DATE_TIME_ORIGINAL, Tag.OFFSET_TIME_ORIGINAL),
        (exif, Tag.DATE_TIME_DIGITIZED, Tag.OFFSET_TIME_DIGITIZED),
        (main, Tag.DATE_TIME, Tag.OFFSET_TIME),
    ):
        local = _date_time(directory.text(tag))
        if local is None:
            continue
        if tag is Tag.DATE_TIME_ORIGINAL:
            local = local.replace(microsecond=_microsecond(exif.text(Tag.SUBSEC_ORIGINAL)))
        zone = _zone(exif.text(offset_tag)) or _zone_by_gps(local, _gps_time(gps))
        return local.replace(tzinfo=zone)
    return _gps_time(gps)


def _date_time(text: str | None) -> datetime | None:
    match = _DATE_TIME.match(text or "")
    if match is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:  # month 0, hour 25: cameras without a set clock write such dates
        return None


def _microsecond(text: str | None) -> int:
    return int(text[:6].ljust(6, "0")) if text and text.isascii() and text.isdigit() else 0


def _zone(text: str | None) -> timezone | None:
    match = _OFFSET.fullmatch(text or "")
    if match is None:
        return UTC if text == "Z" else None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    if offset > _ZONE_MOST:
        return None
    return timezone(-offset if match[1] == "-" else offset)


def _gps_time(gps: Directory) -> datetime | None:
    match, clock = _DATE.match(gps.text(GpsTag.DATE) or ""), gps.numbers(GpsTag.TIME)
    if match is None or len(clock) < 3:
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
        return day + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    except (ValueError, OverflowError):
        return None


def _zone_by_gps(local: datetime, gps_time: datetime | None) -> timezone | None:
    if gps_time is None:
        return None
    ahead = local - gps_time.replace(tzinfo=None)
    offset = round(ahead / _ZONE_STEP) * _ZONE_STEP
    if abs(ahead - offset) > _CLOCK_SLACK or abs(offset) > _ZONE_MOST:
        return None
    return timezone(offset)


def _degrees(gps: Directory, tag: GpsTag, ref_tag: GpsTag, negative: str, most: int) -> float | None:
    parts = gps.numbers(tag)
    if not 1 <= len(parts) <= 3:
        return None
    degrees = sum(part / 60**power for power, part in enumerate(parts))
    if not math.isfinite(degrees):
        return None
    if (gps.text(ref_tag) or "").upper().startswith(negative):
        degrees = -degrees
    return degrees if abs(degrees) <= most else None


def _altitude(gps: Directory) -> float | None:
    metres = gps.numbers(GpsTag.ALTITUDE)
    if not metres or not math.isfinite(metres[0]):
        return None
    return -metres[0] if gps.integer(GpsTag.ALTITUDE_REF) == 1 else metres[0]
