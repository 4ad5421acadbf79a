"""Deleting an event: into the bin, and for good when the time for undo is over."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.kinds import DESTROY_EVENT
from albumen.events.locking import locked
from albumen.events.models import Event
from albumen.events.queries import managed_event
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.bin import restorable_until


class DeleteEvent(Action[Event]):
    """The host deletes an event. Nobody sees it any more; ``RestoreEvent`` brings it back for ALBUMEN_UNDO_SECONDS.

    Raises:
        EventNotFoundError: it is not there, or not for this person to know about.
        NotTheHostError: somebody else's event.
    """

    name = "event.delete"

    def __init__(self, actor: User, event: Event) -> None:
        super().__init__(actor)
        self.event_id = event.pk

    def permitted(self, actor: Any) -> bool:
        managed_event(actor, self.event_id)
        return True

    def perform(self) -> Event:
        event = locked(self.event_id)
        event.binned_at = clock.now()
        event.revision += 1
        event.save(update_fields=["binned_at", "revision", "updated_at"])
        enqueue(
            DESTROY_EVENT,
            event.pk,
            actor=self.actor,
            after=restorable_until(event.binned_at),
        )
        return event

    def target(self, result: Event) -> tuple[str, object]:
        return ("event", result.pk)

    def details(self, result: Event) -> dict[str, Any]:
        return {"name": result.name, "photos": result.library.photo_count}
