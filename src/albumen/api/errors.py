"""Every failure as problem details (RFC 9457), with a stable code, a sentence and what to do next."""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.defaults import server_error
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError

from albumen.api.input_faults import fault_of
from albumen.errors import (
    AlbumenError,
    ConflictError,
    Fault,
    GoneError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    NotPermittedError,
    UnavailableError,
    Value,
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
    status: int,
    code: str,
    detail: str,
    advice: str = "",
    fields: Mapping[str, Fault] | None = None,
    values: Mapping[str, Value] | None = None,
) -> HttpResponse:
    """An answer of type ``application/problem+json``.

    Args:
        status: of HTTP.
        code: stable name of the failure.
        detail: what is wrong, in a sentence.
        advice: what to do next.
        fields: what is wrong with parts of the request; their codes are said beside their sentences.
        values: what the sentence counts or names.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "advice": advice,
    }
    if values:
        body["values"] = dict(values)
    if fields:
        body["fields"] = {name: str(fault) for name, fault in fields.items()}
        body["faults"] = {
            name: {"code": fault.code, "values": fault.values} for name, fault in fields.items()
        }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def problem_of(error: AlbumenError) -> HttpResponse:
    """The answer to one of our own errors; what has no family is a fault of the input (422).

    An error with ``retry_after`` (seconds) says so in the header Retry-After.
    """
    status = getattr(error, "http_status", None) or next(
        (status for family, status in STATUS if isinstance(error, family)), 422
    )
    response = problem(
        status, error.code, error.sentence, error.advice, getattr(error, "fields", None), error.values
    )
    wait = getattr(error, "retry_after", 30 if status == 503 else None)
    if wait is not None:
        response["Retry-After"] = str(max(1, math.ceil(wait)))
    return response


def problem_of_status(status: int) -> HttpResponse:
    """The answer for a status that Django gave without words of ours (no such address, wrong method, unknown host)."""
    code, detail, advice = _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    return problem(status, code, detail, advice)


_WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "The request cannot be understood.", "Mend it and send it again."),
    403: ("not_permitted", "You may not do this.", "Log in with an account that may."),
    404: ("not_found", "There is nothing at this address.", NotFoundError.advice),
    405: ("wrong_method", "This address does not take this method.", "See `Allow` for those it takes."),
    413: ("too_large", "The request is too large.", "Send less at a time."),
    500: ("bug", "Sorry, this is a bug in Albumen.", "It was written to the log; tell who runs it."),
    503: ("unavailable", UnavailableError.__doc__ or "", UnavailableError.advice),
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view for a form without its CSRF token: a problem, wherever it was sent to."""
    return problem(403, "csrf", "The CSRF token is missing or wrong.", _CSRF_ADVICE)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's view for an exception nobody caught, wherever: what is away for the moment is 503, the rest a bug."""
    error = sys.exc_info()[1]
    if isinstance(error, UnavailableError):
        return problem_of(error)
    if isinstance(error, OperationalError | InterfaceError):
        return problem_of(UnavailableError(_NO_DATABASE))
    return server_error(request)


_NO_DATABASE = "The database does not answer at the moment."
_CSRF_ADVICE = "Send the value of the cookie `albumen_csrf` in the header X-CSRFToken."


def add_handlers(api: NinjaAPI) -> None:
    """Teach an API to answer every exception in this way."""

    @api.exception_handler(AlbumenError)
    def _ours(request: HttpRequest, error: AlbumenError) -> HttpResponse:
        return problem_of(error)

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_where(e["loc"]): fault_of(e) for e in error.errors}
        return problem(422, "invalid_input", "Something in the request cannot be used.", _SEE_FIELDS, fields)

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = problem(401, "not_logged_in", "You are not logged in.", "Log in, or send an access token.")
        response["WWW-Authenticate"] = 'Bearer realm="albumen"'
        return response

    @api.exception_handler(AuthorizationError)
    @api.exception_handler(PermissionDenied)
    def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(403, "not_permitted", "You may not do this.", "Log in with an account that may.")

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_of(NotFoundError("There is nothing at this address."))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, AlbumenError):  # what our parser said, wrapped by django-ninja
            return problem_of(error.__cause__)
        return problem(error.status_code, "bad_request", str(error), "Mend the request and send it again.")

    @api.exception_handler(Throttled)
    def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = problem(
            429, "too_many_requests", "That was too often.", "Wait as long as Retry-After says."
        )
        response["Retry-After"] = str(max(1, math.ceil(error.wait or 1)))
        return response

    @api.exception_handler(RequestDataTooBig)
    @api.exception_handler(TooManyFieldsSent)
    @api.exception_handler(TooManyFilesSent)
    def _large(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem_of_status(413)

    @api.exception_handler(SuspiciousOperation)
    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(UnreadablePostError)
    def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem_of_status(400)

    @api.exception_handler(DataError)
    def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
        _LOG.error(
            "%s %s: a value passed every check but the database's",
            request.method,
            request.path,
            exc_info=error,
        )
        return problem(422, "invalid_input", "Something in the request cannot be stored.", "Shorten it.")

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def _away(request: HttpRequest, error: Exception) -> HttpResponse:
        _LOG.error("%s %s: the database does not work", request.method, request.path, exc_info=error)
        return problem_of(UnavailableError(_NO_DATABASE))

    @api.exception_handler(Exception)
    def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
        _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
        return problem_of_status(500)


_SEE_FIELDS = "See `fields` for what and why."


def _where(location: Sequence[int | str]) -> str:
    """Where in the request: names as the client wrote them, without source and name of the parameter behind a body."""
    source, *names = location
    if source == "body" and len(names) > 1:
        names = names[1:]
    return ".".join(str(name) for name in names)
