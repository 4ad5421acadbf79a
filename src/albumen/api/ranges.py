"""Answers that can be continued: one range of bytes of something with a known length and a strong ETag."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from albumen.api.errors import problem

_RANGE = re.compile(r"^bytes=(\d{0,19})-(\d{0,19})$")


class Range(NamedTuple):
    """From ``start`` up to and without ``end``."""

    start: int
    end: int


def asked_range(request: HttpRequest, size: int, etag: str) -> Range | None:
    """The range a request asks for; None for everything.

    Several ranges at once, other units, and an If-Range that names something else are answered with everything, as
    RFC 9110 allows.

    Args:
        request: with its headers.
        size: bytes in all.
        etag: without its quotes.

    Raises:
        RangeNotSatisfiableError: it begins behind the end.
    """
    found = _RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    condition = request.headers.get("If-Range")
    if found is None or (condition is not None and condition != f'"{etag}"'):
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= size or start >= end:
        raise RangeNotSatisfiableError(size)
    return Range(start, end)


class RangeNotSatisfiableError(Exception):
    """A range that begins behind the end; ``answer`` says so."""

    def __init__(self, size: int) -> None:
        super().__init__(f"behind {size} bytes")
        self.size = size

    def answer(self) -> HttpResponse:
        """Status 416 with the true length."""
        response = problem(416, "range_not_satisfiable", "The range begins behind the end.", "Start again.")
        response["Content-Range"] = f"bytes */{self.size}"
        return response
