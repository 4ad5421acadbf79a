"""What an administrator may do for a guest who asks for it: destroy, never look and never release."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.withdraw_consent import WithdrawConsent


class EraseAsAdministrator(WithdrawConsent):
    """Withdraw a guest's consent on their behalf: everything known about their face is destroyed."""

    name: ClassVar[str] = "consent.withdraw_by_administrator"

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active and actor.is_superuser)


class DestroySelfieAsAdministrator(DeleteSelfie):
    """Destroy a guest's selfie on their behalf."""

    name: ClassVar[str] = "selfie.delete_by_administrator"

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active and actor.is_superuser)
