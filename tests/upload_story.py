"""Pictures and tus requests for the tests of uploads."""

from __future__ import annotations

import base64
import hashlib
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


def picture_bytes(size: int = 10_000, seed: int = 0) -> bytes:
    """Bytes that begin as a JPEG does; uploads look no further."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(seed).randbytes(size - 11)  # noqa: S311 - a test


def encoded(metadata: dict[str, str]) -> str:
    """As Upload-Metadata has it."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items())


def create(client: Client, to: Any, size: int, data: bytes = b"", **more: Any) -> HttpResponse:
    """POST: announce an upload; ``more`` is metadata, or headers (HTTP_…)."""
    headers = {name: value for name, value in more.items() if name.startswith("HTTP_")}
    metadata = {"filename": "a.jpg", "event": str(to.pk)}
    metadata.update({name: value for name, value in more.items() if not name.startswith("HTTP_")})
    media_type = "application/offset+octet-stream" if data else "application/x-www-form-urlencoded"
    return client.generic(
        "POST",
        "/api/v1/uploads",
        data,
        media_type,
        **{**TUS, "HTTP_UPLOAD_LENGTH": str(size), "HTTP_UPLOAD_METADATA": encoded(metadata), **headers},
    )


def patch(client: Client, location: str, offset: int, data: bytes, **headers: Any) -> HttpResponse:
    """PATCH: go on with an upload."""
    return client.generic(
        "PATCH",
        location,
        data,
        "application/offset+octet-stream",
        **{**TUS, "HTTP_UPLOAD_OFFSET": str(offset), **headers},
    )


def head(client: Client, location: str, **headers: Any) -> HttpResponse:
    """HEAD: ask where an upload stands."""
    return client.head(location, **{**TUS, **headers})


def checksum(algorithm: str, data: bytes) -> str:
    """As Upload-Checksum has it."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"
