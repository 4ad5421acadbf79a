"""What the first bytes of a file say: its kind, or that it is certainly no picture.

Only signatures are compared here, in the web process; decoding is a job's work, and its word is the last one.
"""

from __future__ import annotations

from typing import Final

from albumen.imaging.errors import ImagingError
from albumen.imaging.sniff import sniff
from albumen.photos.sidecars import is_sidecar, refuse_if_none
from albumen.photos.upload_errors import NoPictureError

ENOUGH: Final = 512
"""Bytes that are enough to tell."""

_KINDS: Final = {
    "jpeg": ("jpg", "image/jpeg"),
    "png": ("png", "image/png"),
    "webp": ("webp", "image/webp"),
    "tiff": ("tif", "image/tiff"),
    "gif": ("gif", "image/gif"),
    "bmp": ("bmp", "image/bmp"),
    "heic": ("heic", "image/heic"),
    "avif": ("avif", "image/avif"),
    "raw": ("raw", ""),
}

EXTENSIONS: Final = tuple(extension for extension, _ in _KINDS.values())
"""Every extension an original can have."""


def first_look(filename: str, head: bytes) -> None:
    """Look whether a file may be a photo or, by its name, a sidecar of one.

    Raises:
        NoPictureError: it is certainly neither.
    """
    if is_sidecar(filename):
        refuse_if_none(head)
    else:
        kind_of(head)


def kind_of(head: bytes) -> tuple[str, str]:
    """Extension and media type of a file by its first :data:`ENOUGH` bytes (or all, if there are fewer).

    Raises:
        NoPictureError: it is no picture, or of a kind that Albumen does not read.
    """
    try:
        return _KINDS[sniff(head[:ENOUGH])]
    except ImagingError as error:
        raise NoPictureError(error.sentence) from error
