"""What makes losing anything harmless: expired leases are re-armed, forgotten workers woken, old rows removed."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet

from albumen.jobs import clock
from albumen.jobs.claims import put_back, take_over
from albumen.jobs.errors import ClaimLostError
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.wake import ENOUGH, wake
from albumen.jobs.worker import give_up, load_handlers

_LOG = logging.getLogger(__name__)

LOST = "The worker died or hung while it worked on this."


_last = time.monotonic()


def sweep_if_late() -> None:
    """Sweep if this process did not for a while: one that is always busy hears the schedule late, if at all."""
    if time.monotonic() - _last < settings.ALBUMEN_SWEEP_SECONDS:
        return
    try:
        sweep()
    except DatabaseError as error:
        _LOG.warning("Nothing was swept: %s", error)


def sweep() -> int:
    """Re-arm lost jobs, wake workers of queues with due jobs, forget old jobs; returns how many were re-armed."""
    global _last
    _last = time.monotonic()
    load_handlers()
    moment = clock.now()
    rearmed = _rearm(Job.objects.filter(state=State.RUNNING, lease_until__lt=moment))
    for queue in Queue.values:
        due = Job.objects.filter(queue=queue, state=State.WAITING, run_after__lte=moment)
        waiting = due.values_list("pk", flat=True)[:ENOUGH].count()
        if waiting:
            wake(queue, waiting)
    Job.objects.filter(
        state__in=[State.DONE, State.CANCELLED],
        finished_at__lt=moment - timedelta(days=settings.ALBUMEN_JOB_HISTORY_DAYS),
    ).delete()
    return rearmed


def rearm_of(worker: str) -> int:
    """Re-arm what a worker of this name left behind; called when it starts anew, so the name must be its alone."""
    load_handlers()
    return _rearm(Job.objects.filter(state=State.RUNNING, claimed_by=worker))


def _rearm(lost: QuerySet[Job]) -> int:
    count = 0
    for job in lost.iterator(chunk_size=200):
        if not take_over(job):
            continue
        try:
            if job.attempts >= job.max_attempts:
                give_up(job, "worker_died", LOST)
            else:
                put_back(job, timedelta(0), "worker_died", LOST)
        except ClaimLostError:
            continue
        except Exception:  # noqa: BLE001 - whatever it is, the others are not to blame
            # What follows from giving this one up fails: it is tried with the next sweep, and holds no other up.
            _LOG.exception("%s %s could not be re-armed", job.kind, job.key)
            continue
        count += 1
    if count:
        _LOG.warning("%d lost jobs wait again.", count)
    return count
