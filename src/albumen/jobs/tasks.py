"""What Celery runs: look at the rows."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="albumen.work")
def work(queue: str) -> None:
    """Do the waiting jobs of a queue for a moment; the alarm rings at once while there are more.

    In between, this worker hears what else was sent to it: schedules above all, which do not wait for long.
    """
    from albumen.jobs.alarm import set_alarm
    from albumen.jobs.running import TURN
    from albumen.jobs.worker import run_waiting

    run_waiting(queue, TURN)
    set_alarm(queue)


@shared_task(name="albumen.sweep")
def sweep() -> None:
    """Re-arm lost jobs and wake workers; scheduled every ALBUMEN_SWEEP_SECONDS."""
    from albumen.jobs.sweep import sweep as sweep_now

    sweep_now()


@shared_task(name="albumen.enqueue")
def enqueue(kind: str) -> None:
    """Have a job of this kind done for everything (key ``all``); what schedules and "start now" call."""
    from albumen.jobs.enqueue import enqueue as enqueue_job
    from albumen.jobs.registry import kind_named

    enqueue_job(kind_named(kind), "all")
