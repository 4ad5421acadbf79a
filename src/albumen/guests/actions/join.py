"""A guest joins an event."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.errors import (
    EventExpiredError,
    OwnEventError,
    RegistrationClosedError,
    RemovedFromEventError,
)
from albumen.events.models import Event
from albumen.events.states import Window, expired, registration_window
from albumen.guests.models import Registration
from albumen.jobs import clock


class JoinEvent(Action[Registration]):
    """Register a guest; whoever is registered already, or was until they left, gets the same registration again.

    Args:
        actor: the guest; a photographer may be one, except at their own event.
        event: as found by its code.

    Raises:
        OwnEventError: the host cannot be a guest.
        RemovedFromEventError: the host took this guest off the list.
        EventExpiredError: the event's photos can be seen no longer.
        RegistrationClosedError: not open yet, or no longer.
    """

    name = "registration.create"

    def __init__(self, actor: User, event: Event) -> None:
        super().__init__(actor)
        self.guest = actor
        self.event = event
        self.created = False

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> Registration:
        if self.event.owner_id == self.guest.pk:
            raise OwnEventError("This is your own event.")
        found: Registration | None = self._mine()
        if found is not None:
            _refuse_removed(found)
        now = timezone.now()
        if expired(self.event, now):
            raise EventExpiredError
        if found is not None and found.left_at is None:
            return found
        window = registration_window(self.event, now)
        if window == Window.NOT_YET:
            raise RegistrationClosedError("Registration for this event is not open yet.")
        if window == Window.CLOSED:
            raise RegistrationClosedError("Registration for this event is closed.")
        if found is not None:
            return self._come_back(found)
        registration, self.created = Registration.objects.get_or_create(event=self.event, user=self.guest)
        _refuse_removed(registration)
        return registration

    def _come_back(self, registration: Registration) -> Registration:
        """As a new guest, without consent, of whom it is known which photos they are not in."""
        registration.joined_at = clock.now()
        registration.removed_at = registration.left_at = None
        registration.save(update_fields=["joined_at", "removed_at", "left_at"])
        self.created = True
        return registration

    def _mine(self) -> Registration | None:
        mine = Registration.objects.select_for_update().filter(event=self.event, user=self.guest)
        found: Registration | None = mine.first()
        return found

    def target(self, result: Registration) -> tuple[str, object] | None:
        return ("registration", result.pk) if self.created else None

    def details(self, result: Registration) -> dict[str, Any]:
        return {"event": str(self.event.pk)}


def _refuse_removed(registration: Registration) -> None:
    if registration.removed_at is not None and registration.left_at is None:
        raise RemovedFromEventError("The host took you off the list of this event.")
