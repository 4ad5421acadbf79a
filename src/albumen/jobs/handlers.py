"""What workers do about jobs themselves."""

from __future__ import annotations

from albumen.jobs.kinds import CANCELLED
from albumen.jobs.models import Job, State
from albumen.jobs.registry import GIVING_UP, handles
from albumen.jobs.running import RunningJob

CODE = "cancelled"
SENTENCE = "Somebody cancelled this."


@handles(CANCELLED)
def after_cancelling(job: RunningJob) -> None:
    """What follows a failure follows a cancellation too: a photo nobody will look at is not left as received."""
    with job.finishing():
        cancelled = Job.objects.filter(pk=job.key, state=State.CANCELLED).first()
        if cancelled is None:
            return  # waits again in the meantime
        twin = Job.objects.filter(
            kind=cancelled.kind, key=cancelled.key, state__in=[State.WAITING, State.RUNNING]
        )
        consequence = GIVING_UP.get(cancelled.kind)
        if consequence is not None and not twin.exists():
            consequence(RunningJob(cancelled), CODE, SENTENCE)
