"""Whether what an event says fits together. Everything wrong is told at once, by field."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from albumen.errors import Fault
from albumen.events.errors import BadEventError
from albumen.events.models import Event, ReviewPolicy
from albumen.events.wall_clock import NoSuchTimeError, instant, zone_names
from albumen.photos.models import Photo

LEAST_AVAILABLE = timedelta(days=2)
"""How long after the end of an event its photos can be seen at least."""

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_TEXTS = {"name": 200, "venue": 200, "location": 300, "description": 5000}
_INSTANTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "available_until")
_FLAGS = ("listed", "guests_may_download_originals")
_LIMITS = {"max_photos": "ALBUMEN_EVENT_MAX_PHOTOS", "max_bytes": "ALBUMEN_EVENT_MAX_BYTES"}

EDITABLE = frozenset((*_TEXTS, *_INSTANTS, *_FLAGS, *_LIMITS, "timezone", "cover", "review_policy"))
"""What a host may say about an event."""


def fill(event: Event, fields: dict[str, Any], now: datetime) -> None:
    """Put what a host said into an event and its library, in memory.

    Times without an offset are read off the clocks of the event's zone. Where ``available_until`` is not said for a
    new event, it is ALBUMEN_AVAILABLE_DAYS after its end, or from now for one that is over.

    Args:
        event: new or being edited.
        fields: some of :data:`EDITABLE`.
        now: the instant.

    Raises:
        BadEventError: something does not fit; ``fields`` says what and why.
    """
    wrong = {name: Fault("unknown_field", "There is no such field.") for name in set(fields) - EDITABLE}
    _fill_texts(event, fields, wrong)
    _fill_times(event, fields, wrong)
    for name in _FLAGS:
        if name in fields:
            setattr(event, name, bool(fields[name]))
    if "review_policy" in fields:
        event.review_policy = fields["review_policy"]
        if event.review_policy not in ReviewPolicy.values:
            choices = ", ".join(ReviewPolicy.values)
            wrong["review_policy"] = Fault("not_a_choice", f"Say one of {choices}.", choices=choices)
    for name, setting in _LIMITS.items():
        if name in fields:
            _fill_limit(event, name, fields[name], getattr(settings, setting), wrong)
    if "cover" in fields:
        _fill_cover(event, fields["cover"], wrong)
    if not wrong:
        if event.available_until is None:
            event.available_until = max(event.ends_at, now) + timedelta(days=settings.ALBUMEN_AVAILABLE_DAYS)
        _check_order(event, wrong)
    if wrong:
        raise BadEventError("What was said about the event does not fit together.", fields=wrong)


def _fill_texts(event: Event, fields: dict[str, Any], wrong: dict[str, Fault]) -> None:
    for name, longest in _TEXTS.items():
        if name in fields:
            text = str(fields[name] or "").strip()
            setattr(event, name, text)
            if len(text) > longest:
                wrong[name] = Fault("too_long", f"At most {longest} characters.", most=longest)
            elif any(_unprintable(character) for character in text):
                wrong[name] = Fault("unprintable", "There are characters in it that cannot be shown.")
    if not event.name:
        wrong.setdefault("name", Fault("required", "An event needs a name."))


def _unprintable(character: str) -> bool:
    return character not in "\n\t\r" and unicodedata.category(character) in {"Cc", "Cs"}


def _fill_times(event: Event, fields: dict[str, Any], wrong: dict[str, Fault]) -> None:
    if "timezone" in fields:
        event.timezone = str(fields["timezone"])[:60]
    if event.timezone not in zone_names():
        wrong["timezone"] = Fault(
            "not_a_timezone", "This is no time zone; an IANA name like Europe/Berlin is."
        )
        return
    for name in _INSTANTS:
        if name not in fields:
            continue
        value = fields[name]
        if value is None:
            if name in {"starts_at", "ends_at"} or (name == "available_until" and not event._state.adding):
                wrong[name] = Fault("required", "Say when.")
            setattr(event, name, None)
            continue
        try:
            value = instant(value, event.timezone)
        except NoSuchTimeError as error:
            wrong[name] = error.fault
            continue
        except OverflowError:
            value = LATEST
        if not EARLIEST <= value < LATEST:
            wrong[name] = _beyond()
        setattr(event, name, value)
    for name in ("starts_at", "ends_at"):
        if getattr(event, name) is None:
            wrong.setdefault(name, Fault("required", "Say when."))


def _fill_limit(event: Event, name: str, value: int | None, most: int, wrong: dict[str, Fault]) -> None:
    if value is not None and not 1 <= value <= most:
        wrong[name] = Fault("out_of_range", f"From 1 to {most}.", least=1, most=most)
    setattr(event.library, name, value)


def _fill_cover(event: Event, photo_id: Any, wrong: dict[str, Fault]) -> None:
    if photo_id is None:
        event.cover = None
        return
    photo = Photo.objects.filter(pk=photo_id, library_id=event.library_id, binned_at=None).first()
    if photo is None:
        wrong["cover"] = Fault("not_in_event", "This is no photo of the event.")
    else:
        event.cover = photo


def _check_order(event: Event, wrong: dict[str, Fault]) -> None:
    if event.ends_at <= event.starts_at:
        wrong["ends_at"] = Fault("ends_before_start", "It must end after it starts.")
    if event.available_until < event.ends_at + LEAST_AVAILABLE:
        days = LEAST_AVAILABLE.days
        wrong["available_until"] = Fault(
            "available_too_short", f"At least {days} days after the end.", days=days
        )
    elif event.available_until >= LATEST:
        wrong["available_until"] = _beyond()
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is not None and closes is not None and closes <= opens:
        wrong["registration_closes_at"] = Fault("closes_before_opening", "It must close after it opens.")


def _beyond() -> Fault:
    return Fault("not_a_time", "Years from 1900 to 2199 can be used.")
