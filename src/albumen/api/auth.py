"""Who asks: a browser with its session (and CSRF token), or a program with an access token."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from albumen.accounts.models import User
from albumen.errors import NotPermittedError

SAFE = {"GET", "HEAD", "OPTIONS"}

RESOURCES = ("account", "events", "photos", "guests")
"""What scopes of tokens are about; each as ``:read`` and ``:write``."""


class ScopeMissingError(NotPermittedError):
    """The access token is good but was not made for this."""

    code = "scope_missing"
    advice = "Make an access token with this scope."


class CsrfError(NotPermittedError):
    """A change asked for by a browser without the token that proves that its own page asked."""

    code = "csrf"
    advice = "Send the value of the cookie `albumen_csrf` in the header X-CSRFToken."


class TokenAuth(HttpBearer):
    """``Authorization: Bearer alb_…`` with a token that has the scope the operation needs."""

    def __init__(self, resource: str) -> None:
        super().__init__()
        self._resource = resource

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        from albumen.accounts.queries import user_of_token

        found = user_of_token(token)
        if found is None:
            return None
        user, scopes = found
        scope = f"{self._resource}:{'read' if request.method in SAFE else 'write'}"
        if scope not in scopes:
            raise ScopeMissingError(f"This access token lacks the scope {scope}.")
        request.user = user
        return user


class BrowserSession(SessionAuth):
    """The session cookie; changes need the CSRF token in the header X-CSRFToken."""

    param_name = "albumen_session"

    def _get_key(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated:
            return None  # 401, whatever the token of a form that nobody sent
        if not getattr(request, "_ninja_csrf_exempt", False) and check_csrf(request):
            raise CsrfError("The CSRF token is missing or wrong.")
        key: str | None = request.COOKIES.get(self.param_name)
        return key


def still_signed_in(request: HttpRequest) -> Callable[[], User | None]:
    """Who the request's credentials stand for, asked again later: None after log-out, revocation, deactivation."""
    header = request.headers.get("Authorization", "")
    key = request.session.session_key

    def by_token() -> User | None:
        from albumen.accounts.queries import user_of_token

        found = user_of_token(header.partition(" ")[2])
        return found[0] if found else None

    def by_session() -> User | None:
        again = HttpRequest()
        again.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        user = get_user(again)
        return user if user.is_authenticated and user.is_active else None

    return by_token if header.lower().startswith("bearer ") else by_session


def signed_in(resource: str) -> list[AuthBase]:
    """Authentication of a router: a token with the scope of ``resource``, else the session."""
    if resource not in RESOURCES:
        raise ValueError(f"{resource} is no resource of scopes: {RESOURCES}")
    return [TokenAuth(resource), BrowserSession()]
