"""What an uploader says about a photo: title, place, photographer, time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from albumen.errors import Fault, InvalidInputError

LONGEST = {"title": 200, "description": 5000, "location": 200, "photographer": 200}
"""Fields of a photo that an upload may set, and how many characters each takes."""

_EARLIEST = datetime(1826, 1, 1, tzinfo=UTC)
"""No photograph is older (Niépce's view from the window is of 1826 or 1827)."""


def said_about(metadata: dict[str, str], zone: str) -> dict[str, Any]:
    """Fields of a photo as its uploader gave them, checked; what was not said is left out.

    Args:
        metadata: what was sent: title, description, location, photographer, taken (ISO 8601).
        zone: IANA name of the event's time zone, in which a time without zone is read.

    Returns:
        Values for the photo's fields; ``taken_at`` as ISO 8601 in UTC with ``taken_offset`` in minutes.

    Raises:
        InvalidInputError: ``fields`` says what is wrong with which.
    """
    said: dict[str, Any] = {}
    wrong: dict[str, Fault] = {}
    for name, longest in LONGEST.items():
        text = metadata.get(name, "").replace("\x00", "").strip()
        if len(text) > longest:
            wrong[name] = Fault("too_long", f"At most {longest} characters.", most=longest)
        elif text:
            said[name] = text
    if taken := metadata.get("taken", "").strip():
        try:
            moment = datetime.fromisoformat(taken)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(zone))
            instant = moment.astimezone(UTC)
            if instant < _EARLIEST:
                raise ValueError
        except (ValueError, OverflowError):
            wrong["taken"] = Fault("not_a_time", "A date and time like 2026-06-30T18:04:05+02:00.")
        else:
            offset = moment.utcoffset()
            said["taken_at"] = instant.isoformat()
            said["taken_offset"] = round(offset.total_seconds() / 60) if offset else 0
    if wrong:
        raise InvalidInputError("Something said about this photo cannot be used.", fields=wrong)
    return said
