"""A job in the hands of its worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from albumen.jobs.models import Job


TURN = 2.0
"""Seconds after which a job with much to do lets others go first; see :meth:`RunningJob.continuing`."""


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
        self._began = time.monotonic()

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

    def turn_over(self) -> bool:
        """Whether it has worked for so long that others should have their turn: ask after each step, not before."""
        return time.monotonic() - self._began >= TURN

    @contextmanager
    def continuing(self, payload: dict[str, Any] | None = None) -> Iterator[None]:
        """Like :meth:`finishing`, and the rest is asked for: another job of this kind and key, behind more urgent ones.

        Args:
            payload: of that job, instead of this one's; when another waits already, it does the rest with its own.

        Raises:
            ClaimLostError: another worker has the job; what was written inside is rolled back.
        """
        from albumen.jobs.enqueue import enqueue
        from albumen.jobs.models import Priority
        from albumen.jobs.registry import KINDS

        job = self._job
        background: Any = Priority.BACKGROUND
        with self.finishing():
            yield
            enqueue(
                KINDS[self.kind],
                self.key,
                self.payload if payload is None else payload,
                scope=self.scope,
                actor=job.actor,
                priority=job.priority,
                # In the background it keeps its place, so that its patience is not tried with each turn anew.
                after=job.run_after if job.priority == background else None,
            )

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; written at most twice a second."""
        from albumen.jobs.claims import report

        report(self._job, done, total)
