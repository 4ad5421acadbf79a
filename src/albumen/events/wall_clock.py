"""Between instants and what the clock on the wall of the venue shows."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from albumen.errors import Fault

_NO_PLACES = {"localtime", "Factory", "posixrules"}


class NoSuchTimeError(ValueError):
    """The clock of the zone never shows this time: it is put forward over it."""

    def __init__(self, moment: datetime, timezone: str) -> None:
        sentence = f"The clocks of {timezone} skip {moment:%H:%M} on {moment:%d %B %Y}."
        self.fault = Fault("no_such_time", sentence, time=f"{moment:%H:%M}", timezone=timezone)
        super().__init__(sentence)


@cache
def zone_names() -> frozenset[str]:
    """IANA names of time zones that events may have (``Europe/Berlin``)."""
    return frozenset(available_timezones() - _NO_PLACES)


def instant(moment: datetime, timezone: str) -> datetime:
    """The instant, UTC, of a time that carries its offset or else is read off the clocks of a zone.

    A time that the clocks show twice, in autumn, is the earlier of the two; send an offset to mean the later one.

    Args:
        moment: with or without an offset.
        timezone: one of :func:`zone_names`.

    Raises:
        NoSuchTimeError: the clocks skip this time, in spring.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    there = moment.replace(tzinfo=ZoneInfo(timezone), fold=0)
    found = there.astimezone(UTC)
    if found.astimezone(there.tzinfo).replace(tzinfo=None) != moment.replace(fold=0):
        raise NoSuchTimeError(moment, timezone)
    return found
