"""What people decide, and the end of an event, while a search is on its way: the machine writes nothing over it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.actions.close import CloseEvent
from albumen.events.actions.delete import DeleteEvent
from albumen.events.models import Event
from albumen.guests import appraisal, searching
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.leave import LeaveEvent
from albumen.guests.actions.start_search import StartSearch
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Match, MatchState, Registration, Search, SearchState
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from brokers import broker_in
from guest_scene import Scene
from interleaving import just_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, in one sure and one likely photo."""
    scene.photo(("Bo", "certain"))
    scene.photo(("Bo", "likely"))
    return scene.guest(bo)


def _between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens once, after the faces were compared and before anything is written."""
    just_after(monkeypatch, searching, "_resembling", happens)


def _until_it_ends(scene: Scene) -> None:
    for _ in range(10):
        scene.run_jobs()
        Job.objects.filter(kind=SEARCH.name, state=State.WAITING).update(run_after=clock.now())


def _of(level: str) -> Match:
    return Match.objects.select_related("registration", "event__library").get(level=level)


@pytest.mark.parametrize("decision", ["host rejects", "guest denies", "host accepts"])
def test_a_decision_while_a_search_runs_stands(
    decision: str, scene: Scene, ana: User, bo: User, guest: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.search(guest)
    sure, likely = _of("certain"), _of("likely")
    action, match, state = {
        "host rejects": (DecideMatches(ana, [], [sure.pk]), sure, MatchState.REJECTED),
        "guest denies": (DenyMatch(bo, sure), sure, MatchState.HIDDEN),
        "host accepts": (DecideMatches(ana, [likely.pk], []), likely, MatchState.RELEASED),
    }[decision]
    _between(monkeypatch, action.execute)
    scene.search(guest)
    assert Match.objects.get(pk=match.pk).state == state
    assert Search.objects.filter(state=SearchState.DONE).count() == 2


@pytest.mark.parametrize("end", ["closed", "deleted"])
def test_of_an_event_that_ends_while_a_search_runs_nothing_is_found(
    end: str, scene: Scene, ana: User, guest: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def happens() -> None:
        if end == "deleted":
            DeleteEvent(ana, scene.event).execute()
        else:
            Event.objects.update(available_until=timezone.now())
            assert CloseEvent(scene.event.pk).execute()

    search = StartSearch(guest.user, guest).execute()
    _between(monkeypatch, happens)
    _until_it_ends(scene)
    search.refresh_from_db()
    assert (search.state, search.hits) == (SearchState.FAILED, [])
    assert not Match.objects.exists()


@pytest.mark.parametrize("end", ["withdraws", "leaves"])
def test_for_a_guest_who_goes_while_a_search_runs_nothing_is_found(
    end: str, scene: Scene, bo: User, guest: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    action: Action[Any] = WithdrawConsent(bo, guest) if end == "withdraws" else LeaveEvent(bo, guest)
    StartSearch(bo, guest).execute()
    _between(monkeypatch, action.execute)
    _until_it_ends(scene)
    assert not Match.objects.exists()
    assert not Search.objects.exclude(hits=[]).exists()
    assert not Search.objects.filter(state__in=[SearchState.WAITING, SearchState.RUNNING]).exists()


@pytest.fixture
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write")
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["host", "guest"])
def test_a_decision_between_reading_and_writing_matches_waits_and_stands(
    who: str, scene: Scene, ana: User, bo: User, guest: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.search(guest)
    sure = _of("certain")
    action: Action[Any] = DecideMatches(ana, [], [sure.pk]) if who == "host" else DenyMatch(bo, sure)
    deciding: list[threading.Thread] = []
    failures: list[BaseException] = []
    decided, overtook = threading.Event(), []

    def decide() -> None:
        try:
            action.execute()
            decided.set()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    read = appraisal.faces_by_key

    def with_a_decision_in_between(*given: Any) -> Any:
        if not deciding:
            deciding.append(threading.Thread(target=decide))
            deciding[0].start()
            overtook.append(decided.wait(1))
        return read(*given)

    monkeypatch.setattr(appraisal, "faces_by_key", with_a_decision_in_between)
    scene.search(guest)
    deciding[0].join(20)
    assert failures == []
    assert overtook == [False], "a decision came in between and could be written over"
    expected = MatchState.REJECTED if who == "host" else MatchState.HIDDEN
    assert Match.objects.get(pk=sure.pk).state == expected
