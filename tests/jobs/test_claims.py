"""Jobs are claimed once, kept by a lease, finished only by their holder, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.jobs import clock
from albumen.jobs.claims import claim, finish, put_back, renew, report, take_over
from albumen.jobs.enqueue import enqueue
from albumen.jobs.errors import ClaimLostError, TransientError
from albumen.jobs.models import Job, Priority, Queue, State
from albumen.jobs.registry import GIVING_UP, HANDLERS, KINDS, gives_up, handles, kind
from albumen.jobs.running import RunningJob
from albumen.jobs.sweep import rearm_of, sweep
from albumen.jobs.worker import run_waiting

pytestmark = pytest.mark.django_db

ECHO = kind("test.echo", Queue.IO, attempts=3)


@pytest.fixture(autouse=True)
def _registry() -> Iterator[None]:
    yield
    for table in (HANDLERS, GIVING_UP):
        table.pop(ECHO.name, None)


def _only() -> Job:
    return Job.objects.get()


def test_asking_twice_while_it_waits_is_asking_once() -> None:
    enqueue(ECHO, "a", {"n": 1})
    enqueue(ECHO, "a", {"n": 2})
    assert _only().payload == {"n": 1}


def test_one_may_wait_while_one_runs() -> None:
    enqueue(ECHO, "a")
    claim(Queue.IO, "w")
    enqueue(ECHO, "a")
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.RUNNING, State.WAITING]


def test_a_job_is_claimed_once_and_the_urgent_first() -> None:
    enqueue(ECHO, "later", priority=Priority.BACKGROUND)
    enqueue(ECHO, "now", priority=Priority.SOMEBODY_WAITS)
    keys = [job.key for job in (claim(Queue.IO, "w"), claim(Queue.IO, "w")) if job]
    assert keys == ["now", "later"]
    assert claim(Queue.IO, "w") is None


def test_a_job_of_the_future_and_of_another_queue_waits() -> None:
    enqueue(ECHO, "tomorrow", after=timedelta(days=1))
    assert claim(Queue.IO, "w") is None
    enqueue(ECHO, "now")
    assert claim(Queue.INFERENCE, "w") is None


def test_a_job_asked_for_in_a_transaction_that_fails_was_never_asked_for() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(ECHO, "a")
        raise RuntimeError
    assert not Job.objects.exists()


def test_results_of_a_lost_claim_are_rolled_back(ana: User) -> None:
    enqueue(ECHO, "a")
    slow = claim(Queue.IO, "slow")
    assert slow
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert sweep() == 1
    quick = claim(Queue.IO, "quick")
    assert quick and quick.attempts == 2
    with pytest.raises(ClaimLostError), finish(slow):
        User.objects.filter(pk=ana.pk).update(display_name="written by the slow one")
    assert not renew(slow)
    with pytest.raises(ClaimLostError):
        report(slow, 1, 1)
    with finish(quick):
        pass
    assert _only().state == State.DONE
    assert User.objects.get(pk=ana.pk).display_name == "Ana"


def test_a_failure_inside_finishing_keeps_the_job() -> None:
    enqueue(ECHO, "a")
    job = claim(Queue.IO, "w")
    assert job
    with pytest.raises(RuntimeError), finish(job):
        raise RuntimeError
    assert _only().state == State.RUNNING


def test_a_lease_renewed_between_reading_and_taking_over_is_kept() -> None:
    enqueue(ECHO, "a")
    job = claim(Queue.IO, "w")
    assert job
    seen = _only()
    assert renew(job)
    assert not take_over(seen)
    with finish(job):
        pass


def test_what_a_restarted_worker_left_behind_waits_again_at_once() -> None:
    enqueue(ECHO, "a")
    enqueue(ECHO, "b")
    claim(Queue.IO, "io-1")
    claim(Queue.IO, "io-2")
    assert rearm_of("io-1") == 1
    assert Job.objects.filter(state=State.WAITING).count() == 1


def test_a_job_that_kills_its_workers_is_given_up_with_the_reason() -> None:
    told: list[tuple[str, str]] = []
    gives_up(ECHO)(lambda job, code, sentence: told.append((job.key, code)))
    enqueue(ECHO, "poison")
    for _ in range(3):
        assert claim(Queue.IO, "w")
        assert rearm_of("w") == 1
    assert claim(Queue.IO, "w") is None
    job = _only()
    assert (job.state, job.error_code) == (State.FAILED, "worker_died")
    assert told == [("poison", "worker_died")]


def test_a_job_whose_consequences_fail_holds_up_no_other_lost_job() -> None:
    @gives_up(ECHO)
    def fails(job: RunningJob, code: str, sentence: str) -> None:
        if job.key == "poison":
            raise ZeroDivisionError

    for key in ("poison", "other"):
        enqueue(ECHO, key)
        assert claim(Queue.IO, "w")
    Job.objects.update(attempts=3, lease_until=clock.now() - timedelta(seconds=1))
    assert sweep() == 1
    assert dict(Job.objects.values_list("key", "state")) == {"poison": State.RUNNING, "other": State.FAILED}


def test_a_job_whose_consequences_fail_does_not_end_its_worker() -> None:
    done: list[str] = []

    @handles(ECHO)
    def work(job: RunningJob) -> None:
        if job.key == "poison":
            raise AlbumenError("It cannot be done.")
        done.append(job.key)

    @gives_up(ECHO)
    def fails(job: RunningJob, code: str, sentence: str) -> None:
        raise ZeroDivisionError

    enqueue(ECHO, "poison", priority=Priority.SOMEBODY_WAITS)
    enqueue(ECHO, "other")
    assert run_waiting(Queue.IO) == 2
    assert done == ["other"]


def test_passing_trouble_is_tried_again_and_lasting_trouble_is_not() -> None:
    attempts: list[int] = []

    @handles(ECHO)
    def work(job: RunningJob) -> None:
        attempts.append(job.attempt)
        raise TransientError("The store does not answer.")

    enqueue(ECHO, "a")
    assert run_waiting(Queue.IO) == 1
    assert _only().state == State.WAITING and _only().run_after > clock.now()
    for _ in range(2):
        Job.objects.update(run_after=clock.now())
        run_waiting(Queue.IO)
    assert attempts == [1, 2, 3]
    assert (_only().state, _only().error) == (State.FAILED, "The store does not answer.")


def test_a_bug_keeps_its_traceback() -> None:
    @handles(ECHO)
    def work(job: RunningJob) -> None:
        raise ZeroDivisionError

    enqueue(ECHO, "a")
    run_waiting(Queue.IO)
    assert "ZeroDivisionError" in _only().traceback


def test_putting_back_beside_a_waiting_twin_leaves_one() -> None:
    enqueue(ECHO, "a")
    job = claim(Queue.IO, "w")
    assert job
    enqueue(ECHO, "a")
    put_back(job, timedelta(0), "x", "X.")
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.CANCELLED, State.WAITING]


def test_kinds_are_declared_once() -> None:
    assert KINDS[ECHO.name] is ECHO
    assert kind("test.echo", Queue.INFERENCE) is ECHO
