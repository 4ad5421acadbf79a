"""Who people are."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from albumen.accounts.models import AccessToken, User

_USE_NOTED = timedelta(minutes=5)


def user_of_token(token: str) -> tuple[User, list[str]] | None:
    """The user of an access token and its scopes; None when it is unknown, expired or revoked."""
    now = timezone.now()
    found = (
        AccessToken.objects.select_related("user")
        .filter(digest=digest(token), revoked_at=None, user__is_active=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .first()
    )
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at > _USE_NOTED:
        AccessToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found.user, list(found.scopes)


def digest(token: str) -> str:
    """SHA-256 of a token; tokens are long and random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
