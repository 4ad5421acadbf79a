"""Matches over HTTP: a guest's photos, the host's review, and nobody else's anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, Registration, Selfie
from albumen.photos.models import Photo
from albumen.photos.queries import photos_visible_to
from guest_scene import Scene

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
API = "/api/v1"


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> Scene:
    return Scene(party, run_jobs)


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, with two photos released, one likely and one doubtful."""
    for level in ("certain", "certain", "likely", "check"):
        scene.photo(("Bo", level))
    registration = scene.guest(bo)
    scene.search(registration, strictness="broad")
    return registration


def _mine(client: Client, guest: Registration, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{API}/registrations/{guest.pk}/matches{query}")
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _decide(client: Client, **body: list[Any]) -> Any:
    named = {name: [str(match) for match in matches] for name, matches in body.items()}
    return client.post(f"{API}/matches/decide", named, content_type="application/json")


def test_a_guest_sees_released_photos_ranked(guest: Registration, bo: User, as_user: Browser) -> None:
    items = _mine(as_user(bo), guest)
    assert [item["level"] for item in items] == ["certain", "certain"]
    assert items[0]["probability"] >= items[1]["probability"] > 0.9
    assert {vote["level"] for vote in items[0]["votes"]} == {"certain"}
    assert items[0]["words"] and items[0]["face"]["width"] == pytest.approx(0.1)
    guest.refresh_from_db()
    assert guest.seen_at is not None


def test_pages_and_favourites_first(guest: Registration, bo: User, as_user: Browser) -> None:
    client = as_user(bo)
    last = _mine(client, guest)[-1]["id"]
    assert client.put(f"{API}/matches/{last}/favourite").json() == {"id": last, "favourite": True}
    first = client.get(f"{API}/registrations/{guest.pk}/matches?order=favourites&limit=1").json()
    assert [item["id"] for item in first["items"]] == [last] and first["next"]
    second = _mine(client, guest, f"?order=favourites&limit=1&cursor={first['next']}")
    assert len(second) == 1 and second[0]["id"] != last
    assert client.delete(f"{API}/matches/{last}/favourite").json()["favourite"] is False


def test_not_me_and_undo(guest: Registration, bo: User, as_user: Browser) -> None:
    client = as_user(bo)
    match = _mine(client, guest)[0]
    assert client.post(f"{API}/matches/{match['id']}/not-me").json()["state"] == "hidden"
    assert match["id"] not in {item["id"] for item in _mine(client, guest)}
    assert not photos_visible_to(bo, guest.event.library).filter(pk=match["photo"]["id"]).exists()
    assert client.put(f"{API}/matches/{match['id']}/favourite").status_code == 404
    assert client.post(f"{API}/matches/{match['id']}/undo").json()["state"] == "released"
    assert client.post(f"{API}/matches/{match['id']}/undo").status_code == 409


def test_the_host_reviews(guest: Registration, ana: User, bo: User, as_user: Browser) -> None:
    host, client = as_user(ana), as_user(bo)
    waiting = host.get(f"{API}/events/{guest.event_id}/matches").json()["items"]
    assert [item["level"] for item in waiting] == ["likely", "check"]
    assert waiting[0]["registration"] == {"id": str(guest.pk), "name": "Bo"}
    assert set(waiting[0]["scores"]) == {"builtin"} and waiting[0]["selfie_crop"] is None
    assert [(vote["pack"], vote["title"], vote["level"]) for item in waiting for vote in item["votes"]] == [
        ("builtin", "dlib: mmod and ResNet", "likely"),
        ("builtin", "dlib: mmod and ResNet", "check"),
    ]
    decided = _decide(host, accept=[waiting[0]["id"]], reject=[waiting[1]["id"]])
    assert {item["state"] for item in decided.json()["items"]} == {"released", "rejected"}
    assert len(_mine(client, guest)) == 3
    assert host.post(f"{API}/matches/{waiting[0]['id']}/undo").json()["state"] == "waiting"
    assert len(_mine(client, guest)) == 2
    rejected = host.get(f"{API}/events/{guest.event_id}/matches?state=rejected").json()["items"]
    assert [(item["verdict"], item["denied"]) for item in rejected] == [("rejected", False)]


def _decided(client: Client, guest: Registration, by: str, **more: str) -> list[dict[str, Any]]:
    answer = client.get(f"{API}/events/{guest.event_id}/matches", {"decided_by": by, **more})
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    assert {item["decided_by"] for item in items} <= {by}
    return items


def test_the_host_sees_who_decided_what_and_changes_their_mind(
    guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    host, client = as_user(ana), as_user(bo)
    waiting = host.get(f"{API}/events/{guest.event_id}/matches").json()["items"]
    assert [item["decided_by"] for item in waiting] == [None, None]
    likely, doubtful = (item["id"] for item in waiting)
    released = _decided(host, guest, "machine")
    assert [item["level"] for item in released] == ["certain", "certain"]
    assert released[0]["probability"] <= released[1]["probability"], "the least sure first"
    assert _decided(host, guest, "host") == _decided(host, guest, "guest") == []
    _decide(host, accept=[likely])
    _decide(host, reject=[doubtful])
    assert [(item["id"], item["verdict"]) for item in _decided(host, guest, "host")] == [
        (doubtful, "rejected"),
        (likely, "accepted"),
    ]
    assert [item["id"] for item in _decided(host, guest, "host", state="released")] == [likely]
    first = host.get(f"{API}/events/{guest.event_id}/matches?decided_by=host&limit=1").json()
    second = _decided(host, guest, "host", limit="1", cursor=first["next"])
    assert [item["id"] for item in (*first["items"], *second)] == [doubtful, likely]
    _decide(host, reject=[likely, released[0]["id"]])
    assert len(_mine(client, guest)) == 1
    assert len(_decided(host, guest, "machine")) == 1
    assert {item["id"] for item in _decided(host, guest, "host", state="rejected")} == {
        likely,
        doubtful,
        released[0]["id"],
    }
    _decide(host, accept=[released[0]["id"]])
    assert len(_mine(client, guest)) == 2
    assert host.get(f"{API}/events/{guest.event_id}/matches?decided_by=nobody").status_code == 422


def test_a_guests_not_me_is_told_to_the_host_and_outlasts_their_word(
    guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    host, client = as_user(ana), as_user(bo)
    match = _mine(client, guest)[0]["id"]
    client.post(f"{API}/matches/{match}/not-me")
    (denied,) = _decided(host, guest, "guest")
    assert (denied["id"], denied["state"], denied["denied"]) == (match, "hidden", True)
    assert denied["decided_at"] and denied["verdict"] is None
    assert _decide(host, accept=[match]).json()["items"] == [{"id": match, "state": "hidden"}]
    assert [item["id"] for item in _decided(host, guest, "guest")] == [match]
    assert _decided(host, guest, "host") == []
    assert match not in {item["id"] for item in _mine(client, guest)}


def test_the_crop_of_the_selfie_is_shown_beside_waiting_matches_alone(
    guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    key = default_storage.save(
        f"registrations/{guest.pk}/selfies/x-face.jpg", ContentFile(b"\xff\xd8\xff face")
    )
    Selfie.objects.update(crop=key)
    host = as_user(ana)
    waiting = host.get(f"{API}/events/{guest.event_id}/matches").json()["items"][0]
    answer = host.get(waiting["selfie_crop"])
    assert (answer.status_code, answer.content) == (200, b"\xff\xd8\xff face")
    assert "no-store" in answer["Cache-Control"]
    for client in (as_user(bo), as_user(factories.photographer("eve"))):
        assert client.get(waiting["selfie_crop"]).status_code == 404
    released = Match.objects.filter(state="released").first()
    assert host.get(f"{API}/matches/{released.pk}/selfie-crop").status_code == 404
    _decide(host, accept=[waiting["id"]])
    assert host.get(waiting["selfie_crop"]).status_code == 404


def test_nobody_reaches_anothers_matches(
    scene: Scene, guest: Registration, ana: User, bo: User, cy: User, as_user: Browser
) -> None:
    scene.guest(cy)
    matches = {match.state: match.pk for match in Match.objects.all()}
    before = list(Match.objects.order_by("pk").values())
    eve = factories.photographer("eve")
    for user in (cy, eve):
        client = as_user(user)
        assert client.get(f"{API}/registrations/{guest.pk}/matches").status_code == 404
        for match in matches.values():
            for method, path in (
                ("post", "not-me"),
                ("post", "undo"),
                ("put", "favourite"),
                ("delete", "favourite"),
                ("get", "selfie-crop"),
            ):
                answer = getattr(client, method)(f"{API}/matches/{match}/{path}")
                assert answer.status_code == 404, (user, path, answer.content)
    assert as_user(eve).get(f"{API}/events/{guest.event_id}/matches").status_code == 404
    assert as_user(cy).get(f"{API}/events/{guest.event_id}/matches").status_code == 403
    assert _decide(as_user(eve), accept=[matches["waiting"]]).status_code == 404
    assert _decide(as_user(cy), accept=[matches["waiting"]]).status_code == 403
    assert _decide(as_user(bo), accept=[matches["waiting"]]).status_code == 403
    for path in ("not-me", "undo", "favourite"):  # what Bo is not shown, Bo does not know of
        method = "put" if path == "favourite" else "post"
        answer = getattr(as_user(bo), method)(f"{API}/matches/{matches['waiting']}/{path}")
        assert answer.status_code == 404
    host = as_user(ana)  # the host is no guest
    assert host.get(f"{API}/registrations/{guest.pk}/matches").status_code == 404
    assert host.post(f"{API}/matches/{matches['released']}/not-me").status_code == 404
    assert host.put(f"{API}/matches/{matches['released']}/favourite").status_code == 404
    assert Client().post(f"{API}/matches/{matches['released']}/not-me").status_code in (401, 403)
    assert list(Match.objects.order_by("pk").values()) == before


def test_photos_in_the_bin_are_gone_at_once(
    guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    match = _mine(as_user(bo), guest)[0]
    Photo.objects.update(binned_at=timezone.now())
    assert _mine(as_user(bo), guest) == []
    assert as_user(ana).get(f"{API}/events/{guest.event_id}/matches").json()["items"] == []
    assert as_user(bo).post(f"{API}/matches/{match['id']}/not-me").status_code == 404
    assert _decide(as_user(ana), accept=[match["id"]]).status_code == 404


def test_an_expired_or_deleted_event_shows_nothing(guest: Registration, bo: User, as_user: Browser) -> None:
    match, client = _mine(as_user(bo), guest)[0], as_user(bo)
    Event.objects.update(available_until=timezone.now())
    assert client.get(f"{API}/registrations/{guest.pk}/matches").status_code == 410
    assert client.post(f"{API}/matches/{match['id']}/not-me").status_code == 404
    Event.objects.update(
        available_until=timezone.now() + timezone.timedelta(days=3), binned_at=timezone.now()
    )
    assert client.get(f"{API}/registrations/{guest.pk}/matches").status_code == 404
    assert client.post(f"{API}/matches/{match['id']}/undo").status_code == 404


def test_lists_cost_the_same_however_long(
    scene: Scene, guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    counts = []
    for _ in range(2):
        per_list = []
        for user, path in (
            (bo, f"registrations/{guest.pk}/matches"),
            (ana, f"events/{guest.event_id}/matches"),
            (ana, f"events/{guest.event_id}/matches?decided_by=machine"),
        ):
            client = as_user(user)
            client.get(f"{API}/{path}")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{API}/{path}").status_code == 200
            per_list.append(len(queries))
        counts.append(per_list)
        for _ in range(4):
            scene.photo(("Bo", "certain"))
            scene.photo(("Bo", "likely"))
        scene.run_jobs()
    assert counts[0] == counts[1]
