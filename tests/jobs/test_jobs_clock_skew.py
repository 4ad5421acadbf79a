"""Hosts whose clocks differ: leases and idempotency keys go by the database's clock, and nothing is lost or doubled.

The machine's clock is turned by replacing what Django reads it with; only on PostgreSQL has the database another one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.jobs.claims import claim, finish
from albumen.jobs.enqueue import enqueue
from albumen.jobs.errors import ClaimLostError
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.registry import kind
from albumen.jobs.sweep import sweep

pytestmark = pytest.mark.django_db

WORK = kind("test.skew", Queue.IO, attempts=3)
HOURS = [-48, -1, 1, 48]


@pytest.fixture
def turn_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Turn this machine's clock by so many hours."""
    right: Callable[[], datetime] = timezone.now

    def turn(hours: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: right() + timedelta(hours=hours))

    return turn


def _other_clock() -> bool:
    return str(connection.vendor) == "postgresql"


@pytest.mark.parametrize("hours", HOURS)
def test_a_host_with_a_wrong_clock_takes_no_lease_of_a_living_worker(
    turn_clock: Callable[[float], None], hours: float
) -> None:
    enqueue(WORK, "a")
    mine = claim(Queue.IO, "right")
    turn_clock(hours)
    swept = sweep()
    if _other_clock():
        assert swept == 0 and claim(Queue.IO, "wrong") is None
    turn_clock(0)
    assert mine
    if swept == 0:
        with finish(mine):
            pass
        assert Job.objects.get().state == State.DONE


@pytest.mark.parametrize("hours", HOURS)
def test_a_clock_that_jumps_doubles_nothing(turn_clock: Callable[[float], None], hours: float) -> None:
    """Where both are one machine a jump may end a lease too early: then its work is stored once all the same."""
    enqueue(WORK, "a")
    first = claim(Queue.IO, "first")
    turn_clock(hours)
    sweep()
    second = claim(Queue.IO, "second")
    stored = 0
    for job in (first, second):
        if job is None:
            continue
        try:
            with finish(job):
                stored += 1
        except ClaimLostError:
            pass
    turn_clock(0)
    jobs = list(Job.objects.all())
    assert [job.state for job in jobs] == [State.DONE]
    assert stored == 1


@pytest.mark.parametrize("hours", HOURS)
def test_a_creation_sent_again_to_a_host_with_a_wrong_clock_is_still_one(
    ana: User, as_user: Callable[[User], Client], turn_clock: Callable[[float], None], hours: float
) -> None:
    client = as_user(ana)

    def create() -> Any:
        body = {"name": "Wedding", "timezone": "Europe/Berlin"}
        body |= {"starts_at": "2099-05-01T12:00:00Z", "ends_at": "2099-05-01T20:00:00Z"}
        headers = {"idempotency-key": "one"}
        return client.post("/api/v1/events", body, content_type="application/json", headers=headers)

    first = create()
    if _other_clock() or abs(hours) < 24:  # sessions and keys of a single machine end with its own clock
        turn_clock(hours)
    again = create()
    assert (first.status_code, again.status_code) == (201, 201), again.content
    assert first.json()["id"] == again.json()["id"]
    assert Event.objects.count() == 1
