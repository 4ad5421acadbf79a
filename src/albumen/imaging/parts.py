"""A part of a preview as a picture of its own: a face in a list weighs a hundredth of the photo it is cut from."""

from __future__ import annotations

import io
import math
import threading
from typing import NamedTuple

from albumen.imaging.errors import DamagedPictureError
from albumen.imaging.previews import QUALITY

_AT_ONCE = threading.BoundedSemaphore(2)
"""A preview of 2,560 pixels is 15 MB while it is cut; a process that answers many has room for two."""


class Part(NamedTuple):
    """A rectangle in fractions of a picture's sides, measured from its upper left corner; may end beyond it."""

    left: float
    top: float
    width: float
    height: float


def cut_out(data: bytes, part: Part, side: int) -> bytes:
    """A part of a picture as JPEG, sRGB as the picture is, without metadata.

    Args:
        data: a preview (``previews.make_previews``), JPEG or WebP.
        part: what is cut out; at least one pixel of it is.
        side: longest side of the answer, pixels; it is less where the part has less, nothing is made larger.

    Raises:
        DamagedPictureError: the data is no such picture, or is cut off.
    """
    from PIL import Image

    with _AT_ONCE:
        try:
            with Image.open(io.BytesIO(data), formats=("JPEG", "WEBP")) as picture:
                whole = picture.size
                left, top, right, bottom = _pixels(part, whole)
                longest = max(right - left, bottom - top)
                # libjpeg leaves out, while it reads, what the answer has no pixels for: halves, quarters, eighths.
                picture.draft("RGB", (_least(whole[0], side, longest), _least(whole[1], side, longest)))
                box = _pixels(part, picture.size)
                factor = min(1, side / max(box[2] - box[0], box[3] - box[1]))
                size = (
                    max(1, round((box[2] - box[0]) * factor)),
                    max(1, round((box[3] - box[1]) * factor)),
                )
                small = (
                    picture.crop(box).convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
                )
                written = io.BytesIO()
                small.save(written, "JPEG", quality=QUALITY["jpeg"])
        except (OSError, ValueError) as error:
            raise DamagedPictureError("The preview cannot be read.") from error
    return written.getvalue()


def _pixels(part: Part, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part in whole pixels inside the picture: left, top, right, bottom."""
    left = min(max(round(part.left * size[0]), 0), size[0] - 1)
    top = min(max(round(part.top * size[1]), 0), size[1] - 1)
    right = min(max(round((part.left + part.width) * size[0]), left + 1), size[0])
    bottom = min(max(round((part.top + part.height) * size[1]), top + 1), size[1])
    return left, top, right, bottom


def _least(length: int, side: int, longest: int) -> int:
    """Pixels that a side of the picture has to keep when a part of ``longest`` pixels is to have ``side``."""
    return math.ceil(length * min(1, side / longest))
