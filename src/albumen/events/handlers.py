"""What workers do about events."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from albumen.audit.models import Entry
from albumen.events.actions.close import CloseEvent, RecordDestruction
from albumen.events.actions.destroy import DestroyEvent, empty
from albumen.events.biometrics import destroy, holding
from albumen.events.errors import EventNotFoundError
from albumen.events.kinds import CLOSE_EVENTS, DESTROY_EVENT
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.bin import restorable_since, restorable_until

PROOF_LOOKED_FOR = timedelta(days=30)


@handles(CLOSE_EVENTS)
def close_events(job: RunningJob) -> None:
    """Close what is due and destroy what closed events know about faces, also what a late job wrote after closing."""
    now = clock.now()
    due = Event.objects.filter(available_until__lte=now, closed_at=None, binned_at=None)
    for event_id in list(due.values_list("pk", flat=True)):
        try:
            CloseEvent(event_id).execute()
        except EventNotFoundError:
            continue  # deleted in this moment; destroyed with everything by its own job
        if job.turn_over():
            with job.continuing():
                return
    closed = list(holding().filter(closed_at__isnull=False)) + _without_proof()
    for number, event in enumerate(dict.fromkeys(closed)):
        job.progress(number, len(closed))
        RecordDestruction(event.pk, destroy(event, job.turn_over)).execute()
        if job.turn_over():
            with job.continuing():
                return
    _ask_again_for_lost_deletions()


@handles(DESTROY_EVENT)
def destroy_event(job: RunningJob) -> None:
    """Destroy a deleted event, unless it was restored; one deleted again since then has its own time."""
    event_id = UUID(job.key)
    if empty(event_id, job.turn_over):
        with job.continuing():
            return
    if DestroyEvent(event_id).execute():
        return
    event = Event.objects.filter(pk=event_id, binned_at__isnull=False).first()
    if event is not None:
        enqueue(DESTROY_EVENT, event_id, after=restorable_until(event.binned_at))


def _without_proof() -> list[Event]:
    """Events closed of late whose destruction was not written down: nothing was there, or a crash came between."""
    since = Entry.objects.filter(at__gte=clock.now() - PROOF_LOOKED_FOR)
    proved = set(since.filter(action=RecordDestruction.name).values_list("target_id", flat=True))
    closed = set(since.filter(action=CloseEvent.name).values_list("target_id", flat=True))
    return list(Event.objects.filter(pk__in=closed - proved, closed_at__isnull=False))


def _ask_again_for_lost_deletions() -> None:
    """A deletion whose job failed for good would leave an event nobody sees and nothing destroys."""
    for event in Event.objects.filter(binned_at__lte=restorable_since()):
        enqueue(DESTROY_EVENT, event.pk)
