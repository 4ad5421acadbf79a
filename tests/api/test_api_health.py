"""/healthz and /readyz: what works, what does not, and which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from albumen.accounts.models import User
from albumen.jobs import clock
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Queue
from albumen.photos.kinds import DESTROY_FILES
from albumen.web import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health, "_stored_until", {})


def _ready(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/readyz")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()["checks"]


def test_alive_without_a_database(client: Client, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_all_is_well(client: Client) -> None:
    status, checks = _ready(client)
    assert (status, set(checks.values())) == (200, {"ok"}), checks
    assert set(checks) == {"database", "migrations", "storage", "broker", "cache", "workers"}


def test_missing_migrations(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="guests").delete()
    status, checks = _ready(client)
    assert status == 503 and "not applied" in checks["migrations"]


def test_a_store_that_takes_nothing(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "file")}},
    }
    status, checks = _ready(client)
    assert status == 503 and checks["storage"] != "ok"
    assert str(tmp_path) not in str(checks), "nothing about the machine is told"


def test_a_broker_that_is_away(client: Client, settings: Any) -> None:
    settings.ALBUMEN_BROKER_URL = "redis://127.0.0.1:1/0"
    status, checks = _ready(client)
    assert status == 503 and checks["broker"] != "ok"


def test_work_that_nobody_does(client: Client) -> None:
    enqueue(DESTROY_FILES, "a")
    enqueue(DESTROY_FILES, "b")
    assert _ready(client)[0] == 200, "it is due since a moment only"
    Job.objects.update(run_after=clock.now() - health.WORKERS_LATE - timedelta(seconds=1))
    status, checks = _ready(client)
    assert status == 503 and checks["workers"] == "nobody works on: io"
    claim(Queue.IO, "w")
    assert _ready(client)[0] == 200, "a worker is busy with the queue"


def test_only_reading(client: Client, ana: User) -> None:
    assert client.post("/readyz").status_code == 405
    assert client.head("/healthz").status_code == 200
