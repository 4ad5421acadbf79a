"""Events over HTTP: who may see and do what, the answers' shapes, and a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from events_world import World
from icalendar import Calendar

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState
from albumen.photos.models import Library

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "models"))


@pytest.fixture
def world(party: Event, ana: User, bo: User, cy: User) -> World:
    return World(party, ana, bo, cy)


NEW = {
    "name": "Wedding",
    "starts_at": "2030-06-01T14:00:00",
    "ends_at": "2030-06-01T22:00:00+02:00",
    "timezone": "Europe/Berlin",
}


def _send(client: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    return client.generic(
        method, f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def _expected(**but: int) -> dict[str, int]:
    names = ("anonymous", "owner", "other", "guest", "stranger", "removed", "token", "bare")
    return {name: but.get(name, but["rest"]) for name in names}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "", None, _expected(rest=404, owner=200, token=200, guest=200, bare=403)),
        ("PATCH", "", "{}", _expected(rest=404, anonymous=401, owner=200, token=200, guest=403, bare=403)),
        (
            "GET",
            "/qr.svg",
            None,
            _expected(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        (
            "GET",
            "/qr.png",
            None,
            _expected(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        (
            "GET",
            "/event.ics",
            None,
            _expected(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        ("GET", "/cover", None, _expected(rest=404, bare=403)),
        ("POST", "/restore", None, _expected(rest=404, anonymous=401, bare=403)),
    ],
)
def test_who_may_do_what_with_an_event_that_is_not_listed(
    world: World, method: str, path: str, body: str | None, expected: dict[str, int]
) -> None:
    assert world.statuses(method, f"/events/{world.event.pk}{path}", body) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "", _expected(rest=200, bare=403)),
        ("PATCH", "", _expected(rest=403, anonymous=401, owner=200, token=200)),
        ("GET", "/qr.svg", _expected(rest=403, anonymous=401, owner=200, token=200, guest=200)),
        ("GET", "/event.ics", _expected(rest=403, anonymous=401, owner=200, token=200, guest=200)),
    ],
)
def test_a_listed_event_has_a_public_face(
    world: World, method: str, path: str, expected: dict[str, int]
) -> None:
    Event.objects.update(listed=True)
    assert (
        world.statuses(method, f"/events/{world.event.pk}{path}", "{}" if method == "PATCH" else None)
        == expected
    )


def test_who_may_delete_an_event(world: World) -> None:
    got = {}
    for who, client in world.clients.items():
        got[who] = client.delete(f"/api/v1/events/{world.event.pk}").status_code
        Event.objects.update(binned_at=None)
    assert got == _expected(rest=404, anonymous=401, guest=403, bare=403, owner=204, token=204)


def test_who_may_list_and_create_events(world: World) -> None:
    expected = _expected(rest=403, anonymous=401, owner=200, other=200, token=200)
    assert world.statuses("GET", "/events") == expected
    created = {who: status + (status == 200) for who, status in expected.items()}
    assert world.statuses("POST", "/events", json.dumps(NEW)) == created
    assert Event.objects.count() == 4


def test_a_photographer_lists_only_their_own(world: World) -> None:
    factories.event(world.other, name="Olga's")
    assert [e["name"] for e in world.clients["owner"].get("/api/v1/events").json()["items"]] == [
        "Summer party"
    ]


def test_a_new_event_is_told_in_full_to_its_host(ana: User, as_user: Browser) -> None:
    answer = _send(as_user(ana), "POST", "/events", NEW)
    assert answer.status_code == 201
    event = answer.json()
    assert event["starts_at"] == "2030-06-01T12:00:00Z" and event["ends_at"] == "2030-06-01T20:00:00Z"
    assert (event["state"], event["registration"], event["role"]) == ("upcoming", "open", "host")
    assert event["hosting"]["revision"] == 1 and event["hosting"]["packs"] == ["builtin"]
    assert event["join_url"].endswith(f"/join/{event['code']}")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timezone": "Berlin"}, "timezone"),
        ({"ends_at": "2030-06-01T13:00:00"}, "ends_at"),
        ({"starts_at": "2030-03-31T02:30:00"}, "starts_at"),
        ({"available_until": "2030-06-02T00:00:00"}, "available_until"),
        ({"name": ""}, "name"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
        ({"max_photos": 10**30}, "max_photos"),
    ],
)
def test_a_bad_event_is_refused_with_the_field(
    ana: User, as_user: Browser, change: dict[str, Any], field: str
) -> None:
    answer = _send(as_user(ana), "POST", "/events", {**NEW, **change})
    assert answer.status_code == 422
    assert any(field in name for name in answer.json()["fields"]), answer.json()


def test_a_visitor_sees_no_code_and_no_numbers(world: World) -> None:
    event = world.clients["guest"].get(f"/api/v1/events/{world.event.pk}").json()
    assert event["code"] == world.event.code and event["hosting"] is None
    assert event["registration_id"] == str(world.registration.pk)
    text = world.clients["guest"].get(f"/api/v1/events/{world.event.pk}").content.decode()
    assert "ana@example.org" not in text and event["host"] == "ana photography"


def test_an_edit_needs_the_revision_it_was_made_from(ana: User, party: Event, as_user: Browser) -> None:
    client, path = as_user(ana), f"/events/{party.pk}"
    first = _send(client, "PATCH", path, {"venue": "Garden"}, **{"If-Match": '"1"'})
    assert (first.status_code, first.json()["hosting"]["revision"]) == (200, 2)
    stale = _send(client, "PATCH", path, {"venue": "Hall"}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "event_changed")
    assert _send(client, "PATCH", path, {"venue": "Hall"}, **{"If-Match": "W/x"}).status_code == 422
    assert _send(client, "PATCH", path, {"venue": "Hall"}).json()["venue"] == "Hall"
    assert _send(client, "PATCH", path, {"name": None}).status_code == 422


def test_delete_and_restore(ana: User, party: Event, as_user: Browser, settings: Any) -> None:
    client, path = as_user(ana), f"/api/v1/events/{party.pk}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404
    assert client.post(f"{path}/restore").json()["id"] == str(party.pk)
    client.delete(path)
    settings.ALBUMEN_UNDO_SECONDS = 0
    gone = client.post(f"{path}/restore")
    assert (gone.status_code, gone.json()["code"]) == (410, "undo_over")


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
    expected = _expected(rest=403, anonymous=401, owner=200, other=200, token=200)
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


def test_the_calendar_file_says_when_and_where(ana: User, as_user: Browser) -> None:
    starts = datetime(2030, 7, 1, 12, tzinfo=UTC)
    event = factories.event(
        ana, name="Fest; Ä, \\ 1\n2", venue="Hof", location="Köln", starts_at=starts,
        ends_at=starts + timedelta(hours=2), available_until=starts + timedelta(days=9), timezone="Europe/Berlin",
    )  # fmt: skip
    answer = as_user(ana).get(f"/api/v1/events/{event.pk}/event.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="Fest-1-2.ics"'
    calendar = Calendar.from_ical(answer.content)
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == "Fest; Ä, \\ 1\n2" and entry["location"] == "Hof, Köln"
    assert entry.decoded("dtstart") == starts
    assert entry.decoded("dtstart").astimezone(ZoneInfo("Europe/Berlin")).hour == 14
    assert entry["dtstart"].params["TZID"] == "Europe/Berlin"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_qr_codes_lead_to_the_event(ana: User, party: Event, as_user: Browser) -> None:
    import cv2
    import numpy as np

    client = as_user(ana)
    png = client.get(f"/api/v1/events/{party.pk}/qr.png?scale=8")
    picture = cv2.imdecode(np.frombuffer(png.content, np.uint8), cv2.IMREAD_COLOR)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == f"http://localhost:8000/join/{party.code}"
    svg = client.get(f"/api/v1/events/{party.pk}/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml" and b"<svg" in svg.content
    assert client.get(f"/api/v1/events/{party.pk}/qr.png?scale=41").status_code == 422
    assert client.get(f"/api/v1/events/{party.pk}/qr.png?scale=0").status_code == 422


def test_the_cover_is_shown_only_when_chosen_and_to_those_who_see_the_event(world: World) -> None:
    key = "libraries/x/previews/a-1280.webp"
    default_storage.save(key, ContentFile(b"RIFFwebp"))
    photo = factories.photo(world.event.library, previews={"1280": key, "320": key})
    path = f"/events/{world.event.pk}/cover"
    assert world.clients["owner"].get(f"/api/v1{path}").json()["code"] == "no_cover"
    Event.objects.update(cover=photo)
    assert world.statuses("GET", path) == _expected(rest=404, owner=200, guest=200, token=200, bare=403)
    answer = world.clients["guest"].get(f"/api/v1{path}?size=320")
    assert (answer.content, answer["Content-Type"]) == (b"RIFFwebp", "image/webp")
    assert world.clients["guest"].get(f"/api/v1{path}?size=9999").status_code == 422
    by_code = world.clients["anonymous"].get(f"/api/v1/join/{world.event.code}").json()["cover"]
    assert world.clients["anonymous"].get(by_code).content == b"RIFFwebp"
    photo.binned_at = timezone.now()
    photo.save()
    assert world.clients["owner"].get(f"/api/v1{path}").status_code == 404


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
