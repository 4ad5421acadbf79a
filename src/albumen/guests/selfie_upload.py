"""The picture in a guest's request: looked at only as far as its first bytes, decoded by nobody here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.http import HttpRequest

from albumen.errors import AlbumenError, Fault
from albumen.guests.errors import NoAvatarError, NoSelfieSentError, SelfieFormatError, SelfieTooLargeError
from albumen.guests.models import Registration
from albumen.photos.stored import FileLostError, read_stored

FORMATS = frozenset({"jpeg", "png", "webp", "heic", "avif"})
"""What phones and browsers make."""

_HEAD = 4096
_FORM_OVERHEAD = 10_000
"""Bytes of a form around its file."""


@contextmanager
def picture_of(request: HttpRequest, guest: Registration) -> Iterator[File[Any]]:
    """The picture sent, or the profile picture where the JSON ``{"from": "avatar"}`` was sent.

    Raises:
        NoSelfieSentError, SelfieTooLargeError, SelfieFormatError, NoAvatarError: what is wrong with it.
    """
    most = settings.ALBUMEN_SELFIE_MAX_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most + _FORM_OVERHEAD:
        raise _too_large(most)
    if (request.content_type or "").startswith("application/json"):
        with _avatar(request, guest) as picture:
            yield picture
        return
    sent = request.FILES.get("file")
    if sent is None or not sent.size:
        raise NoSelfieSentError(
            "No picture was sent.", fields={"file": Fault("empty_file", "It is missing or empty.")}
        )
    if sent.size > most:
        raise _too_large(most)
    _check_format(sent.read(_HEAD))
    sent.seek(0)
    yield sent


@contextmanager
def _avatar(request: HttpRequest, guest: Registration) -> Iterator[File[Any]]:
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if asked != {"from": "avatar"}:
        raise NoSelfieSentError(
            "No picture was sent.",
            fields={"from": Fault("not_a_choice", "It must be `avatar`.", choices="avatar")},
        )
    key = guest.user.avatar
    if not key:
        raise NoAvatarError
    try:
        data = read_stored(key, settings.ALBUMEN_SELFIE_MAX_BYTES)
    except FileLostError as error:
        raise NoAvatarError from error
    yield ContentFile(data)


def _check_format(head: bytes) -> None:
    from albumen.imaging.sniff import sniff

    try:
        kind: str = sniff(head)
    except AlbumenError as error:
        raise SelfieFormatError(error.sentence) from error
    if kind not in FORMATS:
        raise SelfieFormatError(f"The file is {kind.upper()}, which is not taken as a selfie.")


def _too_large(most: int) -> SelfieTooLargeError:
    return SelfieTooLargeError(f"A selfie may have {most / 1e6:g} MB.", values={"most_bytes": most})
