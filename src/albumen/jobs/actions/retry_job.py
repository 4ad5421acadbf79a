"""Let a job that ended badly be tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.errors import ConflictError
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.jobs.queries import may_change
from albumen.jobs.wake import wake

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotRetriableError(ConflictError):
    """Only jobs that failed or were cancelled can be tried again."""

    code = "job_not_retriable"
    advice = "Look at its state again."


class RetryJob(Action[Job]):
    """A failed or cancelled job waits again, with all its attempts before it.

    Raises:
        NotRetriableError: it did not end badly, or another one of its kind and key waits already.
    """

    name = "job.retry"

    def __init__(self, actor: AbstractBaseUser | None, job: Job, scopes: Any = ()) -> None:
        super().__init__(actor)
        self._job = job
        self._scopes = scopes

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return may_change(actor, self._job, self._scopes)

    def perform(self) -> Job:
        job = self._job
        try:
            with transaction.atomic():
                changed = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.CANCELLED]).update(
                    state=State.WAITING, attempts=0, run_after=clock.now(), finished_at=None, claim=None
                )
        except IntegrityError as error:
            # By the index that lets one wait: there is another, however lately it came.
            raise NotRetriableError("Another job for the same thing waits already.") from error
        job.refresh_from_db()
        if not changed:
            raise NotRetriableError(
                f"This job is {job.get_state_display().lower()}; there is nothing to retry."
            )
        transaction.on_commit(lambda: wake(job.queue))
        return job

    def target(self, result: Job) -> tuple[str, object]:
        return "job", result.pk

    def details(self, result: Job) -> dict[str, Any]:
        return {"kind": result.kind, "key": result.key}
