"""Asking for what is missing: packs that have not looked at a photo, and photos whose ingest got lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from albumen.audit.action import Action
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue_many
from albumen.jobs.models import Job, Priority, State
from albumen.photos.kinds import INGEST
from albumen.photos.models import Library, LibraryKind, Photo, PhotoState

LOST = timedelta(hours=1)
"""A photo received this long ago for which nothing waits or runs was forgotten (somebody cancelled its job)."""


class EncodeMissing(Action[int]):
    """Ask for the ingest of some photos of a library, in the background; answers how many.

    Args:
        library: whose photos.
        state: photos in this state only.
        versions: the version that each pack has now, by name.
        after: photos with a greater id only, so that a library is gone through in steps.
        most: photos looked at in this step.

    Attributes:
        last: id of the last photo looked at; None when there was none left.
    """

    name = "library.encode_missing"

    def __init__(
        self, library: Library, state: Any, versions: dict[str, str], after: UUID | None, most: int
    ) -> None:
        super().__init__(None)
        self.library, self.state, self.versions = library, state, versions
        self.after, self.most = after, most
        self.last: UUID | None = None

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> int:
        rows = list(self._rows()[: self.most])
        self.last = rows[-1][0] if rows else None
        if self.state == PhotoState.READY:
            ids = [row[0] for row in rows if self._outdated(row[1])]
        else:
            before = clock.now() - LOST
            ids = self._without_job([row[0] for row in rows if row[2] < before])
        background: Any = Priority.BACKGROUND
        items: list[tuple[object, dict[str, Any]]] = [
            (identifier, {"photo": str(identifier)}) for identifier in ids
        ]
        enqueue_many(INGEST, items, scope=self.library.pk, priority=background)
        return len(items)

    def _outdated(self, looked: dict[str, str]) -> bool:
        """Whether a pack that decides has not looked in its present version, or one beside them looked in another.

        What packs beside have never looked at is the business of ``upgrades``.
        """
        now = self.versions
        decide = any(looked.get(name) != now[name] for name in self.library.packs if name in now)
        return decide or any(looked[name] != now.get(name) for name in self.library.beside if name in looked)

    def _rows(self) -> QuerySet[Photo]:
        rows = Photo.objects.filter(library=self.library, state=self.state, binned_at=None)
        if self.after is not None:
            rows = rows.filter(pk__gt=self.after)
        return rows.order_by("pk").values_list("pk", "analysed_with", "received_at")

    def _without_job(self, ids: list[UUID]) -> list[UUID]:
        working = (
            set(
                Job.objects.filter(
                    scope=self.library.pk, kind=INGEST.name, state__in=[State.WAITING, State.RUNNING]
                ).values_list("key", flat=True)
            )
            if ids
            else set()
        )
        return [identifier for identifier in ids if str(identifier) not in working]


def libraries_to_encode() -> QuerySet[Library]:
    """Libraries in which faces may be looked for: not of events that are closed or deleted."""
    return Library.objects.exclude(kind=LibraryKind.EVENT, event__closed_at__isnull=False).exclude(
        kind=LibraryKind.EVENT, event__binned_at__isnull=False
    )
