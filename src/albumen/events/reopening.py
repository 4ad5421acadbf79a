"""Opening an event again whose biometric data was destroyed: its photos are analysed anew."""

from __future__ import annotations

from albumen.events.biometrics import any_left
from albumen.events.errors import EventClosedError
from albumen.events.models import Event
from albumen.jobs.enqueue import enqueue_many
from albumen.photos.counting import count_faces
from albumen.photos.kinds import INGEST
from albumen.photos.locking import hold_all
from albumen.photos.models import Photo, PhotoState


def reopen(event: Event) -> None:
    """Let every photo be ingested again; call it in the transaction that gives the event a new date.

    Raises:
        EventClosedError: the destruction of its biometric data is not over yet.
    """
    if any_left(event):
        raise EventClosedError(
            "The biometric data of this event is being destroyed at this moment.",
            advice="Try again in a few minutes.",
        )
    photos = Photo.objects.filter(library=event.library_id, binned_at=None, state=PhotoState.READY)
    hold_all(photos)
    again = list(photos.values_list("pk", flat=True))
    photos.update(state=PhotoState.RECEIVED, analysed_with={}, face_count=0, ready_at=None, matched_at=None)
    count_faces(event.library_id)
    enqueue_many(INGEST, [(photo, {"photo": str(photo)}) for photo in again], scope=event.library_id)
