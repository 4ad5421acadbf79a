"""Guests while other models come to decide: what is released, what waits, and what people decided."""

from __future__ import annotations

import pytest

from albumen.accounts.models import User
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.models import Match, MatchState
from albumen.jobs import clock
from albumen.upgrades.actions.finish import DropGeneration
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from generations_scene import NEW, GenerationsScene

pytestmark = pytest.mark.django_db

RELEASED, WAITING = MatchState.RELEASED, MatchState.WAITING


def test_guests_are_judged_by_whoever_decides(scene: GenerationsScene, bo: User) -> None:
    better = scene.photo(("Bo", "stranger", "certain"))
    worse = scene.photo(("Bo", "certain", "stranger"))
    both = scene.photo(("Bo", "certain", "certain"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    assert scene.states(guest) == {worse.pk: RELEASED, both.pk: RELEASED}
    upgrade = scene.move()
    told = upgrade.summary["guests"]
    assert (told["guests"], told["released"], told["kept"], told["doubted"]) == (1, 1, 1, 1)
    assert scene.states(guest) == {worse.pk: RELEASED, both.pk: RELEASED}, "a comparison changes nothing"
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert scene.states(guest) == {better.pk: RELEASED, worse.pk: RELEASED, both.pk: RELEASED}
    assert set(Match.objects.get(photo=better).scores) == {NEW}


def test_what_the_guest_has_not_seen_waits_where_the_host_wants_it_looked_at_again(
    scene: GenerationsScene, bo: User
) -> None:
    worse = scene.photo(("Bo", "certain", "stranger"))
    both = scene.photo(("Bo", "certain", "certain"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk, recheck=True).execute()
    scene.run_jobs()
    assert scene.states(guest) == {worse.pk: WAITING, both.pk: RELEASED}


def test_what_the_guest_has_seen_stays_even_then(scene: GenerationsScene, bo: User) -> None:
    worse = scene.photo(("Bo", "certain", "stranger"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    type(guest).objects.filter(pk=guest.pk).update(seen_at=clock.now())
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk, recheck=True).execute()
    scene.run_jobs()
    assert scene.states(guest) == {worse.pk: RELEASED}


def test_what_a_person_decided_stays_decided(scene: GenerationsScene, bo: User) -> None:
    yes = scene.photo(("Bo", "certain", "stranger"))
    no = scene.photo(("Bo", "certain", "certain"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    accept, reject = Match.objects.get(photo=yes), Match.objects.get(photo=no)
    DecideMatches(scene.owner, [accept.pk], [reject.pk]).execute()
    scene.run_jobs()
    upgrade = scene.move()
    assert upgrade.summary["guests"]["decided"] == 2
    for step in (SwitchGeneration, RollBack, SwitchGeneration, DropGeneration):
        step(scene.owner, scene.library.pk).execute()
        scene.run_jobs()
        assert scene.states(guest) == {yes.pk: RELEASED, no.pk: MatchState.REJECTED}


def test_a_word_that_is_taken_back_after_the_switch_leaves_it_to_the_host(
    scene: GenerationsScene, bo: User
) -> None:
    photo = scene.photo(("Bo", "certain", "stranger"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    match = DenyMatch(bo, Match.objects.get()).execute()
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.HIDDEN}
    UndoDecision(bo, match).execute()
    assert scene.states(guest) == {photo.pk: WAITING}


def test_what_waited_by_the_old_models_alone_waits_no_longer(scene: GenerationsScene, bo: User) -> None:
    photo = scene.photo(("Bo", "certain", "stranger"))
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    Match.objects.update(state=WAITING, released_at=None)
    type(guest).objects.update(released_count=0, waiting_count=1)
    upgrade = scene.move()
    assert upgrade.summary["guests"]["gone"] == 1
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert scene.states(guest) == {}
    RollBack(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}


def test_a_guest_whose_selfie_the_new_models_cannot_use_is_told_of_and_keeps_what_they_have(
    scene: GenerationsScene, bo: User
) -> None:
    photo = scene.photo(("nobody", "certain", "certain"))
    guest = scene.guest(bo, "nobody")
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}
    upgrade = scene.move()
    assert upgrade.summary["unseen"] == {"photos": 0, "selfies": 1}
    assert upgrade.summary["guests"]["lost_guests"] == 1
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}
