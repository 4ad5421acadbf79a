"""Answers that are an archive: with a known length, to be continued with Range."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from albumen.api.ranges import RangeNotSatisfiableError, asked_range
from albumen.api.schemas.problem import Problem
from albumen.photos.archive_names import archive_names
from albumen.photos.archives import Archive

_ZIP = {"schema": {"type": "string", "format": "binary"}}
ANSWERS: dict[str, Any] = {
    "responses": {
        200: {"description": "The archive.", "content": {"application/zip": _ZIP}},
        206: {"description": "The asked part of it.", "content": {"application/zip": _ZIP}},
        304: {"description": "It is what you have."},
        412: {"description": "It is no longer what you have."},
        416: {"description": "The range begins behind the end."},
    }
}
PROBLEMS: Any = {200: None, (403, 404, 410, 412, 413, 416, 503): Problem}


def archive_answer(
    request: HttpRequest, archive: Archive, name: str, begun: Callable[[], object]
) -> HttpResponse | StreamingHttpResponse:
    """The archive, or the part of it that is asked for.

    Args:
        request: GET or HEAD.
        archive: what is given.
        name: of the file, without its ending.
        begun: called where a transfer begins; one that goes on is none.
    """
    try:
        part = asked_range(request, archive.size, archive.etag)
    except RangeNotSatisfiableError as error:
        return error.answer()
    start, end = part or (0, archive.size)
    response: HttpResponse | StreamingHttpResponse
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        if start == 0 and request.headers.get("If-None-Match") != f'"{archive.etag}"':
            begun()
        response = StreamingHttpResponse(archive.stream(start, end))
    (filename,) = archive_names([(name, "zip")])
    response.status_code = 206 if part else 200
    response["Content-Type"] = "application/zip"
    response["Content-Length"] = str(end - start)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{archive.etag}"'
    response["Cache-Control"] = "private, no-cache"
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{archive.size}"
    return response
