"""Asking for work, in the transaction that makes it necessary."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.jobs.registry import Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_AT_ONCE = 500
"""Jobs written in one statement."""


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

    When one waits already nothing is added (its payload stays), but it is never later or less urgent than asked for
    here: one that was to wait longer is brought forward, with all its attempts before it. Call it inside the
    transaction that stores what the job is about: then both are there or neither, and no worker begins the job before
    it can see what was stored.

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
    """The same for many (key, payload) at once, in statements as large as the database takes."""
    now = clock.now()
    run_after = now + after if isinstance(after, timedelta) else after or now
    wanted: dict[str, dict[str, Any]] = {}
    for key, payload in items:
        wanted.setdefault(str(key), payload)
    urgency = kind.priority if priority is None else priority
    jobs = [
        Job(
            kind=kind.name,
            key=key,
            payload=wanted[key],
            queue=kind.queue,
            priority=urgency,
            scope=scope,
            actor=actor,
            state=State.WAITING,
            max_attempts=kind.attempts or settings.ALBUMEN_JOB_ATTEMPTS,
            run_after=run_after,
        )
        for key in sorted(wanted)  # in one order, so that two who ask for the same never wait for each other
    ]
    with transaction.atomic(savepoint=False):
        for start in range(0, len(jobs), _AT_ONCE):
            _ask_for(jobs[start : start + _AT_ONCE])
    if run_after <= now + timedelta(seconds=settings.ALBUMEN_SWEEP_SECONDS):
        # One that is due in a moment wakes a worker too, who sets its alarm: the next sweep may be too late.
        transaction.on_commit(lambda: _wake(kind.queue, len(items) if run_after <= now else 1))


def _ask_for(jobs: list[Job]) -> None:
    """Have each of these wait, held until the transaction ends, at the latest when and as urgently as it says.

    A job that waited before may be claimed until its row is held here; it ran too early then, and another is added.
    """
    missing = jobs
    while missing:
        if _added(missing) == len(missing):
            return
        held = _held(missing)
        late = [
            job.key
            for job in missing
            if job.key in held and (held[job.key][0] > job.run_after or held[job.key][1] > job.priority)
        ]
        if late:
            _bring_forward(missing[0], late)
        missing = [job for job in missing if job.key not in held]


def _added(jobs: list[Job]) -> int:
    """Add those of these jobs of which none waits yet; how many that were. Nobody sees them before the commit."""
    counts: list[int] = []

    def counting(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        answer = execute(sql, params, many, context)
        counts.append(context["cursor"].rowcount)
        return answer

    with connection.execute_wrapper(counting):  # `bulk_create` itself does not tell
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
    return sum(counts)


def _held(jobs: list[Job]) -> dict[str, tuple[datetime, int]]:
    """When and how urgently those of these that wait were to run, by key; nobody claims them before the commit."""
    waiting = Job.objects.filter(kind=jobs[0].kind, key__in=[job.key for job in jobs], state=State.WAITING)
    rows: Iterable[tuple[str, datetime, int]] = (
        waiting.order_by("key").select_for_update(of=("self",)).values_list("key", "run_after", "priority")
    )
    return {key: (run_after, priority) for key, run_after, priority in rows}


def _bring_forward(asked: Job, keys: list[str]) -> None:
    waiting = Job.objects.filter(kind=asked.kind, key__in=keys, state=State.WAITING)
    # Tries that failed while it waited for another reason are not held against who asks now.
    waiting.filter(run_after__gt=asked.run_after).update(run_after=asked.run_after, attempts=0)
    waiting.filter(priority__gt=asked.priority).update(priority=asked.priority)


def _wake(queue: str, workers: int) -> None:
    from albumen.jobs.wake import wake

    wake(queue, workers)
