"""Smaller copies of a picture for screens: upright, sRGB, without metadata, never larger than the original.

JPEG by default, which OpenCV's libjpeg-turbo writes ten times as fast as libwebp does WebP at its quickest, for one
and a half times the bytes (docs/photos.md); a server whose line is narrow and whose processors are idle sets WebP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from albumen.imaging.errors import ImagingError
from albumen.imaging.thumbhash import LARGEST, thumbhash

if TYPE_CHECKING:
    from albumen.imaging.decoders import Pixels

PreviewFormat = Literal["jpeg", "webp"]

EXTENSION: Final[dict[PreviewFormat, str]] = {"jpeg": "jpg", "webp": "webp"}
MEDIA_TYPE: Final[dict[PreviewFormat, str]] = {"jpeg": "image/jpeg", "webp": "image/webp"}

QUALITY: Final[dict[PreviewFormat, int]] = {"jpeg": 82, "webp": 80}
"""Of 0 to 100, as each encoder counts."""

GENERATION: Final = 2
"""Raised when the same picture gives other bytes than before: what browsers kept is then asked for again."""

_TWICE: Final = 2.02
"""Up to this factor two pixels in a row are all that linear interpolation should see; OpenCV's area average, which sees
a third, takes ten times as long."""

_WEBP_EFFORT: Final = 1
"""Of 0 to 6. At 2560 pixels 0.11 s against 0.37 s at the usual 4, for 15 % more bytes."""


class PreviewFailedError(ImagingError):
    """The picture was decoded and cannot be written as a preview."""

    code = "preview_failed"
    advice = "Export the photo as JPEG and upload that."


@dataclass(frozen=True, slots=True)
class Preview:
    """One encoded preview.

    Attributes:
        size: longest side that was asked for, pixels.
        width, height: pixels it really has.
        format: how it is encoded.
        data: the file.
    """

    size: int
    width: int
    height: int
    format: PreviewFormat
    data: bytes


def make_previews(pixels: Pixels, sizes: Iterable[int], kind: PreviewFormat = "jpeg") -> list[Preview]:
    """Previews of upright sRGB pixels, (height, width, 3) uint8, the largest first.

    A size that is larger than the pixels gives their own size: who wants more decodes more. Each is made from the one
    before, so the picture is gone over once.

    Raises:
        PreviewFailedError: no encoder takes the picture.
    """
    return [encoded(smaller, size, kind) for size, smaller in steps(pixels, sizes)]


def steps(pixels: Pixels, sizes: Iterable[int]) -> Iterator[tuple[int, Pixels]]:
    """Each size, the largest first, and the picture at it, which is made from the one before."""
    for size in sorted(sizes, reverse=True):
        pixels = fitted(pixels, size)
        yield size, pixels


def placeholder(pixels: Pixels) -> bytes:
    """The ThumbHash of a picture of any size."""
    return thumbhash(fitted(pixels, LARGEST))


def fitted(pixels: Pixels, longest_side: int) -> Pixels:
    """Pixels made smaller so that no side is longer; as they are where they fit. Sides are rounded, at least 1.

    Halves are averaged (OpenCV does that with vector instructions), what is left, less than a half, is interpolated.
    """
    import cv2

    height, width = pixels.shape[:2]
    factor = longest_side / max(height, width)
    if factor >= 1:
        return pixels
    target = (max(1, round(width * factor)), max(1, round(height * factor)))
    while pixels.shape[1] >= 2 * target[0] and pixels.shape[0] >= 2 * target[1]:
        half = (pixels.shape[1] // 2, pixels.shape[0] // 2)
        pixels = cv2.resize(pixels[: 2 * half[1], : 2 * half[0]], half, interpolation=cv2.INTER_AREA)
    if (pixels.shape[1], pixels.shape[0]) == target:
        return pixels
    # Linear interpolation skips rows of a strip that is halved along one side only. Of two it is the mean: a side that
    # is a pixel short of twice its target needs no better.
    lopsided = pixels.shape[1] > _TWICE * target[0] or pixels.shape[0] > _TWICE * target[1]
    smaller: Pixels = cv2.resize(
        pixels, target, interpolation=cv2.INTER_AREA if lopsided else cv2.INTER_LINEAR
    )
    return smaller


def encoded(pixels: Pixels, size: int, kind: PreviewFormat) -> Preview:
    """Pixels that fit ``size`` already as a file.

    Raises:
        PreviewFailedError: no encoder takes the picture.
    """
    height, width = pixels.shape[:2]
    data = _webp(pixels) if kind == "webp" else None
    if data is not None:
        return Preview(size, width, height, "webp", data)
    return Preview(size, width, height, "jpeg", _jpeg(pixels))


def _jpeg(pixels: Pixels) -> bytes:
    import cv2

    try:
        written, data = cv2.imencode(
            ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY["jpeg"]]
        )
    except cv2.error as error:
        raise PreviewFailedError("No preview of the picture can be written.") from error
    if not written:
        raise PreviewFailedError("No preview of the picture can be written.")
    return bytes(data)


def _webp(pixels: Pixels) -> bytes | None:
    """The picture as WebP; None where libwebp cannot (it was left out of libvips, or memory is short)."""
    from albumen.imaging.vips_decoder import load_vips

    vips = load_vips()
    try:
        image = vips.Image.new_from_array(np.ascontiguousarray(pixels), interpretation="srgb")
        return bytes(image.webpsave_buffer(Q=QUALITY["webp"], effort=_WEBP_EFFORT, keep="none"))
    except (vips.Error, AttributeError):
        return None
