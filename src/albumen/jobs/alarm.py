"""Jobs that are tried again in a moment: their worker wakes itself, the sweep is only the safety net."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.conf import settings
from django.db.models import Min

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.jobs.wake import wake

_TIMERS: dict[str, threading.Timer] = {}


def set_alarm(queue: str) -> float | None:
    """Wake a worker when the next job of the queue is due, if that is before the next sweep; returns in how many s."""
    now = clock.now()
    due = Job.objects.filter(
        queue=queue,
        state=State.WAITING,
        run_after__lte=now + timedelta(seconds=settings.ALBUMEN_SWEEP_SECONDS),
    ).aggregate(next=Min("run_after"))["next"]
    before = _TIMERS.pop(queue, None)
    if before is not None:
        before.cancel()
    if due is None:
        return None
    wait: float = max((due - now).total_seconds(), 0.0) + 0.01
    timer = _TIMERS[queue] = threading.Timer(wait, wake, [queue])
    timer.daemon = True
    timer.start()
    return wait
