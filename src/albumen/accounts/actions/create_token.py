"""Make an access token for programs."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from albumen.accounts.errors import TooManyTokensError
from albumen.accounts.models import AccessToken, User
from albumen.accounts.queries import digest
from albumen.audit.action import Action

PREFIX = "alb_"
_HINT = 8


class CreateToken(Action[tuple[AccessToken, str]]):
    """Make a token of 32 random bytes; the token itself is in the result and nowhere else.

    Args:
        scopes: what it may be used for, ``resource:read`` or ``resource:write``.
        days: life in days, at most ALBUMEN_TOKEN_DAYS_MAX.

    Raises:
        TooManyTokensError: the person has as many valid tokens as are allowed.
    """

    name = "token.create"

    def __init__(self, actor: User, name: str, scopes: list[str], days: int) -> None:
        super().__init__(actor)
        self._user = actor
        self._name = name
        self._scopes = sorted(set(scopes))
        self._days = days

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> tuple[AccessToken, str]:
        now = timezone.now()
        User.objects.select_for_update().get(pk=self._user.pk)  # two at once count one after the other
        valid = AccessToken.objects.filter(user=self._user, revoked_at=None).filter(
            Q(expires_at=None) | Q(expires_at__gt=now)
        )
        if valid.count() >= settings.ALBUMEN_TOKENS_PER_USER:
            most = settings.ALBUMEN_TOKENS_PER_USER
            raise TooManyTokensError(f"You have {most} access tokens already.", values={"most": most})
        secret = PREFIX + secrets.token_urlsafe(32)
        token = AccessToken.objects.create(
            user=self._user,
            name=self._name,
            digest=digest(secret),
            hint=secret[:_HINT],
            scopes=self._scopes,
            expires_at=now + timedelta(days=min(self._days, settings.ALBUMEN_TOKEN_DAYS_MAX)),
        )
        return token, secret

    def target(self, result: tuple[AccessToken, str]) -> tuple[str, object]:
        return "token", result[0].pk

    def details(self, result: tuple[AccessToken, str]) -> dict[str, Any]:
        return {"name": self._name, "scopes": self._scopes}
