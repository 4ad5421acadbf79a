"""Asking for work, in the transaction that makes it necessary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.jobs.registry import Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def enqueue(
    kind: Kind,
    key: object,
    payload: dict[str, Any] | None = None,
    *,
    scope: UUID | None = None,
    actor: AbstractBaseUser | None = None,
    priority: Any = None,
    after: datetime | timedelta | None = None,
) -> None:
    """Make sure that a job of this kind and key waits; its workers are woken when the transaction commits.

    When one waits already nothing is added (its payload stays). Call it inside the transaction that stores what the
    job is about: then both are there or neither.

    Args:
        kind: what to do.
        key: what to do it to; one job of a kind and key waits at a time.
        payload: what the handler needs to know, JSON.
        scope: the library (or other thing) the job belongs to.
        actor: who asked for it.
        priority: a ``Priority`` instead of the kind's own.
        after: not before this time, or this long from now.
    """
    enqueue_many(kind, [(key, payload or {})], scope=scope, actor=actor, priority=priority, after=after)


def enqueue_many(
    kind: Kind,
    items: list[tuple[object, dict[str, Any]]],
    *,
    scope: UUID | None = None,
    actor: AbstractBaseUser | None = None,
    priority: Any = None,
    after: datetime | timedelta | None = None,
) -> None:
    """The same for many (key, payload) at once, in one statement."""
    now = clock.now()
    run_after = now + after if isinstance(after, timedelta) else after or now
    Job.objects.bulk_create(
        [
            Job(
                kind=kind.name,
                key=str(key),
                payload=payload,
                queue=kind.queue,
                priority=kind.priority if priority is None else priority,
                scope=scope,
                actor=actor,
                state=State.WAITING,
                max_attempts=kind.attempts or settings.ALBUMEN_JOB_ATTEMPTS,
                run_after=run_after,
            )
            for key, payload in items
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    if run_after <= now:
        transaction.on_commit(lambda: _wake(kind.queue, len(items)))


def _wake(queue: str, workers: int) -> None:
    from albumen.jobs.wake import wake

    wake(queue, workers)
