"""Libraries over HTTP: one's own, those of events, and clusterings that are looked at before they are applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.identifiers import new_id
from albumen.photos.models import Library, PhotoState, Upload, UploadState
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
API = "/api/v1"


def test_ones_own_library_needs_no_event(ask: Any, ana: User, bo: User, as_user: Browser) -> None:
    first = ask("PUT", "/libraries/personal")
    assert (first["kind"], first["event"]) == ("personal", None)
    assert ask("PUT", "/libraries/personal")["id"] == first["id"]
    assert [library["id"] for library in ask("GET", "/libraries")["items"]] == [first["id"]]
    scene = PeopleScene(ana, library=Library.objects.get(pk=first["id"]))
    photo = scene.photo("Dora")
    assert [p["id"] for p in ask("GET", f"/libraries/{first['id']}/photos")["items"]] == [str(photo.pk)]
    assert as_user(bo).put(f"{API}/libraries/personal").json()["id"] != first["id"]


def test_a_library_says_how_many_photos_are_not_looked_at_yet(
    scene: PeopleScene, ask: Any, ana: User
) -> None:
    library = scene.library
    factories.photo(library, 101)
    factories.photo(library, 102, state=PhotoState.FAILED)
    assert ask("GET", f"/libraries/{library.pk}")["waiting_count"] == 0
    factories.photo(library, 103, state=PhotoState.RECEIVED)
    factories.photo(library, 104, state=PhotoState.PROCESSING)
    factories.photo(library, 105, state=PhotoState.RECEIVED, binned_at=timezone.now())
    for state in (UploadState.OPEN, UploadState.COMPLETE, UploadState.REFUSED):
        Upload.objects.create(
            user=ana, library=library, filename="a.jpg", size=1, state=state, expires_at=timezone.now()
        )
    assert ask("GET", f"/libraries/{library.pk}")["waiting_count"] == 3
    counted = {one["id"]: one["waiting_count"] for one in ask("GET", "/libraries")["items"]}
    assert counted == {str(library.pk): 3}
    assert ask("PUT", "/libraries/personal")["waiting_count"] == 0


def test_the_library_of_an_event_is_found_by_it(ask: Any, party: Event) -> None:
    found = ask("GET", f"/libraries?event={party.pk}")["items"]
    assert [library["id"] for library in found] == [str(party.library_id)]
    assert ask("GET", f"/libraries?event={new_id()}")["items"] == []


def test_a_clustering_is_looked_at_and_applied(scene: PeopleScene, ask: Any) -> None:
    library = scene.library.pk
    for _ in range(3):
        scene.photo("Dora", "Emil")
    chosen = ask("PUT", f"/libraries/{library}/algorithm", {"algorithm": "chinese_whispers"})
    assert chosen["algorithm"] == "chinese_whispers"
    asked = ask("POST", f"/libraries/{library}/proposals", {}, status=202)
    assert (asked["state"], asked["algorithm"], asked["changes"]) == ("waiting", "chinese_whispers", None)
    assert ask("POST", f"/proposals/{asked['id']}/apply", status=409)["code"] == "proposal_unfinished"
    scene.run_jobs()
    ready = ask("GET", f"/proposals/{asked['id']}")
    assert ready["state"] == "ready" and ready["changes"]["clustered"] == 6
    assert ask("POST", f"/proposals/{asked['id']}/apply", status=202)["state"] == "applying"
    scene.run_jobs()
    assert ask("GET", f"/libraries/{library}/proposals")["items"][0]["state"] == "applied"
    assert len(ask("GET", f"/libraries/{library}/people")["items"]) == 2
    assert ask("GET", f"/libraries/{library}")["clustered_at"]
    other = ask("POST", f"/libraries/{library}/proposals", {"algorithm": "default"}, status=202)
    assert ask("POST", f"/proposals/{other['id']}/discard")["state"] == "discarded"


def test_every_algorithm_may_be_chosen() -> None:
    from typing import get_args

    from albumen.api.schemas.people import Algorithm
    from albumen.engine.clustering import ALGORITHMS

    assert set(get_args(Algorithm)) == set(ALGORITHMS)


def test_a_preview_shows_whom_it_is_about(scene: PeopleScene, ask: Any) -> None:
    photos = [scene.photo("Dora") for _ in range(6)]
    one, two = scene.person(*photos[:4], named="Dora"), scene.person(*photos[4:])
    asked = ask("POST", f"/libraries/{scene.library.pk}/proposals", {}, status=202)
    assert "people" not in asked
    scene.run_jobs()
    ready = ask("GET", f"/proposals/{asked['id']}")
    assert ready["changes"]["merges"] == [{"person": str(two.pk), "into": str(one.pk), "faces": 2}]
    assert {person["id"]: person["name"] for person in ready["people"]} == {
        str(one.pk): "Dora",
        str(two.pk): "",
    }
    assert all(person["cover"] for person in ready["people"])


def test_a_preview_shows_faces_of_whoever_would_fall_apart(scene: PeopleScene, ask: Any) -> None:
    photos = [scene.photo("Dora") for _ in range(5)] + [scene.photo("Emil") for _ in range(4)]
    both = scene.person(*photos, named="Dora")
    asked = ask("POST", f"/libraries/{scene.library.pk}/proposals", {}, status=202)
    scene.run_jobs()
    ready = ask("GET", f"/proposals/{asked['id']}")
    (split,) = ready["changes"]["splits"]
    new = next(part["person"] for part in split["parts"] if part["person"] != str(both.pk))
    (sample,) = ready["samples"]
    assert (sample["person"], sample["into"]) == (str(both.pk), new)
    emils = {face for photo in photos[5:] for face in faces_of(photo)}
    assert {face["id"] for face in sample["faces"]} == emils
    ask("POST", f"/proposals/{asked['id']}/discard")
    assert ask("GET", f"/proposals/{asked['id']}")["samples"] == []
