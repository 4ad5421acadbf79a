"""Idempotency-Key: a creation that is sent twice is done once, and answered twice in the same words.

The row of a key is written before the work begins and gets the answer after it. Who finds the row unanswered is told
to wait; when it stays unanswered, the process that worked on it died and the next attempt takes it over. Refusals are
not kept: nothing was done, and the client may mend its request and use the key again.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from albumen.api.models import IdempotencyKey
from albumen.errors import ConflictError, InvalidInputError
from albumen.jobs import clock

LONGEST_KEY = 200
LARGEST_ANSWER = 1_000_000
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


class BadKeyError(InvalidInputError):
    """The key is empty, too long, or holds what no key needs."""

    code = "bad_idempotency_key"
    advice = "Send up to 200 printable ASCII characters without spaces, a UUID for example."


class KeyReusedError(ConflictError):
    """The key was used for something else."""

    code = "idempotency_key_reused"
    advice = "Use a new key for each new thing; the same key only to repeat the same request."


class StillWorkingError(ConflictError):
    """The first request with this key is not answered yet."""

    code = "still_working"
    advice = "Send it again after the seconds in Retry-After."
    retry_after = 2


def once(
    request: HttpRequest,
    user: Any,
    operation: str,
    key: str,
    work: Callable[[], HttpResponse],
    *,
    check: Callable[[bytes], None] | None = None,
) -> HttpResponse:
    """Do ``work`` unless its key has an answer already; then give that.

    Args:
        request: the request, authenticated.
        user: who asks.
        operation: id of the operation; the same key under another operation is another key.
        key: what the client sent as Idempotency-Key.
        work: does it; what it raises is not kept.
        check: is given the body of an answer before it is repeated, and raises where that may not be (``api.replays``).

    Raises:
        BadKeyError: the key cannot be used.
        KeyReusedError: the key stands for a request with other contents.
        StillWorkingError: it is being worked on right now.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        raise BadKeyError("The Idempotency-Key cannot be used.")
    attempt = uuid.uuid4()
    answered = _begin(request, user, operation, key, attempt)
    if answered is not None:
        if check is not None:
            check(bytes(answered.body))
        return _replay(answered)
    try:
        response = work()
    except BaseException:
        _forget(attempt)
        raise
    if (
        200 <= response.status_code < 300
        and not response.streaming
        and len(response.content) <= LARGEST_ANSWER
        and "no-store" not in response.get("Cache-Control", "")  # a new access token is written down nowhere
    ):
        IdempotencyKey.objects.filter(attempt=attempt).update(
            status=response.status_code,
            headers={name: response[name] for name in _KEPT_HEADERS if name in response},
            body=response.content,
        )
    else:
        _forget(attempt)
    return response


def _begin(
    request: HttpRequest, user: Any, operation: str, key: str, attempt: uuid.UUID
) -> IdempotencyKey | None:
    """Claim the key for this attempt; returns its row instead when that has its answer."""
    now = clock.now()
    where = {"caller": _caller(request, user), "operation": operation, "key": key}
    claim: dict[str, Any] = {
        "attempt": attempt,
        "digest": _digest(request),
        "status": None,
        "headers": {},
        "body": b"",
        "started_at": now,
        "expires_at": now + timedelta(hours=settings.ALBUMEN_IDEMPOTENCY_HOURS),
    }
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(user=user, **where, **claim)
        return None
    except IntegrityError:
        found = IdempotencyKey.objects.filter(**where).first()
    if found is None:  # its work failed in between: the client may simply ask again
        raise StillWorkingError("The first request with this key has just ended.")
    if found.expires_at <= now:
        _take_over(found, claim)
        return None
    if found.digest != claim["digest"]:
        raise KeyReusedError("This Idempotency-Key was used for a request with other contents.")
    if found.status is not None:
        return found
    if found.started_at > _dead_before(now):
        raise StillWorkingError("The first request with this key is still being worked on.")
    _take_over(found, claim)
    return None


def _take_over(found: IdempotencyKey, claim: dict[str, Any]) -> None:
    """Claim the key of an attempt that died, or whose time is over; one of several takers wins."""
    if not IdempotencyKey.objects.filter(pk=found.pk, attempt=found.attempt).update(**claim):
        raise StillWorkingError("Another request with this key is being worked on.")


def _forget(attempt: uuid.UUID) -> None:
    IdempotencyKey.objects.filter(attempt=attempt, status=None).delete()


def _replay(found: IdempotencyKey) -> HttpResponse:
    response = HttpResponse(bytes(found.body), status=found.status)
    for name, value in found.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _dead_before(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.ALBUMEN_IDEMPOTENCY_LOCK_SECONDS)


def _caller(request: HttpRequest, user: Any) -> str:
    """The account and the credential's kind: a token with fewer scopes is not told what another one did."""
    credential = request.headers.get("Authorization", "")
    return hashlib.sha256(f"{user.pk}\n{credential}".encode()).hexdigest()


def _digest(request: HttpRequest) -> str:
    """SHA-256 of address and contents; of a form, of its fields and files, as its boundary changes every time."""
    digest = hashlib.sha256(request.get_full_path().encode())
    if (request.content_type or "").startswith("multipart/"):
        for name in sorted(request.POST):
            for value in request.POST.getlist(name):
                digest.update(f"\n{name}={value}".encode("utf-8", "surrogatepass"))
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                digest.update(f"\n{name}:{file.name}:{file.size}:".encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(b"\n" + request.body)
    return digest.hexdigest()
