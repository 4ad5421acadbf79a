"""Chips cut and scaled as DeepFace does it, for the networks that DeepFace releases.

DeepFace (0.0.103, MIT; ``modules/detection.py`` and ``modules/preprocessing.py``) turns the surroundings of a face
until the eyes are level, crops the detector's box, scales it to fit the network's square and fills up with black.
What is computed here equals DeepFace's own functions; ``scripts/deepface_oracle.py`` records their answers and
``tests/engine/embedders/test_deepface_preprocessing.py`` compares.

VGG-Face and FaceNet get this crop, because they were trained on loose boxes. ArcFace and SFace were trained on chips
aligned by five points (``alignment.ARCFACE_TEMPLATE``) and get those, also in Albumen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from albumen.engine.embedders.chip_input import ChipInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray, Image

Normalisation = Literal["base", "raw", "Facenet", "Facenet2018", "VGGFace", "VGGFace2", "ArcFace"]
"""DeepFace's names. ``represent`` uses "base" unless told otherwise, and DeepFace's thresholds are tuned for it."""

# Size and place of YuNet's box, from the distance between the eyes and the distance from the eyes down to the mouth
# (and, sideways, from how far nose and mouth lie off the eyes' middle). Least squares over the surest face in each
# of 700 photos of lfw-dev; the rest is 4 to 5 % of the width in size and 2 to 3 % in place.
_WIDTH = (1.113, 1.022)
_HEIGHT = (0.486, 2.406)
_DOWN = (-0.145, 0.465)
_SIDEWAYS = (-1.214, 0.728)


def deepface_chip_input(size: int, normalisation: Normalisation = "base") -> ChipInput:
    """What DeepFace feeds to its ONNX networks: BGR, channels last, float32, normalised as named.

    Source: DeepFace 0.0.103, ``modules/preprocessing.py``, ``normalize_input``. "VGGFace" and "VGGFace2" subtract the
    mean colour of those data sets (BGR).
    """
    mean, std, divisor = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 1.0
    if normalisation == "base":
        divisor = 255.0
    elif normalisation == "Facenet2018":
        mean, std = (127.5, 127.5, 127.5), (127.5, 127.5, 127.5)
    elif normalisation == "VGGFace":
        mean = (93.5940, 104.7624, 129.1863)
    elif normalisation == "VGGFace2":
        mean = (91.4953, 103.8827, 131.0912)
    elif normalisation == "ArcFace":
        mean, std = (127.5, 127.5, 127.5), (128.0, 128.0, 128.0)
    return ChipInput(
        size=size,
        colour="bgr",
        layout="nhwc",
        divisor=divisor,
        mean=mean,
        std=std,
        standardise=normalisation == "Facenet",
    )


def cut_deepface_chips(image: Image, landmarks: FloatArray, size: int) -> NDArray[np.float32]:
    """Chips of N faces of one picture, as DeepFace cuts them from YuNet's boxes.

    An embedder is given landmarks, not boxes, so the boxes come from :func:`boxes_from_landmarks`.

    Args:
        image: upright RGB uint8.
        landmarks: (N, 5, 2), scheme ``eyes_nose_mouth``, pixels of ``image``.
        size: side of the chips, pixels.

    Returns:
        (N, size, size, 3) float32, RGB 0 to 255, not rounded (DeepFace scales in floating point).
    """
    boxes = boxes_from_landmarks(landmarks)
    chips = np.empty((len(landmarks), size, size, 3), np.float32)
    for i, (box, points) in enumerate(zip(boxes, landmarks, strict=True)):
        chips[i] = fit_square(level_crop(image, box, right_eye=points[0], left_eye=points[1]), size)
    return chips


def boxes_from_landmarks(landmarks: FloatArray) -> NDArray[np.intp]:
    """YuNet's boxes (left, top, width, height; whole pixels, at least 1 wide) as its landmarks foretell them.

    Args:
        landmarks: (N, 5, 2), scheme ``eyes_nose_mouth``.

    Returns:
        (N, 4). The box is the one a level face would have, around the same centre.
    """
    points = landmarks.astype(np.float64)
    eyes, nose, mouth = points[:, :2].mean(axis=1), points[:, 2], points[:, 3:].mean(axis=1)
    across = points[:, 1] - points[:, 0]
    between = np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-6)
    across /= between[:, None]
    down = np.stack([-across[:, 1], across[:, 0]], axis=1)
    below = ((mouth - eyes) * down).sum(axis=1)
    nose_off, mouth_off = ((nose - eyes) * across).sum(axis=1), ((mouth - eyes) * across).sum(axis=1)
    width = _WIDTH[0] * between + _WIDTH[1] * below
    height = _HEIGHT[0] * between + _HEIGHT[1] * below
    sideways = _SIDEWAYS[0] * nose_off + _SIDEWAYS[1] * mouth_off
    centre = eyes + across * sideways[:, None] + down * (_DOWN[0] * between + _DOWN[1] * below)[:, None]
    extent = np.maximum(np.stack([width, height], axis=1), 1.0)
    return np.concatenate([np.floor(centre - extent / 2), np.floor(extent)], axis=1).astype(np.intp)


def level_crop(image: Image, box: NDArray[np.intp], *, right_eye: FloatArray, left_eye: FloatArray) -> Image:
    """The box of a face after its surroundings were turned about the box's centre until the eyes are level.

    Args:
        image: upright RGB uint8.
        box: (4,) left, top, width, height, whole pixels; may reach outside, where the picture counts as black.
        right_eye, left_eye: (2,) the person's right and left eye.

    Returns:
        (height, width, 3) uint8.

    Source: DeepFace 0.0.103, ``modules/detection.py``: ``extract_sub_image`` (a margin of half the box on each
    side), ``align_img_wrt_eyes`` (bicubic), ``project_facial_area`` (the centre stays where it is).
    """
    import cv2

    left, top, width, height = (int(value) for value in box)
    margin_x, margin_y = int(0.5 * width), int(0.5 * height)
    part = _part(image, left - margin_x, top - margin_y, width + 2 * margin_x, height + 2 * margin_y)
    across_x, across_y = (float(left_eye[i]) - float(right_eye[i]) for i in (0, 1))
    angle = math.degrees(math.atan2(across_y, across_x))
    rows, columns = part.shape[:2]
    turn = cv2.getRotationMatrix2D((columns // 2, rows // 2), angle, 1.0)
    turned = cv2.warpAffine(part, turn, (columns, rows), flags=cv2.INTER_CUBIC)
    cropped: Image = turned[margin_y : margin_y + height, margin_x : margin_x + width]
    return cropped


def fit_square(crop: Image, size: int) -> NDArray[np.float32]:
    """A crop scaled to fit a square, with black bars.

    Args:
        crop: (H, W, 3) uint8.
        size: side of the square, pixels.

    Returns:
        (size, size, 3) float32, 0 to 255.

    Source: DeepFace 0.0.103, ``modules/preprocessing.py``, ``resize_image`` (bilinear, without averaging).
    """
    import cv2

    height, width = crop.shape[:2]
    factor = min(size / height, size / width)
    columns, rows = max(1, int(width * factor)), max(1, int(height * factor))
    scaled = cv2.resize(crop.astype(np.float32), (columns, rows))
    square = np.zeros((size, size, 3), np.float32)
    top, left = (size - rows) // 2, (size - columns) // 2
    square[top : top + rows, left : left + columns] = scaled
    return square


def _part(image: Image, left: int, top: int, width: int, height: int) -> Image:
    """A rectangle of the picture; what lies outside is black."""
    rows, columns = image.shape[:2]
    x1, y1, x2, y2 = max(0, left), max(0, top), min(columns, left + width), min(rows, top + height)
    if (x1, y1, x2, y2) == (left, top, left + width, top + height):
        return image[y1:y2, x1:x2]
    part = np.zeros((height, width, 3), np.uint8)
    if x1 < x2 and y1 < y2:
        part[y1 - top : y2 - top, x1 - left : x2 - left] = image[y1:y2, x1:x2]
    return part
