"""What nobody goes on with is dropped; what is complete never is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from albumen.audit.action import Stepwise
from albumen.jobs import clock
from albumen.photos import spool, upload_settling
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import UploadBusyError

_BATCH = 500

_SETTLED_BY_NOW = timedelta(minutes=10)
"""After its last byte; a complete upload that is older is looked after again."""

_WANTED = (UploadState.OPEN, UploadState.COMPLETE)
"""States in which the bytes in the spool are needed."""


class ExpireUploads(Stepwise[int]):
    """Remove uploads whose time is over, with their bytes, and bytes in the spool that belong to no upload.

    Uploads whose bytes are all here but which are no photo yet are never dropped: a job is asked for again.

    Returns:
        How many uploads were removed.
    """

    name = "uploads.expire"

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_staff)

    def proceed(self) -> int:
        """As described; locks are only tried, so what is being written to is left for the next time."""
        self._look_after_complete()
        removed = self._remove_expired()
        self._remove_strays()
        return removed

    def _look_after_complete(self) -> None:
        lifetime = timedelta(hours=settings.ALBUMEN_UPLOAD_HOURS)
        stuck = Upload.objects.filter(
            state=UploadState.COMPLETE, expires_at__lte=clock.now() + lifetime - _SETTLED_BY_NOW
        )
        for upload in stuck.select_related("user").iterator():
            with transaction.atomic():
                upload_settling.promise(upload)

    def _remove_expired(self) -> int:
        removed, last = 0, UUID(int=0)
        while True:
            over = Upload.objects.filter(expires_at__lte=clock.now(), pk__gt=last).exclude(
                state=UploadState.COMPLETE
            )
            batch = list(over.order_by("pk").values_list("pk", flat=True)[:_BATCH])
            if not batch:
                return removed
            for upload in batch:
                try:
                    with spool.locked(upload):
                        # Asked again under the lock: it may have gone on in between.
                        gone, _ = over.filter(pk=upload).delete()
                        if gone:
                            spool.remove(upload)
                            removed += 1
                except UploadBusyError:
                    continue
            last = batch[-1]

    def _remove_strays(self) -> None:
        for batch in _batches(spool.uploads()):
            wanted = set(Upload.objects.filter(pk__in=batch, state__in=_WANTED).values_list("pk", flat=True))
            for upload in set(batch) - wanted:
                try:
                    with spool.locked(upload):
                        spool.remove(upload)
                except UploadBusyError:
                    continue


def _batches(uploads: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(uploads)
    while batch := list(islice(rest, _BATCH)):
        yield batch
