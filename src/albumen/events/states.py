"""What an event is at a moment: it follows from its dates alone, so nothing has to be kept up to date.

Every span holds its first instant and not its last: an event that ends at six is delivered at six.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from albumen.events.models import Event


class EventState(models.TextChoices):
    UPCOMING = "upcoming", "Upcoming"
    LIVE = "live", "Going on"
    DELIVERED = "delivered", "Over, photos can be seen"
    EXPIRED = "expired", "Photos can be seen no longer"


class Window(models.TextChoices):
    """Whether guests may register."""

    NOT_YET = "not_yet", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


def state_of(event: Event, now: datetime) -> Any:
    """The :class:`EventState` at an instant. An event that was closed stays expired whatever its dates say."""
    if event.closed_at is not None or now >= event.available_until:
        return EventState.EXPIRED
    if now < event.starts_at:
        return EventState.UPCOMING
    return EventState.LIVE if now < event.ends_at else EventState.DELIVERED


def expired(event: Event, now: datetime) -> bool:
    """Whether guests have lost access."""
    return bool(state_of(event, now) == EventState.EXPIRED)


def registration_window(event: Event, now: datetime) -> Any:
    """The :class:`Window` at an instant: by default open from the event's creation until its photos expire."""
    if expired(event, now):
        return Window.CLOSED
    if event.registration_opens_at is not None and now < event.registration_opens_at:
        return Window.NOT_YET
    if event.registration_closes_at is not None and now >= event.registration_closes_at:
        return Window.CLOSED
    return Window.OPEN


def available(now: datetime, prefix: str = "") -> Q:
    """Events whose guests have access: neither expired, nor closed, nor in the bin.

    Args:
        now: the instant.
        prefix: path to the event from the model that is filtered (``registration__event__``).
    """
    return Q(
        **{
            f"{prefix}available_until__gt": now,
            f"{prefix}closed_at": None,
            f"{prefix}binned_at": None,
        }
    )


def in_state(state: Any, now: datetime, prefix: str = "") -> Q:
    """Events in a state, as a condition of a query; agrees with :func:`state_of`."""
    if state == EventState.EXPIRED:
        return Q(**{f"{prefix}available_until__lte": now}) | Q(**{f"{prefix}closed_at__isnull": False})
    shown = Q(**{f"{prefix}available_until__gt": now, f"{prefix}closed_at": None})
    if state == EventState.UPCOMING:
        return shown & Q(**{f"{prefix}starts_at__gt": now})
    if state == EventState.LIVE:
        return shown & Q(**{f"{prefix}starts_at__lte": now, f"{prefix}ends_at__gt": now})
    # An event without length that has not begun is upcoming, whatever its end.
    return shown & Q(**{f"{prefix}starts_at__lte": now, f"{prefix}ends_at__lte": now})
