"""The 150 pixel chip that dlib's descriptor wants, cut as dlib cuts it.

dlib ``interpolation.h``: ``get_face_chip_details`` and ``extract_image_chips``. What matters is how a large
face is
shrunk: dlib halves the picture with a 5-tap filter until the face is nearly of chip size and interpolates
only then. Plain interpolation from the full picture moves descriptors by up to 0.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumen.engine.types import FloatArray, Image

CHIP_SIZE = 150
PADDING = 0.25
"""Margin around the mean shape, as a part of its size."""

_MEAN_SHAPE = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ]
)
"""Mean position of dlib's five points in the unit square (dlib ``get_face_chip_details``)."""

_TARGET = (PADDING + _MEAN_SHAPE) / (2 * PADDING + 1) * CHIP_SIZE
_HALF_STEP = np.array([1.25, 0.75])
"""What dlib's ``pyramid_down<2>`` takes off a coordinate after halving it."""

_FILTER = np.array([1.0, 4.0, 6.0, 4.0, 1.0], np.float32)
_FILTER_SUM_BITS = 8
_FIRST_MARGIN = 2
_SMALLEST_HALVED = 8


def cut_dlib_chips(image: Image, landmarks: FloatArray) -> Image:
    """Chips of N faces.

    Args:
        image: (height, width, 3) uint8 RGB.
        landmarks: (N, 5, 2) pixels, scheme ``dlib_five``.

    Returns:
        (N, 150, 150, 3) uint8; what lies outside the picture is black.
    """
    chips = np.zeros((len(landmarks), CHIP_SIZE, CHIP_SIZE, 3), np.uint8)
    for chip, points in zip(chips, landmarks, strict=True):
        _cut(image, _place(points.astype(np.float64)), chip)
    return chips


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a chip lies: centre (x, y), distance of its outer pixels from left to right, and its turn."""

    centre: NDArray[np.float64]
    span: float
    angle: float

    def corners(self) -> NDArray[np.float64]:
        """Top left, top right, bottom left, bottom right, (4, 2)."""
        half = self.span / 2
        x = np.array([-half, half, -half, half])
        y = np.array([-half, -half, half, half])
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.stack([cos * x - sin * y, sin * x + cos * y], axis=1) + self.centre


def _place(points: NDArray[np.float64]) -> _Place:
    """The similarity from the mean shape to ``points`` (least squares; S. Umeyama, PAMI 1991), as a place."""
    source_mean, target_mean = _TARGET.mean(axis=0), points.mean(axis=0)
    source, target = _TARGET - source_mean, points - target_mean
    variance = (source * source).sum()
    a = (source * target).sum() / variance
    b = (source[:, 0] * target[:, 1] - source[:, 1] * target[:, 0]).sum() / variance
    middle = CHIP_SIZE / 2 - source_mean
    centre = np.array([a * middle[0] - b * middle[1], b * middle[0] + a * middle[1]]) + target_mean
    return _Place(centre, CHIP_SIZE * float(np.hypot(a, b)) - 1.0, float(np.arctan2(b, a)))


def _cut(image: Image, place: _Place, chip: Image) -> None:
    """Fill ``chip``: crop, halve as often as needed, interpolate."""
    halvings, margin, span = 0, _FIRST_MARGIN, place.span / 2
    while (span + 1) ** 2 > CHIP_SIZE * CHIP_SIZE:
        halvings, margin, span = halvings + 1, 2 * margin + 2, span / 2
    corners = place.corners()
    lowest = np.maximum(np.floor(corners.min(axis=0) - margin + 0.5), 0).astype(int)
    highest = np.floor(corners.max(axis=0) + margin + 0.5).astype(int) + 1
    part = image[lowest[1] : max(int(highest[1]), 0), lowest[0] : max(int(highest[0]), 0)]
    centre, span = place.centre - lowest, place.span
    for _ in range(halvings):
        part = _halved(part)
        centre, span = centre / 2 - _HALF_STEP, span / 2
    _interpolate(part, _Place(centre, span, place.angle), chip)


def _halved(part: Image) -> Image:
    """dlib's ``pyramid_down<2>``: a 5x5 binomial filter at every second pixel, no border, rounded down."""
    import cv2

    rows, columns = part.shape[:2]
    if min(rows, columns) <= _SMALLEST_HALVED:
        return np.zeros((0, 0, 3), np.uint8)
    sums = cv2.sepFilter2D(np.ascontiguousarray(part), cv2.CV_32F, _FILTER, _FILTER)
    # Sums of 25 weighted bytes stay under 2**24, so float32 holds them exactly.
    inner = sums[2 : 2 + 2 * ((rows - 3) // 2) : 2, 2 : 2 + 2 * ((columns - 3) // 2) : 2].astype(np.int32)
    halved: Image = (inner >> _FILTER_SUM_BITS).astype(np.uint8)
    return halved


def _interpolate(part: Image, place: _Place, chip: Image) -> None:
    """Bilinear interpolation of ``part`` at the pixels of ``chip``; without neighbours they stay black."""
    rows, columns = part.shape[:2]
    if rows < 2 or columns < 2:
        return
    top_left, top_right, bottom_left, _ = place.corners()
    step = np.arange(CHIP_SIZE) / (CHIP_SIZE - 1)
    grid = (
        top_left
        + step[None, :, None] * (top_right - top_left)
        + step[:, None, None] * (bottom_left - top_left)
    ).reshape(-1, 2)
    whole = np.floor(grid)
    across, down = (grid - whole).T[:, :, None]
    left, top = whole.T.astype(np.intp)
    inside = (left >= 0) & (top >= 0) & (left < columns - 1) & (top < rows - 1)
    first = np.where(inside, top * columns + left, 0)
    pixels = part.reshape(-1, 3)
    above = _between(pixels.take(first, axis=0), pixels.take(first + 1, axis=0), across)
    first += columns
    below = _between(pixels.take(first, axis=0), pixels.take(first + 1, axis=0), across)
    values = _between(above, below, down).astype(np.uint8)
    chip[:] = np.where(inside[:, None], values, 0).reshape(chip.shape)


def _between(
    first: NDArray[np.uint8] | NDArray[np.float64],
    second: NDArray[np.uint8] | NDArray[np.float64],
    part: NDArray[np.float64],
) -> NDArray[np.float64]:
    """``(1 - part) * first + part * second``, in this order, as dlib rounds."""
    mixed: NDArray[np.float64] = (1 - part) * first
    mixed += part * second
    return mixed
