"""Who people are."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from albumen.accounts.models import AccessToken, PhotographerProfile, User
from albumen.errors import NotFoundError, NotPermittedError

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


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """Every access token of a person, revoked and expired ones too."""
    return AccessToken.objects.filter(user=user)


def own_token(user: User, token_id: UUID) -> AccessToken:
    """An access token of the person's own.

    Raises:
        NotFoundError: it is not there or somebody else's.
    """
    token = AccessToken.objects.filter(user=user, pk=token_id).first()
    if token is None:
        raise NotFoundError("There is no such access token.")
    return token


def photographer_profile(user: User) -> PhotographerProfile:
    """The profile of a photographer.

    Raises:
        NotPermittedError: the person is a guest.
        NotFoundError: there is none yet (an administrator made on the command line).
    """
    if not user.is_photographer:
        raise NotPermittedError("Only photographers have this.")
    profile = PhotographerProfile.objects.filter(user=user).first()
    if profile is None:
        raise NotFoundError("There is no profile yet.", advice="Make it with PUT, accepting the terms.")
    return profile


def avatar_key(viewer: User, user_id: UUID) -> str:
    """Storage key of the profile picture of a person whom the viewer may see: themselves, and guests of their events.

    Raises:
        NotFoundError: there is no picture, or not for this viewer.
    """
    from albumen.guests.models import Registration

    user = User.objects.filter(pk=user_id, is_active=True).exclude(avatar="").first()
    if user is not None and (
        user.pk == viewer.pk
        or Registration.objects.filter(
            user=user, removed_at=None, event__owner=viewer, event__binned_at=None
        ).exists()
    ):
        return str(user.avatar)
    raise NotFoundError("There is no profile picture.")
