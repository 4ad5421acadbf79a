"""Events over HTTP: who may see and do what, and the shapes of the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from events_world import World, each_gets

from albumen.accounts.models import User
from albumen.events.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_models")]

Browser = Callable[[User], Client]


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


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "", None, each_gets(rest=404, owner=200, token=200, guest=200, bare=403)),
        ("PATCH", "", "{}", each_gets(rest=404, anonymous=401, owner=200, token=200, guest=403, bare=403)),
        (
            "GET",
            "/qr.svg",
            None,
            each_gets(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        (
            "GET",
            "/qr.png",
            None,
            each_gets(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        (
            "GET",
            "/event.ics",
            None,
            each_gets(rest=404, anonymous=401, owner=200, token=200, guest=200, bare=403),
        ),
        ("GET", "/cover", None, each_gets(rest=404, bare=403)),
        ("POST", "/restore", None, each_gets(rest=404, anonymous=401, bare=403)),
    ],
)
def test_who_may_do_what_with_an_event_that_is_not_listed(
    world: World, method: str, path: str, body: str | None, expected: dict[str, int]
) -> None:
    assert world.statuses(method, f"/events/{world.event.pk}{path}", body) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "", each_gets(rest=200, bare=403)),
        ("PATCH", "", each_gets(rest=403, anonymous=401, owner=200, token=200)),
        ("GET", "/qr.svg", each_gets(rest=403, anonymous=401, owner=200, token=200, guest=200)),
        ("GET", "/event.ics", each_gets(rest=403, anonymous=401, owner=200, token=200, guest=200)),
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
    assert got == each_gets(rest=404, anonymous=401, guest=403, bare=403, owner=204, token=204)


def test_who_may_list_and_create_events(world: World) -> None:
    expected = each_gets(rest=403, anonymous=401, owner=200, other=200, token=200)
    assert world.statuses("GET", "/events") == expected
    created = {who: status + (status == 200) for who, status in expected.items()}
    assert world.statuses("POST", "/events", json.dumps(NEW)) == created
    assert Event.objects.count() == 4


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
