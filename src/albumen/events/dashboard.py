"""What a photographer sees first: totals, what goes on, what needs attention. Counted in indexes, never estimated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, Q, QuerySet, Sum, Value

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.events.queries import events_of
from albumen.events.states import EventState, in_state
from albumen.guests.models import Download, Registration
from albumen.photos.models import Library, Photo, PhotoState

EXPIRES_SOON = timedelta(days=3)
"""An event whose photos can be seen no longer than this is worth a word."""

EVENTS_SHOWN = 20
ATTENTION_SHOWN = 50
_UNFINISHED = (PhotoState.RECEIVED, PhotoState.PROCESSING, PhotoState.FAILED)
_FAILED = str(PhotoState.FAILED)


def libraries_of(user: User) -> QuerySet[Library]:
    """Libraries of a person but those of deleted events."""
    return Library.objects.filter(owner=user, event__binned_at=None)


@dataclass(frozen=True, slots=True)
class GuestNumbers:
    """Guests of an event and their matches, in numbers; ``served`` have at least one released photo."""

    registered: int
    served: int
    released: int
    waiting: int


_NOBODY = GuestNumbers(0, 0, 0, 0)

Unfinished = dict[tuple[UUID | None, str], int]


def guest_numbers(user: User) -> dict[UUID, GuestNumbers]:
    """Of each of a photographer's events that anybody registered for, the most waiting matches first."""
    rows = Registration.objects.filter(event__in=events_of(user).values("pk")).order_by().values_list("event")
    there = Q(removed_at=None)
    counted = rows.annotate(
        registered=Count("pk", filter=there),
        served=Count("pk", filter=there & Q(released_count__gt=0)),
        released=Sum("released_count"),
        waiting=Sum("waiting_count"),
    )
    return {event: GuestNumbers(*numbers) for event, *numbers in counted.order_by("-waiting", "event")}


def unfinished_photos(user: User) -> Unfinished:
    """Photos that are not ready, by event (None: of a personal library) and state, the most of one kind first."""
    libraries = libraries_of(user).values("pk")
    photos = Photo.objects.filter(library__in=libraries, binned_at=None, state__in=_UNFINISHED).order_by()
    counted = photos.values_list("library__event", "state").annotate(number=Count("*"))
    ordered = counted.order_by("-number", "library__event")
    return {(event, state): number for event, state, number in ordered}


def totals(
    user: User, now: datetime, guests: dict[UUID, GuestNumbers], unfinished: Unfinished
) -> dict[str, int]:
    """Everything a photographer has, in numbers; in as many queries however much it is.

    Args:
        user: the photographer.
        now: the instant.
        guests: answer of :func:`guest_numbers`.
        unfinished: answer of :func:`unfinished_photos`.
    """
    kept = libraries_of(user).aggregate(
        photos=Sum("photo_count"), bytes=Sum("byte_count"), faces=Sum("face_count")
    )
    of_events = events_of(user).aggregate(
        events=Count("*"),
        upcoming=Count("pk", filter=in_state(EventState.UPCOMING, now)),
        live=Count("pk", filter=in_state(EventState.LIVE, now)),
    )
    downloads = Download.objects.filter(event__in=events_of(user).values("pk")).aggregate(
        number=Count("*"), photos=Sum("photos")
    )
    failed = sum(number for (_, state), number in unfinished.items() if state == _FAILED)
    return {
        **{name: total or 0 for name, total in kept.items()},
        **of_events,
        "photos_failed": failed,
        "photos_in_work": sum(unfinished.values()) - failed,
        "guests_registered": sum(numbers.registered for numbers in guests.values()),
        "guests_served": sum(numbers.served for numbers in guests.values()),
        "matches_released": sum(numbers.released for numbers in guests.values()),
        "matches_waiting": sum(numbers.waiting for numbers in guests.values()),
        "downloads": downloads["number"],
        "photos_downloaded": downloads["photos"] or 0,
    }


def uploads_per_month(user: User, timezone: str, months: int, now: datetime) -> list[tuple[datetime, int]]:
    """How many photos came in each calendar month, the present one last.

    Args:
        user: whose libraries.
        timezone: IANA name of the zone in which months begin.
        months: how many.
        now: the instant.

    Returns:
        The first instant of each month, in that zone, and its number of photos.
    """
    starts = month_starts(now.astimezone(ZoneInfo(timezone)), months)
    photos = Photo.objects.filter(library__in=libraries_of(user).values("pk"), binned_at=None).order_by()
    counts = [
        photos.filter(received_at__gte=start.astimezone(UTC), received_at__lt=end.astimezone(UTC))
        .values(month=Value(number, output_field=IntegerField()))
        .annotate(photos=Count("*"))
        .values_list("month", "photos")
        for number, (start, end) in enumerate(pairwise(starts))
    ]
    found = dict(counts[0].union(*counts[1:], all=True))
    return [(start, found.get(number, 0)) for number, start in enumerate(starts[:-1])]


def month_starts(now: datetime, months: int) -> list[datetime]:
    """First instants of the last ``months`` months in the zone of ``now``, and of the month to come."""
    first = now.year * 12 + now.month - months
    return [
        datetime(month // 12, month % 12 + 1, 1, tzinfo=now.tzinfo)
        for month in range(first, first + months + 1)
    ]


def recent_uploads(user: User, count: int) -> list[Photo]:
    """The photos that arrived last, with their event."""
    rows = Photo.objects.filter(uploader=user, binned_at=None, library__event__binned_at=None)
    shown = ("filename", "state", "received_at", "thumbhash", "sha256", "previews", "library__event__name")
    return list(rows.select_related("library__event").only(*shown).order_by("-received_at")[:count])


def coming_events(user: User, now: datetime, guests: dict[UUID, GuestNumbers]) -> list[Event]:
    """Events that go on or come next, the next first, with their numbers as of ``numbers.with_numbers``."""
    rows = events_of(user).filter(in_state(EventState.UPCOMING, now) | in_state(EventState.LIVE, now))
    shown = rows.select_related("library", "cover", "owner__photographer").order_by("starts_at", "id")
    events = list(shown[:EVENTS_SHOWN])
    for event in events:
        numbers = guests.get(event.pk, _NOBODY)
        event.guest_count = numbers.registered
        event.released_count, event.waiting_count = numbers.released, numbers.waiting
    return events


def attention(
    user: User, now: datetime, guests: dict[UUID, GuestNumbers], unfinished: Unfinished
) -> list[dict[str, Any]]:
    """What the photographer should look at, the most urgent kind first: ``{kind, event_id, event, count, at}``."""
    mine = events_of(user).order_by("available_until", "id")
    names: dict[UUID, str] = {}
    ending, empty = [], []
    for event, name, photos, ends, until, closed in mine.values_list(
        "pk", "name", "library__photo_count", "ends_at", "available_until", "closed_at"
    ):
        names[event] = name
        shown = until > now and closed is None
        if shown and until <= now + EXPIRES_SOON:
            ending.append(("expires_soon", event, photos, until))
        if shown and ends <= now and photos == 0:
            empty.append(("no_photos", event, 0, until))
    found = [
        *(
            ("photos_failed", event, count, None)
            for (event, state), count in unfinished.items()
            if state == _FAILED
        ),
        *(
            ("matches_waiting", event, numbers.waiting, None)
            for event, numbers in guests.items()
            if numbers.waiting
        ),
        *ending,
        *empty,
    ]
    return [
        {"kind": kind, "event_id": event, "event": names[event], "count": count, "at": at}
        for kind, event, count, at in found
        if event in names  # of no event, or of one deleted in this moment
    ][:ATTENTION_SHOWN]
