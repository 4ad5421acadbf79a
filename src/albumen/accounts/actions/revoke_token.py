"""Make an access token useless."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from albumen.accounts.models import AccessToken
from albumen.audit.action import Action


class RevokeToken(Action[bool]):
    """Revoke a token of one's own, or of anybody's as an administrator; False when it was revoked already."""

    name = "token.revoke"

    def __init__(self, actor: Any, token: AccessToken) -> None:
        super().__init__(actor)
        self._token = token

    def permitted(self, actor: Any) -> bool:
        return bool(actor.pk == self._token.user_id or actor.has_perm("accounts.change_accesstoken"))

    def perform(self) -> bool:
        return bool(
            AccessToken.objects.filter(pk=self._token.pk, revoked_at=None).update(revoked_at=timezone.now())
        )

    def target(self, result: bool) -> tuple[str, object] | None:
        return ("token", self._token.pk) if result else None
