"""Who decides and who judges hold guests before matches; what is written asks again whether somebody decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.guests import appraisal, locking
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.leave import LeaveEvent
from albumen.guests.actions.start_search import StartSearch
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.models import Match, MatchState, Registration, Selfie, Verdict
from brokers import broker_in
from guest_scene import Scene

pytestmark = pytest.mark.django_db

on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write"
)


@pytest.fixture
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


def _match() -> Match:
    return Match.objects.select_related("registration", "event__library").get()


def _meanwhile(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> list[Thread]:
    """Somebody else does something in the middle of the first appraisal, as far as they get, and then the rest."""
    read, threads, done = appraisal.faces_by_key, [], Signal()

    def act() -> None:
        try:
            action()
        finally:
            done.set()
            connection.close()

    def with_somebody_in_between(*given: Any) -> Any:
        if not threads:
            threads.append(Thread(target=act))
            threads[0].start()
            assert not done.wait(0.5), "the guest is not held"
        return read(*given)

    monkeypatch.setattr(appraisal, "faces_by_key", with_somebody_in_between)
    return threads


@on_postgres
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
def test_a_match_that_is_accepted_while_it_would_be_pruned_is_told_to_be_gone_or_stays(
    scene: Scene, ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host who comes a moment late is told so; whatever the host was told that it is, it stays."""
    from albumen.guests.errors import MatchNotFoundError

    scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    scene.selfie(guest, "Zoe")
    match = _match()
    shown = Selfie.objects.filter(registration=guest).order_by("pk")
    said: list[str] = []

    def accept() -> None:
        try:
            DecideMatches(ana, [match.pk], []).execute()
            said.append("accepted")
        except MatchNotFoundError:
            said.append("gone")

    DeleteSelfie(bo, shown.select_related("registration__event__library").first()).execute()
    threads = _meanwhile(monkeypatch, accept)
    scene.run_jobs()
    threads[0].join(20)
    assert said == ["gone"]
    assert not Match.objects.exists()


@on_postgres
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["undo", "withdraw", "leave", "accept"])
def test_whoever_else_changes_a_guests_matches_waits_and_has_the_last_word(
    what: str, scene: Scene, ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.photo(("Bo", "likely"))
    guest = scene.guest(bo)
    scene.search(guest)
    if what == "undo":
        DecideMatches(ana, [], [_match().pk]).execute()
    match = _match()
    action: Callable[[], object] = {
        "undo": UndoDecision(ana, match).execute,
        "withdraw": WithdrawConsent(bo, guest).execute,
        "leave": LeaveEvent(bo, guest).execute,
        "accept": DecideMatches(ana, [match.pk], []).execute,
    }[what]
    threads = _meanwhile(monkeypatch, action)
    StartSearch(bo, guest).execute()
    scene.run_jobs()  # the search itself may be gone by the end
    threads[0].join(20)
    expected = {"undo": [MatchState.WAITING], "accept": [MatchState.RELEASED]}.get(what, [])
    assert list(Match.objects.values_list("state", flat=True)) == expected


@on_postgres
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
def test_many_who_decide_and_judge_at_once_never_wait_in_a_circle(
    scene: Scene, ana: User, bo: User, cy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = [scene.guest(bo), scene.guest(cy), scene.guest(factories.guest("dan"), "Dan")]
    for _ in range(4):
        scene.photo(("Bo", "certain"), ("Cy", "certain"), ("Dan", "certain"))
    scene.run_jobs()
    released = list(Match.objects.values_list("pk", flat=True))
    assert len(released) == 12
    failures: list[BaseException] = []

    def over_and_over(doing: Callable[[], object]) -> None:
        try:
            for _ in range(8):
                doing()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    def judge() -> None:
        from albumen.guests.faces import model_versions
        from albumen.guests.judging import Judge

        packs = Judge(["builtin"], 12)
        revisions = dict(Registration.objects.values_list("pk", "reference_revision"))
        questions = {pk: appraisal.Question(frozenset(), revision) for pk, revision in revisions.items()}
        appraisal.appraise(scene.event.pk, packs, model_versions(packs.packs), questions)

    def deny() -> None:
        for match in Match.objects.select_related("registration").filter(registration=guests[1]):
            DenyMatch(cy, match).execute()
            UndoDecision(cy, Match.objects.select_related("registration", "event").get(pk=match.pk)).execute()

    doings: list[Callable[[], object]] = [
        judge,
        judge,
        deny,
        DecideMatches(ana, released, []).execute,
        DecideMatches(ana, released[::-1], []).execute,
    ]
    threads = [Thread(target=over_and_over, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert set(Match.objects.values_list("state", "verdict")) == {(MatchState.RELEASED, Verdict.ACCEPTED)}


@pytest.mark.parametrize("decision", ["reject", "accept", "deny"])
@pytest.mark.parametrize("prune", [False, True])
def test_what_is_written_asks_again_though_nobody_was_held(
    decision: str, prune: bool, scene: Scene, ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the first lock, a decision falls between reading and writing: here in the same transaction."""
    scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    match = _match()
    action: Any = {
        "reject": DecideMatches(ana, [], [match.pk]),
        "accept": DecideMatches(ana, [match.pk], []),
        "deny": DenyMatch(bo, match),
    }[decision]
    write, decided = appraisal._write, []

    def with_a_decision_before(*given: Any) -> None:
        if not decided:
            decided.append(action.execute())
        write(*given)

    monkeypatch.setattr(appraisal, "_write", with_a_decision_before)
    if prune:
        scene.selfie(guest, "Zoe")
        first = Selfie.objects.select_related("registration__event__library").order_by("pk").first()
        DeleteSelfie(bo, first).execute()
        scene.run_jobs()
    else:
        scene.search(guest)
    assert decided
    assert (
        _match().state
        == {
            "reject": MatchState.REJECTED,
            "accept": MatchState.RELEASED,
            "deny": MatchState.HIDDEN,
        }[decision]
    )
    assert (_match().verdict, _match().denied_at is not None) == {
        "reject": (Verdict.REJECTED, False),
        "accept": (Verdict.ACCEPTED, False),
        "deny": ("", True),
    }[decision]


def test_the_condition_of_queries_agrees_with_what_is_asked_of_one_match(
    scene: Scene, ana: User, bo: User
) -> None:
    from itertools import product

    from django.utils import timezone

    photo, guest = scene.photo(), scene.guest(bo)
    for state, verdict, denied, by in product(
        MatchState.values, ["", *Verdict.values], [None, timezone.now()], [None, ana]
    ):
        Match.objects.all().delete()
        match = Match.objects.create(
            registration=guest,
            event=scene.event,
            photo=photo,
            probability=0.5,
            level="likely",
            state=state,
            verdict=verdict,
            denied_at=denied,
            decided_by=by,
        )
        assert Match.objects.filter(appraisal.UNDECIDED).exists() != appraisal.is_decided(match)


@on_postgres
def test_guests_and_matches_are_held_by_rising_id(scene: Scene, bo: User, cy: User) -> None:
    ids = [scene.guest(cy).pk, scene.guest(bo).pk]
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        locking.hold_guests(ids)
        locking.hold_matches(Match.objects.filter(registration__in=ids))
    for query in (q["sql"] for q in queries if "FOR UPDATE" in q["sql"]):
        assert '"id" ASC FOR UPDATE OF' in query
    assert sum("FOR UPDATE" in q["sql"] for q in queries) == 2
