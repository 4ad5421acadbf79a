"""What happens by itself, and when: rows of django-celery-beat, which an administrator may change."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

ENQUEUE = "albumen.enqueue"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One periodic task, as it is at first.

    Attributes:
        name: by which its row is known.
        task: of Celery.
        kind: for :data:`ENQUEUE`, the name of the kind of job.
        every: seconds between two runs; or
        at: (hour, minute) of a daily run, in the time zone of the settings.
        sentence: for administrators.
    """

    name: str
    task: str
    sentence: str
    kind: str = ""
    every: int = 0
    at: tuple[int, int] | None = None


def schedules(sweep_seconds: int) -> list[Schedule]:
    """All of them."""
    return [
        Schedule(
            "sweep", "albumen.sweep", "Re-arms jobs of lost workers, wakes workers.", every=sweep_seconds
        ),
        Schedule(
            "nightly_encoding",
            ENQUEUE,
            "Has every photo looked at by packs that have not seen it.",
            "faces.encode_missing",
            at=(2, 30),
        ),
        Schedule(
            "nightly_galleries",
            ENQUEUE,
            "Compiles the galleries that changed.",
            "galleries.compile",
            at=(2, 30),
        ),
        Schedule(
            "nightly_people",
            ENQUEUE,
            "Clusters the faces of libraries that changed.",
            "people.cluster_changed",
            at=(3, 30),
        ),
        Schedule(
            "nightly_duplicates",
            ENQUEUE,
            "Looks for people who may be the same, where people changed.",
            "people.compare_changed",
            at=(4, 30),
        ),
        Schedule(
            "nightly_classifiers",
            ENQUEUE,
            "Trains the classifiers of libraries whose people changed.",
            "people.classify_changed",
            at=(4, 45),
        ),
        Schedule(
            "nightly_finding",
            ENQUEUE,
            "Names places and writes down what photos are found by, where that is missing.",
            "find.describe_missing",
            at=(2, 0),
        ),
        Schedule(
            "nightly_unused_words",
            ENQUEUE,
            "Deletes words and places of photos that were changed or destroyed.",
            "find.clear_unused",
            at=(2, 15),
        ),
        Schedule(
            "close_events",
            ENQUEUE,
            "Destroys biometric data of events that are over.",
            "events.close",
            every=300,
        ),
        Schedule(
            "expire_selfies", ENQUEUE, "Destroys selfies whose time is over.", "selfies.expire", every=3600
        ),
        Schedule(
            "expire_uploads", ENQUEUE, "Drops unfinished uploads nobody resumes.", "uploads.expire", every=900
        ),
        Schedule(
            "match_missed",
            ENQUEUE,
            "Asks again for photos that guests were not looked for in.",
            "libraries.match_missed",
            every=600,
        ),
        Schedule(
            "look_after_upgrades",
            ENQUEUE,
            "Drops old generations of models whose time is over, asks again for lost work about upgrades.",
            "upgrade.due",
            every=600,
        ),
        Schedule("empty_bin", ENQUEUE, "Destroys what was deleted a while ago.", "bin.empty", every=60),
        Schedule(
            "forget_keys", ENQUEUE, "Removes idempotency keys that expired.", "idempotency.forget", every=3600
        ),
        Schedule(
            "destroy_files", ENQUEUE, "Removes stored files whose rows are gone.", "files.destroy", every=300
        ),
    ]


def ensure_schedules() -> int:
    """Make the rows that are missing; those that an administrator changed stay as they are.

    A row still at a default of ours follows when that default changes (ALBUMEN_SWEEP_SECONDS).

    Returns:
        How many rows were made or brought up to date.
    """
    from django.conf import settings
    from django.db import transaction
    from django_celery_beat.models import PeriodicTask

    changed = 0
    for wanted in schedules(settings.ALBUMEN_SWEEP_SECONDS):
        with transaction.atomic():
            row = PeriodicTask.objects.select_related("interval", "crontab").filter(name=wanted.name).first()
            default = _default(wanted)
            if row is None:
                row = PeriodicTask(name=wanted.name, task=wanted.task, queue="io")
                row.args = json.dumps([wanted.kind] if wanted.kind else [])
            elif _recorded(row) == default or _actual(row) != _recorded(row):
                continue
            _apply(row, wanted)
            row.description = f"{wanted.sentence} [default: {default}]"
            row.save()
            changed += 1
    return changed


def _default(wanted: Schedule) -> str:
    return f"daily at {wanted.at[0]:02}:{wanted.at[1]:02}" if wanted.at else f"every {wanted.every} s"


def _recorded(row: Any) -> str:
    """The default that this row was made with."""
    found = re.search(r"\[default: (.*)\]", row.description)
    return found.group(1) if found else ""


def _actual(row: Any) -> str:
    if row.interval is not None and row.interval.period == "seconds":
        return f"every {row.interval.every} s"
    if row.crontab is not None and row.crontab.hour.isdigit() and row.crontab.minute.isdigit():
        return f"daily at {int(row.crontab.hour):02}:{int(row.crontab.minute):02}"
    return "something else"


def _apply(row: Any, wanted: Schedule) -> None:
    from django.conf import settings
    from django_celery_beat.models import CrontabSchedule, IntervalSchedule

    row.interval = row.crontab = None
    if wanted.at is None:
        row.interval, _ = IntervalSchedule.objects.get_or_create(every=wanted.every, period="seconds")
        row.expire_seconds = max(wanted.every, 30)  # a tick nobody heard in time is replaced by the next one
    else:
        hour, minute = wanted.at
        row.crontab, _ = CrontabSchedule.objects.get_or_create(
            hour=str(hour),
            minute=str(minute),
            day_of_week="*",
            day_of_month="*",
            month_of_year="*",
            timezone=settings.CELERY_TIMEZONE,
        )
