"""Who works on what: claims with a lease, finished only by their holder.

PostgreSQL hands out rows with ``FOR UPDATE SKIP LOCKED``; on SQLite a conditional UPDATE decides, and one that changes
no row lost the race. Every statement that changes a running job names its claim, so a worker whose lease ran out
changes nothing.
"""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from albumen.jobs import clock
from albumen.jobs.errors import ClaimLostError
from albumen.jobs.models import Job, Priority, State

_REPORT_EVERY = 0.5

PATIENCE = timedelta(minutes=10)
"""Once a job in the background was due for so long, more urgent ones no longer always go first."""

TURN = 8
"""One claim of so many that a worker makes is for such a job."""

_CLAIMS = itertools.count(1)


def claim(queue: str, worker: str) -> Job | None:
    """Take the most urgent job of a queue that is due; None when there is none.

    Args:
        queue: name of the queue.
        worker: who takes it, for people who look at the list.
    """
    moment = clock.now()
    due = _due(queue, moment)
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            job = due.select_for_update(skip_locked=True, of=("self",)).first()
            return job if job is not None and _take(job, worker, moment) else None
    while (job := due.first()) is not None:
        if _take(job, worker, moment):
            return job
    return None


def _take(job: Job, worker: str, moment: datetime) -> bool:
    """Make a waiting job this worker's, as it was read; False when somebody else took or changed it meanwhile."""
    read = Job.objects.filter(pk=job.pk, state=State.WAITING, attempts=job.attempts, priority=job.priority)
    job.state, job.claim, job.claimed_by = State.RUNNING, uuid.uuid4(), worker[:120]
    job.lease_until = moment + timedelta(seconds=settings.ALBUMEN_LEASE_SECONDS)
    job.attempts += 1
    job.started_at, job.done, job.total = moment, 0, 0
    return bool(read.update(**{name: getattr(job, name) for name in _TAKEN}))


_TAKEN = ("state", "claim", "claimed_by", "lease_until", "attempts", "started_at", "done", "total")


def _due(queue: str, moment: datetime) -> QuerySet[Job]:
    """What waits, the most urgent first; now and then what waits in the background, when it has waited for long."""
    due = Job.objects.filter(queue=queue, state=State.WAITING, run_after__lte=moment)
    if next(_CLAIMS) % TURN == 0:
        background: Any = Priority.BACKGROUND
        late = due.filter(priority=background, run_after__lte=moment - PATIENCE).order_by("run_after")
        if late.exists():
            return late
    return due.order_by("priority", "run_after")


def renew(job: Job) -> bool:
    """Lengthen the lease; False when the job is no longer ours."""
    until = clock.now() + timedelta(seconds=settings.ALBUMEN_LEASE_SECONDS)
    return bool(_ours(job).update(lease_until=until))


def take_over(job: Job) -> bool:
    """Take a running job from its worker, if its lease is still the one we read; False when it was renewed."""
    token = uuid.uuid4()
    if not _ours(job).filter(lease_until=job.lease_until).update(claim=token):
        return False
    job.claim = token
    return True


def report(job: Job, done: int, total: int) -> None:
    """Write down progress, at most every half second and at the end.

    Raises:
        ClaimLostError: the job is no longer ours: stop working on it.
    """
    last: float = getattr(job, "reported_at", 0.0)
    if done < total and time.monotonic() - last < _REPORT_EVERY:
        return
    job.reported_at = time.monotonic()
    if not _ours(job).update(done=done, total=total):
        raise _lost(job)


@contextmanager
def finish(job: Job) -> Iterator[None]:
    """One transaction in which results are stored and the job is done.

    The job's row is changed first: whoever else wants it waits for the end of the transaction.

    Raises:
        ClaimLostError: the job is no longer ours; nothing is stored.
    """
    with transaction.atomic():
        if not _ours(job).update(
            state=State.DONE,
            finished_at=clock.now(),
            lease_until=None,
            claim=None,
            error="",
            error_code="",
            traceback="",
        ):
            raise _lost(job)
        yield


@contextmanager
def giving_up(job: Job, code: str, sentence: str, traceback: str = "") -> Iterator[None]:
    """One transaction in which the job is marked as failed and its consequences are stored.

    Raises:
        ClaimLostError: the job is no longer ours; nothing is stored.
    """
    with transaction.atomic():
        if not _ours(job).update(
            state=State.FAILED,
            finished_at=clock.now(),
            lease_until=None,
            claim=None,
            error_code=code[:60],
            error=sentence,
            traceback=traceback,
        ):
            raise _lost(job)
        yield


def put_back(
    job: Job, after: timedelta, code: str, sentence: str, traceback: str = "", *, counted: bool = True
) -> None:
    """Let the job wait again, with the error of this attempt beside it; ``counted``: one attempt fewer is left.

    When another job of the same kind and key waits already, that one stands for both, from the sooner of the two times.
    """
    moment = clock.now()
    changes: dict[str, Any] = {
        "run_after": moment + after,
        "lease_until": None,
        "claim": None,
        "error_code": code[:60],
        "error": sentence,
        "traceback": traceback,
    }
    if not counted:
        changes["attempts"] = F("attempts") - 1
    try:
        with transaction.atomic():
            _ours(job).update(state=State.WAITING, **changes)
    except IntegrityError:  # the index that lets one wait: there is another
        _ours(job).update(state=State.CANCELLED, finished_at=moment, **changes)
        twin = Job.objects.filter(kind=job.kind, key=job.key, state=State.WAITING)
        twin.filter(run_after__gt=moment + after).update(run_after=moment + after)


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)


def _lost(job: Job) -> ClaimLostError:
    return ClaimLostError(f"The job {job.kind} {job.key} is no longer this worker's.")
