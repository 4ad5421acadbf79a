"""What the headers of tus 1.0.0 say."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from django.http import HttpRequest

from albumen.errors import AlbumenError, InvalidInputError
from albumen.photos.checksums import ALGORITHMS

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,termination,checksum,expiration"
MEDIA_TYPE: Final = "application/offset+octet-stream"
RESULT: Final = "Albumen-Upload-Result"
"""Header: received, duplicate, or pending while storage does not answer."""
PHOTO: Final = "Albumen-Photo"
"""Header: the id of the photo that the upload became, or whose bytes it repeats."""

_LONGEST_METADATA: Final = 16_000
_DIGEST_SIZES: Final = {"sha256": 32, "sha1": 20}


class BadHeaderError(InvalidInputError):
    """A header of the protocol cannot be used."""

    code = "bad_header"
    advice = "Mend the header that is named; see https://tus.io/protocols/resumable-upload."
    http_status = 400


class VersionMismatchError(InvalidInputError):
    """The client does not speak our version of the protocol."""

    code = "tus_version"
    advice = f"Send Tus-Resumable: {VERSION}."
    http_status = 412


class WrongMediaTypeError(InvalidInputError):
    """The body is not marked as bytes of an upload."""

    code = "wrong_media_type"
    advice = f"Send Content-Type: {MEDIA_TYPE}."
    http_status = 415


class WrongMethodError(AlbumenError):
    """There is nothing to do with this method here."""

    code = "wrong_method"
    advice = (
        "Uploads are made with POST; one is continued with PATCH, asked for with HEAD, ended with DELETE."
    )
    http_status = 405


def require_version(request: HttpRequest) -> None:
    """Raise VersionMismatchError unless the client speaks tus 1.0.0."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise VersionMismatchError(f"This server speaks tus {VERSION} only.")


def count(request: HttpRequest, name: str) -> int:
    """A header that holds a number of bytes; BadHeaderError when it is missing or none."""
    return _number(name, request.headers.get(name, ""))


def content_length(request: HttpRequest) -> int | None:
    """How long the body says it is; None when it does not (chunked transfer)."""
    raw = request.META.get("CONTENT_LENGTH") or ""
    return _number("Content-Length", raw) if raw else None


def metadata(request: HttpRequest) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a value in Base64; what is no UTF-8 is replaced, not refused.

    Raises:
        BadHeaderError: it is too long, or no such list.
    """
    raw = request.headers.get("Upload-Metadata", "")
    if len(raw) > _LONGEST_METADATA:
        raise BadHeaderError(f"Upload-Metadata is longer than {_LONGEST_METADATA:,} characters.")
    said: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in raw.split(","))):
        key, _, value = pair.partition(" ")
        if key in said:
            raise BadHeaderError(f"Upload-Metadata names {key[:40]!r} twice.")
        said[key] = _decoded("Upload-Metadata", value.strip()).decode("utf-8", "replace")
    return said


def checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    """Upload-Checksum: algorithm and digest; None without the header.

    Raises:
        BadHeaderError: an algorithm that is not offered, or no digest of it.
    """
    raw = request.headers.get("Upload-Checksum")
    if raw is None:
        return None
    algorithm, _, value = raw.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeaderError(f"Upload-Checksum may use {' or '.join(ALGORITHMS)}.")
    digest = _decoded("Upload-Checksum", value.strip())
    if len(digest) != _DIGEST_SIZES[algorithm]:
        raise BadHeaderError(f"Upload-Checksum holds no {algorithm} digest.")
    return algorithm, digest


def refuse_unoffered(request: HttpRequest) -> None:
    """Raise BadHeaderError when a creation relies on an extension that is not offered."""
    for name, extension in (
        ("Upload-Defer-Length", "creation-defer-length"),
        ("Upload-Concat", "concatenation"),
    ):
        if name in request.headers:
            raise BadHeaderError(f"{name} cannot be used: this server does not offer {extension}.")


def _number(name: str, raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 18):
        raise BadHeaderError(f"{name} must be a number of bytes.")
    return int(raw)


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeaderError(f"{name} holds something that is not Base64.") from error
