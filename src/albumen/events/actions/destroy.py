"""Destroying a deleted event for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from albumen.audit.action import Action
from albumen.events.actions.restore import undo_over
from albumen.events.errors import EventNotFoundError
from albumen.events.locking import locked
from albumen.events.models import Event
from albumen.find.erasure import erase_terms
from albumen.guests.erasure import erase_biometrics
from albumen.guests.models import Registration
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.photos import spool
from albumen.photos.doomed import doom
from albumen.photos.galleries import destroy_galleries
from albumen.photos.models import Photo, Upload
from albumen.photos.storage_keys import preview_keys

PHOTOS_AT_ONCE = 100
GUESTS_AT_ONCE = 200


class DestroyEvent(Action[bool]):
    """Delete the row of an event and of its library, with whatever of it is still there; False when it was restored.

    Only the system does this, after :func:`empty`, which takes away most of it in short transactions.
    """

    name = "event.destroy"

    def __init__(self, event_id: UUID) -> None:
        super().__init__(None)
        self.event_id = event_id
        self.title = ""

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> bool:
        event = _due(self.event_id)
        if event is None:
            return False
        self.title = event.name
        while _take_some(event):
            pass
        library, identifier = event.library, event.library_id
        Job.objects.filter(scope=library.pk, state=State.WAITING).update(
            state=State.CANCELLED, finished_at=clock.now()
        )
        event.delete()
        library.delete()
        transaction.on_commit(lambda: destroy_galleries(identifier))
        return True

    def target(self, result: bool) -> tuple[str, object] | None:
        return ("event", self.event_id) if result else None

    def details(self, result: bool) -> dict[str, Any]:
        return {"name": self.title}


def empty(event_id: UUID, enough: Callable[[], bool]) -> bool:
    """Destroy photos, guests and uploads of a deleted event, a few at a time; stops when it is not due.

    Args:
        event_id: of the event.
        enough: asked after each step whether to stop there.

    Returns:
        Whether there may be more.
    """
    more = True
    while more:
        with transaction.atomic():
            event = _due(event_id)
            more = event is not None and _take_some(event)
        if more and enough():
            return True
    return False


def _take_some(event: Event) -> bool:
    return take_photos(event) or take_guests(event) or take_uploads(event) or take_terms(event)


def take_photos(event: Event) -> bool:
    """Delete some photos with everything derived from them; False when there was none."""
    rows = list(
        Photo.objects.filter(library=event.library_id).values_list("pk", "original", "previews")[
            :PHOTOS_AT_ONCE
        ]
    )
    files = {
        key
        for photo, original, previews in rows
        for key in (original, *previews.values(), *preview_keys(event.library_id, photo))
    }
    Photo.objects.filter(pk__in=[row[0] for row in rows]).delete()
    doom(sorted(files))
    return bool(rows)


def take_guests(event: Event) -> bool:
    """Delete some registrations with everything about these guests; False when there was none."""
    ids = list(Registration.objects.filter(event=event).values_list("pk", flat=True)[:GUESTS_AT_ONCE])
    erase_biometrics(ids)
    Registration.objects.filter(pk__in=ids).delete()
    return bool(ids)


def take_uploads(event: Event) -> bool:
    """Delete some unfinished uploads and their bytes; False when there was none."""
    ids = list(Upload.objects.filter(library=event.library_id).values_list("pk", flat=True)[:GUESTS_AT_ONCE])
    Upload.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: _remove_from_spool(ids))
    return bool(ids)


def take_terms(event: Event) -> bool:
    """Delete some of what photos were found by, labels and saved searches; False when there was none."""
    return next(erase_terms(event.library_id), None) is not None


def _remove_from_spool(uploads: list[UUID]) -> None:
    for upload in uploads:
        spool.remove(upload)


def _due(event_id: UUID) -> Event | None:
    """The event under lock, if it is in the bin and the time for undo is over."""
    try:
        event = locked(event_id, binned=True)
    except EventNotFoundError:
        return None
    return event if undo_over(event) else None
