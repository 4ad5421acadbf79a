"""Who uploads: a browser with its session and CSRF token, or a program with an access token."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from albumen.accounts.queries import user_of_token
from albumen.api.auth import SAFE, ScopeMissingError
from albumen.errors import NotPermittedError

if TYPE_CHECKING:
    from albumen.accounts.models import User

SCOPE = "photos:write"


class NotLoggedInError(NotPermittedError):
    """Nobody we know."""

    code = "not_logged_in"
    advice = "Log in, or send an access token."
    http_status = 401


class CsrfError(NotPermittedError):
    """A browser sent its session without the CSRF token."""

    code = "csrf_failed"
    advice = "Send the CSRF token of the cookie albumen_csrf in the header X-CSRFToken."


def sender_of(request: HttpRequest) -> User:
    """Who sends this request; every request about uploads, asking for an offset too, needs the scope to write.

    Raises:
        NotLoggedInError, ScopeMissingError, CsrfError: nobody who may upload.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = user_of_token(token.strip())
        if found is None:
            raise NotLoggedInError("The access token is unknown, revoked or expired.")
        user, scopes = found
        if SCOPE not in scopes:
            raise ScopeMissingError(f"This access token lacks the scope {SCOPE}.")
        request.user = user
        return user
    if not request.user.is_authenticated:
        raise NotLoggedInError("You are not logged in.")
    if request.method not in SAFE and _forged(request):
        raise CsrfError("The request lacks its CSRF token.")
    return cast("User", request.user)


def _forged(request: HttpRequest) -> bool:
    check = CsrfViewMiddleware(lambda request: HttpResponse())
    request.csrf_processing_done = False
    check.process_request(request)
    return check.process_view(request, _unexempt, (), {}) is not None


def _unexempt() -> None:
    """A view that is not exempt from the check; ours is, so that tokens need none."""
