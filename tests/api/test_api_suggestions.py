"""The classifier over HTTP: its state, what it asks, the answers; for the owner of the photos and nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import factories
from albumen.jobs import clock
from albumen.people.actions.name_person import NamePerson
from albumen.people.kinds import TRAIN_AFTER
from albumen.people.models import Assignment, Person, Sorting
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

KEPT_OUT = 0.6


@pytest.fixture
def asking(scene: PeopleScene) -> tuple[PeopleScene, list[int]]:
    """Three people with names and five faces each, and two faces of nobody that may be Dora."""
    for name in ("Dora", "Emil", "Fritz"):
        scene.person(*[scene.photo(name) for _ in range(5)], named=name)
    Sorting.objects.update(prior=1e-6, clustered_model=scene.model)
    late = [faces_of(scene.photo("Dora", likeness=KEPT_OUT))[0] for _ in range(2)]
    Assignment.objects.update(pending=False)
    return scene, late


def test_it_is_trained_and_asks_and_answers_are_statements(
    asking: tuple[PeopleScene, list[int]], ask: Any
) -> None:
    scene, late = asking
    library = scene.library.pk
    dora = Person.objects.get(name="Dora").pk
    assert ask("GET", f"/libraries/{library}/suggestions")["items"] == []
    assert ask("POST", f"/libraries/{library}/classifier/train", status=202)["state"] == "training"
    scene.run_jobs()
    told = ask("GET", f"/libraries/{library}/classifier")
    assert (told["state"], told["people"], told["faces"], told["known"]) == ("ready", 3, 15, 15)
    assert told["found"] == 1.0 and told["taken"] == 0.0 and told["trained_at"]
    listed = ask("GET", f"/libraries/{library}/suggestions")["items"]
    assert {row["id"] for row in listed} == set(late)
    assert {(row["name"], row["kind"], row["now"]) for row in listed} == {("Dora", "join", None)}
    assert listed[0]["probability"] >= listed[1]["probability"] >= 0.5
    first = ask("GET", f"/people/{dora}/suggestions?limit=1")
    rest = ask("GET", f"/people/{dora}/suggestions?limit=1&cursor={first['next']}")
    assert [row["id"] for row in first["items"] + rest["items"]] == [row["id"] for row in listed]
    counts = ask("GET", f"/libraries/{library}/suggestions/counts")
    assert counts == {"joins": 2, "doubts": 0, "people": 1}
    (one,) = ask("GET", f"/libraries/{library}/suggestions/people")["items"]
    assert (one["person"]["name"], one["joins"], one["doubts"]) == ("Dora", 2, 0)
    body = {"yes": late[:1], "no": late[1:]}
    said = ask("POST", f"/people/{dora}/suggestions", body)
    assert [row["kind"] for row in said["statements"]] == ["is_not", "is"]
    assert said["person"]["face_count"] == 6
    assert ask("GET", f"/libraries/{library}/suggestions/counts")["joins"] == 0
    for row in said["statements"]:
        ask("POST", f"/statements/{row['id']}/undo")
    scene.run_jobs()
    assert ask("GET", f"/libraries/{library}/suggestions/counts")["joins"] == 2


def test_a_name_tells_at_once_that_learning_was_asked_for_and_when_it_begins(
    scene: PeopleScene, ask: Any
) -> None:
    dora = scene.person(*[scene.photo("Dora") for _ in range(2)])
    classifier = f"/libraries/{scene.library.pk}/classifier"
    told = ask("GET", classifier)
    assert (told["state"], told["begins_at"]) == ("none", None)
    before = clock.now()
    ask("PUT", f"/people/{dora.pk}/name", {"name": "Dora"})
    told = ask("GET", classifier)
    assert told["state"] == "training"
    assert before + TRAIN_AFTER <= datetime.fromisoformat(told["begins_at"]) <= clock.now() + TRAIN_AFTER
    now = ask("POST", f"{classifier}/train", status=202)
    assert now["begins_at"] is None, "who does not want to wait asks for it"
    scene.run_jobs()
    told = ask("GET", classifier)
    assert (told["state"], told["begins_at"]) == ("too_few", None)


def test_answers_that_cannot_be_are_refused(asking: tuple[PeopleScene, list[int]], ask: Any) -> None:
    dora = Person.objects.get(name="Dora").pk
    _, late = asking
    assert ask("POST", f"/people/{dora}/suggestions", {}, status=422)["code"]
    assert ask("POST", f"/people/{dora}/suggestions", {"yes": late, "no": late[:1]}, status=422)["code"]
    gone = ask("POST", f"/people/{dora}/suggestions", {"yes": [late[0], 10**9]}, status=404)
    assert gone["code"] == "face_not_found"


def test_nobody_else_sees_or_answers(asking: tuple[PeopleScene, list[int]], ask: Any, as_user: Any) -> None:
    scene, late = asking
    ask("POST", f"/libraries/{scene.library.pk}/classifier/train", status=202)
    scene.run_jobs()
    dora = Person.objects.get(name="Dora").pk
    stranger = as_user(factories.photographer("dan"))
    for path in ("classifier", "suggestions", "suggestions/counts", "suggestions/people"):
        assert stranger.get(f"/api/v1/libraries/{scene.library.pk}/{path}").status_code == 404
    assert stranger.get(f"/api/v1/people/{dora}/suggestions").status_code == 404
    train = f"/api/v1/libraries/{scene.library.pk}/classifier/train"
    assert stranger.post(train).status_code == 404
    body = {"yes": late}
    answer = f"/api/v1/people/{dora}/suggestions"
    assert stranger.post(answer, body, content_type="application/json").status_code == 404
    NamePerson(scene.owner, Person.objects.get(name="Emil"), "Emil E.").execute()
    assert ask("GET", f"/libraries/{scene.library.pk}/suggestions/counts")["joins"] == 2
