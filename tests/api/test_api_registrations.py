"""Joining by code, one's registrations and the host's list over HTTP: who may, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from events_world import World, each_gets, logged_in, token_client

import factories
from albumen.accounts.models import User
from albumen.events.codes import CodeTries
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState, Registration, Selfie, SelfieState

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def test_a_code_shows_the_public_face_to_anyone(world: World) -> None:
    path = f"/join/{world.event.code}"
    assert world.statuses("GET", path) == each_gets(rest=200, bare=403)
    for who, role in (
        ("anonymous", "visitor"),
        ("stranger", "visitor"),
        ("guest", "guest"),
        ("owner", "host"),
    ):
        event = world.clients[who].get(f"/api/v1{path}").json()
        assert (event["role"], event["host"], event["hosting"]) == (role, "ana photography", None)


def test_codes_work_as_people_type_them(world: World) -> None:
    code = world.event.code
    typed = f" {code[:4].lower()}-{code[4:]}"
    assert world.clients["anonymous"].get(f"/api/v1/join/{typed}").json()["id"] == str(world.event.pk)


@pytest.mark.parametrize("code", ["NOSUCH22", "%00", "ä" * 8, "x" * 500, "../../admin", "%F0%9F%98%80"])
def test_a_wrong_code_is_unknown(db: None, code: str) -> None:
    answer = Client().get(f"/api/v1/join/{code}")
    assert answer.status_code in {404, 422}
    assert answer["Content-Type"].startswith("application/problem+json")


def test_the_code_of_a_deleted_event_leads_nowhere(world: World) -> None:
    Event.objects.update(binned_at=timezone.now())
    assert world.statuses("GET", f"/join/{world.event.code}") == each_gets(rest=404, bare=403)


def test_who_may_join(world: World) -> None:
    got = world.statuses("POST", f"/join/{world.event.code}")
    assert got == each_gets(rest=200, anonymous=401, owner=409, token=409, bare=403, removed=403)
    again = world.statuses("POST", f"/join/{world.event.code}")
    assert again == got
    assert Registration.objects.filter(removed_at=None).count() == 3


def test_joining_with_a_token_needs_its_scope(world: World) -> None:
    path = f"/api/v1/join/{world.event.code}"
    assert token_client(world.stranger, ["guests:read"]).post(path).status_code == 403
    assert token_client(world.stranger, ["guests:write"]).post(path).status_code == 200


def test_why_somebody_cannot_join_is_said(world: World) -> None:
    now, path = timezone.now(), f"/api/v1/join/{world.event.code}"

    def code_for(who: str) -> str:
        return str(world.clients[who].post(path).json()["code"])

    assert code_for("removed") == "removed_from_event" and code_for("owner") == "own_event"
    Event.objects.update(registration_opens_at=now + timedelta(hours=1))
    assert code_for("stranger") == "registration_closed"
    Event.objects.update(registration_opens_at=None, registration_closes_at=now)
    assert code_for("stranger") == "registration_closed"
    assert world.clients["guest"].post(path).status_code == 200
    Event.objects.update(available_until=now)
    assert code_for("stranger") == code_for("guest") == "event_expired"
    assert world.clients["stranger"].post(path).status_code == 410


def test_codes_cannot_be_guessed_in_bulk(world: World, settings: Any) -> None:
    settings.ALBUMEN_CODE_TRIES_ADDRESS = 5
    right = f"/api/v1/join/{world.event.code}"
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    assert [guesser.get(f"/api/v1/join/WRONG{n}{n}{n}").status_code for n in range(6)] == [404] * 5 + [429]
    blocked = guesser.get(right)
    assert (blocked.status_code, blocked.json()["code"]) == (429, "too_many_tries")
    assert int(blocked["Retry-After"]) > 0
    assert guesser.get(f"{right}/cover").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.10").get(right).status_code == 200
    for _ in range(20):
        assert Client(REMOTE_ADDR="203.0.113.11").get(right).status_code == 200, "right codes are not counted"


def test_many_tries_are_counted_with_few_places(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 are allowed: each takes one of 30 places with a chance of one in a hundred, so on average it is right."""
    draws = iter(range(0, 1 << 40, (1 << 32) // 100))  # evenly spread, as chance would on average
    monkeypatch.setattr("albumen.events.codes.secrets.randbelow", lambda most: next(draws) % most)
    tries = CodeTries("ip:192.0.2.1", 3_000)
    assert all(tries.count_wrong() for _ in range(2_800)) and not tries.exhausted()
    for _ in range(400):
        tries.count_wrong()
    assert tries.exhausted() and not CodeTries("ip:192.0.2.2", 3_000).exhausted()


def test_one_guesser_does_not_lock_the_hall_out(world: World, settings: Any) -> None:
    """Everybody in the hall has one address; 30 wrong codes from it, or an exhausted address, stop no guest."""
    right = f"/api/v1/join/{world.event.code}"
    for number in range(60):
        assert Client(REMOTE_ADDR="203.0.113.9").get(f"/api/v1/join/WRONG{number:03}").status_code == 404
    assert Client(REMOTE_ADDR="203.0.113.9").get(right).status_code == 200
    settings.ALBUMEN_CODE_TRIES_ADDRESS = 1
    Client(REMOTE_ADDR="203.0.113.9").get("/api/v1/join/WRONG222")
    assert Client(REMOTE_ADDR="203.0.113.9").get(right).status_code == 429
    guest = logged_in(world.stranger)
    assert guest.get("/api/v1/join/WRONG222", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert guest.post(right, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_an_account_cannot_guess_from_many_addresses(world: World, settings: Any) -> None:
    settings.ALBUMEN_CODE_TRIES = 3
    for number in range(3):
        client = logged_in(world.stranger)
        client.get("/api/v1/join/WRONG222", REMOTE_ADDR=f"203.0.113.{number}")
    answer = logged_in(world.stranger).get("/api/v1/join/WRONG222", REMOTE_ADDR="203.0.113.99")
    assert answer.status_code == 429


def test_who_may_see_the_list_of_guests(world: World) -> None:
    path = f"/events/{world.event.pk}/registrations"
    expected = each_gets(rest=404, anonymous=401, owner=200, token=200, guest=403, bare=403)
    assert world.statuses("GET", path) == expected


def test_who_may_see_a_registration(world: World) -> None:
    expected = each_gets(rest=404, anonymous=401, guest=200, bare=403)
    assert world.statuses("GET", f"/registrations/{world.registration.pk}") == expected


@pytest.mark.parametrize(
    "who", ["anonymous", "owner", "other", "guest", "stranger", "removed", "token", "bare"]
)
def test_who_may_end_a_registration(world: World, who: str) -> None:
    expected = each_gets(rest=404, anonymous=401, owner=204, guest=204, token=204, bare=403)
    answer = world.clients[who].delete(f"/api/v1/registrations/{world.registration.pk}")
    assert answer.status_code == expected[who]
    gone = not Registration.objects.filter(pk=world.registration.pk, removed_at=None).exists()
    assert gone == (answer.status_code == 204)


def test_a_guest_who_left_can_join_again_and_one_who_was_removed_cannot(world: World) -> None:
    guest, host = world.clients["guest"], world.clients["owner"]
    join = f"/api/v1/join/{world.event.code}"
    guest.delete(f"/api/v1/registrations/{world.registration.pk}")
    again = guest.post(join).json()["id"]
    assert again != str(world.registration.pk)
    host.delete(f"/api/v1/registrations/{again}")
    assert guest.post(join).status_code == 403
    assert guest.get("/api/v1/registrations").json()["items"] == []
    assert guest.delete(f"/api/v1/registrations/{again}").status_code == 404


def test_a_guest_may_leave_an_expired_event(world: World) -> None:
    Event.objects.update(available_until=timezone.now())
    path = f"/api/v1/registrations/{world.registration.pk}"
    assert world.clients["guest"].get(path).json()["event"]["state"] == "expired"
    assert world.clients["guest"].delete(path).status_code == 204


def test_a_registration_shows_released_photos_only_and_none_once_expired(world: World) -> None:
    for number, state in enumerate(
        (MatchState.RELEASED, MatchState.RELEASED, MatchState.WAITING, MatchState.HIDDEN)
    ):
        Match.objects.create(
            registration=world.registration, event=world.event, photo=factories.photo(world.event.library, number),
            probability=0.9, level="likely", state=state,
        )  # fmt: skip
    factories.counted(world.event)
    path = f"/api/v1/registrations/{world.registration.pk}"
    assert world.clients["guest"].get(path).json()["matches_released"] == 2
    Event.objects.update(available_until=timezone.now())
    assert world.clients["guest"].get(path).json()["matches_released"] == 0


def test_the_host_finds_guests_by_name_address_and_state(ana: User, party: Event, as_user: Browser) -> None:
    people = {name: factories.guest(name) for name in ("anton", "berta", "clara")}
    for name, person in people.items():
        consent = {} if name != "anton" else {"consent_version": "", "consented_at": None}
        registration = factories.registration(party, person, **consent)
        if name == "clara":
            Selfie.objects.create(
                registration=registration,
                image="x",
                state="ready",
                expires_at=timezone.now() + timedelta(days=1),
            )
    client = as_user(ana)

    def found(query: str) -> list[tuple[str, str]]:
        items = client.get(f"/api/v1/events/{party.pk}/registrations?{query}").json()["items"]
        return [(item["name"], item["state"]) for item in items]

    everybody = [("Anton", "joined"), ("Berta", "consented"), ("Clara", "selfie")]
    assert found("") == everybody
    assert found("search=BERT") == found("search=berta@EXAMPLE") == everybody[1:2]
    assert found("search=%25") == found("search=_") == [], "wildcards are letters like others"
    assert found("state=joined") == everybody[:1]
    assert found("state=consented") == everybody[1:]
    assert found("state=selfie") == everybody[2:]


def test_who_may_see_how_far_the_guests_came(world: World) -> None:
    path = f"/events/{world.event.pk}/registrations/counts"
    assert world.statuses("GET", path) == world.statuses("GET", f"/events/{world.event.pk}/registrations")


def test_how_far_the_guests_came(ana: User, party: Event, as_user: Browser) -> None:
    now = timezone.now()
    rows = [
        factories.registration(party, factories.guest(f"g{number}"), consent_version="1" if number else "")
        for number in range(4)
    ]
    gone = factories.registration(
        party, factories.guest("gone"), consent_version="1", consented_at=now, removed_at=now
    )
    for row in (*rows[2:], gone):
        for _ in range(2):
            Selfie.objects.create(registration=row, image="x", state=SelfieState.READY, expires_at=now)
    for photo in (factories.photo(party.library, number) for number in range(2)):
        for row in (rows[3], gone):
            Match.objects.create(
                registration=row, event=party, photo=photo,
                probability=0.9, level="certain", state=MatchState.RELEASED,
            )  # fmt: skip
    factories.counted(party)
    counts = as_user(ana).get(f"/api/v1/events/{party.pk}/registrations/counts").json()
    assert counts == {"joined": 4, "consented": 3, "selfie": 2, "served": 1}


def test_a_guests_picture_is_named_where_there_is_one(ana: User, party: Event, as_user: Browser) -> None:
    client, path = as_user(ana), f"/api/v1/events/{party.pk}/registrations"
    pictured = factories.guest("bo", avatar="avatars/bo.jpg")
    factories.registration(party, pictured)
    assert client.get(path).json()["items"][0]["avatar"] == f"/api/v1/users/{pictured.pk}/avatar"
    User.objects.filter(pk=pictured.pk).update(is_active=False)
    assert client.get(path).json()["items"][0]["avatar"] is None


def _guests(event: Event, count: int) -> None:
    for number in range(count):
        registration = factories.registration(event, factories.guest(f"g{number}-{count}"))
        Match.objects.create(
            registration=registration, event=event, photo=factories.photo(event.library, number * 100 + count),
            probability=0.9, level="likely", state=MatchState.RELEASED if number % 2 else MatchState.WAITING,
        )  # fmt: skip


def test_the_hosts_list_costs_the_same_however_many_guests(ana: User, party: Event, as_user: Browser) -> None:
    client, path = as_user(ana), f"/api/v1/events/{party.pk}/registrations"
    counts = []
    for more in (3, 27):
        _guests(party, more)
        factories.counted(party)
        with CaptureQueriesContext(connection) as queries:
            items = client.get(path).json()["items"]
        counts.append(len(queries))
    assert counts[0] == counts[1] and len(items) == 30
    assert sum(item["matches_released"] for item in items) == 14


def test_ones_own_list_costs_the_same_however_many_events(ana: User, bo: User, as_user: Browser) -> None:
    client, counts = as_user(bo), []
    for more in (3, 27):
        for _ in range(more):
            event = factories.event(ana)
            event.cover = factories.photo(event.library)
            event.save()
            factories.registration(event, bo)
        with CaptureQueriesContext(connection) as queries:
            items = client.get("/api/v1/registrations").json()["items"]
        counts.append(len(queries))
    assert counts[0] == counts[1] and len(items) == 30
    assert [item["joined_at"] for item in items] == sorted(
        (item["joined_at"] for item in items), reverse=True
    )


def test_a_registration_is_marked_as_a_childs_by_guest_and_host(world: World) -> None:
    path = f"/api/v1/registrations/{world.registration.pk}/child"
    body = {"data": {"child": True}, "content_type": "application/json"}
    answer = world.clients["guest"].put(path, **body)
    assert (answer.status_code, answer.json()["child"], answer.json()["child_by_host"]) == (200, True, False)
    assert world.clients["owner"].put(path, **body).json()["child_by_host"] is True
    assert world.clients["stranger"].put(path, **body).status_code == 404
    mine = world.clients["guest"].get(f"/api/v1/registrations/{world.registration.pk}").json()
    assert (mine["child"], mine["child_by_host"]) == (True, True)
    listed = world.clients["owner"].get(f"/api/v1/events/{world.event.pk}/registrations").json()["items"]
    assert [
        (row["child"], row["child_by_host"]) for row in listed if row["id"] == str(world.registration.pk)
    ] == [(True, True)]
