"""Albums that make themselves, and searches that are kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.describing import DESCRIBED, describe
from albumen.identifiers import new_id
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.models import Library, Photo
from people_scene import PeopleScene

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(ana: User, as_user: Callable[[User], Any]) -> Callable[..., Any]:
    client = as_user(ana)

    def send(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        answer = client.generic(method, f"/api/v1{path}", data, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return send


def taken(library: Library, number: int, moment: datetime, **fields: Any) -> Photo:
    photo = factories.photo(library, number, sort_at=moment, taken_at=moment, **fields)
    with transaction.atomic():
        row = Photo.objects.select_related("library__event").get(pk=photo.pk)
        describe([row])
        row.save(update_fields=DESCRIBED)
    return photo


@pytest.fixture
def photos(party: Event) -> list[Photo]:
    """In Berlin the last two are of the next day, and of the next month; the camera of one says otherwise."""
    bavaria = {"country": "DE", "region": "Bavaria"}
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    return [
        taken(party.library, 1, datetime(2026, 6, 30, 9, tzinfo=UTC), city="Munich", **bavaria),
        taken(party.library, 2, late, taken_offset=0, city="Nuremberg", **bavaria),
        taken(party.library, 3, late, country="DE", region="Hesse", city="Kassel"),
        taken(party.library, 4, datetime(2026, 7, 2, tzinfo=UTC), country="AT", city="Vienna"),
    ]


def named(answer: Any) -> list[tuple[str, int]]:
    return [(item["name"], item["photo_count"]) for item in answer["items"]]


def test_albums_by_date_and_place(ask: Any, ana: User, party: Event, photos: list[Photo]) -> None:
    address = f"/libraries/{party.library_id}/albums"
    assert named(ask("GET", f"{address}?by=month")) == [("2026-07", 2), ("2026-06", 2)]
    days = ask("GET", f"{address}?by=day")
    assert named(days) == [("2026-07-02", 1), ("2026-07-01", 1), ("2026-06-30", 2)]
    assert days["items"][2]["cover"]["photo"] == str(photos[0].pk)
    assert named(ask("GET", f"{address}?by=day&month=2026-06")) == [("2026-06-30", 2)]
    assert named(ask("GET", f"{address}?by=country")) == [("Austria", 1), ("Germany", 3)]
    assert named(ask("GET", f"{address}?by=region")) == [("Bavaria", 2), ("Hesse", 1)]
    assert named(ask("GET", f"{address}?by=city&country=DE")) == [
        ("Munich", 1),
        ("Nuremberg", 1),
        ("Kassel", 1),
    ]
    assert named(ask("GET", f"{address}?by=city&country=de&region=bavaria&limit=1")) == [("Munich", 1)]
    first = ask("GET", f"{address}?by=day&limit=2")
    assert named(ask("GET", f"{address}?by=day&limit=2&cursor={first['next']}")) == [("2026-06-30", 2)]
    Library.objects.update(photo_count=4, byte_count=4000)
    DeletePhotos(ana, [photos[3].pk]).execute()
    assert named(ask("GET", f"{address}?by=country")) == [("Germany", 3)]
    ask("GET", f"{address}?by=nothing", status=422)


def test_what_an_album_says_finds_its_photos(ask: Any, party: Event, photos: list[Photo]) -> None:
    for by in ("month", "day", "country", "region", "city"):
        for album in ask("GET", f"/libraries/{party.library_id}/albums?by={by}")["items"]:
            query = "&".join(f"{name}={value}" for name, value in album["filters"].items())
            found = ask("GET", f"/libraries/{party.library_id}/search?{query}")
            assert found["count"] == album["photo_count"], album


def test_albums_by_person(ask: Any, ana: User, party: Event) -> None:
    scene = PeopleScene(ana, library=party.library)
    some = [scene.photo("Dora", "Emil") for _ in range(3)]
    dora, _ = scene.person(*some, named="Dora"), scene.person(some[0])
    albums = ask("GET", f"/libraries/{party.library_id}/albums?by=person")
    assert named(albums) == [("Dora", 3), ("", 1)]
    assert albums["items"][0]["filters"] == {"person": str(dora.pk)}
    assert ask("GET", f"/libraries/{party.library_id}/search?person={dora.pk}")["count"] == 3


@pytest.mark.parametrize("by", ["person", "day", "city"])
def test_albums_cost_the_same_however_many(ask: Any, ana: User, party: Event, by: str) -> None:
    scene, counts = PeopleScene(ana, library=party.library), []
    for round_ in range(2):
        for n in range(1 + 6 * round_):
            one = scene.photo("Dora")
            scene.person(one)
            taken(
                party.library,
                1000 + 10 * round_ + n,
                datetime(2026, 5, 1 + n, tzinfo=UTC),
                country="DE",
                city=f"C{n}",
            )
        with CaptureQueriesContext(connection) as queries:
            ask("GET", f"/libraries/{party.library_id}/albums?by={by}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_search_is_kept_changed_and_forgotten(ask: Any, party: Event) -> None:
    address = f"/libraries/{party.library_id}/saved-searches"
    person = str(new_id())
    filters = {"q": "cake", "person": [person], "taken_from": "2026-07-01T00:00:00Z", "only": True}
    kept = ask("POST", address, {"name": " Cake  days", "filters": filters}, status=201)
    assert kept["name"] == "Cake days"
    assert {name: kept["filters"][name] for name in filters} == filters
    refused = ask("POST", address, {"name": "CAKE DAYS", "filters": {}}, status=409)
    assert refused["code"] == "saved_search_taken"
    ask("POST", address, {"name": "", "filters": {}}, status=422)
    ask("POST", address, {"name": "x", "filters": {"least_faces": -1}}, status=422)
    ask("POST", address, {"name": "Another", "filters": {"no_face": True}}, status=201)
    changed = ask("PATCH", f"/saved-searches/{kept['id']}", {"name": "Cakes"})
    assert (changed["name"], changed["filters"]["q"]) == ("Cakes", "cake")
    changed = ask("PATCH", f"/saved-searches/{kept['id']}", {"filters": {"q": "dance"}})
    assert (changed["name"], changed["filters"]["q"], changed["filters"]["person"]) == ("Cakes", "dance", [])
    assert ask("PATCH", f"/saved-searches/{kept['id']}", {"name": "another"}, status=409)
    assert [search["name"] for search in ask("GET", address)["items"]] == ["Another", "Cakes"]
    ask("DELETE", f"/saved-searches/{kept['id']}", status=204)
    assert ask("GET", f"/saved-searches/{kept['id']}", status=404)["code"] == "saved_search_not_found"


def test_albums_and_searches_are_their_owners(
    ask: Any, bo: User, party: Event, photos: list[Photo], as_user: Callable[[User], Any]
) -> None:
    factories.registration(party, bo)
    address = f"/libraries/{party.library_id}"
    kept = ask("POST", f"{address}/saved-searches", {"name": "Mine", "filters": {}}, status=201)
    for stranger in (as_user(bo), as_user(factories.photographer("olga"))):
        for path in (
            f"{address}/albums?by=day",
            f"{address}/saved-searches",
            f"/saved-searches/{kept['id']}",
        ):
            assert stranger.get(f"/api/v1{path}").status_code == 404
        assert stranger.delete(f"/api/v1/saved-searches/{kept['id']}").status_code == 404
        body = {"name": "Theirs", "filters": {}}
        made = stranger.post(f"/api/v1{address}/saved-searches", body, content_type="application/json")
        assert made.status_code == 404
