"""People who may be the same, over HTTP: asked about, answered, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from albumen.accounts.models import User
from albumen.jobs import clock
from albumen.jobs.models import Job
from albumen.people.kinds import COMPARE
from albumen.people.models import Person
from people_scene import PeopleScene

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


@pytest.fixture
def twins(scene: PeopleScene, ask: Any) -> tuple[Person, Person]:
    """Dora, whom the machine took for two people, the first with a name."""
    return _twins(scene, ask, "Dora", named="Dora")


def _twins(scene: PeopleScene, ask: Any, name: str, named: str = "") -> tuple[Person, Person]:
    one = scene.person(*[scene.photo(name) for _ in range(3)], named=named)
    other = scene.person(*[scene.photo(name) for _ in range(2)])
    _look(scene, ask)
    return one, other


def _look(scene: PeopleScene, ask: Any) -> None:
    ask("POST", f"/libraries/{scene.library.pk}/duplicates/look", status=202)
    Job.objects.filter(kind=COMPARE.name, state="waiting").update(run_after=clock.now())
    scene.run_jobs()


def test_a_pair_is_listed_with_faces_of_both(
    scene: PeopleScene, ask: Any, twins: tuple[Person, Person]
) -> None:
    row = ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"][0]
    by_id = {str(person.pk): person for person in twins}
    assert {row["one"]["id"], row["other"]["id"]} == set(by_id)
    assert 0.5 <= row["probability"] <= 1 and row["state"] == "open"
    assert sorted([len(row["faces_of_one"]), len(row["faces_of_other"])]) == [2, 3]
    for face in row["faces_of_one"]:
        assert by_id[row["one"]["id"]].assignments.filter(face=face["id"]).exists() and face["box"]["width"]
    of_person = ask("GET", f"/people/{twins[1].pk}/duplicates")["items"]
    assert [pair["id"] for pair in of_person] == [row["id"]]
    counts = ask("GET", f"/libraries/{scene.library.pk}/duplicates/counts")
    assert counts["open"] == 1 and counts["looked_at"] and not counts["looking"]
    assert ask("GET", f"/libraries/{scene.library.pk}/duplicates?state=gone")["items"] == []


def test_looking_tells_that_it_looks(scene: PeopleScene, ask: Any) -> None:
    scene.person(scene.photo("Dora"))
    told = ask("POST", f"/libraries/{scene.library.pk}/duplicates/look", status=202)
    assert told["looking"] and told["looked_at"] is None
    assert Job.objects.get(kind=COMPARE.name).priority < 30, "somebody waits for it"


def test_the_same_are_merged_and_undo_parts_them(
    scene: PeopleScene, ask: Any, twins: tuple[Person, Person]
) -> None:
    row = ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"][0]
    answered = ask("POST", f"/duplicates/{row['id']}/answer", {"answer": "same"})
    assert answered["person"]["id"] == str(twins[0].pk) and answered["person"]["face_count"] == 5
    assert answered["statement"]["kind"] == "merge" and answered["duplicate"]["state"] == "same"
    again = ask("POST", f"/duplicates/{row['id']}/answer", {"answer": "not_same"}, status=409)
    assert again["code"] in ("duplicate_over", "person_merged")
    ask("POST", f"/statements/{answered['statement']['id']}/undo")
    assert ask("GET", f"/libraries/{scene.library.pk}/duplicates/counts")["open"] == 1


def test_not_the_same_is_in_the_log_and_undo_asks_again(
    scene: PeopleScene, ask: Any, twins: tuple[Person, Person]
) -> None:
    row = ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"][0]
    answered = ask("POST", f"/duplicates/{row['id']}/answer", {"answer": "not_same"})
    assert answered["person"] is None and answered["duplicate"]["state"] == "not_same"
    entry = ask("GET", f"/libraries/{scene.library.pk}/statements")["items"][0]
    assert entry["kind"] == "not_same" and {entry["person"], entry["other"]} == {str(p.pk) for p in twins}
    assert {entry["person_name"], entry["other_name"]} == {"Dora", ""}
    ask("POST", f"/statements/{answered['statement']['id']}/undo")
    assert [pair["id"] for pair in ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"]] == [
        row["id"]
    ]


def test_the_question_is_put_off(scene: PeopleScene, ask: Any, twins: tuple[Person, Person]) -> None:
    _twins(scene, ask, "Emil")
    first = ask("GET", f"/libraries/{scene.library.pk}/duplicates?limit=1")
    answered = ask("POST", f"/duplicates/{first['items'][0]['id']}/answer", {"answer": "skip"})
    assert answered["statement"] is None and answered["duplicate"]["skips"] == 1
    page = ask("GET", f"/libraries/{scene.library.pk}/duplicates?limit=1")
    rest = ask("GET", f"/libraries/{scene.library.pk}/duplicates?limit=1&cursor={page['next']}")
    assert rest["items"][0]["id"] == first["items"][0]["id"] and rest["next"] is None


def test_anybody_may_be_said_not_to_be_somebody(scene: PeopleScene, ask: Any) -> None:
    dora, emil = scene.person(scene.photo("Dora")), scene.person(scene.photo("Emil"))
    said = ask("POST", f"/people/{dora.pk}/not-same", {"other": str(emil.pk)})
    assert said["statement"]["kind"] == "not_same" and said["person"]["id"] == str(dora.pk)
    assert (
        ask("POST", f"/people/{dora.pk}/not-same", {"other": str(dora.pk)}, status=422)["code"]
        == "same_person"
    )


def test_only_the_owner_is_asked(
    scene: PeopleScene, ask: Any, twins: tuple[Person, Person], cy: User, as_user: Browser
) -> None:
    row = ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"][0]
    stranger = as_user(cy)
    for path in (
        f"libraries/{scene.library.pk}/duplicates",
        f"libraries/{scene.library.pk}/duplicates/counts",
        f"people/{twins[0].pk}/duplicates",
    ):
        assert stranger.get(f"/api/v1/{path}").status_code == 404
    for path, body in (
        (f"duplicates/{row['id']}/answer", {"answer": "same"}),
        (f"libraries/{scene.library.pk}/duplicates/look", {}),
        (f"people/{twins[0].pk}/not-same", {"other": str(twins[1].pk)}),
    ):
        answer = stranger.post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code == 404
    assert ask("GET", f"/libraries/{scene.library.pk}/duplicates/counts")["open"] == 1


def test_a_page_costs_the_same_however_long_it_is(
    scene: PeopleScene, ask: Any, twins: tuple[Person, Person]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask("GET", f"/libraries/{scene.library.pk}/duplicates")
        return len(queries)

    before = cost()
    _twins(scene, ask, "Emil")
    _twins(scene, ask, "Fritz")
    assert len(ask("GET", f"/libraries/{scene.library.pk}/duplicates")["items"]) == 3
    assert cost() == before
