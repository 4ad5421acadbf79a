"""Who is served first: people who wait, then photos, and what works in the background in the end as well."""

from __future__ import annotations

from datetime import timedelta

import pytest

from albumen.guests.kinds import MATCH_LIBRARY, SEARCH
from albumen.jobs import claims, clock
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue, enqueue_many
from albumen.jobs.models import Job, Priority, Queue
from albumen.photos.kinds import ENCODE_MISSING, INGEST, LARGE_PREVIEW

pytestmark = pytest.mark.django_db


def _next(count: int) -> list[str]:
    return [job.kind if (job := claim(Queue.INFERENCE, "w")) else "" for _ in range(count)]


def test_who_waits_for_a_search_overtakes_a_thousand_photos() -> None:
    enqueue_many(INGEST, [(number, {}) for number in range(1000)])
    Job.objects.update(run_after=clock.now() - timedelta(hours=3))
    enqueue(LARGE_PREVIEW, "p")
    assert _next(1) == [INGEST.name]
    enqueue(MATCH_LIBRARY, "library")
    enqueue(SEARCH, "guest")
    assert _next(3) == [SEARCH.name, MATCH_LIBRARY.name, INGEST.name]


def test_photos_of_the_night_do_not_delay_those_of_today() -> None:
    enqueue_many(INGEST, [("old", {})], priority=Priority.BACKGROUND)
    enqueue(INGEST, "new")
    keys = [job.key for job in (claim(Queue.INFERENCE, "w"), claim(Queue.INFERENCE, "w")) if job]
    assert keys == ["new", "old"]


def test_the_background_is_not_starved_by_an_endless_queue() -> None:
    enqueue_many(INGEST, [(number, {}) for number in range(100)])
    enqueue(ENCODE_MISSING, "all")
    assert ENCODE_MISSING.name not in _next(2 * claims.TURN), "it has time"
    Job.objects.filter(kind=ENCODE_MISSING.name).update(run_after=clock.now() - claims.PATIENCE)
    assert _next(claims.TURN).count(ENCODE_MISSING.name) == 1


def test_a_search_is_overtaken_by_one_job_of_the_background_at_most() -> None:
    late = Priority.BACKGROUND
    enqueue_many(INGEST, [(number, {}) for number in range(50)], priority=late, after=-2 * claims.PATIENCE)
    for _ in range(2 * claims.TURN):
        enqueue(SEARCH, "guest")
        assert SEARCH.name in _next(2)
        Job.objects.filter(kind=SEARCH.name).delete()
