"""Jobs that remove for good: what was deleted too long ago to be brought back, and files whose rows are gone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.kinds import DESTROY_FILES, EMPTY_BIN
from albumen.photos.models import DoomedFile, Photo
from albumen.photos.named_files import expected, named

_LOG = logging.getLogger(__name__)

BATCH = 100
"""Photos or files that one transaction is about: others get to write in between."""

LATER = timedelta(minutes=10)
"""When a file that could not be removed, or whose photo may yet come, is looked at again."""


@handles(EMPTY_BIN)
def empty_bin(job: RunningJob) -> None:
    """Destroy every photo whose time for undo is over."""
    undo = timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)
    before = clock.now() - undo
    due = Photo.objects.filter(binned_at__lte=before).order_by("binned_at").values_list("pk", flat=True)
    while ids := list(due[:BATCH]):
        DestroyPhotos(None, ids).execute()
        if job.turn_over():
            with job.continuing():
                return
    with job.finishing():
        rest = Photo.objects.filter(binned_at__isnull=False).order_by("binned_at").first()
        if rest is not None:
            enqueue(EMPTY_BIN, "all", after=rest.binned_at + undo)


@handles(DESTROY_FILES)
def destroy_files(job: RunningJob) -> None:
    """Remove doomed files from storage. May run again at any point; a file that a row still names stays."""
    while batch := list(DoomedFile.objects.filter(after__lte=clock.now()).order_by("after")[:BATCH]):
        _destroy_some(batch, job.turn_over)
        if job.turn_over():
            with job.continuing():
                return
    with job.finishing():
        rest = DoomedFile.objects.order_by("after").first()
        if rest is not None:
            enqueue(DESTROY_FILES, "all", after=rest.after)


def _destroy_some(batch: list[DoomedFile], enough: Callable[[], bool]) -> None:
    """Remove at least the first of these files, the others until it is enough: a store may take a second for each."""
    keys = {doomed.key for doomed in batch}
    living, coming = named(keys), expected(keys)
    gone, later = [], []
    for doomed in batch:
        if doomed.key in living or (doomed.key not in coming and _removed(doomed.key)):
            gone.append(doomed.pk)
        else:
            later.append(doomed.pk)
        if enough():
            break
    DoomedFile.objects.filter(pk__in=gone).delete()
    DoomedFile.objects.filter(pk__in=later).update(after=clock.now() + LATER)


def _removed(key: str) -> bool:
    """Whether the file is gone now; one that was not there is."""
    try:
        default_storage.delete(key)
    except Exception as error:  # noqa: BLE001 - object stores raise their own kinds
        try:
            if not default_storage.exists(key):
                return True
        except Exception:  # noqa: BLE001 - the store does not answer at all
            _LOG.debug("The store does not say whether %s is there.", key)
        _LOG.warning("%s could not be removed (%s); it is tried again.", key, error)
        return False
    return True
