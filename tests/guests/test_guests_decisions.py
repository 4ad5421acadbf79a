"""What people decided is never changed by a machine, and no sequence of doings releases what should wait."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import AlbumenError, NotPermittedError
from albumen.events.models import Event, ReviewPolicy
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.give_consent import GiveConsent
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.errors import MatchNotFoundError, NothingToUndoError
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, MatchState, Registration, Selfie
from albumen.jobs.enqueue import enqueue
from guest_scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, in one certain, one likely and one doubtful photo, found by a broad search."""
    for level in ("certain", "likely", "check"):
        scene.photo(("Bo", level))
    registration = scene.guest(bo)
    scene.search(registration, strictness="broad")
    return registration


def _match(level: str) -> Match:
    return Match.objects.select_related("registration", "event__library").get(level=level)


def _again(scene: Scene, guest: Registration) -> None:
    """Everything a machine may do once more."""
    scene.search(guest, strictness="broad")
    scene.search(guest, probability=0.0)
    enqueue(MATCH_LIBRARY, scene.event.library_id)
    scene.run_jobs()


def test_not_me_stays_not_me(scene: Scene, bo: User, ana: User, guest: Registration) -> None:
    match = DenyMatch(bo, _match("certain")).execute()
    _again(scene, guest)
    DecideMatches(ana, [match.pk], []).execute()
    assert _match("certain").state == MatchState.HIDDEN
    assert Entry.objects.filter(action="match.deny", target_id=str(match.pk)).count() == 1


def test_a_rejected_match_stays_rejected(scene: Scene, ana: User, guest: Registration) -> None:
    Event.objects.update(review_policy=ReviewPolicy.RELEASE)
    matches = [_match("certain").pk, _match("likely").pk]
    DecideMatches(ana, [], matches).execute()
    before = list(Match.objects.filter(pk__in=matches).order_by("pk").values())
    _again(scene, guest)
    assert list(Match.objects.filter(pk__in=matches).order_by("pk").values()) == before
    assert {row["state"] for row in before} == {MatchState.REJECTED}


def test_a_rejection_survives_withdrawing_and_agreeing_again(
    scene: Scene, ana: User, bo: User, guest: Registration
) -> None:
    """A host said that a certain match is not the guest: no way back in brings it back."""
    match = _match("certain")
    DecideMatches(ana, [], [match.pk]).execute()
    withdrawn = WithdrawConsent(bo, guest).execute()
    kept = Match.objects.get()
    assert (kept.pk, kept.state, kept.scores, kept.face, kept.probability) == (
        match.pk,
        "rejected",
        {},
        None,
        0,
    )
    with pytest.raises(MatchNotFoundError):
        DecideMatches(ana, [match.pk], []).execute()  # nothing is released to who did not agree
    GiveConsent(bo, withdrawn, "1").execute()
    scene.selfie(guest, "Bo")
    _again(scene, guest)
    assert Match.objects.get(pk=match.pk).state == MatchState.REJECTED


def test_an_accepted_match_is_released_and_survives_the_last_selfie(
    scene: Scene, ana: User, bo: User, guest: Registration
) -> None:
    match = _match("check")
    DecideMatches(ana, [match.pk], []).execute()
    DeleteSelfie(bo, Selfie.objects.select_related("registration").get()).execute()
    scene.run_jobs()
    assert list(Match.objects.values_list("pk", "state")) == [(match.pk, MatchState.RELEASED)]


def test_undo_gives_a_match_back_to_the_machine(ana: User, bo: User, guest: Registration) -> None:
    DenyMatch(bo, _match("certain")).execute()
    assert UndoDecision(bo, _match("certain")).execute().state == MatchState.RELEASED
    for level in ("likely", "check"):
        for accept, reject in (([_match(level).pk], []), ([], [_match(level).pk])):
            DecideMatches(ana, accept, reject).execute()
            undone = UndoDecision(ana, _match(level)).execute()
            assert (undone.state, undone.decided_by, undone.released_at) == (MatchState.WAITING, None, None)


def test_undo_of_one_leaves_the_word_of_the_other(ana: User, bo: User, guest: Registration) -> None:
    match = _match("likely")
    DecideMatches(ana, [match.pk], []).execute()
    DenyMatch(bo, _match("likely")).execute()
    assert UndoDecision(bo, _match("likely")).execute().state == MatchState.RELEASED  # the host said yes
    DenyMatch(bo, _match("likely")).execute()
    assert UndoDecision(ana, _match("likely")).execute().state == MatchState.HIDDEN  # the guest said no
    assert UndoDecision(bo, _match("likely")).execute().state == MatchState.WAITING  # nobody says anything


def test_nobody_undoes_what_they_did_not_decide(ana: User, bo: User, cy: User, guest: Registration) -> None:
    DecideMatches(ana, [_match("likely").pk], [_match("check").pk]).execute()
    for level in ("certain", "likely", "check"):
        with pytest.raises(NothingToUndoError):
            UndoDecision(bo, _match(level)).execute()
        with pytest.raises(NotPermittedError):
            UndoDecision(cy, _match(level)).execute()
    assert _match("check").state == MatchState.REJECTED


def test_undo_after_the_selfies_changed_judges_by_those_of_now(
    scene: Scene, bo: User, guest: Registration
) -> None:
    DenyMatch(bo, _match("certain")).execute()
    scene.selfie(guest, "Bo")
    undone = UndoDecision(bo, _match("certain")).execute()
    assert (undone.state, undone.reference_revision) == (MatchState.RELEASED, guest.reference_revision)
    DenyMatch(bo, undone).execute()
    Selfie.objects.all().delete()
    scene.selfie(guest, "Zoe")
    assert UndoDecision(bo, undone).execute().state == MatchState.WAITING


def test_a_guest_cannot_hide_what_they_do_not_see(bo: User, guest: Registration) -> None:
    for level in ("likely", "check"):
        with pytest.raises(MatchNotFoundError):
            DenyMatch(bo, _match(level)).execute()


def test_deciding_is_for_the_host_alone_and_all_or_nothing(ana: User, bo: User, guest: Registration) -> None:
    import factories

    eve = factories.photographer("eve")
    pending = [_match("likely").pk, _match("check").pk]
    with pytest.raises(NotPermittedError):
        DecideMatches(bo, pending, []).execute()
    with pytest.raises(MatchNotFoundError):
        DecideMatches(eve, pending, []).execute()
    elsewhere = factories.event(eve)
    theirs = Match.objects.create(
        registration=factories.registration(elsewhere, bo),
        event=elsewhere,
        photo=factories.photo(elsewhere.library),
        probability=0.5,
        level="likely",
        state=MatchState.WAITING,
    )
    factories.counted(elsewhere)
    with pytest.raises(MatchNotFoundError):
        DecideMatches(ana, [*pending, theirs.pk], []).execute()
    assert set(Match.objects.filter(pk__in=[*pending, theirs.pk]).values_list("state", flat=True)) == {
        MatchState.WAITING
    }


def test_deleting_a_selfie_takes_back_what_followed_from_it_alone(
    scene: Scene, bo: User, guest: Registration
) -> None:
    """A second selfie (of Dan, who looks like nobody here) brought a photo in; it goes, Bo's photos stay."""
    dans = scene.photo(("Dan", "certain"))
    Selfie.objects.all().delete()  # the references with it: only Dan's is left now
    wrong = scene.selfie(guest, "Dan")
    scene.search(guest)
    assert scene.states(guest)[dans.pk] == MatchState.RELEASED
    scene.selfie(guest, "Bo")
    DeleteSelfie(bo, wrong).execute()
    scene.run_jobs()
    assert dans.pk not in scene.states(guest)
    assert _match("certain").state == MatchState.RELEASED


def test_no_sequence_of_a_guests_doings_releases_a_doubtful_photo(
    scene: Scene, ana: User, bo: User, guest: Registration
) -> None:
    """Doings in many orders, the machine running in between."""

    def deny_all() -> None:
        for match in Match.objects.filter(state=MatchState.RELEASED).select_related("registration"):
            DenyMatch(bo, match).execute()

    def undo_all() -> None:
        for match in Match.objects.select_related("registration", "event__library"):
            try:
                UndoDecision(bo, match).execute()
            except NothingToUndoError:
                continue

    def host_is_generous_for_a_moment() -> None:
        """Accepts and takes it back: the photo must not stay released."""
        doubtful = set(Match.objects.exclude(level="certain").values_list("pk", flat=True))
        DecideMatches(ana, doubtful, []).execute()
        for match in Match.objects.filter(pk__in=doubtful).select_related("registration", "event__library"):
            UndoDecision(ana, match).execute()

    def show_it_again() -> None:
        scene.selfie(guest, "Bo")

    def drop_a_selfie() -> None:
        if Selfie.objects.count() > 1:
            DeleteSelfie(bo, Selfie.objects.select_related("registration").first()).execute()

    doings: list[Callable[[], object]] = [
        lambda: scene.search(guest, strictness="broad"),
        lambda: scene.search(guest, probability=0.0, packs=["builtin"]),
        deny_all,
        undo_all,
        host_is_generous_for_a_moment,
        show_it_again,
        drop_a_selfie,
    ]
    orders = list(itertools.permutations(doings, 3))
    for order in random.Random(7).sample(orders, 60):  # noqa: S311
        for doing in order:
            try:
                doing()
            except AlbumenError as error:
                assert error.code in {"selfie_missing", "match_not_found"}, error
            scene.run_jobs()
            guest.refresh_from_db()
            released = Match.objects.filter(registration=guest, state=MatchState.RELEASED)
            assert set(released.values_list("level", flat=True)) <= {"certain"}
