"""What a "not me", a rejection, an undo, or an event that grew does to matches that nobody decided about."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.db.models import F
from django.utils import timezone

from albumen.accounts.models import User
from albumen.engine.event_size import scaled
from albumen.guests import judging
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.kinds import MATCH_LIBRARY, SEARCH
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.photos.models import Embedding, Photo
from guest_scene import LIMITS, SIMILARITY, Scene, direction

pytestmark = pytest.mark.django_db

SIZE = 64_000
"""Faces of a large event."""


def _match(photo: Photo) -> Match:
    return Match.objects.select_related("registration", "event__library").get(photo=photo)


def _vouching(scene: Scene) -> tuple[Photo, Photo]:
    """A sure photo, and a likely one whose face resembles the sure one's so much that both together are certain."""
    sure, other = scene.photo(("Bo", "certain")), scene.photo(("Bo", "likely"))
    person = direction("Bo")
    first = np.frombuffer(bytes(Embedding.objects.get(photo=sure).vector), "<f4").astype(np.float64)
    aside = first - first @ person * person
    aside /= np.linalg.norm(aside)
    similarity = SIMILARITY["likely"]
    second = similarity * person + np.sqrt(1 - similarity**2) * aside
    Embedding.objects.filter(photo=other).update(vector=second.astype("<f4").tobytes())
    return sure, other


@pytest.mark.parametrize("who", ["guest", "host"])
def test_a_denied_face_vouches_no_longer(who: str, scene: Scene, ana: User, bo: User) -> None:
    """The guest has seen both; that one of them is not theirs is a reason they know."""
    sure, other = _vouching(scene)
    guest = scene.guest(bo)
    scene.search(guest)
    assert _match(other).state == MatchState.RELEASED
    assert _match(other).scores["builtin"] < LIMITS.certain
    Registration.objects.update(seen_at=timezone.now())
    if who == "guest":
        DenyMatch(bo, _match(sure)).execute()
    else:
        DecideMatches(ana, [], [_match(sure).pk]).execute()
    scene.run_jobs()
    assert (_match(other).state, _match(other).level) == (MatchState.WAITING, "likely")
    assert _match(other).released_at is None


def test_what_somebody_accepted_stays_when_the_face_that_vouched_is_denied(
    scene: Scene, ana: User, bo: User
) -> None:
    sure, other = _vouching(scene)
    alone = scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    DecideMatches(ana, [_match(other).pk], []).execute()
    before = Match.objects.filter(photo=other).values().get()
    DenyMatch(bo, _match(sure)).execute()
    scene.run_jobs()
    assert Match.objects.filter(photo=other).values().get() == before
    assert _match(alone).state == MatchState.RELEASED  # it needs nobody's word


def test_of_other_guests_nothing_is_judged_again(scene: Scene, bo: User, cy: User) -> None:
    photo = scene.photo(("Bo", "certain"), ("Cy", "certain"))
    guest, other = scene.guest(bo), scene.guest(cy)
    scene.search(guest)
    scene.search(other)
    DenyMatch(bo, Match.objects.select_related("registration").get(photo=photo, registration=guest)).execute()
    other.refresh_from_db()
    assert other.judged_for.startswith("1000 ")
    scene.run_jobs()
    guest.refresh_from_db()
    assert guest.judged_for == other.judged_for


def _grow(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    """The event counts as large from now on."""
    monkeypatch.setattr(judging, "SMALLEST_EVENT", SIZE)
    assert scaled(LIMITS, SIZE).certain > SIMILARITY["certain"]


def _run(scene: Scene) -> None:
    enqueue(MATCH_LIBRARY, scene.event.library_id, scope=scene.event.library_id)
    scene.run_jobs()


def test_what_nobody_saw_yet_waits_when_the_event_grows(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, guest = scene.photo(("Bo", "certain")), scene.guest(bo)
    scene.search(guest)
    released = _match(photo).released_at
    assert released is not None
    Registration.objects.update(seen_at=released - timedelta(seconds=1))
    _grow(monkeypatch, scene)
    _run(scene)
    assert (_match(photo).state, _match(photo).released_at) == (MatchState.WAITING, None)


def test_what_the_guest_saw_stays_when_the_event_grows(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, guest = scene.photo(("Bo", "certain")), scene.guest(bo)
    scene.search(guest)
    Registration.objects.update(seen_at=_match(photo).released_at)
    _grow(monkeypatch, scene)
    _run(scene)
    assert (_match(photo).state, _match(photo).level) == (MatchState.RELEASED, "likely")


@pytest.mark.parametrize("machine_ran", [False, True])
def test_undo_releases_nothing_by_a_level_of_before_the_event_grew(
    machine_ran: bool, scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when a run in between judged the guest, but left alone what was decided."""
    photo, guest = scene.photo(("Bo", "certain")), scene.guest(bo)
    scene.search(guest)
    DenyMatch(bo, _match(photo)).execute()
    _grow(monkeypatch, scene)
    if machine_ran:
        _run(scene)
    assert UndoDecision(bo, _match(photo)).execute().state == MatchState.WAITING
    scene.run_jobs()
    assert (_match(photo).state, _match(photo).level) == (MatchState.WAITING, "likely")


def test_undo_releases_nothing_on_the_word_of_a_denied_face(scene: Scene, bo: User) -> None:
    sure, other = _vouching(scene)
    guest = scene.guest(bo)
    scene.search(guest)
    DenyMatch(bo, _match(other)).execute()
    DenyMatch(bo, _match(sure)).execute()
    assert UndoDecision(bo, _match(other)).execute().state == MatchState.WAITING
    assert UndoDecision(bo, _match(sure)).execute().state == MatchState.RELEASED
    assert _match(other).state == MatchState.RELEASED  # the sure face speaks for it again
    assert not Job.objects.filter(kind=SEARCH.name, state="waiting").exists()


def test_undo_waits_where_nothing_can_be_compared(scene: Scene, bo: User) -> None:
    photo, guest = scene.photo(("Bo", "certain")), scene.guest(bo)
    scene.search(guest)
    DenyMatch(bo, _match(photo)).execute()
    ReferenceFace.objects.all().delete()
    Registration.objects.update(reference_revision=F("reference_revision") + 1)
    assert UndoDecision(bo, _match(photo)).execute().state == MatchState.WAITING
    scene.run_jobs()
    assert _match(photo).state == MatchState.WAITING


def test_a_run_forgets_no_denial_of_a_guest_without_selfies(scene: Scene, bo: User, cy: User) -> None:
    """It cannot be judged what rested on the denied face; with the next selfie it is."""
    sure, other = _vouching(scene)
    guest = scene.guest(bo)
    scene.search(guest)
    Registration.objects.update(seen_at=timezone.now())
    vectors = list(ReferenceFace.objects.all())
    ReferenceFace.objects.all().delete()
    DenyMatch(bo, _match(sure)).execute()
    scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert _match(other).state == MatchState.RELEASED
    ReferenceFace.objects.bulk_create(vectors)
    scene.search(guest)
    assert _match(other).state == MatchState.WAITING
