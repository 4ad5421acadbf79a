"""The one face of a selfie, good enough to search with, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.guests.selfie_errors import (
    FaceBlurredError,
    FaceCutOffError,
    FaceTooDarkError,
    FaceTooSmallError,
    FaceTurnedAwayError,
    FaceUnclearError,
    NoFaceError,
    SeveralFacesError,
)

if TYPE_CHECKING:
    from albumen.engine.types import Faces, FloatArray

COMPARABLE = 0.6
"""A second face this tall, as part of the tallest one's height, makes it unclear who is meant."""

SURE_FACE = 0.5
"""A second face with less detector confidence than this may be a false alarm and does not count."""

LEAST_EYES_APART = 20.0
"""Fewest pixels between the eyes. Advice asks for more, so that what just passes is not the aim."""

LEAST_EXPOSURE = 0.25
"""Below it the face is nearly black or burnt out (1 is well exposed)."""

LEAST_VISIBLE = 0.75
"""Part of the face's box that must be inside the picture."""

MOST_TURNED = 50.0
"""Degrees that the head may be turned aside, or nodded."""

LEAST_USEFUL = 0.10
"""Lowest quality in all: the expected success of a comparison at a false match rate of 1 in 10,000."""

SAME_FACE = 0.4
"""Intersection over union from which boxes of two packs are around the same face."""


def main_face(faces: Faces) -> int:
    """Index of the face that the selfie is of.

    The largest one wins only where no other comes near it in size.

    Raises:
        NoFaceError: there is none.
        SeveralFacesError: it is not clear which is meant.
    """
    if not len(faces):
        raise NoFaceError("No face was found on the picture.")
    main, alike = tallest(faces.boxes[:, 3], faces.scores)
    if alike > 1:
        raise SeveralFacesError(f"The picture shows {alike} faces of about the same size.")
    return main


def tallest(heights: FloatArray, scores: FloatArray) -> tuple[int, int]:
    """Index of the tallest of F faces, F at least 1, and how many are about as tall, itself included: where that is
    one, it is clear who is meant.

    Args:
        heights: (F,) of their boxes, in any unit.
        scores: (F,) the detector's confidence, 0 to 1; what may be a false alarm is no rival.
    """
    main = int(np.argmax(heights))
    alike = (heights >= COMPARABLE * heights[main]) & (scores >= SURE_FACE)
    alike[main] = True
    return main, int(alike.sum())


def check_quality(face: Faces) -> None:
    """Refuse a face (``Faces`` of length 1) that nobody can be recognised by, with the reason that helps most.

    Raises:
        SelfieRefusedError: one of its subclasses.
    """
    from albumen.engine.quality import reliable

    quality = face.quality
    size, exposure = float(quality.size[0]), float(quality.exposure[0])
    if size < LEAST_EYES_APART:
        raise FaceTooSmallError(f"The face is too small: its eyes are {size:.0f} pixels apart.")
    if float(quality.visible[0]) < LEAST_VISIBLE:
        raise FaceCutOffError("The face is cut off at the edge of the picture.")
    if exposure < LEAST_EXPOSURE:
        raise FaceTooDarkError("The face is too dark or too bright.")
    if max(abs(float(quality.yaw[0])), abs(float(quality.pitch[0]))) > MOST_TURNED:
        raise FaceTurnedAwayError("The face is turned away too far.")
    if not reliable(quality.sharpness)[0]:
        raise FaceBlurredError("The face is too blurred.")
    if float(quality.overall[0]) < LEAST_USEFUL:
        raise FaceUnclearError("The face cannot be seen well enough.")


def same_face(faces: Faces, box: FloatArray) -> int | None:
    """Index of the face whose box lies on ``box`` (4,) best; None when there is none."""
    if not len(faces):
        return None
    left, top = np.maximum(faces.boxes[:, :2], box[:2]).T
    right, bottom = np.minimum(faces.boxes[:, :2] + faces.boxes[:, 2:], box[:2] + box[2:]).T
    shared = np.clip(right - left, 0, None) * np.clip(bottom - top, 0, None)
    union = faces.boxes[:, 2] * faces.boxes[:, 3] + box[2] * box[3] - shared
    overlap = shared / np.maximum(union, 1e-9)
    best = int(np.argmax(overlap))
    return best if overlap[best] >= SAME_FACE else None
