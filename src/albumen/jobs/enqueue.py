"""Asking for work, in the transaction that makes it necessary."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

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
    enqueue_each([Ask(kind, key, payload or {}, priority, after)], scope=scope, actor=actor)


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
    enqueue_each(
        [Ask(kind, key, payload, priority, after) for key, payload in items], scope=scope, actor=actor
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """One job that shall wait; as the arguments of :func:`enqueue`."""

    kind: Kind
    key: object
    payload: dict[str, Any] = field(default_factory=dict)
    priority: Any = None
    after: datetime | timedelta | None = None


def enqueue_each(
    asked: Iterable[Ask], *, scope: UUID | None = None, actor: AbstractBaseUser | None = None
) -> None:
    """The same for jobs of several kinds. Who asks for several in a transaction asks here, for all of them at once.

    They are held in one order, so that two who ask for the same never wait for each other.
    """
    now = clock.now()
    jobs: dict[tuple[str, str], Job] = {}
    for ask in asked:
        identity = ask.kind.name, str(ask.key)
        if identity not in jobs:
            jobs[identity] = _job(ask, now, scope, actor)
    rows = [jobs[identity] for identity in sorted(jobs)]
    with transaction.atomic(savepoint=False):
        for start in range(0, len(rows), _AT_ONCE):
            _ask_for(rows[start : start + _AT_ONCE])
    soon = now + timedelta(seconds=settings.ALBUMEN_SWEEP_SECONDS)
    for queue in sorted({job.queue for job in rows if job.run_after <= soon}):
        # One that is due in a moment wakes a worker too, who sets its alarm: the next sweep may be too late.
        due = sum(job.queue == queue and job.run_after <= now for job in rows)
        transaction.on_commit(partial(_wake, queue, max(due, 1)))


def _job(ask: Ask, now: datetime, scope: UUID | None, actor: AbstractBaseUser | None) -> Job:
    return Job(
        kind=ask.kind.name,
        key=str(ask.key),
        payload=ask.payload,
        queue=ask.kind.queue,
        priority=ask.kind.priority if ask.priority is None else ask.priority,
        scope=scope,
        actor=actor,
        state=State.WAITING,
        max_attempts=ask.kind.attempts or settings.ALBUMEN_JOB_ATTEMPTS,
        run_after=now + ask.after if isinstance(ask.after, timedelta) else ask.after or now,
    )


def _ask_for(jobs: list[Job]) -> None:
    """Have each of these wait, held until the transaction ends, at the latest when and as urgently as it says.

    A job that waited before may be claimed until its row is held here; it ran too early then, and another is added.
    """
    missing = jobs
    while missing:
        if _added(missing) == len(missing):
            return
        held = _held(missing)
        late: dict[tuple[str, datetime, int], list[str]] = {}
        for job in missing:
            if (job.kind, job.key) in held:
                run_after, priority = held[job.kind, job.key]
                if run_after > job.run_after or priority > job.priority:
                    late.setdefault((job.kind, job.run_after, job.priority), []).append(job.key)
        for (kind, run_after, priority), keys in late.items():
            _bring_forward(kind, keys, run_after, priority)
        missing = [job for job in missing if (job.kind, job.key) not in held]


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


def _held(jobs: list[Job]) -> dict[tuple[str, str], tuple[datetime, int]]:
    """When and how urgently those of these that wait were to run; nobody claims them before the commit."""
    each = Q()
    for kind in sorted({job.kind for job in jobs}):
        each |= Q(kind=kind, key__in=[job.key for job in jobs if job.kind == kind])
    waiting = Job.objects.filter(each, state=State.WAITING).order_by("kind", "key")
    rows: Iterable[tuple[str, str, datetime, int]] = waiting.select_for_update(of=("self",)).values_list(
        "kind", "key", "run_after", "priority"
    )
    return {(kind, key): (run_after, priority) for kind, key, run_after, priority in rows}


def _bring_forward(kind: str, keys: list[str], run_after: datetime, priority: int) -> None:
    waiting = Job.objects.filter(kind=kind, key__in=keys, state=State.WAITING)
    # Tries that failed while it waited for another reason are not held against who asks now.
    waiting.filter(run_after__gt=run_after).update(run_after=run_after, attempts=0)
    waiting.filter(priority__gt=priority).update(priority=priority)


def _wake(queue: str, workers: int) -> None:
    from albumen.jobs.wake import wake

    wake(queue, workers)
