"""Every failure as problem details (RFC 9457), with a stable code, a sentence and what to do next."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from albumen.errors import (
    AlbumenError,
    ConflictError,
    GoneError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    NotPermittedError,
    UnavailableError,
)

_LOG = logging.getLogger(__name__)

STATUS: list[tuple[type[AlbumenError], int]] = [
    (InvalidInputError, 422),
    (NotPermittedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (LimitReachedError, 413),
    (GoneError, 410),
    (UnavailableError, 503),
]
"""Status of each family of errors; a class may have its own in ``http_status``."""


def problem(
    status: int, code: str, detail: str, advice: str = "", fields: dict[str, str] | None = None
) -> HttpResponse:
    """An answer of type ``application/problem+json``."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "advice": advice,
    }
    if fields:
        body["fields"] = fields
    return JsonResponse(body, status=status, content_type="application/problem+json")


def problem_of(error: AlbumenError) -> HttpResponse:
    """The answer to one of our own errors; what has no family is a fault of the input (422)."""
    status = getattr(error, "http_status", None) or next(
        (status for family, status in STATUS if isinstance(error, family)), 422
    )
    return problem(status, error.code, error.sentence, error.advice, getattr(error, "fields", None))


def add_handlers(api: NinjaAPI) -> None:
    """Teach an API to answer every exception in this way."""

    @api.exception_handler(AlbumenError)
    def _ours(request: HttpRequest, error: AlbumenError) -> HttpResponse:
        return problem_of(error)

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(str(part) for part in e["loc"][1:]): str(e["msg"]) for e in error.errors}
        return problem(422, "invalid_input", "Something in the request cannot be used.", _SEE_FIELDS, fields)

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "not_logged_in", "You are not logged in.", "Log in, or send an access token.")

    @api.exception_handler(AuthorizationError)
    @api.exception_handler(PermissionDenied)
    def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(403, "not_permitted", "You may not do this.", "Log in with an account that may.")

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_of(NotFoundError("There is nothing at this address."))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad_request", str(error), "Mend the request and send it again.")

    @api.exception_handler(Exception)
    def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
        _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
        return problem(
            500, "bug", "Sorry, this is a bug in Albumen.", "It was written to the log; tell who runs it."
        )


_SEE_FIELDS = "See `fields` for what and why."
