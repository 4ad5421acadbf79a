"""Cutting upright, equally sized face chips out of a picture.

A chip is the picture seen through the similarity (rotation, uniform scale, shift) that brings a face's five landmarks
closest to a template. Where the picture is larger than the chip it is first halved as often as needed, so that
every output pixel is an average of what it covers: a plain bilinear warp of a large face skips pixels, and the
aliasing moves embeddings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.resizing import halved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray, Image

ARCFACE_TEMPLATE: FloatArray = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]],
    np.float32,
)
"""Where right eye, left eye, nose tip, right and left corner of the mouth go in a 112 x 112 chip.

Source: deepinsight/insightface, ``face_align.py``; the same points that MobileFaceNet, SFace and ArcFace were trained
with.
"""

ARCFACE_CHIP = 112


def similarities(points: FloatArray, template: FloatArray) -> NDArray[np.float64]:
    """Least-squares similarity that maps each face's points onto a template, all faces at once.

    Args:
        points: (N, P, 2) landmarks.
        template: (P, 2) where they should go.

    Returns:
        (N, 2, 3) affine matrices, reflection excluded.

    Source: S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns" (1991); in
    the plane its solution has the closed form used here (complex regression).
    """
    source = points[..., 0].astype(np.float64) + 1j * points[..., 1]
    target = template[:, 0].astype(np.float64) + 1j * template[:, 1]
    source_mean, target_mean = source.mean(axis=1, keepdims=True), target.mean()
    centred = source - source_mean
    spread = np.maximum((np.abs(centred) ** 2).sum(axis=1), 1e-9)
    turn = (np.conj(centred) * (target - target_mean)).sum(axis=1) / spread
    shift = target_mean - turn * source_mean[:, 0]
    matrices = np.empty((len(points), 2, 3))
    matrices[:, 0, 0] = matrices[:, 1, 1] = turn.real
    matrices[:, 0, 1], matrices[:, 1, 0] = -turn.imag, turn.imag
    matrices[:, 0, 2], matrices[:, 1, 2] = shift.real, shift.imag
    return matrices


def align(
    image: Image, landmarks: FloatArray, template: FloatArray = ARCFACE_TEMPLATE, size: int = ARCFACE_CHIP
) -> Image:
    """Chips of N faces of one picture.

    Args:
        image: upright RGB uint8.
        landmarks: (N, P, 2) in pixels of ``image``.
        template: (P, 2) where the landmarks go in a chip.
        size: width and height of a chip, pixels.

    Returns:
        (N, size, size, 3) uint8; what lies outside the picture is black.
    """
    import cv2

    matrices = similarities(landmarks, template)
    chips = np.empty((len(landmarks), size, size, 3), np.uint8)
    scales = np.hypot(matrices[:, 0, 0], matrices[:, 1, 0])
    halvings = np.clip(np.floor(np.log2(1.0 / np.maximum(scales, 1e-6))), 0, 8).astype(int)
    for i, (matrix, count) in enumerate(zip(matrices, halvings, strict=True)):
        source, matrix = _halved(image, matrix, int(count), size) if count else (image, matrix)
        chips[i] = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR)
    return chips


def _halved(
    image: Image, matrix: NDArray[np.float64], count: int, size: int
) -> tuple[Image, NDArray[np.float64]]:
    """The part of the picture that the chip covers, averaged down by 2**count, and the matrix that fits it."""
    import cv2

    height, width = image.shape[:2]
    inverse = cv2.invertAffineTransform(matrix)
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]]) @ inverse[:, :2].T + inverse[:, 2]
    step = 2**count
    limit = np.array([width, height])
    first = np.clip(np.floor(corners.min(axis=0)).astype(int) - step, 0, np.maximum(limit - step, 0))
    last = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 2 * step, first + 1, limit)
    small = halved(image[first[1] : last[1], first[0] : last[0]], count)
    fitted = matrix.copy()
    # A pixel centre x of the small part lies at (x + 0.5) * step - 0.5 + first of the picture.
    fitted[:, :2] = matrix[:, :2] * step
    fitted[:, 2] = matrix[:, 2] + matrix[:, :2] @ (first + 0.5 * step - 0.5)
    return small, fitted
