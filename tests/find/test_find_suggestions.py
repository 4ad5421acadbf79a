"""What the search box offers while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.actions.label_photos import LabelPhotos
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.models import Library, Photo
from find.test_find_albums import taken
from people_scene import PeopleScene

pytestmark = pytest.mark.django_db

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(ana: User, party: Event, as_user: Callable[[User], Any]) -> Ask:
    client = as_user(ana)

    def suggested(text: str = "", **more: Any) -> dict[str, Any]:
        answer = client.get(f"/api/v1/libraries/{party.library_id}/completions", {"text": text, **more})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return suggested


@pytest.fixture
def photos(ana: User, party: Event) -> list[Photo]:
    york = {"country": "US", "region": "New York", "city": "New York City", "camera_model": "EOS R5"}
    made = [
        taken(party.library, 1, datetime(2025, 7, 1, tzinfo=UTC), camera_make="Canon", **york),
        taken(party.library, 2, datetime(2026, 7, 2, tzinfo=UTC), country="AT", city="S\u00e3o Test"),
        taken(party.library, 3, datetime(2026, 8, 2, tzinfo=UTC)),
    ]
    ids = [photo.pk for photo in made]
    LabelPhotos(ana, party.library_id, ids, add=["New cake", "Best"]).execute()
    return made


def names(found: dict[str, Any], kind: str) -> list[str]:
    return [one["name"] for one in found[kind]]


def test_words_are_found_by_their_beginnings(ask: Ask, photos: list[Photo]) -> None:
    found = ask("new y")
    assert names(found, "places") == ["New York", "New York City"]
    assert found["places"][1]["filters"] == {"country": "US", "region": "new york", "city": "New York City"}
    assert names(found, "labels") == [] and names(ask("NEW"), "labels") == ["New cake"]
    assert names(ask("cake"), "labels") == ["New cake"] and names(ask("ake"), "labels") == []
    assert names(ask("sao"), "places") == ["S\u00e3o Test"] == names(ask("s\u00e3o t"), "places")
    assert ask("r5")["cameras"] == [{"name": "Canon EOS R5", "filters": {"camera": "Canon EOS R5"}}]


def test_what_is_offered_finds_photos(
    ask: Ask, photos: list[Photo], ana: User, party: Event, as_user: Any
) -> None:
    client, address = as_user(ana), f"/api/v1/libraries/{party.library_id}/search"
    offered = [ask(text) for text in ("new", "canon", "2026", "")]
    terms = [
        one for found in offered for kind in ("labels", "places", "cameras", "months") for one in found[kind]
    ]
    assert len(terms) > 8
    for one in terms:
        assert client.get(address, one["filters"]).json()["count"] > 0, one


def test_months_and_countries_are_meant_in_any_language(ask: Ask, photos: list[Photo]) -> None:
    assert names(ask("juli", month=[7]), "months") == ["2026-07", "2025-07"]
    assert names(ask("juli 2025", month=[7]), "months") == ["2025-07"]
    assert names(ask("2026"), "months") == ["2026-08", "2026-07"]
    assert names(ask("ju"), "months") == []
    assert names(ask("\u00f6sterr", country=["AT"]), "places") == ["Austria"]


def test_people_are_those_in_most_photos_first(ask: Ask, ana: User, party: Event) -> None:
    scene = PeopleScene(ana, library=party.library)
    some = [scene.photo("Dora", "Emil", "x") for _ in range(3)]
    dora = scene.person(*some, named="Dora Green")
    scene.person(*some[:2], named="Emil Green")
    nameless = scene.person(some[0])
    assert names(ask("green"), "people") == ["Dora Green", "Emil Green"]
    found = ask("")["people"]
    assert [found[0]["id"], found[2]["id"]] == [str(dora.pk), str(nameless.pk)]
    assert found[0]["cover"] is not None and names(ask("nobody"), "people") == []


def test_nothing_is_offered_that_only_the_bin_has(ask: Ask, ana: User, photos: list[Photo]) -> None:
    Library.objects.update(photo_count=4, byte_count=4000)
    DeletePhotos(ana, [photos[0].pk]).execute()
    assert ask("new york")["places"] == [] == ask("canon")["cameras"]
    assert names(ask(), "months") == ["2026-08", "2026-07"]


def test_others_are_told_nothing(ask: Ask, bo: User, party: Event, as_user: Any) -> None:
    factories.registration(party, bo)
    address = f"/api/v1/libraries/{party.library_id}/completions"
    for stranger in (as_user(bo), as_user(factories.photographer("olga"))):
        assert stranger.get(address).status_code == 404
    assert as_user(party.owner).get(address, {"month": 13}).status_code == 422


def test_it_costs_the_same_however_much_there_is(ask: Ask, ana: User, party: Event) -> None:
    scene, counts = PeopleScene(ana, library=party.library), []
    for round_ in range(2):
        for n in range(1 + 5 * round_):
            scene.person(scene.photo("Dora"), named=f"Da {round_}{n}")
            taken(
                party.library,
                100 + 10 * round_ + n,
                datetime(2026, 5, 1, tzinfo=UTC),
                country="DE",
                city=f"Da{n}",
            )
        with CaptureQueriesContext(connection) as queries:
            ask("da")
        counts.append(len(queries))
    assert counts[0] == counts[1]
