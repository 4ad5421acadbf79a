"""What the host said is no face is nobody's: guests are not matched to it, and who was is no longer, until an undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from albumen.accounts.models import User
from albumen.guests import appraisal
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.mark_favourite import MarkFavourite
from albumen.guests.actions.start_search import StartSearch
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.errors import NoFaceError
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, MatchState, Registration, Selfie
from albumen.guests.queries import released_matches, shown_hits
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.expecting import expect_faces
from albumen.people.kinds import LOOK
from albumen.people.models import Person, Statement
from albumen.photos.models import Embedding, Photo
from albumen.photos.queries import photos_visible_to
from brokers import broker_in
from guest_scene import SIMILARITY, Scene, direction, face_vector
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db


def photo(scene: Scene, *faces: tuple[str, str]) -> Photo:
    made = scene.photo(*faces)
    expect_faces(made.library_id, [made.pk])
    return made


def wrong(scene: Scene, made: Photo, number: int = 0) -> Statement:
    return MarkWrong(scene.event.owner, scene.event.library_id, [faces_of(made)[number]]).execute()


def undo(scene: Scene, statement: Statement) -> Statement:
    return UndoStatement(scene.event.owner, statement).execute()


def match(made: Photo) -> Match:
    return Match.objects.select_related("registration", "event__library").get(photo=made)


def show_all_again(scene: Scene) -> None:
    Photo.objects.update(matched_at=None)
    enqueue(MATCH_LIBRARY, scene.event.library_id, scope=scene.event.library_id)
    scene.run_jobs()


def test_neither_a_search_nor_a_standing_question_finds_it(scene: Scene, bo: User) -> None:
    wall, real = photo(scene, ("Bo", "certain")), photo(scene, ("Bo", "certain"))
    wrong(scene, wall)
    guest = scene.guest(bo)
    search = scene.search(guest)
    assert scene.states(guest) == {real.pk: MatchState.RELEASED}
    assert [hit["photo"] for hit in shown_hits(search).hits] == [str(real.pk)] and search.certain == 1
    show_all_again(scene)
    scene.search(guest, strictness="broad")
    assert scene.states(guest) == {real.pk: MatchState.RELEASED}


@pytest.mark.parametrize("level", ["certain", "likely"])
def test_a_match_goes_at_once_and_comes_back_as_it_was(scene: Scene, bo: User, level: str) -> None:
    wall = photo(scene, ("Bo", level))
    guest = scene.guest(bo)
    scene.search(guest)
    before = Match.objects.values().get()
    assert before["state"] == ("released" if level == "certain" else "waiting")
    said = wrong(scene, wall)
    assert match(wall).state == MatchState.VOID
    assert not photos_visible_to(bo, scene.event.library).exists() and not released_matches(guest).exists()
    guest.refresh_from_db()
    assert (guest.released_count, guest.waiting_count) == (0, 0)
    scene.run_jobs()
    scene.search(guest, strictness="broad")
    assert match(wall).state == MatchState.VOID
    taken_back = undo(scene, said)
    assert Match.objects.values().get() == before
    scene.run_jobs()
    assert Match.objects.values().get() == before
    undo(scene, taken_back)
    assert match(wall).state == MatchState.VOID


def test_what_a_guest_marked_and_a_host_accepted_is_kept(scene: Scene, ana: User, bo: User) -> None:
    wall, other = photo(scene, ("Bo", "likely")), photo(scene, ("Bo", "certain"))
    scene.search(scene.guest(bo))
    DecideMatches(ana, [match(wall).pk], []).execute()
    for made in (wall, other):
        MarkFavourite(bo, match(made), True).execute()
    before = list(Match.objects.order_by("pk").values())
    words = [wrong(scene, made) for made in (wall, other)]
    scene.run_jobs()
    show_all_again(scene)
    assert set(Match.objects.values_list("state", flat=True)) == {MatchState.VOID}
    for said in words:
        undo(scene, said)
    scene.run_jobs()
    assert list(Match.objects.order_by("pk").values()) == before


def test_no_decision_makes_it_a_match_again(scene: Scene, ana: User, bo: User) -> None:
    first, second, third = (photo(scene, ("Bo", "certain")) for _ in range(3))
    scene.search(scene.guest(bo))
    DecideMatches(ana, [], [match(first).pk]).execute()
    DenyMatch(bo, match(second)).execute()
    words = [wrong(scene, made) for made in (first, second, third)]
    scene.run_jobs()
    states = [match(made).state for made in (first, second, third)]
    assert states == [MatchState.REJECTED, MatchState.HIDDEN, MatchState.VOID], "a no stays a no"
    for made in (first, third):
        with pytest.raises(NoFaceError):
            DecideMatches(ana, [match(made).pk], []).execute()
    UndoDecision(ana, match(first)).execute()
    UndoDecision(bo, match(second)).execute()
    scene.run_jobs()
    assert set(Match.objects.values_list("state", flat=True)) == {MatchState.VOID}
    for said in words:
        undo(scene, said)
    scene.run_jobs()
    assert set(Match.objects.values_list("state", flat=True)) == {MatchState.RELEASED}


def test_another_face_of_the_photo_is_judged_by_itself(scene: Scene, bo: User) -> None:
    sure = photo(scene, ("Bo", "certain"), ("Bo", "certain"))
    doubtful = photo(scene, ("Bo", "certain"), ("Bo", "check"))
    guest = scene.guest(bo)
    scene.search(guest)
    Registration.objects.update(seen_at=timezone.now())
    Match.objects.filter(photo=sure).update(face=faces_of(sure)[0])
    words = [wrong(scene, sure), wrong(scene, doubtful)]
    scene.run_jobs()
    assert (match(sure).state, match(sure).face_id) == (MatchState.RELEASED, faces_of(sure)[1])
    assert match(doubtful).state == MatchState.VOID, "seen, but for what was no face"
    for said in words:
        undo(scene, said)
    scene.run_jobs()
    assert set(scene.states(guest).values()) == {MatchState.RELEASED}


def test_what_it_alone_vouched_for_waits(scene: Scene, bo: User) -> None:
    sure, other = photo(scene, ("Bo", "certain")), photo(scene, ("Bo", "likely"))
    person = direction("Bo")
    first = np.frombuffer(bytes(Embedding.objects.get(photo=sure).vector), "<f4").astype(np.float64)
    aside = first - first @ person * person
    aside /= np.linalg.norm(aside)
    second = SIMILARITY["likely"] * person + np.sqrt(1 - SIMILARITY["likely"] ** 2) * aside
    Embedding.objects.filter(photo=other).update(vector=second.astype("<f4").tobytes())
    scene.search(scene.guest(bo))
    assert match(other).state == MatchState.RELEASED
    Registration.objects.update(seen_at=timezone.now())
    wrong(scene, sure)
    scene.run_jobs()
    assert (match(sure).state, match(other).state) == (MatchState.VOID, MatchState.WAITING)


def test_a_word_that_it_is_somebody_makes_it_a_face_again(scene: Scene, ana: User, bo: User) -> None:
    made = [photo(scene, ("Bo", "certain")) for _ in range(2)]
    scene.search(scene.guest(bo))
    for one in made:
        wrong(scene, one)
    split = SplitPerson(ana, scene.event.library_id, faces_of(made[0])).execute()
    said = SayWho(ana, Person.objects.get(), faces_of(made[1])).execute()
    assert [match(one).state for one in made] == [MatchState.RELEASED] * 2
    for statement in (split, said):
        undo(scene, statement)
    assert [match(one).state for one in made] == [MatchState.VOID] * 2


def test_a_drawn_face_that_is_taken_back_is_none(scene: Scene, ana: User, bo: User) -> None:
    made = photo(scene)
    drawn = DrawFace(ana, made, Box(0.4, 0.4, 0.1, 0.1))
    said = drawn.execute()
    Embedding.objects.create(
        face=drawn.made, photo=made, library=made.library, model=scene.model, usefulness=0.8, reliable=True,
        vector=face_vector("Bo", SIMILARITY["certain"], 1),
    )  # fmt: skip
    Job.objects.filter(kind=LOOK.name).delete()  # there is no file behind the photo to look at
    guest = scene.guest(bo)
    show_all_again(scene)
    assert scene.states(guest) == {made.pk: MatchState.RELEASED}
    undo(scene, said)
    assert scene.states(guest) == {made.pk: MatchState.VOID}


def test_no_name_and_no_other_word_changes_what_a_guest_gets(scene: Scene, ana: User, bo: User) -> None:
    made = [photo(scene, ("Bo", "certain")) for _ in range(3)]
    guest = scene.guest(bo)
    scene.search(guest)
    before = list(Match.objects.order_by("pk").values())
    SplitPerson(ana, scene.event.library_id, faces_of(made[0]), name="Cy").execute()
    cy = Person.objects.get()
    SayWho(ana, cy, faces_of(made[1])).execute()
    SayWhoNot(ana, cy, faces_of(made[2])).execute()
    NamePerson(ana, cy, "Not Bo").execute()
    DeletePerson(ana, cy).execute()
    show_all_again(scene)
    scene.search(guest)
    assert list(Match.objects.order_by("pk").values()) == before


def test_a_selfie_taken_back_takes_void_matches_with_it(scene: Scene, bo: User) -> None:
    wall = photo(scene, ("Bo", "certain"))
    scene.search(scene.guest(bo))
    said = wrong(scene, wall)
    DeleteSelfie(bo, Selfie.objects.select_related("registration").get()).execute()
    undo(scene, said)
    scene.run_jobs()
    assert not Match.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_guest_is_not_matched_while_it_is_said(
    scene: Scene, bo: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search has read the faces and not written yet when somebody says that one is none."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction at a time write")
    with broker_in(tmp_path / "broker"):
        wall = photo(scene, ("Bo", "certain"))
        scene.run_jobs()
        guest = scene.guest(bo)
        StartSearch(bo, guest).execute()
        read, threads = appraisal.faces_by_key, []

        def act() -> None:
            try:
                wrong(scene, wall)
            finally:
                connection.close()

        def with_a_word_in_between(*given: Any) -> Any:
            found = read(*given)
            if not threads:
                threads.append(Thread(target=act))
                threads[0].start()
                threads[0].join(1)
                assert threads[0].is_alive(), "it waits until the guest is judged"
            return found

        monkeypatch.setattr(appraisal, "faces_by_key", with_a_word_in_between)
        scene.run_jobs()
        threads[0].join(20)
        scene.run_jobs()
    assert match(wall).state == MatchState.VOID


def test_what_slipped_through_goes_when_photos_are_shown_again(scene: Scene, bo: User) -> None:
    wall = photo(scene, ("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    wrong(scene, wall)
    Match.objects.update(state=MatchState.RELEASED)
    show_all_again(scene)
    assert match(wall).state == MatchState.VOID


def test_hosts_wait_for_nobody_in_a_library_without_event(ana: User, run_jobs: Callable[[], int]) -> None:
    scene = PeopleScene(ana, run_jobs)
    made = scene.photo("Dora")
    UndoStatement(ana, MarkWrong(ana, scene.library.pk, faces_of(made)).execute()).execute()
    assert not Job.objects.filter(kind=MATCH_LIBRARY.name).exists()
