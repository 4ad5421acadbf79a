"""Who leaves an event and joins again is a new guest, but what people said of their photos still holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import NotFoundError
from albumen.events.actions.delete import DeleteEvent
from albumen.events.errors import RegistrationClosedError, RemovedFromEventError
from albumen.events.models import Event
from albumen.events.queries import guests_of, registration_for
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.give_consent import GiveConsent
from albumen.guests.actions.join import JoinEvent
from albumen.guests.actions.leave import LeaveEvent, RemoveGuest
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration, Search, Selfie
from albumen.guests.queries import matches_to_review
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.models import Photo
from albumen.photos.queries import photos_visible_to
from guest_scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos(scene: Scene) -> list[Photo]:
    """Four photos in which Bo is certain."""
    return [scene.photo(("Bo", "certain")) for _ in range(4)]


@pytest.fixture
def guest(scene: Scene, bo: User, ana: User, photos: list[Photo]) -> Registration:
    """Bo, who was found in all; the host rejected the first, Bo denied the second and both did the third."""
    registration = scene.guest(bo)
    scene.search(registration)
    of = {match.photo_id: match for match in Match.objects.select_related("registration", "event")}
    for denied in photos[1:3]:
        DenyMatch(bo, of[denied.pk]).execute()
    DecideMatches(ana, [of[photos[1].pk].pk], [of[photos[0].pk].pk, of[photos[2].pk].pk]).execute()
    assert scene.states(registration) == {
        photos[0].pk: MatchState.REJECTED,
        photos[1].pk: MatchState.HIDDEN,
        photos[2].pk: MatchState.HIDDEN,
        photos[3].pk: MatchState.RELEASED,
    }
    return registration


def _back(scene: Scene, bo: User, event: Event) -> Registration:
    """Bo joins, agrees, shows a selfie and searches in every way."""
    registration = JoinEvent(bo, event).execute()
    GiveConsent(bo, registration, "1").execute()
    scene.selfie(registration, "Bo")
    for wanted in ({}, {"strictness": "broad"}, {"probability": 0.0}):
        scene.search(registration, **wanted)
    enqueue(MATCH_LIBRARY, event.library_id, scope=event.library_id)
    scene.run_jobs()
    return registration


def test_leaving_keeps_the_no_of_people_and_nothing_else(bo: User, party: Event, guest: Registration) -> None:
    LeaveEvent(bo, guest).execute()
    for model in (Selfie, ReferenceFace, Search):
        assert not model.objects.exists()
    left = Registration.objects.get()
    assert (left.consent_version, left.consented_at, left.withdrawn_at, left.seen_at) == (
        "",
        None,
        None,
        None,
    )
    assert Match.objects.count() == 3
    for match in Match.objects.all():
        assert match.state in (MatchState.REJECTED, MatchState.HIDDEN)
        assert (match.scores, match.probability, match.evidence, match.face) == ({}, 0.0, 0.0, None)
        assert (match.level, match.favourite) == ("check", False)
        assert match.verdict != "accepted", "that a photo shows the guest is known no longer"


def test_who_left_is_no_guest(ana: User, bo: User, party: Event, guest: Registration) -> None:
    LeaveEvent(bo, guest).execute()
    with pytest.raises(NotFoundError):
        registration_for(bo, guest.pk)
    with pytest.raises(NotFoundError):
        LeaveEvent(bo, guest).execute()
    assert not guests_of(party).exists()
    assert not photos_visible_to(bo, party.library).exists()
    for state in MatchState.values:
        assert not matches_to_review(party, state).exists()


def test_coming_back_brings_nothing_back_that_people_denied(
    scene: Scene, bo: User, party: Event, photos: list[Photo], guest: Registration
) -> None:
    LeaveEvent(bo, guest).execute()
    again = _back(scene, bo, party)
    assert scene.states(again) == {
        photos[0].pk: MatchState.REJECTED,
        photos[1].pk: MatchState.HIDDEN,
        photos[2].pk: MatchState.HIDDEN,
        photos[3].pk: MatchState.RELEASED,
    }
    assert list(photos_visible_to(bo, party.library)) == [photos[3]]


def test_withdrawing_and_agreeing_again_keeps_what_the_guest_denied(
    scene: Scene, bo: User, party: Event, photos: list[Photo], guest: Registration
) -> None:
    WithdrawConsent(bo, guest).execute()
    again = _back(scene, bo, party)
    assert scene.states(again)[photos[1].pk] == MatchState.HIDDEN
    assert list(photos_visible_to(bo, party.library)) == [photos[3]]


def test_a_no_whose_face_was_forgotten_vouches_for_no_other_face(
    scene: Scene, ana: User, bo: User, party: Event
) -> None:
    """The host said of a sure photo that it is a double. Before and after leaving it must not make others sure."""
    double = scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    DecideMatches(ana, [], [Match.objects.get().pk]).execute()
    LeaveEvent(bo, guest).execute()
    embedding = double.faces.get().embeddings.get()
    # A doubtful face that is the double's, on another photo.
    scene.photo(("Bo", "likely"))
    import numpy as np

    from albumen.photos.models import Embedding, Library
    from guest_scene import SIMILARITY, direction

    of_double, person = np.frombuffer(embedding.vector, "<f4"), direction("Bo")
    aside = of_double - (of_double @ person) * person
    aside /= np.linalg.norm(aside)
    like = SIMILARITY["likely"]
    doubtful = like * person + np.sqrt(1 - like**2) * aside
    Embedding.objects.exclude(pk=embedding.pk).update(vector=doubtful.astype("<f4").tobytes())
    Library.objects.update(face_revision=1000)
    again = _back(scene, bo, party)
    assert sorted(scene.states(again).values()) == [MatchState.REJECTED, MatchState.WAITING]


def test_who_comes_back_may_take_their_own_no_back(
    scene: Scene, bo: User, party: Event, photos: list[Photo], guest: Registration
) -> None:
    LeaveEvent(bo, guest).execute()
    again = _back(scene, bo, party)
    hidden = Match.objects.select_related("registration", "event__library").get(photo=photos[1])
    assert hidden.face is None
    undone = UndoDecision(bo, hidden).execute()
    again.refresh_from_db()
    # On the strength of a new look: nothing measured of the old one was kept.
    assert (undone.state, undone.reference_revision) == (MatchState.RELEASED, again.reference_revision)
    assert undone.face is not None
    assert undone.scores


def test_who_comes_back_is_a_new_guest_in_every_other_way(
    as_user: Callable[[User], Client], bo: User, party: Event, guest: Registration
) -> None:
    before = guest.joined_at
    LeaveEvent(bo, guest).execute()
    browser = as_user(bo)
    answer = browser.post(f"/api/v1/join/{party.code}")
    assert answer.status_code == 200, answer.content
    again = Registration.objects.get()
    assert (again.removed_at, again.left_at, again.consent_version) == (None, None, "")
    assert again.joined_at > before
    assert browser.get(f"/api/v1/registrations/{again.pk}/matches").status_code in (200, 403)
    assert browser.post(f"/api/v1/join/{party.code}").status_code == 200
    assert Entry.objects.filter(action="registration.create").count() == 1


def test_coming_back_is_joining_so_the_window_must_be_open(
    bo: User, party: Event, guest: Registration
) -> None:
    LeaveEvent(bo, guest).execute()
    party.registration_closes_at = clock.now()
    party.save()
    with pytest.raises(RegistrationClosedError):
        JoinEvent(bo, party).execute()


def test_leaving_again_and_being_removed_after_coming_back(
    ana: User, bo: User, party: Event, guest: Registration
) -> None:
    LeaveEvent(bo, guest).execute()
    LeaveEvent(bo, JoinEvent(bo, party).execute()).execute()
    assert Match.objects.count() == 3
    back = JoinEvent(bo, party).execute()
    RemoveGuest(ana, back).execute()
    with pytest.raises(RemovedFromEventError):
        JoinEvent(bo, party).execute()


def test_what_is_kept_goes_with_the_event(
    ana: User, bo: User, party: Event, guest: Registration, run_jobs: Callable[[], int], settings: object
) -> None:
    LeaveEvent(bo, guest).execute()
    settings.ALBUMEN_UNDO_SECONDS = 0  # type: ignore[attr-defined]
    DeleteEvent(ana, party).execute()
    run_jobs()
    assert not Registration.objects.exists() and not Match.objects.exists()


def test_what_is_kept_goes_with_the_account(
    bo: User, guest: Registration, run_jobs: Callable[[], int]
) -> None:
    from albumen.accounts.kinds import DESTROY_ACCOUNT

    LeaveEvent(bo, guest).execute()
    User.objects.filter(pk=bo.pk).update(is_active=False)
    enqueue(DESTROY_ACCOUNT, bo.pk)
    run_jobs()
    assert not Registration.objects.exists() and not Match.objects.exists()
    assert not User.objects.filter(pk=bo.pk).exists()
