"""Have a job not done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from albumen.audit.action import Action
from albumen.errors import ConflictError
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.kinds import CANCELLED
from albumen.jobs.models import Job, State
from albumen.jobs.queries import may_change

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotCancellableError(ConflictError):
    """The job has ended already."""

    code = "job_ended"
    advice = "Look at its state again."


class CancelJob(Action[Job]):
    """A waiting job is not begun; a running one loses its claim, so that nothing of it is stored.

    Raises:
        NotCancellableError: it has ended already.
    """

    name = "job.cancel"

    def __init__(self, actor: AbstractBaseUser | None, job: Job, scopes: Any = ()) -> None:
        super().__init__(actor)
        self._job = job
        self._scopes = scopes

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return may_change(actor, self._job, self._scopes)

    def perform(self) -> Job:
        job = self._job
        changed = Job.objects.filter(pk=job.pk, state__in=[State.WAITING, State.RUNNING]).update(
            state=State.CANCELLED,
            finished_at=clock.now(),
            claim=None,
            lease_until=None,
            error_code="cancelled",
            error="Somebody cancelled this.",
        )
        job.refresh_from_db()
        if not changed:
            raise NotCancellableError(f"This job is {job.get_state_display().lower()} already.")
        if job.kind != CANCELLED.name:
            enqueue(CANCELLED, job.pk, scope=job.scope)
        return job

    def target(self, result: Job) -> tuple[str, object]:
        return "job", result.pk

    def details(self, result: Job) -> dict[str, Any]:
        return {"kind": result.kind, "key": result.key}
