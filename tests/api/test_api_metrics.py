"""/metrics: what it tells, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.photos.kinds import INGEST

pytestmark = pytest.mark.django_db


def _samples(client: Client, **headers: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200, response.content
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def _one(samples: Any, name: str, **labels: str) -> float:
    value: float = samples.get((name, frozenset(labels.items())), 0.0)
    return value


def test_requests_are_counted_by_operation(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    labels = {"operation": "list_events", "method": "GET", "status": "200"}
    before = _one(_samples(client), "albumen_requests_total", **labels)
    for _ in range(3):
        client.get("/api/v1/events")
    client.get("/api/v1/no/such/thing/1")
    samples = _samples(client)
    assert _one(samples, "albumen_requests_total", **labels) == before + 3
    assert _one(samples, "albumen_request_seconds_count", operation="list_events") >= 3
    assert not [key for key in samples if "no/such" in str(key)], "strangers make no series"


def test_refusals_before_the_operation_are_counted_under_it(client: Client) -> None:
    client.get("/api/v1/events")
    labels = {"operation": "list_events", "method": "GET", "status": "401"}
    assert _one(_samples(client), "albumen_requests_total", **labels) >= 1


def test_work_is_told_as_it_is(client: Client, party: Event) -> None:
    factories.photo(party.library, 1)
    factories.photo(party.library, 2, state="received")
    enqueue(INGEST, "x", scope=party.library_id)
    Job.objects.update(run_after=clock.now() - timedelta(seconds=90))
    samples = _samples(client)
    assert _one(samples, "albumen_jobs", queue="inference", kind="photo.ingest", state="waiting") == 1
    assert _one(samples, "albumen_photos", state="ready") == 1
    assert 89 < _one(samples, "albumen_oldest_waiting_job_seconds", queue="inference") < 120


@pytest.mark.parametrize(
    ("address", "extra", "behind", "status"),
    [
        ("127.0.0.1", {}, False, 200),
        ("::1", {}, False, 200),
        ("203.0.113.9", {}, False, 403),
        ("", {}, False, 403),
        ("127.0.0.1", {}, True, 403),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False, 403),
    ],
)
def test_without_a_token_this_machine_only(
    address: str, extra: dict[str, str], behind: bool, status: int, client: Client, settings: Any
) -> None:
    settings.ALBUMEN_BEHIND_PROXY = behind
    assert client.get("/metrics", REMOTE_ADDR=address, **extra).status_code == status


def test_with_a_token_nobody_without_it(
    client: Client, ana: User, as_user: Callable[[User], Client], settings: Any
) -> None:
    settings.ALBUMEN_METRICS_TOKEN = "s3cret"  # noqa: S105
    for header in ("Bearer wrong", "Basic s3cret", "Bearer", ""):
        assert client.get("/metrics", headers={"authorization": header}).status_code == 403
    settings.ALBUMEN_METRICS_TOKEN = "s3cret"  # noqa: S105
    assert client.get("/metrics", headers={"authorization": "Bearer s3cret"}).status_code == 200
    assert as_user(ana).get("/metrics").status_code == 403
    User.objects.filter(pk=ana.pk).update(is_staff=True)
    assert as_user(ana).get("/metrics").status_code == 200
