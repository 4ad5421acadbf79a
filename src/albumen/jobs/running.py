"""A job in the hands of its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from albumen.jobs.models import Job


class RunningJob:
    """What a handler may do with the job it was given.

    Attributes:
        payload: what was said when it was asked for.
        id, key, scope, actor_id: as on the row.
        attempt: 1 the first time.
        finished: whether :meth:`finishing` was left without an error.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self.id: UUID = job.pk
        self.kind: str = job.kind
        self.key: str = job.key
        self.payload: dict[str, Any] = job.payload
        self.scope: UUID | None = job.scope
        self.actor_id: UUID | None = job.actor_id
        self.attempt: int = job.attempts
        self.finished = False

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """One transaction in which the results are stored and the job is done, if it is still ours.

        Raises:
            ClaimLostError: another worker has the job; what was written inside is rolled back.
        """
        from albumen.jobs.claims import finish

        with finish(self._job):
            yield
        self.finished = True

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; written at most twice a second."""
        from albumen.jobs.claims import report

        report(self._job, done, total)
