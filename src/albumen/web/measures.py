"""What /metrics tells: requests of this process as they happen, and the state of the work, read when asked for.

With several web processes each has counters of its own; set PROMETHEUS_MULTIPROC_DIR to an empty folder before they
start, and every one of them answers for all. What is read from the database is the same whoever answers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db.models import Count, Min
from django.http import HttpRequest
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Counter(
    "albumen_requests_total", "Requests answered.", ("operation", "method", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "albumen_request_seconds",
    "Seconds until a request's answer began.",
    ("operation",),
    buckets=_BUCKETS,
    registry=REGISTRY,
)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def measure(request: HttpRequest, status: int, seconds: float) -> None:
    """Count one request; names come from us, so that strangers' addresses make no new series."""
    operation = getattr(request, "albumen_operation", None) or _door(request)
    method = request.method if request.method in _METHODS else "other"
    REQUESTS.labels(operation, method, str(status)).inc()
    SECONDS.labels(operation).observe(seconds)


def _door(request: HttpRequest) -> str:
    """Of what is no operation of the API: the first part of the pattern that matched."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "none"
    return str(match.route).split("/")[0].split("<")[0] or "page"


class WorkCollector(Collector):
    """Jobs by kind, queue and state, photos by state, and how long the oldest due job waits; read when collected."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        from albumen.jobs import clock
        from albumen.jobs.models import Job, State
        from albumen.photos.models import Photo

        jobs = GaugeMetricFamily(
            "albumen_jobs", "Jobs that are not done, by state.", labels=("queue", "kind", "state")
        )
        unfinished = Job.objects.filter(state__in=[State.WAITING, State.RUNNING, State.FAILED]).order_by()
        for queue, kind, state, count in unfinished.values_list("queue", "kind", "state").annotate(
            n=Count("pk")
        ):
            jobs.add_metric((queue, kind, state), count)
        yield jobs

        now = clock.now()
        age = GaugeMetricFamily(
            "albumen_oldest_waiting_job_seconds",
            "How long the oldest job that is due waits.",
            labels=("queue",),
        )
        due = Job.objects.filter(state=State.WAITING, run_after__lte=now).order_by()
        for queue, oldest in due.values_list("queue").annotate(oldest=Min("run_after")):
            age.add_metric((queue,), (now - oldest).total_seconds())
        yield age

        photos = GaugeMetricFamily("albumen_photos", "Photos, by state.", labels=("state",))
        there = Photo.objects.filter(binned_at=None).order_by()
        for state, count in there.values_list("state").annotate(n=Count("pk")):
            photos.add_metric((state,), count)
        yield photos


def exposition() -> bytes:
    """Everything measured, in Prometheus' text format."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    work = CollectorRegistry()
    work.register(WorkCollector())
    return generate_latest(registry) + generate_latest(work)
