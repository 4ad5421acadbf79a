"""The two addresses of uploads: all of them, and one.

These are plain Django views rather than operations of the API's framework: that one reads the body before it asks who
sends it, and bytes of uploads go from the connection to the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from albumen.accounts.models import User
from albumen.api.errors import problem
from albumen.api.tus import answers, protocol
from albumen.api.tus.senders import sender_of
from albumen.errors import AlbumenError
from albumen.jobs import clock
from albumen.photos import spool
from albumen.photos.actions.append_upload import (
    AppendUpload,
    Transfer,
    refusal_of,
    settled_if_possible,
)
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.actions.end_upload import EndUpload
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import TransferBrokenError, UploadBusyError, UploadExpiredError
from albumen.photos.upload_targets import own_upload

_LOG = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

_PIECE = 1 << 20
_DRAINED = 4 << 20
"""Bytes of a refused body that are read all the same, so that the client reads the answer."""


def _door(view: View) -> View:
    """Check version and sender, and answer every failure as problem details."""

    @csrf_exempt  # the session's token is checked by sender_of
    @wraps(view)
    def enter(request: HttpRequest, **address: UUID) -> HttpResponse:
        method = request.method
        try:
            if method == "POST":
                method = request.headers.get("X-HTTP-Method-Override", method).upper()
            if method == "OPTIONS":
                return answers.offered()
            protocol.require_version(request)
            return view(request, method, sender_of(request), **address)
        except AlbumenError as error:
            _drain(request)
            return answers.failure(error)
        except Exception:  # noqa: BLE001 - the last door: a bug, told as one
            _LOG.exception("%s %s failed", method, request.path)
            _drain(request)
            return answers.marked(
                problem(
                    500,
                    "bug",
                    "Sorry, this is a bug in Albumen.",
                    "It was written to the log; nothing that had arrived is lost.",
                )
            )

    return enter


@_door
def uploads(request: HttpRequest, method: str, sender: User) -> HttpResponse:
    """POST announces an upload, and may bring its first bytes along."""
    if method != "POST":
        raise protocol.WrongMethodError("Uploads are announced with POST.")
    protocol.refuse_unoffered(request)
    brings = request.content_type == protocol.MEDIA_TYPE and protocol.content_length(request) != 0
    checksum = protocol.checksum(request) if brings else None
    upload = CreateUpload(
        sender, protocol.count(request, "Upload-Length"), protocol.metadata(request)
    ).execute()
    location = reverse("tus-upload", args=[upload.pk])
    if brings and upload.state == UploadState.OPEN:
        transfer = Transfer(0, protocol.content_length(request), _pieces(request), checksum)
        try:
            upload = AppendUpload(sender, upload, transfer).execute()
        except TransferBrokenError:
            upload.refresh_from_db()
        except AlbumenError as error:
            # The upload is there, whatever became of its first bytes.
            _drain(request)
            answer = answers.failure(error)
            answer["Location"] = location
            return answer
    elif brings:
        _drain(request)
    answer = _outcome(upload, 201)
    answer["Location"] = location
    return answer


@_door
def upload(request: HttpRequest, method: str, sender: User, identifier: UUID) -> HttpResponse:
    """HEAD says where it stands, PATCH goes on with it, DELETE ends it."""
    found = own_upload(sender, identifier)
    if method == "HEAD":
        return _standing(found)
    if method == "PATCH":
        return _go_on(request, sender, found)
    if method == "DELETE":
        EndUpload(sender, found).execute()
        return answers.marked(HttpResponse(status=204))
    raise protocol.WrongMethodError("An upload knows HEAD, PATCH and DELETE.")


def _standing(found: Upload) -> HttpResponse:
    if found.state == UploadState.OPEN and found.expires_at <= clock.now():
        raise UploadExpiredError("This upload was left alone for too long.")
    if found.state == UploadState.COMPLETE:
        found = _settled(found)
    if found.state == UploadState.REFUSED:
        raise refusal_of(found)
    answer = answers.state_of(found, 200)
    answer["Upload-Length"] = str(found.size)
    return answer


def _settled(found: Upload) -> Upload:
    """Go on with a complete upload that a crash left behind, unless somebody does so just now."""
    try:
        with spool.locked(found.pk):
            found.refresh_from_db()
            return settled_if_possible(found) if found.state == UploadState.COMPLETE else found
    except UploadBusyError:
        return found


def _go_on(request: HttpRequest, sender: User, found: Upload) -> HttpResponse:
    if request.content_type != protocol.MEDIA_TYPE:
        raise protocol.WrongMediaTypeError("The bytes of an upload need their own media type.")
    offset = protocol.count(request, "Upload-Offset")
    if found.state == UploadState.DUPLICATE:
        # Declared by its digest and known: whoever sends the bytes all the same is told that all are there.
        _drain(request)
        return answers.state_of(found, 204)
    transfer = Transfer(
        offset, protocol.content_length(request), _pieces(request), protocol.checksum(request)
    )
    return _outcome(AppendUpload(sender, found, transfer).execute(), 204)


def _outcome(upload: Upload, status: int) -> HttpResponse:
    if upload.state == UploadState.REFUSED:
        raise refusal_of(upload)
    return answers.state_of(upload, status)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body as it arrives; the database connection is given back meanwhile, since slow senders are many."""
    if not connection.in_atomic_block:
        connection.close()
    try:
        while piece := request.read(_PIECE):
            yield piece
    except UnreadablePostError as error:
        raise TransferBrokenError("The connection ended before all bytes had arrived.") from error


def _drain(request: HttpRequest) -> None:
    """Read what little is left of a body, so that the client is not cut off while it still sends."""
    left = _DRAINED
    try:
        while left > 0 and (piece := request.read(min(_PIECE, left))):
            left -= len(piece)
    except (UnreadablePostError, ConnectionError):
        return
