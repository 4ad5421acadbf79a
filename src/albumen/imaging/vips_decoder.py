"""JPEG, PNG, WebP, TIFF and GIF through libvips, shrunk while loading.

A complete 8-bit RGB or grey JPEG goes through OpenCV's copy of libjpeg-turbo instead: the same pixels for a
quarter less time (docs/adr/0002-imaging-libraries.md). Whatever is cut off, odd or in CMYK stays with
libvips.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from albumen.imaging.colour import flatten, is_srgb, rgb8_to_srgb, to_srgb8
from albumen.imaging.decoders import Pixels, shrink_factor
from albumen.imaging.errors import DamagedPictureError, OutOfMemoryError, short_reason
from albumen.imaging.metadata import exif_orientation
from albumen.imaging.xmp.files import packets_in

if TYPE_CHECKING:
    import pyvips

_JPEG_STEPS: Final = (1, 2, 4, 8)
_LEAST_SEEN: Final = 1 / 16
"""A cut-off picture of which less than this part of the rows can be seen counts as damaged."""

_CUT_OFF: Final = "The file is damaged or cut off; part of the picture may be missing."
_PROFILE_UNUSABLE: Final = "The colour profile cannot be used; colours are shown without it."


class VipsDecoder:
    """A :class:`~albumen.imaging.decoders.Decoder` for what libvips reads.

    Raises:
        DamagedPictureError: the header cannot be read.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self._data, self._kind = data, kind
        header = self._load(fail_on="none")
        self.size: tuple[int, int] = (header.width, header.height)
        self._profile = _blob(header, "icc-profile-data")
        self.exif = data if kind == "tiff" else _blob(header, "exif-data")
        self.orientation = self.stored_orientation = exif_orientation(self.exif)
        self._plain = kind == "jpeg" and header.bands in (1, 3) and _is_whole_jpeg(data)

    def packets(self) -> list[bytes]:
        return packets_in(self._kind, self._data)

    def decode(self, longest_side: int) -> tuple[Pixels, list[str]]:
        if self._plain:
            pixels = self._decode_plain_jpeg(longest_side)
            if pixels is not None:
                return self._in_srgb(pixels)
        try:
            return self._decode(longest_side, fail_on="error")
        except DamagedPictureError:
            pixels, warnings = self._decode(longest_side, fail_on="none")
        if _part_seen(pixels) < _LEAST_SEEN:
            raise DamagedPictureError("The file is damaged or cut off; nothing of the picture can be seen.")
        return pixels, [*warnings, _CUT_OFF]

    def _decode_plain_jpeg(self, longest_side: int) -> Pixels | None:
        import cv2

        reduced = {
            1: cv2.IMREAD_COLOR,
            2: cv2.IMREAD_REDUCED_COLOR_2,
            4: cv2.IMREAD_REDUCED_COLOR_4,
            8: cv2.IMREAD_REDUCED_COLOR_8,
        }[shrink_factor(self.size, longest_side, _JPEG_STEPS)]
        # The flag for RGB order cannot be combined with the bit that also means "colour" but by replacing it.
        flags = (reduced & ~cv2.IMREAD_COLOR) | cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        try:
            pixels: Pixels | None = cv2.imdecode(np.frombuffer(self._data, np.uint8), flags)
        except cv2.error as error:
            if error.code == cv2.Error.StsNoMem:
                raise MemoryError from error
            return None
        return pixels

    def _in_srgb(self, pixels: Pixels) -> tuple[Pixels, list[str]]:
        if self._profile is None or self._profile[16:20] != b"RGB " or is_srgb(self._profile):
            return pixels, []
        converted = rgb8_to_srgb(pixels, self._profile)
        return (pixels, [_PROFILE_UNUSABLE]) if converted is None else (converted, [])

    def _decode(self, longest_side: int, fail_on: str) -> tuple[Pixels, list[str]]:
        vips = load_vips()
        arguments: dict[str, Any] = {}
        factor = shrink_factor(self.size, longest_side)
        if self._kind == "jpeg":
            arguments["shrink"] = shrink_factor(self.size, longest_side, _JPEG_STEPS)
            factor = 1
        elif self._kind == "webp" and factor > 1:
            arguments["scale"] = 1 / factor
            factor = 1
        try:
            image = self._load(fail_on=fail_on, **arguments)
            if factor > 1:
                image = flatten(image).shrink(factor, factor)
            pixels, warning = to_srgb8(image)
        except vips.Error as error:
            raise _typed(error) from error
        return pixels, [warning] if warning else []

    def _load(self, fail_on: str, **arguments: Any) -> pyvips.Image:
        vips = load_vips()
        # Warnings about the picture before wait in libvips and would be told as if they were about this one.
        vips.vips_lib.vips_error_clear()
        loader = getattr(vips.Image, f"{self._kind}load_buffer")
        try:
            return loader(self._data, access="sequential", fail_on=fail_on, **arguments)
        except vips.Error as error:
            raise _typed(error) from error


@lru_cache(maxsize=1)
def load_vips() -> ModuleType:
    """libvips for a process that handles one picture at a time: one thread, no cache, no chatter."""
    logging.getLogger("pyvips").addHandler(logging.NullHandler())
    import pyvips

    pyvips.concurrency_set(1)
    pyvips.cache_set_max(0)
    module: ModuleType = pyvips
    return module


def _blob(image: pyvips.Image, name: str) -> bytes | None:
    return bytes(image.get(name)) if image.get_typeof(name) else None


def _typed(error: Exception) -> Exception:
    if "out of memory" in " ".join(str(error).lower().split()):
        return OutOfMemoryError("The picture needs more memory than a worker may take.")
    if not getattr(error, "detail", ""):  # libvips gave no reason
        return DamagedPictureError("The picture cannot be decoded.")
    return DamagedPictureError(f"The picture cannot be decoded ({short_reason(error)}).")


def _part_seen(pixels: Pixels) -> float:
    """Part of the rows above the first from which on all are alike: decoders leave what is missing blank."""
    differs = np.flatnonzero((pixels != pixels[-1:]).any(axis=(1, 2)))
    return 0.0 if not len(differs) else float(differs[-1] + 1) / len(pixels)


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether an 8-bit JPEG has an end marker after its first scan begins (a thumbnail has one before)."""
    position = 2
    while data[position : position + 1] == b"\xff":
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
            continue
        if marker == 0xDA:
            return data.rfind(b"\xff\xd9") > position
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and data[position + 4] != 8:
            return False
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        if length < 2 or position + 2 + length + 2 > len(data):
            return False
        position += 2 + length
    return False
