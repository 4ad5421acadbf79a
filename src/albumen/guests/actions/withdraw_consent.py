"""A guest withdraws: everything known about their face is destroyed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.actions.leave import locked_registration
from albumen.guests.erasure import erase_biometrics
from albumen.guests.models import Match, Registration
from albumen.jobs import clock


class WithdrawConsent(Action[Registration]):
    """Take consent back and destroy selfies, embeddings, search results and matches in the same transaction."""

    name: ClassVar[str] = "consent.withdraw"

    def __init__(self, actor: AbstractBaseUser, registration: Registration) -> None:
        super().__init__(actor)
        self.registration = registration

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def perform(self) -> Registration:
        found: Registration = locked_registration(self.registration)
        self.changed = bool(found.consent_version)
        self.matches = Match.objects.filter(registration=found).count()
        self.selfies = erase_biometrics([found.pk])
        if self.changed:
            found.consent_version = ""
            found.withdrawn_at = clock.now()
            found.save(update_fields=["consent_version", "withdrawn_at"])
        return found

    def target(self, result: Registration) -> tuple[str, object] | None:
        return ("registration", result.pk) if self.changed or self.selfies or self.matches else None

    def details(self, result: Registration) -> dict[str, Any]:
        return {"selfies": self.selfies, "matches": self.matches}
