"""Whatever is said about people, guests are held before people are, so that nobody waits in a circle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState, Registration
from albumen.people.actions import say
from albumen.people.actions.answer_suggestions import AnswerSuggestions
from albumen.people.actions.mark_child import MarkPersonAsChild
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.say_who import SayWho
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.expecting import expect_faces
from albumen.people.models import Assignment, Person
from albumen.photos.models import Photo
from brokers import broker_in
from guest_scene import Scene
from people_scene import faces_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write"
    ),
]

ROUNDS = 8

_HOLDS = re.compile(r'UPDATE "(\w+)"|FROM "(\w+)".* FOR (?:NO KEY )?UPDATE')


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


@pytest.fixture
def wedding(party: Event, run_jobs: Callable[[], int], bo: User) -> Scene:
    """Six photos of Bo, who is a guest and got them all."""
    scene = Scene(party, run_jobs)
    scene.guest(bo)
    for _ in range(6):
        photo = scene.photo(("Bo", "certain"))
        expect_faces(photo.library_id, [photo.pk])
    run_jobs()
    Assignment.objects.update(pending=False)
    assert set(Match.objects.values_list("state", flat=True)) == {MatchState.RELEASED}
    return scene


def _person(scene: Scene) -> Person:
    return Person.objects.create(library=scene.event.library)


def _faces() -> list[int]:
    return [face for photo in Photo.objects.order_by("pk") for face in faces_of(photo)]


def _held_by(action: Action[Any]) -> list[str]:
    """The tables whose rows an action holds, each at its first."""
    with CaptureQueriesContext(connection) as queries:
        action.execute()
    found = [_HOLDS.match(query["sql"]) or _HOLDS.search(query["sql"]) for query in queries]
    return list(dict.fromkeys(match[1] or match[2] for match in found if match))


def _child(scene: Scene) -> Action[Any]:
    return MarkPersonAsChild(scene.event.owner, _person(scene))


def _child_again(scene: Scene) -> Action[Any]:
    owner = scene.event.owner
    taken_back = UndoStatement(owner, MarkPersonAsChild(owner, _person(scene)).execute()).execute()
    return UndoStatement(owner, taken_back)


def _answers(scene: Scene) -> Action[Any]:
    first, second = _faces()[:2]
    MarkWrong(scene.event.owner, scene.event.library_id, [first]).execute()
    return AnswerSuggestions(scene.event.owner, _person(scene), [first], [second])


def _wrong(scene: Scene) -> Action[Any]:
    return MarkWrong(scene.event.owner, scene.event.library_id, _faces()[:1])


@pytest.mark.parametrize("made", [_child, _child_again, _answers, _wrong])
def test_guests_are_held_before_people(made: Callable[[Scene], Action[Any]], wedding: Scene) -> None:
    held = _held_by(made(wedding))
    assert held.index("guests_registration") < held.index("people_sorting")


def test_photos_are_held_by_rising_id_before_they_are_written(wedding: Scene) -> None:
    """As whoever edits or labels many photos holds them."""
    with CaptureQueriesContext(connection) as queries:
        MarkWrong(wedding.event.owner, wedding.event.library_id, _faces()).execute()
    photos = [
        query["sql"] for query in queries if "photos_photo" in query["sql"] and "UPDATE" in query["sql"]
    ]
    assert len(photos) == 2 and photos[0].endswith("ORDER BY 1 ASC FOR NO KEY UPDATE")
    assert photos[0].startswith('SELECT "photos_photo"."id"') and photos[1].startswith("UPDATE")


def test_answers_that_touch_no_guest_wait_for_none(wedding: Scene) -> None:
    first, second = _faces()[:2]
    answers = AnswerSuggestions(wedding.event.owner, _person(wedding), [first], [second])
    assert "guests_registration" not in _held_by(answers)


def test_children_answers_and_no_faces_at_once_never_wait_in_a_circle(wedding: Scene) -> None:
    owner, library, faces = wedding.event.owner, wedding.event.library_id, _faces()
    child, friend = _person(wedding), _person(wedding)
    failures: list[BaseException] = []

    def mark() -> None:
        said = MarkPersonAsChild(owner, child).execute()
        UndoStatement(owner, said).execute()

    def answer() -> None:
        AnswerSuggestions(owner, friend, faces[:2], faces[2:4]).execute()

    def no_face() -> None:
        MarkWrong(owner, library, faces[:2]).execute()

    def over_and_over(doing: Callable[[], object]) -> None:
        try:
            for _ in range(ROUNDS):
                doing()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=over_and_over, args=(doing,)) for doing in (mark, answer, no_face, no_face)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    wedding.run_jobs()
    none = set(Assignment.objects.filter(person=None, why="said").values_list("face_id", flat=True))
    states = dict(Match.objects.values_list("face_id", "state"))
    assert states == {face: MatchState.VOID if face in none else MatchState.RELEASED for face in faces}


def test_a_face_that_is_said_to_be_none_meanwhile_is_its_guests_again(
    wedding: Scene, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody held the guests, as it was a face when somebody began to say who it is: a job does what follows."""
    face, friend, hold = _faces()[0], _person(wedding), say.hold
    Match.objects.filter(face=face).update(verdict="accepted", decided_by=ana)
    threads: list[Thread] = []

    def act() -> None:
        try:
            MarkWrong(ana, wedding.event.library_id, [face]).execute()
            wedding.run_jobs()
        finally:
            connection.close()

    def with_a_word_in_between(library: Any) -> Any:
        if not threads:
            threads.append(Thread(target=act))
            threads[0].start()
            threads[0].join(20)
            assert Match.objects.get(face=face).state == MatchState.VOID
        return hold(library)

    monkeypatch.setattr(say, "hold", with_a_word_in_between)
    SayWho(ana, friend, [face]).execute()
    assert Assignment.objects.get(face=face).person == friend
    wedding.run_jobs()
    assert Match.objects.get(face=face).state == MatchState.RELEASED
    guest = Registration.objects.get()
    assert (guest.released_count, guest.waiting_count) == (6, 0)
