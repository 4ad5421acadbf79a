"""Bringing a deleted event back."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.errors import GoneError
from albumen.events.actions.create import require_room
from albumen.events.locking import locked
from albumen.events.models import Event
from albumen.events.queries import managed_event
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.bin import restorable_until


class UndoOverError(GoneError):
    """The event was deleted too long ago."""

    code = "undo_over"


class RestoreEvent(Action[Event]):
    """The host undoes ``DeleteEvent``, while ALBUMEN_UNDO_SECONDS last.

    Raises:
        EventNotFoundError: it is not in this person's bin.
        UndoOverError: it was deleted too long ago.
        TooManyEventsError: there is no room for it any more.
    """

    name = "event.restore"

    def __init__(self, actor: User, event: Event) -> None:
        super().__init__(actor)
        self.host = actor
        self.event_id = event.pk

    def permitted(self, actor: Any) -> bool:
        managed_event(actor, self.event_id, binned=True)
        return True

    def perform(self) -> Event:
        event = locked(self.event_id, binned=True)
        if undo_over(event):
            raise UndoOverError("The event was deleted too long ago to be brought back.")
        require_room(self.host)
        event.binned_at = None
        event.revision += 1
        event.save(update_fields=["binned_at", "revision", "updated_at"])
        enqueue(MATCH_LIBRARY, event.library_id, scope=event.library_id)  # photos that came ready in the bin
        return event

    def target(self, result: Event) -> tuple[str, object]:
        return ("event", result.pk)


def undo_over(event: Event) -> bool:
    """Whether a binned event may be destroyed; from then on it cannot be brought back."""
    return bool(clock.now() >= restorable_until(event.binned_at))
