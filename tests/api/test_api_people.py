"""People over HTTP: what their owner sees and says, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from events_world import World

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.people.actions.say_who import SayWho
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
API = "/api/v1"


def test_people_are_listed_by_size_or_name_and_searched(scene: PeopleScene, ask: Any) -> None:
    library = scene.library.pk
    small = scene.person(scene.photo("Dora"), named="Äna")
    large = scene.person(*[scene.photo("Emil") for _ in range(3)], named="Bo")
    nameless = scene.person(*[scene.photo("Fritz") for _ in range(2)])
    listed = ask("GET", f"/libraries/{library}/people")["items"]
    assert [p["id"] for p in listed] == [str(p.pk) for p in (large, nameless, small)]
    assert listed[0]["photo_count"] == 3 and listed[0]["cover"]["box"]["width"] == pytest.approx(0.1)
    assert [p["name"] for p in ask("GET", f"/libraries/{library}/people?named=true&order=name")["items"]] == [
        "Bo",
        "Äna",
    ]
    assert [p["id"] for p in ask("GET", f"/libraries/{library}/people?named=false")["items"]] == [
        str(nameless.pk)
    ]
    assert [p["name"] for p in ask("GET", f"/libraries/{library}/people?search=ÄN")["items"]] == ["Äna"]
    first = ask("GET", f"/libraries/{library}/people?limit=2")
    rest = ask("GET", f"/libraries/{library}/people?limit=2&cursor={first['next']}")
    assert [p["id"] for p in rest["items"]] == [str(small.pk)] and rest["next"] is None


def test_people_are_counted_as_they_are_listed(scene: PeopleScene, ask: Any) -> None:
    library = scene.library.pk
    assert ask("GET", f"/libraries/{library}/people/counts") == {
        "named": 0,
        "unnamed": 0,
        "hidden": 0,
        "faces": 0,
    }
    dora = scene.person(scene.photo("Dora"), scene.photo("Dora"), named="Dora")
    emil, fritz = scene.person(scene.photo("Emil")), scene.person(scene.photo("Fritz"))
    gustav = scene.person(scene.photo("Gustav"), named="Gustav")
    ask("PUT", f"/people/{emil.pk}/hidden")
    ask("DELETE", f"/people/{gustav.pk}")
    counts = ask("GET", f"/libraries/{library}/people/counts")
    assert counts == {"named": 1, "unnamed": 1, "hidden": 1, "faces": 4}
    ask("POST", f"/people/{fritz.pk}/merge", {"into": str(dora.pk)})
    counts = ask("GET", f"/libraries/{library}/people/counts")
    assert counts == {"named": 1, "unnamed": 0, "hidden": 1, "faces": 4}


def test_a_name_that_cannot_be_one_is_told_by_code(scene: PeopleScene, ask: Any) -> None:
    dora = scene.person(scene.photo("Dora"))
    refused = ask("PUT", f"/people/{dora.pk}/name", {"name": "a\u200bb"}, status=422)
    assert refused["faults"]["name"]["code"] == "unprintable", refused
    made = {"faces": faces_of(scene.photo("Emil")), "name": "a\u200bb"}
    assert ask("POST", f"/libraries/{scene.library.pk}/people", made, status=422)["faults"]


def test_a_face_comes_with_what_cuts_it_out(scene: PeopleScene, ask: Any) -> None:
    photo = scene.photo("Dora")
    dora = scene.person(photo)
    face = ask("GET", f"/people/{dora.pk}/faces")["items"][0]
    cover = ask("GET", f"/people/{dora.pk}")["cover"]
    for crop in (face, cover):
        assert (crop["width"], crop["height"]) == (photo.width, photo.height)
        assert crop["thumbhash"] == photo.thumbhash


def test_the_photos_and_faces_of_a_person(scene: PeopleScene, ask: Any) -> None:
    photos = [scene.photo("Dora", "Emil") for _ in range(2)]
    dora = scene.person(*photos)
    shown = ask("GET", f"/people/{dora.pk}/photos")["items"]
    assert [photo["id"] for photo in shown] == [str(photo.pk) for photo in photos]
    faces = ask("GET", f"/people/{dora.pk}/faces")["items"]
    assert [face["id"] for face in faces] == [faces_of(photo)[0] for photo in photos]
    assert faces[0]["why"] == "cluster" and faces[0]["person"] == str(dora.pk)
    alone = ask("GET", f"/libraries/{scene.library.pk}/unassigned-faces")["items"]
    assert [face["id"] for face in alone] == [faces_of(photo)[1] for photo in photos]


def test_everything_is_said_and_taken_back(scene: PeopleScene, ask: Any) -> None:
    library = scene.library.pk
    photos = [scene.photo("Dora", "Emil") for _ in range(3)]
    dora, emil = scene.person(*photos), scene.person(*photos)
    before = sorted(
        (p["id"], p["name"], p["face_count"]) for p in ask("GET", f"/libraries/{library}/people")["items"]
    )
    said = [
        ask("PUT", f"/people/{dora.pk}/name", {"name": "Dora"}),
        ask("POST", f"/people/{dora.pk}/not-faces", {"faces": faces_of(photos[0])[:1]}),
        ask("POST", f"/people/{emil.pk}/faces", {"faces": faces_of(photos[0])[:1]}),
        ask("POST", f"/libraries/{library}/wrong-faces", {"faces": faces_of(photos[1])[:1]}),
        ask("PUT", f"/people/{dora.pk}/hidden"),
        ask("DELETE", f"/people/{dora.pk}/hidden"),
        ask("POST", f"/photos/{photos[2].pk}/twice"),
        ask("POST", f"/people/{dora.pk}/merge", {"into": str(emil.pk)}),
    ]
    made = ask("POST", f"/libraries/{library}/people", {"faces": faces_of(photos[2])[:1], "name": "Fritz"})
    assert (made["person"]["name"], made["person"]["face_count"]) == ("Fritz", 1)
    deleted = ask("DELETE", f"/people/{emil.pk}")
    assert deleted["person"]["deleted"] and deleted["statement"]["kind"] == "delete"
    refused = ask("POST", f"/statements/{said[-1]['statement']['id']}/undo", status=409)
    assert refused["code"] == "built_upon" and refused["advice"]
    log = ask("GET", f"/libraries/{library}/statements")["items"]
    assert [entry["kind"] for entry in log] == [
        "delete",
        "name",
        "split",
        "merge",
        "twice",
        "unhide",
        "hide",
        "wrong_detection",
        "is",
        "is_not",
        "name",
    ]
    for entry in log:
        answer = ask("POST", f"/statements/{entry['id']}/undo")
        assert answer["statement"]["undoes"] == entry["id"]
    now = ask("GET", f"/libraries/{library}/people")["items"]
    assert sorted((p["id"], p["name"], p["face_count"]) for p in now) == before


def test_only_the_owner_sees_or_says_anything(
    scene: PeopleScene, ana: User, bo: User, cy: User, party: Event
) -> None:
    photo = scene.photo("Dora")
    person = scene.person(photo, named="Dora")
    statement = person.said.get()
    proposal = scene.library.proposals.create(algorithm="default", state="ready")
    world = World(party, ana, bo, cy)
    library = scene.library.pk
    addresses = [
        ("GET", f"/libraries/{library}"),
        ("GET", f"/libraries/{library}/people"),
        ("GET", f"/libraries/{library}/photos"),
        ("GET", f"/libraries/{library}/statements"),
        ("GET", f"/libraries/{library}/proposals"),
        ("GET", f"/libraries/{library}/unassigned-faces"),
        ("GET", f"/people/{person.pk}"),
        ("GET", f"/people/{person.pk}/photos"),
        ("GET", f"/people/{person.pk}/faces"),
        ("GET", f"/proposals/{proposal.pk}"),
        ("PUT", f"/people/{person.pk}/hidden"),
    ]
    for method, path in addresses:
        assert world.statuses(method, path) == {
            "anonymous": 401,
            "owner": 200,
            "other": 404,
            "guest": 404,
            "stranger": 404,
            "removed": 404,
            "token": 200,
            "bare": 403,
        }, path
    for path in (f"/statements/{statement.pk}/undo", f"/proposals/{proposal.pk}/apply"):
        answers = world.statuses("POST", path)
        assert {answers[who] for who in ("other", "guest", "stranger", "removed")} == {404}
    body = f'{{"faces": [{faces_of(photo)[0]}]}}'
    stolen = World.statuses(world, "POST", f"/libraries/{library}/wrong-faces", body)
    assert stolen["other"] == stolen["stranger"] == 404 and stolen["owner"] == 200


def test_faces_and_people_of_another_library_cannot_be_named(scene: PeopleScene, ask: Any) -> None:
    other = PeopleScene(scene.owner)
    theirs = other.photo("Emil")
    stranger = other.person(theirs)
    mine = scene.person(scene.photo("Dora"))
    body = {"faces": faces_of(theirs)}
    assert ask("POST", f"/people/{mine.pk}/faces", body, status=404)["code"] == "face_not_found"
    body = {"into": str(stranger.pk)}
    assert ask("POST", f"/people/{mine.pk}/merge", body, status=404)["code"] == "person_not_found"


def test_a_deleted_event_takes_its_people_out_of_sight(scene: PeopleScene, ask: Any, party: Event) -> None:
    from django.utils import timezone

    person = scene.person(scene.photo("Dora"))
    Event.objects.filter(pk=party.pk).update(binned_at=timezone.now())
    ask("GET", f"/people/{person.pk}", status=404)
    ask("GET", f"/libraries/{scene.library.pk}/people", status=404)


@pytest.mark.parametrize(
    "path",
    ["/libraries/{library}/people", "/people/{person}/photos", "/people/{person}/faces", "/libraries"],
)
def test_lists_cost_the_same_however_long(scene: PeopleScene, ask: Any, path: str) -> None:
    counts = []
    person = scene.person(scene.photo("Dora"))
    for _ in range(2):
        address = path.format(library=scene.library.pk, person=person.pk)
        ask("GET", address)
        with CaptureQueriesContext(connection) as queries:
            ask("GET", address)
        counts.append(len(queries))
        for number in range(5):
            more = scene.photo("Dora", "Emil")
            scene.person(more, named=f"P{number}")
            SayWho(scene.owner, person, faces_of(more)[1:]).execute()
        factories.event(scene.owner)
    assert counts[0] == counts[1] <= 8


def test_a_photo_says_who_is_in_it(scene: PeopleScene, ask: Any, django_assert_num_queries: Any) -> None:
    photo = scene.photo("Dora", "Emil", "Fritz", "Gerda")
    dora, emil, fritz, gerda = faces_of(photo)
    person = scene.person(photo, named="Dora")
    ask("POST", f"/libraries/{scene.library.pk}/wrong-faces", {"faces": [fritz]})
    gone = ask("POST", f"/libraries/{scene.library.pk}/people", {"faces": [gerda]})["person"]["id"]
    with CaptureQueriesContext(connection) as few:
        shown = ask("GET", f"/photos/{photo.pk}")
    queries = len(few)
    assert [(face["id"], face["why"]) for face in shown["faces"]] == [
        (dora, "cluster"),
        (emil, ""),
        (gerda, "said"),
    ]
    assert shown["faces"][0]["person"] == {"id": str(person.pk), "name": "Dora", "hidden": False}
    assert shown["faces"][1]["person"] is None and shown["hosting"]["library"] == str(scene.library.pk)
    ask("DELETE", f"/people/{gone}")
    assert [face["id"] for face in ask("GET", f"/photos/{photo.pk}")["faces"]] == [dora, emil]
    crowd = scene.photo(*[f"Guest {number}" for number in range(30)])
    scene.person(crowd, named="Hanna")
    with django_assert_num_queries(queries):
        assert len(ask("GET", f"/photos/{crowd.pk}")["faces"]) == 30


def test_a_face_is_drawn_and_taken_back(scene: PeopleScene, ask: Any, bo: User, as_user: Browser) -> None:
    photo = scene.photo("Dora")
    box = {"left": 0.5, "top": 0.6, "width": 0.1, "height": 0.1}
    drawn = ask("POST", f"/photos/{photo.pk}/faces", {"box": box, "name": "Emil"})
    assert drawn["statement"]["kind"] == "box" and drawn["person"]["name"] == "Emil"
    face = ask("GET", f"/photos/{photo.pk}")["faces"][-1]
    assert (face["id"], face["found_by"], face["box"]) == (drawn["face"], "person", pytest.approx(box))
    assert face["person"]["name"] == "Emil" and face["packs"] == []
    refused = ask("POST", f"/photos/{photo.pk}/faces", {"box": box}, status=409)
    assert refused["code"] == "face_there"
    ask("POST", f"/statements/{drawn['statement']['id']}/undo")
    assert len(ask("GET", f"/photos/{photo.pk}")["faces"]) == 1
    again = ask("POST", f"/photos/{photo.pk}/faces", {"box": box, "person": drawn["person"]["id"]})
    assert again["person"]["face_count"] == 1
    other = as_user(bo).post(f"{API}/photos/{photo.pk}/faces", {"box": box}, content_type="application/json")
    assert other.status_code == 404


def test_nothing_is_drawn_once_the_event_is_closed(scene: PeopleScene, party: Event, ask: Any) -> None:
    from django.utils import timezone

    photo = scene.photo()
    Event.objects.filter(pk=party.pk).update(closed_at=timezone.now())
    box = {"left": 0.5, "top": 0.6, "width": 0.1, "height": 0.1}
    assert ask("POST", f"/photos/{photo.pk}/faces", {"box": box}, status=409)["code"] == "event_closed"


def test_the_log_says_who_and_what(scene: PeopleScene, ask: Any) -> None:
    library = scene.library.pk
    photos = [scene.photo("Dora", "Emil") for _ in range(2)]
    dora, emil = scene.person(*photos, named="Dora"), scene.person(*photos, named="Emil")
    said = ask("POST", f"/people/{dora.pk}/not-faces", {"faces": [faces_of(photos[0])[0]]})
    merged = ask("POST", f"/people/{dora.pk}/merge", {"into": str(emil.pk)})
    undone = ask("POST", f"/statements/{merged['statement']['id']}/undo")
    ask("POST", f"/statements/{undone['statement']['id']}/undo")
    with CaptureQueriesContext(connection) as few:
        again, undo, merge, is_not, *names = ask("GET", f"/libraries/{library}/statements")["items"]
    queries = len(few)
    assert (merge["person_name"], merge["other_name"], merge["stands"]) == ("Dora", "Emil", True)
    assert undo["undone"]["id"] == again["undone"]["id"] == merge["id"] and undo["person_name"] == "Dora"
    assert (is_not["id"], is_not["faces"]) == (said["statement"]["id"], 1)
    assert is_not["face"]["id"] == faces_of(photos[0])[0] and is_not["undone"] is None
    assert [entry["text"] for entry in names] == ["Emil", "Dora"] and names[0]["face"]
    for number in range(10):
        ask("PUT", f"/people/{emil.pk}/name", {"name": f"Emil {number}"})
    with CaptureQueriesContext(connection) as more:
        assert len(ask("GET", f"/libraries/{library}/statements")["items"]) == 16
    assert len(more) == queries
