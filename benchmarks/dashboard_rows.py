"""Rows for the dashboard's benchmark, and the numbers counted the simple way."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from albumen.accounts.models import User, UserType
from albumen.events.models import Event
from albumen.guests.counting import count_matches
from albumen.guests.models import Download, Match, MatchState, Registration
from albumen.photos.counting import count_faces
from albumen.photos.models import Library, LibraryKind, Photo, PhotoState

MATCHES = 2
"""Matches a photo has; one in ten waits for review."""


def fill(email: str, photos: int, events: int, guests: int) -> User:
    """A photographer with this many photos in these events, whose guests have matches; returns the photographer."""
    dice = random.Random(email)  # noqa: S311 - rows of a benchmark
    now = timezone.now()
    user = User.objects.create_user(email, "x", user_type=UserType.PHOTOGRAPHER)
    people = User.objects.bulk_create([User(email=f"guest{i}.{email}") for i in range(guests)])
    each = photos // events
    for number in range(events):
        starts = now + timedelta(days=5 * (number - events + 5))
        library = Library.objects.create(
            owner=user,
            kind=LibraryKind.EVENT,
            packs=["standard"],
            photo_count=each,
            byte_count=each * 8_000_000,
        )
        event = Event.objects.create(
            owner=user, library=library, name=f"Event {number}", code=_code(email, number), starts_at=starts,
            ends_at=starts + timedelta(hours=6), timezone="Europe/Berlin", available_until=starts + timedelta(days=400),
        )  # fmt: skip
        rows = Photo.objects.bulk_create(
            [_photo(library, event, user, index, dice) for index in range(each)], batch_size=1000
        )
        Photo.objects.filter(library=library).update(received_at=F("sort_at"))
        registered = Registration.objects.bulk_create(
            [Registration(event=event, user=person) for person in people]
        )
        Match.objects.bulk_create(_matches(event, rows, registered, dice), batch_size=1000)
        count_matches(guest.pk for guest in registered)
        with transaction.atomic():
            count_faces(library.pk)
        Download.objects.bulk_create(
            [Download(event=event, user=person, photos=9, originals=True) for person in people]
        )
    return user


def _photo(library: Library, event: Event, user: User, index: int, dice: random.Random) -> Photo:
    return Photo(
        library=library, uploader=user, filename=f"{index}.jpg", bytes=8_000_000, original=f"o/{index}.jpg",
        sha256=hashlib.sha256(f"{library.pk}{index}".encode()).hexdigest(), media_type="image/jpeg",
        previews={size: f"libraries/{library.pk}/previews/{index}-{size}.webp" for size in (320, 1280, 2560)},
        state=PhotoState.FAILED if index % 500 == 7 else PhotoState.READY, face_count=dice.randrange(5),
        sort_at=event.starts_at + timedelta(seconds=dice.randrange(80_000)), analysed_with={"standard": "1"},
    )  # fmt: skip


def _matches(
    event: Event, photos: list[Photo], guests: list[Registration], dice: random.Random
) -> list[Match]:
    return [
        Match(
            registration=guest, event=event, photo=photo, probability=0.999, level="certain", scores={"standard": 0.7},
            state=MatchState.WAITING if dice.random() < 0.1 else MatchState.RELEASED,
        )
        for photo in photos
        for guest in dice.sample(guests, MATCHES)
    ]  # fmt: skip


def _code(email: str, number: int) -> str:
    return hashlib.sha256(f"{email}{number}".encode()).hexdigest()[:8].upper()


def naive_totals(user: User) -> dict[str, int]:
    """The same totals through joins from the photographer, a query each."""
    mine: dict[str, Any] = {"event__owner": user, "event__binned_at": None}
    released = Match.objects.filter(**mine, state=MatchState.RELEASED)
    photos = Photo.objects.filter(library__event__owner=user, library__event__binned_at=None, binned_at=None)
    return {
        "photos": photos.count(),
        "bytes": sum(photos.values_list("bytes", flat=True)),
        "faces": sum(photos.values_list("face_count", flat=True)),
        "photos_failed": photos.filter(state=PhotoState.FAILED).count(),
        "events": Event.objects.filter(owner=user, binned_at=None).count(),
        "guests_registered": Registration.objects.filter(**mine, removed_at=None).count(),
        "guests_served": released.values("registration").distinct().count(),
        "matches_released": released.count(),
        "matches_waiting": Match.objects.filter(**mine, state=MatchState.WAITING).count(),
        "downloads": Download.objects.filter(**mine).count(),
    }


def naive_guests(user: User) -> dict[UUID, tuple[int, int]]:
    """Released and waiting matches of each event, counted match by match."""
    counted = Match.objects.filter(event__owner=user, event__binned_at=None).order_by().values_list("event")
    rows = counted.annotate(
        released=Count("pk", filter=Q(state=MatchState.RELEASED)),
        waiting=Count("pk", filter=Q(state=MatchState.WAITING)),
    )
    return {event: (released, waiting) for event, released, waiting in rows}


def naive_uploads(user: User, zone: str, months: int) -> dict[tuple[int, int], int]:
    """Photos by month, counted by the database's own truncation to months."""
    from django.db.models.functions import TruncMonth

    here = ZoneInfo(zone)
    now = timezone.now().astimezone(here)
    this = now.year * 12 + now.month
    rows = (
        Photo.objects.filter(library__owner=user, binned_at=None)
        .annotate(month=TruncMonth("received_at", tzinfo=here))
        .values_list("month")
        .annotate(number=Count("pk"))
    )
    found = {(month.year, month.month): count for month, count in rows}
    return {key: count for key, count in found.items() if this - months < key[0] * 12 + key[1] <= this}
