"""A registration ends: the guest leaves, or the host takes the guest off the list."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.errors import RegistrationNotFoundError
from albumen.events.queries import manages
from albumen.guests.erasure import erase_biometrics
from albumen.guests.models import Match, Registration, Search
from albumen.jobs import clock


class LeaveEvent(Action[None]):
    """The guest leaves: registration, selfies, embeddings, searches and matches are destroyed. They may join again.

    Where the host rejected or the guest denied a match, that alone is kept, with a registration that has ended.

    Raises:
        RegistrationNotFoundError: it ended meanwhile.
    """

    name = "registration.leave"

    def __init__(self, actor: User, registration: Registration) -> None:
        super().__init__(actor)
        self.registration = registration
        self.selfies = 0

    def permitted(self, actor: Any) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def perform(self) -> None:
        found = locked_registration(self.registration)
        self.selfies = erase_biometrics([found.pk])
        if not Match.objects.filter(registration=found).exists():
            found.delete()
            return
        Search.objects.filter(registration=found).delete()
        moment = clock.now()
        Registration.objects.filter(pk=found.pk).update(
            removed_at=moment,
            left_at=moment,
            consent_version="",
            consented_at=None,
            withdrawn_at=None,
            seen_at=None,
        )

    def target(self, result: None) -> tuple[str, object]:
        return ("registration", self.registration.pk)

    def details(self, result: None) -> dict[str, Any]:
        return {"event": str(self.registration.event_id), "selfies": self.selfies}


class RemoveGuest(Action[None]):
    """The host takes a guest off the list: all that is known about their face is destroyed, and they cannot join again.

    Raises:
        RegistrationNotFoundError: it ended meanwhile.
    """

    name = "registration.remove"

    def __init__(self, actor: User, registration: Registration) -> None:
        super().__init__(actor)
        self.registration = registration
        self.selfies = 0

    def permitted(self, actor: Any) -> bool:
        return manages(actor) and bool(self.registration.event.owner_id == actor.pk)

    def perform(self) -> None:
        found = locked_registration(self.registration)
        self.selfies = erase_biometrics([found.pk])
        Registration.objects.filter(pk=found.pk).update(
            removed_at=clock.now(), consent_version="", consented_at=None
        )

    def target(self, result: None) -> tuple[str, object]:
        return ("registration", self.registration.pk)

    def details(self, result: None) -> dict[str, Any]:
        return {"event": str(self.registration.event_id), "selfies": self.selfies}


def locked_registration(registration: Registration) -> Registration:
    """The registration as it is now, held until the transaction ends; others who change it wait.

    Raises:
        RegistrationNotFoundError: it ended.
    """
    found: Registration | None = (
        Registration.objects.select_for_update().filter(pk=registration.pk, removed_at=None).first()
    )
    if found is None:
        raise RegistrationNotFoundError
    return found
