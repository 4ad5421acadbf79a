"""The dashboard's numbers are exact, the photographer's own, and right to the last event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from events_world import World

import factories
from albumen.accounts.models import User
from albumen.events.dashboard import month_starts, uploads_per_month
from albumen.events.models import Event
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.models import Download, Match, MatchState
from albumen.photos.models import Library, Photo, PhotoState

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def _numbers(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/dashboard")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_only_photographers_have_a_dashboard(world: World) -> None:
    for path in ("/dashboard", "/dashboard/uploads-per-month"):
        assert world.statuses("GET", path) == {
            "anonymous": 401, "owner": 200, "other": 200, "guest": 403,
            "stranger": 403, "removed": 403, "token": 200, "bare": 403,
        }  # fmt: skip


def _busy(world: World) -> None:
    library = world.event.library
    states = (
        PhotoState.READY,
        PhotoState.READY,
        PhotoState.FAILED,
        PhotoState.RECEIVED,
        PhotoState.PROCESSING,
    )
    photos = [factories.photo(library, n, state=state, face_count=n) for n, state in enumerate(states)]
    factories.photo(library, 99, binned_at=timezone.now(), face_count=50)
    Library.objects.filter(pk=library.pk).update(photo_count=5, byte_count=5000)
    for photo, state in zip(
        photos, (MatchState.RELEASED, MatchState.RELEASED, MatchState.WAITING), strict=False
    ):
        Match.objects.create(
            registration=world.registration,
            event=world.event,
            photo=photo,
            probability=0.9,
            level="likely",
            state=state,
        )
    Download.objects.create(event=world.event, user=world.guest, photos=2, originals=True)
    factories.counted(world.event)


def test_totals_are_exact(world: World) -> None:
    _busy(world)
    factories.registration(world.event, world.stranger)
    assert _numbers(world.clients["owner"])["totals"] == {
        "events": 1, "upcoming": 0, "live": 1, "photos": 5, "photos_failed": 1, "photos_in_work": 2, "bytes": 5000,
        "faces": 10, "guests_registered": 2, "guests_served": 1, "matches_released": 2, "matches_waiting": 1,
        "downloads": 1, "photos_downloaded": 2,
    }  # fmt: skip


def test_other_photographers_see_nothing_of_it(world: World) -> None:
    _busy(world)
    shown = _numbers(world.clients["other"])
    assert set(shown["totals"].values()) == {0}
    assert shown["recent_uploads"] == shown["coming_events"] == shown["attention"] == []


def test_a_deleted_event_does_not_count_and_a_restored_one_does(world: World) -> None:
    _busy(world)
    client, path = world.clients["owner"], f"/api/v1/events/{world.event.pk}"
    before = _numbers(client)
    client.delete(path)
    shown = _numbers(client)
    assert set(shown["totals"].values()) == {0} and shown["recent_uploads"] == shown["attention"] == []
    assert sum(m["photos"] for m in client.get("/api/v1/dashboard/uploads-per-month").json()["months"]) == 0
    client.post(f"{path}/restore")
    assert _numbers(client)["totals"] == before["totals"]


def test_every_change_shows_at_once(world: World) -> None:
    _busy(world)
    client = world.clients["owner"]
    waiting = Match.objects.get(state=MatchState.WAITING)
    DecideMatches(world.owner, [waiting.pk], []).execute()
    assert _numbers(client)["totals"]["matches_released"] == 3
    world.clients["guest"].delete(f"/api/v1/registrations/{world.registration.pk}")
    totals = _numbers(client)["totals"]
    assert totals["faces"] == 10
    assert (totals["guests_registered"], totals["guests_served"], totals["matches_released"]) == (0, 0, 0)


def test_what_needs_attention(world: World) -> None:
    _busy(world)
    now, owner = timezone.now(), world.owner
    day = timedelta(days=1)
    past = {"starts_at": now - 5 * day, "ends_at": now - 4 * day}
    factories.event(owner, name="soon over", **past, available_until=now + 2 * day)
    factories.event(owner, name="empty", **past, available_until=now + 20 * day)
    factories.event(owner, name="expired", **past, available_until=now)
    Library.objects.filter(event__name="soon over").update(photo_count=7)
    found = [(a["kind"], a["event"], a["count"]) for a in _numbers(world.clients["owner"])["attention"]]
    assert found == [
        ("photos_failed", "Summer party", 1),
        ("matches_waiting", "Summer party", 1),
        ("expires_soon", "soon over", 7),
        ("no_photos", "empty", 0),
    ]


def test_coming_events_are_live_and_upcoming_the_next_first(ana: User, as_user: Browser) -> None:
    now = timezone.now()
    for name, days in (("later", 9), ("next", 2), ("now", -0.1), ("done", -5)):
        starts = now + timedelta(days=days)
        factories.event(ana, name=name, starts_at=starts, ends_at=starts + timedelta(hours=9))
    shown = _numbers(as_user(ana))["coming_events"]
    assert [(event["name"], event["state"]) for event in shown] == [
        ("now", "live"), ("next", "upcoming"), ("later", "upcoming"),
    ]  # fmt: skip


def test_recent_uploads_are_the_last_ones_and_not_the_deleted(
    ana: User, party: Event, as_user: Browser
) -> None:
    for number in range(15):
        factories.photo(party.library, number)
    factories.photo(party.library, 50, binned_at=timezone.now())
    shown = _numbers(as_user(ana))["recent_uploads"]
    assert [photo["filename"] for photo in shown] == [f"photo-{n}.jpg" for n in range(14, 2, -1)]
    assert {photo["event"] for photo in shown} == {"Summer party"}


def test_a_recent_upload_has_a_preview_once_it_is_ready(ana: User, party: Event, as_user: Browser) -> None:
    factories.photo(party.library, 1, state=PhotoState.RECEIVED)
    ready = factories.photo(party.library, 2, previews={"1280": "b.webp", "320": "a.webp"})
    second, first = _numbers(as_user(ana))["recent_uploads"]
    assert second["preview"].startswith(f"/api/v1/photos/{ready.pk}/preview/320?v=")
    assert first["preview"] is None


def test_months_begin_where_the_photographer_is(ana: User, party: Event) -> None:
    moments = [
        datetime(2026, 2, 28, 22, 59, 59, 999999, tzinfo=UTC),  # February in Berlin and UTC
        datetime(2026, 2, 28, 23, tzinfo=UTC),  # March in Berlin, February in UTC
        datetime(2026, 3, 31, 21, 59, tzinfo=UTC),  # March in Berlin, after the clocks went forward
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC),  # April in Berlin, March in UTC
    ]
    for number, moment in enumerate(moments):
        photo = factories.photo(party.library, number)
        Photo.objects.filter(pk=photo.pk).update(received_at=moment)
    now = datetime(2026, 4, 10, tzinfo=UTC)

    def counts(zone: str) -> list[int]:
        return [count for _, count in uploads_per_month(ana, zone, 3, now)]

    assert counts("Europe/Berlin") == [1, 2, 1]
    assert counts("UTC") == [2, 2, 0]
    assert counts("Pacific/Kiritimati") == [0, 2, 2]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu"])
def test_months_follow_one_another_over_the_years(zone: str) -> None:
    starts = month_starts(datetime(2026, 1, 31, 12, tzinfo=ZoneInfo(zone)), 14)
    assert [(s.year, s.month) for s in starts][:2] == [(2024, 12), (2025, 1)]
    assert [(s.year, s.month) for s in starts][-2:] == [(2026, 1), (2026, 2)]
    assert len(starts) == 15 and all(s.day == 1 and s.hour == 0 for s in starts)


def test_the_chart_has_every_month_and_knows_its_zone(ana: User, party: Event, as_user: Browser) -> None:
    factories.photo(party.library)
    client = as_user(ana)
    chart = client.get("/api/v1/dashboard/uploads-per-month?timezone=Asia/Kolkata&months=5").json()
    assert [month["photos"] for month in chart["months"]] == [0, 0, 0, 0, 1]
    assert chart["months"][-1]["month"] == f"{timezone.now().astimezone(ZoneInfo('Asia/Kolkata')):%Y-%m}"
    for query in ("timezone=Nowhere", "timezone=../x", "months=0", "months=61"):
        assert client.get(f"/api/v1/dashboard/uploads-per-month?{query}").status_code == 422
