"""A guest agrees to the comparison of their face."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.actions.leave import locked_registration
from albumen.guests.consent_text import current_version
from albumen.guests.errors import StaleConsentError
from albumen.guests.models import Registration
from albumen.jobs import clock


class GiveConsent(Action[Registration]):
    """Write down which text a guest agreed to and when. Agreeing to the same text again changes nothing."""

    name: ClassVar[str] = "consent.give"

    def __init__(self, actor: AbstractBaseUser, registration: Registration, version: str) -> None:
        super().__init__(actor)
        self.registration = registration
        self.version = version

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def perform(self) -> Registration:
        if self.version != current_version():
            raise StaleConsentError(f"The text to agree to is version {current_version()}.")
        found: Registration = locked_registration(self.registration)
        self.changed = found.consent_version != self.version
        if self.changed:
            found.consent_version = self.version
            found.consented_at = clock.now()
            found.withdrawn_at = None
            found.save(update_fields=["consent_version", "consented_at", "withdrawn_at"])
        return found

    def target(self, result: Registration) -> tuple[str, object] | None:
        return ("registration", result.pk) if self.changed else None

    def details(self, result: Registration) -> dict[str, Any]:
        return {"version": self.version}
