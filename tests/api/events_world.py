"""Who may ask for what: the people of the access tests, each with a way to ask."""

from __future__ import annotations

import secrets
from typing import Any

from django.test import Client

import factories
from albumen.accounts.models import AccessToken, User
from albumen.accounts.queries import digest
from albumen.events.models import Event
from albumen.guests.models import Registration

EVERY_SCOPE = [
    f"{room}:{what}" for room in ("account", "events", "photos", "guests") for what in ("read", "write")
]


def token_client(user: User, scopes: list[str]) -> Client:
    """A program with an access token of this user."""
    token = "alb_" + secrets.token_urlsafe(32)
    AccessToken.objects.create(user=user, name="t", digest=digest(token), hint=token[:8], scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {token}"})


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="albumen.accounts.sessions.Backend")
    return client


class World:
    """Ana's event with Bo as guest; Olga photographs too, Cy is a stranger, Rita was removed.

    Attributes:
        clients: by who asks: anonymous, owner, other (photographer), guest, stranger, removed, token (of the owner,
            every scope), bare (of the owner, no scope).
    """

    def __init__(self, event: Event, owner: User, guest: User, stranger: User) -> None:
        self.event, self.owner, self.guest, self.stranger = event, owner, guest, stranger
        self.other = factories.photographer("olga")
        removed = factories.guest("rita")
        from django.utils import timezone

        self.registration: Registration = factories.registration(event, guest)
        factories.registration(event, removed, removed_at=timezone.now())
        self.clients: dict[str, Any] = {
            "anonymous": Client(),
            "owner": logged_in(owner),
            "other": logged_in(self.other),
            "guest": logged_in(guest),
            "stranger": logged_in(stranger),
            "removed": logged_in(removed),
            "token": token_client(owner, EVERY_SCOPE),
            "bare": token_client(owner, []),
        }

    def statuses(self, method: str, path: str, body: Any = None) -> dict[str, int]:
        """What each of them is answered; changes stick, so ask for what changes nothing or order matters not."""
        return {
            who: client.generic(
                method, f"/api/v1{path}", body or "", content_type="application/json"
            ).status_code
            for who, client in self.clients.items()
        }


def each_gets(**but: int) -> dict[str, int]:
    """What `World.statuses` shall be: `rest` for everybody but those who are named."""
    names = ("anonymous", "owner", "other", "guest", "stranger", "removed", "token", "bare")
    return {name: but.get(name, but["rest"]) for name in names}
