"""Doomed files go when their time is over, each in its own time, though one job removes them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.photos.doomed import doom
from albumen.photos.kinds import DESTROY_FILES
from albumen.photos.models import DoomedFile

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def _stored(key: str) -> str:
    return str(default_storage.save(key, ContentFile(b"bytes")))


def test_a_file_doomed_now_does_not_wait_for_one_doomed_for_later(run_jobs: Callable[[], int]) -> None:
    later, now = _stored("later.jpg"), _stored("now.jpg")
    doom([later], after=HOUR)
    run_jobs()
    assert default_storage.exists(later)
    doom([now])
    run_jobs()
    assert not default_storage.exists(now)
    assert default_storage.exists(later)
    job = Job.objects.get(kind=DESTROY_FILES.name, state=State.WAITING)
    assert timedelta(minutes=59) < job.run_after - clock.now() < timedelta(minutes=61)


def test_a_file_doomed_for_later_goes_then(run_jobs: Callable[[], int]) -> None:
    key = _stored("later.jpg")
    doom([key], after=HOUR)
    DoomedFile.objects.update(after=clock.now())
    Job.objects.update(run_after=clock.now())
    run_jobs()
    assert not default_storage.exists(key)
    assert not DoomedFile.objects.exists()
    assert not Job.objects.filter(state=State.WAITING).exists()


def test_a_file_is_saved_by_deleting_its_row(run_jobs: Callable[[], int]) -> None:
    key = _stored("kept.jpg")
    doom([key], after=timedelta(0))
    DoomedFile.objects.filter(key=key).delete()
    run_jobs()
    assert default_storage.exists(key)


def test_what_is_doomed_in_a_transaction_that_fails_stays(run_jobs: Callable[[], int]) -> None:
    key = _stored("kept.jpg")
    with pytest.raises(RuntimeError), transaction.atomic():
        doom([key])
        raise RuntimeError
    run_jobs()
    assert default_storage.exists(key)


def test_nothing_to_doom_asks_for_nothing() -> None:
    doom(["", ""])
    assert not Job.objects.exists()
