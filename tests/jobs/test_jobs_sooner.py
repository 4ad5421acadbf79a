"""Asking for a waiting job sooner makes it sooner, and a job asked for is never begun too early to see why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from albumen.jobs import clock
from albumen.jobs.claims import claim, put_back
from albumen.jobs.enqueue import enqueue, enqueue_many
from albumen.jobs.models import Job, Priority, Queue, State
from albumen.jobs.registry import kind
from brokers import broker_in

CALL = kind("test.call", Queue.IO, attempts=3)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db

ROWS_ARE_LOCKED = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite lets one transaction at a time write, so none of this is",
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where wake-ups go in this test."""
    with broker_in(tmp_path / "broker") as folder:
        yield folder


def _due_in() -> float:
    return float((Job.objects.get(state=State.WAITING).run_after - clock.now()).total_seconds())


def test_a_job_of_later_is_brought_forward_by_asking_for_it_now() -> None:
    enqueue(CALL, "all", {"n": 1}, after=HOUR)
    enqueue(CALL, "all", {"n": 2})
    job = claim(Queue.IO, "w")
    assert job is not None and job.payload == {"n": 1}
    assert Job.objects.count() == 1


def test_of_two_times_the_sooner_holds_whichever_came_first() -> None:
    enqueue(CALL, "a", after=HOUR)
    enqueue(CALL, "a", after=MINUTE)
    assert 50 < _due_in() < 61
    enqueue(CALL, "a", after=HOUR)
    assert 50 < _due_in() < 61


def test_the_greater_urgency_holds_and_is_never_lost() -> None:
    enqueue(CALL, "a", priority=Priority.BACKGROUND)
    enqueue(CALL, "a", priority=Priority.SOMEBODY_WAITS)
    enqueue(CALL, "a", priority=Priority.NORMAL)
    assert Job.objects.get().priority == Priority.SOMEBODY_WAITS


def test_urgency_and_time_are_compared_apart() -> None:
    enqueue(CALL, "a", priority=Priority.SOON, after=HOUR)
    enqueue(CALL, "a", priority=Priority.BACKGROUND)
    job = Job.objects.get()
    assert (job.priority, job.run_after <= clock.now()) == (Priority.SOON, True)


def test_tries_that_failed_are_not_held_against_who_asks_anew() -> None:
    enqueue(CALL, "a")
    job = claim(Queue.IO, "w")
    assert job
    put_back(job, HOUR, "away", "The store does not answer.")
    enqueue(CALL, "a")
    again = claim(Queue.IO, "w")
    assert again is not None and (again.pk, again.attempts) == (job.pk, 1)


def test_jobs_that_run_or_ended_and_those_of_others_are_left_alone() -> None:
    enqueue(CALL, "running", after=timedelta(0))
    claim(Queue.IO, "w")
    enqueue(CALL, "other", after=HOUR)
    Job.objects.create(
        kind="test.other", key="running", queue=Queue.IO, max_attempts=1, run_after=clock.now() + HOUR
    )
    before = list(Job.objects.exclude(state=State.WAITING).values())
    enqueue(CALL, "running", after=timedelta(0))
    assert list(Job.objects.exclude(state=State.WAITING).values()) == before
    late = set(Job.objects.filter(run_after__gt=clock.now()).values_list("kind", "key"))
    assert late == {(CALL.name, "other"), ("test.other", "running")}


def test_a_lost_job_put_back_beside_a_later_twin_makes_it_sooner() -> None:
    enqueue(CALL, "a")
    job = claim(Queue.IO, "w")
    assert job
    enqueue(CALL, "a", after=HOUR)
    put_back(job, timedelta(0), "worker_died", "It died.")
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED
    assert _due_in() <= 0


def test_many_are_asked_for_in_few_statements(django_assert_max_num_queries: Any) -> None:
    enqueue_many(CALL, [(number, {}) for number in range(0, 1000, 2)], after=HOUR)
    with django_assert_max_num_queries(45):
        enqueue_many(CALL, [(number % 1000, {"n": number}) for number in range(2000)])
    assert Job.objects.filter(run_after__lte=clock.now(), state=State.WAITING).count() == 1000


@pytest.mark.django_db(transaction=True)
def test_a_job_of_the_next_moment_wakes_a_worker_to_set_its_alarm(folder: Path) -> None:
    enqueue(CALL, "tomorrow", after=timedelta(days=1))
    assert not list(folder.glob("*.msg"))
    enqueue(CALL, "in a second", after=timedelta(seconds=1))
    assert len(list(folder.glob("*.io.msg"))) == 1


def _in_threads(*works: Callable[[], None]) -> list[BaseException]:
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told by the assertion of the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures


@ROWS_ARE_LOCKED
@pytest.mark.django_db(transaction=True)
def test_no_worker_begins_a_job_before_it_can_see_what_it_was_asked_for(folder: Path) -> None:
    """One asks, in a transaction that is still open, for a job that waits already."""
    enqueue(CALL, "a")
    asked, looked = threading.Event(), threading.Event()
    seen: list[Job | None] = []

    def ask() -> None:
        with transaction.atomic():
            enqueue(CALL, "a")
            asked.set()
            assert looked.wait(20)

    def look() -> None:
        assert asked.wait(20)
        seen.append(claim(Queue.IO, "too early"))
        looked.set()

    assert _in_threads(ask, look) == []
    assert seen == [None]
    assert claim(Queue.IO, "in time") is not None


@ROWS_ARE_LOCKED
@pytest.mark.django_db(transaction=True)
def test_a_job_claimed_while_it_is_asked_for_is_asked_for_again(folder: Path) -> None:
    """It waits when the row is to be added, and runs when it is to be held."""
    enqueue(CALL, "a", after=timedelta(seconds=-1))
    claimed: list[Job | None] = []
    from albumen.jobs import enqueue as module

    hold = module._held

    def claimed_in_between(jobs: list[Job]) -> Any:
        if not claimed:
            _in_threads(lambda: claimed.append(claim(Queue.IO, "w")))
        return hold(jobs)

    module._held = claimed_in_between
    try:
        enqueue(CALL, "a")
    finally:
        module._held = hold
    assert claimed[0] is not None
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.RUNNING, State.WAITING]


@ROWS_ARE_LOCKED
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_for_the_same_things_at_once_never_block_each_other_for_good(folder: Path) -> None:
    keys = [str(number) for number in range(60)]
    gate = threading.Barrier(6)

    def ask(order: list[str], after: timedelta) -> Callable[[], None]:
        def work() -> None:
            gate.wait(20)
            for _ in range(5):
                enqueue_many(CALL, [(key, {}) for key in order], after=after)

        return work

    works = [ask(keys if n % 2 else keys[::-1], timedelta(hours=n)) for n in range(6)]
    assert _in_threads(*works) == []
    assert Job.objects.filter(state=State.WAITING).count() == 60
    assert not Job.objects.filter(run_after__gt=clock.now()).exists()
