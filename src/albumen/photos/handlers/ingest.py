"""Jobs that make photos ready."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from albumen.jobs.enqueue import enqueue
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob
from albumen.photos.analysers import PackMissingError
from albumen.photos.ingest import add_large_preview
from albumen.photos.ingest import ingest as ingest_photo
from albumen.photos.kinds import INGEST, LARGE_PREVIEW
from albumen.photos.models import Photo, PhotoState
from albumen.photos.stored import StorageFailedError

WAIT_FOR_PACK = timedelta(minutes=1)
WAIT_FOR_STORE = timedelta(minutes=1)


@handles(INGEST)
def ingest(job: RunningJob) -> None:
    """Make a photo ready. One whose pack or store is away waits for it, however long that takes."""
    try:
        with _store_may_be_away():
            ingest_photo(job)
    except PackMissingError as error:
        with job.finishing():
            Photo.objects.filter(pk=job.key, state=PhotoState.PROCESSING).update(
                state=PhotoState.RECEIVED, error_code=error.code, error=error.sentence
            )
            enqueue(INGEST, job.key, job.payload, scope=job.scope, after=WAIT_FOR_PACK)


@gives_up(INGEST)
def fail(job: RunningJob, code: str, sentence: str) -> None:
    """Say what is wrong with a photo that cannot be made ready. One that was ready before stays so."""
    Photo.objects.filter(pk=job.key, state__in=[PhotoState.RECEIVED, PhotoState.PROCESSING]).update(
        state=PhotoState.FAILED, error_code=code[:60], error=sentence
    )


@handles(LARGE_PREVIEW)
def make_large_preview(job: RunningJob) -> None:
    """Add the largest preview."""
    with _store_may_be_away():
        add_large_preview(job)


@contextmanager
def _store_may_be_away() -> Iterator[None]:
    """A store that is away is no reason to give a photo up."""
    try:
        yield
    except StorageFailedError as error:
        error.free_after = WAIT_FOR_STORE
        raise
