"""What a worker does when it starts and when it is asked to end."""

from __future__ import annotations

import os
from typing import Any

from celery.signals import worker_ready, worker_shutting_down


@worker_ready.connect
def begin(sender: Any, **_: object) -> None:
    """Take up what a worker of this name left behind, and do what waits, without waiting for a wake-up."""
    from albumen.jobs.alarm import set_alarm
    from albumen.jobs.running import TURN
    from albumen.jobs.sweep import rearm_of
    from albumen.jobs.worker import run_waiting

    own = os.environ.get("ALBUMEN_WORKER")
    if own:  # given by the supervisor, which knows that no other worker of this name lives
        rearm_of(own)
    for queue in sender.task_consumer.queues:
        run_waiting(queue.name, TURN)
        set_alarm(queue.name)


@worker_shutting_down.connect
def end(**_: object) -> None:
    """Finish the job in hand, take no other."""
    from albumen.jobs.worker import STOP

    STOP.set()
