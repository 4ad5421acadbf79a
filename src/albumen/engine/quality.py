"""How useful a face is for recognition, measured before anyone compares it.

Six things are measured for every face (size, sharpness, head pose, exposure, how much of it is inside the picture,
and the detector's confidence) and joined in one number, ``overall``: the expected probability that a comparison of
this face with another one like it, of the same person, passes at a false match rate of 1 in 10,000. The weights were
fitted on genuine pairs of one half of the identities of lfw-dev, photos both as they are and reduced to 8 to 42 pixels
between the eyes, and judged on the other half (``benchmarks/quality.py``; the error-reject curve is in
docs/benchmarks.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.alignment import align
from albumen.engine.types import FaceQuality, FloatArray, Image, LandmarkScheme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Usefulness

CHIP = 64
"""Side of the grey chip on which sharpness and exposure are measured, pixels."""

EYES = np.array([[20.0, 26.0], [44.0, 26.0]], np.float32)
"""Where the right and the left eye go in that chip: 24 pixels apart, so that chips of all sizes compare."""

NOSE_DEPTH: dict[LandmarkScheme, float] = {"eyes_nose_mouth": 0.60, "dlib_five": 0.35}
"""How far the nose point lies before the plane of the eyes, in eye distances (38 and 22 mm for eyes 63 mm apart:
L. Farkas, "Anthropometry of the Head and Face", 1994)."""

NOSE_BELOW: dict[LandmarkScheme, float] = {"eyes_nose_mouth": 0.58, "dlib_five": 0.67}
"""How far the nose point lies below the eyes in a frontal face, in eye distances: medians over lfw-dev."""


@dataclass(frozen=True, slots=True)
class UsefulnessModel:
    """Weights of the one number ``overall``; each applies to the feature named, see :func:`features`."""

    bias: float
    weights: tuple[float, ...]


GENERAL = UsefulnessModel(-4.0, (5.0, -2.0, 2.0, -1.5, -1.0, -0.2, 0.8, 1.0, 1.5))
"""For packs whose own weights are not fitted."""

LEAST_SHARPNESS = 0.33
"""Below this sharpness faces resemble each other for their blur. On lfw-dev blurred by 3 pixels (sharpness 0.27) the
mean similarity of strangers rises from 0.00 to 0.20, by 5 pixels (0.17) to 0.49, above the threshold of ``likely``; of
the photos as they are 1 in 1,000 is below, of those reduced to 8 to 42 pixels between the eyes 1 in 50."""

FEATURES = ("log2_size", "small", "sharpness", "yaw", "pitch", "roll", "exposure", "visible", "surety")
"""The features of the model, in order."""


def measure(
    image: Image,
    boxes: FloatArray,
    landmarks: FloatArray,
    confidence: FloatArray,
    scheme: LandmarkScheme,
    *,
    pixels_per_original: float,
    model: UsefulnessModel,
) -> FaceQuality:
    """Quality of N faces of one picture.

    Args:
        image: upright RGB uint8, at any decoded size.
        boxes: (N, 4) in pixels of ``image``.
        landmarks: (N, 5, 2) in pixels of ``image``.
        confidence: (N,) detector confidence, 0..1.
        scheme: which points the landmarks are.
        pixels_per_original: pixels of ``image`` per pixel of the original (0..1], so that sizes are the original's.
        model: how to join the measurements.
    """
    if not len(boxes):
        return FaceQuality.empty()
    eyes, nose = eyes_and_nose(landmarks, scheme)
    distance, yaw, pitch, roll = pose(eyes, nose, scheme)
    grey = _grey(align(image, eyes, EYES, CHIP))
    size = (distance / pixels_per_original).astype(np.float32)
    sharp = _sharpness(grey)
    exposed = _exposure(grey)
    visible = _visible(boxes, image.shape[1], image.shape[0])
    columns = features(size, sharp, yaw, pitch, roll, exposed, visible, confidence)
    overall = 1.0 / (1.0 + np.exp(-(columns @ np.asarray(model.weights) + model.bias)))
    return FaceQuality(size, sharp, yaw, pitch, roll, exposed, visible, overall.astype(np.float32))


def usefulness_model(fitted: Usefulness | None) -> UsefulnessModel:
    """The model of a catalogue entry; :data:`GENERAL` where it has none."""
    return UsefulnessModel(fitted.bias, fitted.weights) if fitted else GENERAL


def features(
    size: FloatArray,
    sharpness: FloatArray,
    yaw: FloatArray,
    pitch: FloatArray,
    roll: FloatArray,
    exposure: FloatArray,
    visible: FloatArray,
    score: FloatArray,
) -> NDArray[np.float64]:
    """(N, 9) columns named in ``FEATURES``, each about 0 to 1, from the measurements of N faces."""
    log_size = np.log2(np.clip(size, 4, 64)) / 6
    small = np.clip((24 - size) / 24, 0, 1) ** 2
    turned = np.clip(np.abs(yaw) / 60, 0, 1.5) ** 2
    nodded = np.clip(np.abs(pitch) / 60, 0, 1.5) ** 2
    tilted = np.clip(np.abs(roll) / 60, 0, 3) ** 2
    surety = np.clip(-np.log(np.maximum(1 - score, 1e-3)) / 4, 0, 1)
    return np.stack(
        [log_size, small, sharpness, turned, nodded, tilted, exposure, visible, surety], axis=1
    ).astype(np.float64)


def reliable(sharpness: FloatArray) -> NDArray[np.bool_]:
    """Whether faces of this sharpness (N,) are sharp enough for their similarity to mean what calibration says."""
    answer: NDArray[np.bool_] = sharpness >= LEAST_SHARPNESS
    return answer


def eyes_and_nose(landmarks: FloatArray, scheme: LandmarkScheme) -> tuple[FloatArray, FloatArray]:
    """Centres of the right and left eye, (N, 2, 2), and the nose point, (N, 2), from either scheme."""
    if scheme == "eyes_nose_mouth":
        return landmarks[:, :2], landmarks[:, 2]
    left = (landmarks[:, 0] + landmarks[:, 1]) / 2
    right = (landmarks[:, 2] + landmarks[:, 3]) / 2
    return np.stack([right, left], axis=1), landmarks[:, 4]


def pose(
    eyes: FloatArray, nose: FloatArray, scheme: LandmarkScheme
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Distance between the eyes (pixels), yaw, pitch and roll (degrees), each (N,), under weak perspective.

    The nose stands before the plane of the eyes; turning or nodding the head shifts it along or across the line
    between the eyes. Yaw is positive where the nose moves to the right of the picture, pitch where it moves up.
    """
    line = eyes[:, 1] - eyes[:, 0]
    distance = np.maximum(np.hypot(line[:, 0], line[:, 1]), 1e-3)
    along = line / distance[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    offset = nose - eyes.mean(axis=1)
    sideways = (offset * along).sum(axis=1) / distance
    below = (offset * across).sum(axis=1) / distance
    depth, rest = NOSE_DEPTH[scheme], NOSE_BELOW[scheme]
    yaw = np.arctan(sideways / depth)
    reach = np.hypot(depth, rest)
    pitch = np.arccos(np.clip(below * np.cos(yaw) / reach, -1, 1)) - np.arctan2(depth, rest)
    roll = np.arctan2(line[:, 1], line[:, 0])
    return (
        distance.astype(np.float32),
        np.degrees(yaw).astype(np.float32),
        np.degrees(pitch).astype(np.float32),
        np.degrees(roll).astype(np.float32),
    )


def _grey(chips: Image) -> FloatArray:
    """Luma (ITU-R BT.601) of RGB chips, 0..1."""
    weights = np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255)
    grey: FloatArray = chips.astype(np.float32) @ weights
    return grey


def _sharpness(grey: FloatArray) -> FloatArray:
    """Energy of fine detail over contrast, (N,), 0..1.

    The Laplacian's deviation (J. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000) over the
    chip's own, so that a flat light does not count as blur; halved where they are equal to 0.25.
    """
    inner = grey[:, 1:-1, 1:-1]
    laplacian = grey[:, :-2, 1:-1] + grey[:, 2:, 1:-1] + grey[:, 1:-1, :-2] + grey[:, 1:-1, 2:] - 4 * inner
    ratio = laplacian.std(axis=(1, 2)) / (inner.std(axis=(1, 2)) + 0.02)
    sharp: FloatArray = (ratio / (ratio + 0.25)).astype(np.float32)
    return sharp


def _exposure(grey: FloatArray) -> FloatArray:
    """1 where the face's mean luma lies between 0.25 and 0.75 with nothing burnt out or black, down to 0, (N,)."""
    face = grey[:, 8:56, 8:56]
    mean = face.mean(axis=(1, 2))
    level = np.clip(np.minimum(mean / 0.25, (1 - mean) / 0.25), 0, 1)
    clipped = ((face < 0.02) | (face > 0.98)).mean(axis=(1, 2))
    exposed: FloatArray = (level * (1 - clipped)).astype(np.float32)
    return exposed


def _visible(boxes: FloatArray, width: int, height: int) -> FloatArray:
    """Part of each box inside a picture of this size, (N,), 0..1."""
    low = np.clip(boxes[:, :2], 0, [width, height])
    high = np.clip(boxes[:, :2] + boxes[:, 2:], 0, [width, height])
    area = np.maximum(boxes[:, 2] * boxes[:, 3], 1e-6)
    inside: FloatArray = ((high - low).prod(axis=1) / area).astype(np.float32)
    return inside
