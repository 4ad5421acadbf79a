"""A selfie as we keep it: re-encoded by us, small, without metadata; and its face alone, for reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray, Image

LONGEST_SIDE = 1280
"""Of the selfie that is kept, pixels."""

CROP_SIDE = 256
"""Of the face alone, pixels; a smaller one keeps its size."""

CROP_MARGIN = 0.35
"""Part of the face's box added on each side, so that a head is seen and not a mask."""

QUALITY = 88
"""Of the JPEG, 0 to 100."""


def selfie_jpeg(pixels: Image) -> bytes:
    """A picture (height, width, 3), RGB uint8, as JPEG with a longest side of at most ``LONGEST_SIDE``."""
    return _jpeg(_fitted(pixels, LONGEST_SIDE))


def face_jpeg(pixels: Image, box: FloatArray) -> bytes:
    """The square around a face as JPEG.

    Args:
        pixels: (height, width, 3), RGB uint8.
        box: (4,) left, top, width, height in pixels of ``pixels``; may reach outside.
    """
    left, top, width, height = (float(value) for value in box)
    rows, columns = pixels.shape[:2]
    side = max(1, min(round(max(width, height) * (1 + 2 * CROP_MARGIN)), rows, columns))
    x = min(max(round(left + width / 2 - side / 2), 0), columns - side)
    y = min(max(round(top + height / 2 - side / 2), 0), rows - side)
    return _jpeg(_fitted(pixels[y : y + side, x : x + side], CROP_SIDE))


def _fitted(pixels: Image, longest: int) -> Image:
    import cv2
    import numpy as np

    rows, columns = pixels.shape[:2]
    scale = longest / max(rows, columns)
    if scale >= 1:
        return pixels
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(pixels: Image) -> bytes:
    import cv2
    import numpy as np

    bgr = np.ascontiguousarray(pixels[:, :, ::-1])
    done, buffer = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("a picture in memory could not be encoded")
    data: bytes = buffer.tobytes()
    return data
