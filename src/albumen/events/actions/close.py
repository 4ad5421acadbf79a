"""Closing an event whose time is over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.locking import locked
from albumen.events.models import Event
from albumen.jobs import clock


class CloseEvent(Action[bool]):
    """Mark an event as closed, from which moment no new date brings its biometric data back; False when it is not due.

    Only the system does this; the destruction follows, and is repeated for whatever appears later.

    Raises:
        EventNotFoundError: it was deleted.
    """

    name = "event.close"

    def __init__(self, event_id: UUID) -> None:
        super().__init__(None)
        self.event_id = event_id

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> bool:
        event = locked(self.event_id)
        now = clock.now()
        if event.closed_at is not None or event.available_until > now:
            return False
        Event.objects.filter(pk=event.pk).update(closed_at=now)
        return True

    def target(self, result: bool) -> tuple[str, object] | None:
        return ("event", self.event_id) if result else None


class RecordDestruction(Action[None]):
    """Write down that the biometric data of an event was destroyed, and how much of it; the proof of erasure."""

    name = "event.biometrics_destroyed"

    def __init__(self, event_id: UUID, gone: dict[str, int], actor: User | None = None) -> None:
        super().__init__(actor)
        self.event_id = event_id
        self.gone = gone

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> None:
        return None

    def target(self, result: None) -> tuple[str, object]:
        return ("event", self.event_id)

    def details(self, result: None) -> dict[str, Any]:
        return dict(self.gone)
