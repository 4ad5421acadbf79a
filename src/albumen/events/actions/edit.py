"""Changing an event."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.errors import StaleEventError
from albumen.events.locking import locked
from albumen.events.models import Event
from albumen.events.queries import managed_event
from albumen.events.reopening import reopen
from albumen.events.states import expired
from albumen.events.validation import fill
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.jobs.enqueue import enqueue


class EditEvent(Action[Event]):
    """The host changes what an event says.

    An ``available_until`` ahead of now opens a closed event again: its photos are analysed anew, its guests show
    themselves anew.

    Args:
        actor: the host.
        event: the event; only its id is taken, the row is read again under a lock.
        fields: those of ``validation.EDITABLE`` that change.
        revision: the revision the host looked at; None to change whatever is there.

    Raises:
        EventNotFoundError: it is not there, or not for this person to know about.
        NotTheHostError: somebody else's event.
        StaleEventError: it was changed since that revision.
        BadEventError: the fields do not fit together.
        EventClosedError: its biometric data is being destroyed at this moment.
    """

    name = "event.edit"

    def __init__(
        self, actor: User, event: Event, fields: dict[str, Any], *, revision: int | None = None
    ) -> None:
        super().__init__(actor)
        self.host = actor
        self.event_id = event.pk
        self.fields = fields
        self.revision = revision

    def permitted(self, actor: Any) -> bool:
        managed_event(actor, self.event_id)
        return True

    def perform(self) -> Event:
        event = locked(self.event_id)
        if self.revision is not None and self.revision != event.revision:
            raise StaleEventError(
                f"The event was changed: this is revision {event.revision}, not {self.revision}."
            )
        now = timezone.now()
        closed = event.closed_at
        fill(event, self.fields, now)
        if closed is not None:
            event.closed_at = None
            if expired(event, now):
                event.closed_at = closed
            else:
                reopen(event)
        event.revision += 1
        event.library.save(update_fields=["max_photos", "max_bytes"])
        event.save()
        if {"review_policy", "available_until"} & set(self.fields):
            # Photos that came while it was expired, and matches that wait by the policy of before.
            enqueue(MATCH_LIBRARY, event.library_id, scope=event.library_id)
        return event

    def target(self, result: Event) -> tuple[str, object]:
        return ("event", result.pk)

    def details(self, result: Event) -> dict[str, Any]:
        return {"fields": sorted(self.fields), "revision": result.revision}
