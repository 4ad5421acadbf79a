"""How uploads are answered."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

from albumen.api.errors import problem_of
from albumen.api.tus import protocol
from albumen.errors import AlbumenError
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import (
    ChecksumMismatchError,
    TooLargeError,
    TooManyUploadsError,
    UploadBusyError,
    WrongOffsetError,
)

_RESULTS: dict[Any, str] = {
    UploadState.COMPLETE: "pending",
    UploadState.RECEIVED: "received",
    UploadState.DUPLICATE: "duplicate",
}

RETRY_SOON = "1"
"""Seconds after which a busy upload is worth another try."""


def offered() -> HttpResponse:
    """The answer to OPTIONS: what this server can do."""
    answer = HttpResponse(status=204)
    answer["Tus-Version"] = protocol.VERSION
    answer["Tus-Extension"] = protocol.EXTENSIONS
    answer["Tus-Max-Size"] = str(settings.ALBUMEN_UPLOAD_MAX_BYTES)
    answer["Tus-Checksum-Algorithm"] = "sha256,sha1"
    return marked(answer)


def state_of(upload: Upload, status: int) -> HttpResponse:
    """Where an upload stands, in headers."""
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(upload.offset)
    answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    if result := _RESULTS.get(upload.state):
        answer[protocol.RESULT] = result
    if upload.photo_id is not None:
        answer[protocol.PHOTO] = str(upload.photo_id)
    return marked(answer)


def failure(error: AlbumenError) -> HttpResponse:
    """An error as problem details, with the headers that help a client to go on."""
    answer = _checksum_mismatch(error) if isinstance(error, ChecksumMismatchError) else problem_of(error)
    if isinstance(error, WrongOffsetError):
        answer["Upload-Offset"] = str(error.offset)
    elif isinstance(error, TooLargeError):
        answer["Tus-Max-Size"] = str(settings.ALBUMEN_UPLOAD_MAX_BYTES)
    elif isinstance(error, protocol.VersionMismatchError):
        answer["Tus-Version"] = protocol.VERSION
    elif isinstance(error, UploadBusyError | TooManyUploadsError):
        answer["Retry-After"] = RETRY_SOON
    return marked(answer)


def marked(answer: HttpResponse) -> HttpResponse:
    """With what every answer carries; nothing about an upload may be cached."""
    answer["Tus-Resumable"] = protocol.VERSION
    answer["Cache-Control"] = "no-store"
    return answer


def _checksum_mismatch(error: ChecksumMismatchError) -> HttpResponse:
    """Status 460 is the protocol's own and has no phrase in the standard library."""
    answer = problem_of(_Unphrased(error.sentence, advice=error.advice))
    body = json.loads(answer.content)
    body.update(status=460, title="Checksum Mismatch", code=error.code)
    answer.content = json.dumps(body).encode()
    answer.status_code = 460
    answer.reason_phrase = "Checksum Mismatch"
    return answer


class _Unphrased(AlbumenError):
    pass
