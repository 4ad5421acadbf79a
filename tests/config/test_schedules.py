"""What happens by itself: rows that are made once, follow our defaults, and belong to the administrator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

import factories
from albumen.accounts.models import User
from albumen.config.schedules import ENQUEUE, ensure_schedules, schedules
from albumen.jobs.registry import kind_named
from brokers import broker_in

pytestmark = pytest.mark.django_db


def test_every_scheduled_kind_and_task_exists() -> None:
    current_app.loader.import_default_modules()
    for schedule in schedules(60):
        assert schedule.task in current_app.tasks
        assert bool(schedule.kind) == (schedule.task == ENQUEUE)
        if schedule.kind:
            assert kind_named(schedule.kind).name == schedule.kind


def test_rows_are_made_once(settings: Any) -> None:
    wanted = len(schedules(60))
    assert ensure_schedules() == wanted
    assert ensure_schedules() == 0
    assert PeriodicTask.objects.count() == wanted
    nightly = PeriodicTask.objects.get(name="nightly_encoding")
    assert (nightly.crontab.hour, nightly.crontab.minute, nightly.args) == (
        "2",
        "30",
        '["faces.encode_missing"]',
    )


def test_a_default_that_changed_is_followed(settings: Any) -> None:
    settings.ALBUMEN_SWEEP_SECONDS = 60
    ensure_schedules()
    settings.ALBUMEN_SWEEP_SECONDS = 5
    assert ensure_schedules() == 1
    assert PeriodicTask.objects.get(name="sweep").interval.every == 5


def test_what_an_administrator_changed_stays(settings: Any) -> None:
    settings.ALBUMEN_SWEEP_SECONDS = 60
    ensure_schedules()
    own, _ = IntervalSchedule.objects.get_or_create(every=7, period="seconds")
    PeriodicTask.objects.filter(name="sweep").update(interval=own)
    PeriodicTask.objects.filter(name="empty_bin").update(enabled=False)
    settings.ALBUMEN_SWEEP_SECONDS = 5
    assert ensure_schedules() == 0
    assert PeriodicTask.objects.get(name="sweep").interval.every == 7
    assert not PeriodicTask.objects.get(name="empty_bin").enabled


def test_the_admin_starts_a_schedule_now(as_user: Callable[[User], Client], tmp_path: Path) -> None:
    ensure_schedules()
    boss = factories.guest("boss", is_staff=True, is_superuser=True)
    row = PeriodicTask.objects.get(name="nightly_encoding")
    with broker_in(tmp_path / "broker") as folder:
        answer = as_user(boss).post(
            "/admin/django_celery_beat/periodictask/",
            {"action": "run_tasks", "_selected_action": [str(row.pk)]},
        )
        assert answer.status_code == 302
        (message,) = folder.glob("*.io.msg")
        assert "albumen.enqueue" in message.read_text("utf-8")
