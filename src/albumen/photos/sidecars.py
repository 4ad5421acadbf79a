"""Sidecar files: what says of a photo who is in it, in a file of its own beside it."""

from __future__ import annotations

from pathlib import Path

from albumen.errors import ConflictError
from albumen.imaging.xmp.packet import MOST_BYTES, Packet
from albumen.imaging.xmp.regions import Measured, measured_in
from albumen.photos.upload_errors import NoPictureError, TooLargeError

ENDING = ".xmp"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""What a text may begin with to say how it is encoded."""


class NamesNotWantedError(ConflictError):
    """The library does not take names from files."""

    code = "names_not_wanted"
    advice = "Choose in the settings of its people that names in files count, then upload it again."


class SeveralPhotosError(ConflictError):
    """A sidecar could be about more than one photo."""

    code = "several_photos"
    advice = "Embed the names in the photos themselves, or give the photos names of their own."


def is_sidecar(filename: str) -> bool:
    """Whether a file of this name is one."""
    return filename.lower().endswith(ENDING)


def refuse_if_none(head: bytes) -> None:
    """Raise NoPictureError where the first bytes of a sidecar are no XML."""
    text = head
    for mark in _MARKS:
        text = text.removeprefix(mark)
    if not text.replace(b"\0", b"").lstrip().startswith(b"<"):
        raise NoPictureError("The file is no XMP.", advice="Upload photos, or the .xmp files beside them.")


def read_sidecar(file: Path) -> Measured:
    """The faces with names in a sidecar.

    Raises:
        XmpError: it cannot be read.
        TooLargeError: it is far too long.
    """
    if file.stat().st_size > MOST_BYTES:
        raise TooLargeError(
            f"An XMP file has at most {MOST_BYTES:,} bytes.", values={"most_bytes": MOST_BYTES}
        )
    return measured_in(Packet(file.read_bytes()))
