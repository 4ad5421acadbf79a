"""What Celery runs: look at the rows."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="albumen.work")
def work(queue: str) -> None:
    """Do the waiting jobs of a queue until there are none."""
    from albumen.jobs.worker import run_waiting

    run_waiting(queue)


@shared_task(name="albumen.sweep")
def sweep() -> None:
    """Re-arm lost jobs and wake workers; scheduled every ALBUMEN_SWEEP_SECONDS."""
    from albumen.jobs.sweep import sweep as sweep_now

    sweep_now()
