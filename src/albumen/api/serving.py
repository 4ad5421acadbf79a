"""Stored pictures as answers: ranges, conditions, caching, and nothing a browser could run."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, http_date

from albumen.api.ranges import RangeNotSatisfiableError, asked_range
from albumen.errors import UnavailableError
from albumen.imaging.errors import DamagedPictureError
from albumen.imaging.parts import Part, cut_out
from albumen.photos.serving import SHOWN, ServedFile
from albumen.photos.stored import let_go_of_the_database, open_part, read_part

AT_ONCE = 1 << 20
"""Files up to this many bytes are read and sent in one piece: a page of previews needs no open files."""

CHUNK = 1 << 18
SIGNED_SECONDS = 300
KEPT = 31_536_000
"""Seconds that browsers may keep a preview whose address carries its version."""


class FileMissingError(UnavailableError):
    """The row is there and the store does not give its file."""

    code = "file_missing"
    advice = "Try again later; if it goes on, tell who runs this server."


def file_answer(request: HttpRequest, file: ServedFile, *, save: bool = False) -> Any:
    """The answer to GET or HEAD for a stored file: 200, 206, 304, 416, or a redirect to the object store.

    Args:
        request: with ``v`` in the address where the address carries the version of the file.
        file: what to send; whoever calls this has checked that the person may have it.
        save: whether browsers save it rather than show it.

    Raises:
        FileMissingError: the store does not give the file.
    """
    attachment = save or file.media_type not in SHOWN
    disposition = content_disposition_header(as_attachment=attachment, filename=file.filename) or "inline"
    if unchanged(request, file):
        return _with_headers(request, HttpResponse(status=304), file, disposition)
    address = _signed_address(file, disposition)
    if address is not None:
        redirect = HttpResponseRedirect(address)
        redirect["Cache-Control"] = "private, no-store"
        return redirect
    size = _size(file)
    try:
        part = asked_range(request, size, file.etag)
    except RangeNotSatisfiableError as error:
        return error.answer()
    start, end = part or (0, size)
    response: HttpResponse | StreamingHttpResponse
    if request.method == "HEAD":
        response = HttpResponse()
    elif end - start <= AT_ONCE:
        response = HttpResponse(_read(file.key, start, end))
    else:
        response = StreamingHttpResponse(_pieces(file.key, start, end))
    response.status_code = 206 if part else 200
    response["Content-Length"] = str(end - start)
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return _with_headers(request, response, file, disposition)


def part_answer(request: HttpRequest, file: ServedFile, part: Part, side: int) -> Any:
    """The answer to GET or HEAD for a part of a preview, cut out for this answer: 200 or 304.

    Args:
        request: as for :func:`file_answer`, with the version of the whole preview.
        file: the preview; whoever calls this has checked that the person may see it.
        part, side: as :func:`albumen.imaging.parts.cut_out` takes them.

    Raises:
        FileMissingError: the store does not give the preview, or what it gives is none.
    """
    tag = hashlib.sha256(f"{file.etag} {part} {side}".encode()).hexdigest()[:20]
    made = replace(file, etag=tag, media_type="image/jpeg", filename="part.jpg")
    if unchanged(request, made):
        response = HttpResponse(status=304)
    else:
        try:
            response = HttpResponse(cut_out(_read(file.key, 0, _size(file)), part, side))
        except DamagedPictureError as error:
            raise FileMissingError("The file cannot be read from storage just now.") from error
    answer = _with_headers(request, response, made, "inline")
    del answer["Accept-Ranges"]
    return answer


def unchanged(request: HttpRequest, file: ServedFile) -> bool:
    """Whether the asker has the file already (If-None-Match, weakly compared as RFC 9110 says)."""
    known = request.headers.get("If-None-Match", "")
    return known.strip() == "*" or f'"{file.etag}"' in [
        tag.strip().removeprefix("W/") for tag in known.split(",")
    ]


def _with_headers(request: HttpRequest, response: Any, file: ServedFile, disposition: str) -> Any:
    response["Content-Type"] = file.media_type
    response["Content-Disposition"] = disposition
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{file.etag}"'
    response["Last-Modified"] = http_date(file.modified.timestamp())
    kept = bool(file.version) and request.GET.get("v") == file.version
    response["Cache-Control"] = f"private, max-age={KEPT}, immutable" if kept else "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Authorization"])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _signed_address(file: ServedFile, disposition: str) -> str | None:
    """A short-lived address in the object store; None where files come through us."""
    if not settings.ALBUMEN_SIGNED_URLS:
        return None
    sign = getattr(default_storage, "signed_address", None)
    if sign is None:
        return None  # a folder of this machine
    return str(sign(file.key, file.media_type, disposition, SIGNED_SECONDS))


def _size(file: ServedFile) -> int:
    let_go_of_the_database()
    try:
        return int(default_storage.size(file.key))
    except Exception as error:
        raise FileMissingError("The file cannot be read from storage just now.") from error


def _read(key: str, start: int, end: int) -> bytes:
    try:
        return read_part(key, start, end)
    except Exception as error:
        raise FileMissingError("The file cannot be read from storage just now.") from error


async def _pieces(key: str, start: int, end: int) -> AsyncGenerator[bytes, None]:
    file = await asyncio.to_thread(open_part, key, start, end)
    try:
        while start < end:
            piece = await asyncio.to_thread(file.read, min(CHUNK, end - start))
            if not piece:
                return  # shorter than it was: the missing length tells the client
            start += len(piece)
            yield piece
    finally:
        await asyncio.to_thread(file.close)
