"""Lists of events over HTTP: own, deleted and public ones, filters, search, and a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from events_world import World, each_gets

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState
from albumen.photos.models import Library

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_models")]

Browser = Callable[[User], Client]


def test_a_photographer_lists_only_their_own(world: World) -> None:
    factories.event(world.other, name="Olga's")
    assert [e["name"] for e in world.clients["owner"].get("/api/v1/events").json()["items"]] == [
        "Summer party"
    ]


def test_deleted_events_are_listed_while_they_can_be_restored(
    world: World, ana: User, as_user: Browser, settings: Any
) -> None:
    now = timezone.now().replace(microsecond=0)
    for number in range(3):
        gone = factories.event(ana, name=f"Gone {number}", binned_at=now - timedelta(seconds=60 * number))
        Library.objects.filter(pk=gone.library_id).update(photo_count=number)
    factories.event(ana, name="Long gone", binned_at=now - timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS))
    factories.event(world.other, name="Olga's", binned_at=now)
    client, path = as_user(ana), "/api/v1/events/deleted"
    items = client.get(path).json()["items"]
    assert [(item["name"], item["photo_count"]) for item in items] == [
        ("Gone 0", 0),
        ("Gone 1", 1),
        ("Gone 2", 2),
    ]
    until = datetime.fromisoformat(items[0]["restorable_until"])
    assert until == now + timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)
    first = client.get(path, {"limit": 2}).json()
    rest = client.get(path, {"limit": 2, "cursor": first["next"]}).json()
    assert [item["id"] for page in (first, rest) for item in page["items"]] == [item["id"] for item in items]
    assert client.post(f"/api/v1/events/{items[0]['id']}/restore").status_code == 200
    assert [item["name"] for item in client.get(path).json()["items"]] == ["Gone 1", "Gone 2"]
    expected = each_gets(rest=403, anonymous=401, owner=200, other=200, token=200)
    assert world.statuses("GET", "/events/deleted") == expected


def test_deleted_events_cost_the_same_number_of_queries_however_many(ana: User, as_user: Browser) -> None:
    client, counts = as_user(ana), []
    for more in (3, 27):
        for _ in range(more):
            factories.event(ana, binned_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            items = client.get("/api/v1/events/deleted").json()["items"]
        counts.append(len(queries))
    assert len(items) == 30 and counts[0] == counts[1]


def test_events_are_filtered_by_state_and_date(ana: User, as_user: Browser) -> None:
    now = timezone.now()
    day = timedelta(days=1)
    for name, start in (("old", -50), ("done", -5), ("today", -0.1), ("next", 5), ("later", 50)):
        begins = now + start * day
        factories.event(
            ana, name=name, starts_at=begins, ends_at=begins + day / 2, available_until=begins + 20 * day
        )
    client = as_user(ana)

    def names(query: str) -> list[str]:
        return [event["name"] for event in client.get(f"/api/v1/events?{query}").json()["items"]]

    assert names("") == ["later", "next", "today", "done", "old"]
    assert names("order=soonest&state=upcoming") == ["next", "later"]
    assert [names(f"state={state}") for state in ("live", "delivered", "expired")] == [
        ["today"],
        ["done"],
        ["old"],
    ]
    since = (now - 10 * day).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert names(f"order=soonest&starts_from={since}&starts_before={now:%Y-%m-%dT%H:%M:%SZ}") == [
        "done",
        "today",
    ]
    assert client.get("/api/v1/events?state=lost").status_code == 422
    assert client.get("/api/v1/events?starts_from=9999-12-31T23:59:59-12:00").status_code == 422


def test_events_that_go_on_in_a_month_are_found_however_long_they_are(world: World) -> None:
    may, june = datetime(2030, 5, 1, tzinfo=UTC), datetime(2030, 6, 1, tzinfo=UTC)
    day = timedelta(days=1)
    for name, starts, ends in (
        ("over by then", may - 90 * day, may),
        ("all the year", may - 120 * day, may + 240 * day),
        ("into it", may - 60 * day, may + timedelta(seconds=1)),
        ("within", may + 3 * day, may + 4 * day),
        ("out of it", june - timedelta(seconds=1), june + 50 * day),
        ("not yet", june, june + day),
    ):
        until = ends + 30 * day
        factories.event(world.owner, name=name, starts_at=starts, ends_at=ends, available_until=until)
    asked = {
        "starts_before": "2030-06-01T00:00:00Z",
        "ends_after": "2030-05-01T00:00:00Z",
        "order": "soonest",
    }
    found = world.clients["owner"].get("/api/v1/events", asked).json()["items"]
    assert [event["name"] for event in found] == ["all the year", "into it", "within", "out of it"]


def test_events_are_found_by_their_texts_and_code(world: World) -> None:
    factories.event(world.owner, name="Wedding", venue="The Old Mill", location="Ulm", code="ABCD2345")
    factories.event(world.owner, name="Mill opening", venue="Town hall")
    factories.event(world.other, name="Mill of somebody else", venue="The Old Mill")

    def found(search: str) -> set[str]:
        items = world.clients["owner"].get("/api/v1/events", {"search": search}).json()["items"]
        return {item["name"] for item in items}

    assert found("mill") == {"Wedding", "Mill opening"}
    assert found("ulm") == found("abcd-2345") == found(" Wed ") == {"Wedding"}
    assert found("%") == found("_") == found("-") == set(), "wildcards are letters like others"
    assert len(found(" ")) == 3


def test_the_public_list_shows_what_is_listed_and_available(world: World) -> None:
    now = timezone.now()
    Event.objects.update(listed=True)
    factories.event(world.other, name="hidden")
    factories.event(world.other, name="over", listed=True, available_until=now)
    factories.event(world.other, name="binned", listed=True, binned_at=now)
    factories.event(world.other, name="closed", listed=True, closed_at=now)
    for who, role in (
        ("anonymous", "visitor"),
        ("guest", "guest"),
        ("owner", "host"),
        ("stranger", "visitor"),
    ):
        items = world.clients[who].get("/api/v1/events/listed").json()["items"]
        assert [(item["name"], item["role"]) for item in items] == [("Summer party", role)]
        assert items[0]["code"] == world.event.code


def _fill(owner: User, count: int) -> None:
    people = [factories.guest(f"g{number}-{count}") for number in range(3)]
    for number in range(count):
        event = factories.event(owner, name=f"{number}", listed=True)
        event.cover = factories.photo(event.library)
        event.save()
        for person in people:
            Match.objects.create(
                registration=factories.registration(event, person), event=event, photo=event.cover, probability=0.9,
                level="likely", state=MatchState.WAITING,
            )  # fmt: skip
        factories.counted(event)


@pytest.mark.parametrize("path", ["/events", "/events/listed", "/dashboard"])
def test_lists_cost_the_same_number_of_queries_however_long(ana: User, as_user: Browser, path: str) -> None:
    client = as_user(ana)
    counts = []
    for more in (3, 27):
        _fill(ana, more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(f"/api/v1{path}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    if path != "/dashboard":
        items = answer.json()["items"]
        assert len(items) == 30
    if path == "/events":
        assert {(i["hosting"]["guest_count"], i["hosting"]["matches_waiting"]) for i in items} == {(3, 3)}
