"""Removing stored files safely: named in the transaction that deletes their rows, removed after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.kinds import DESTROY_FILES
from albumen.photos.models import DoomedFile


def doom(keys: Iterable[str], *, after: timedelta = timedelta(0)) -> None:
    """Have these stored files removed once the transaction has committed; empty keys are left out.

    Call it last in a transaction: its job is one for all files, so from here on whoever else dooms one waits for the
    commit, and must hold nothing that this transaction still wants.

    Args:
        keys: of stored files.
        after: spare them so long; a file is saved by deleting its row before.
    """
    moment = clock.now() + after
    doomed = [DoomedFile(key=key, after=moment) for key in keys if key]
    if doomed:
        with transaction.atomic():
            DoomedFile.objects.bulk_create(doomed, batch_size=500)
            enqueue(DESTROY_FILES, "all", after=after)
