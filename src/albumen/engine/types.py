"""What the engine says about a picture: arrays, sliced and masked as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Image = NDArray[np.uint8]
"""Upright sRGB picture, shape (height, width, 3), uint8."""

LandmarkScheme = Literal["eyes_nose_mouth", "dlib_five"]
"""Which five points a detector gives and an embedder aligns by.

``eyes_nose_mouth``: centre of the right eye, of the left eye, tip of the nose, right and left corner of the mouth
(the person's right, so the right eye is the leftmost point of an upright frontal face).
``dlib_five``: dlib's order, outer and inner corner of the person's left eye, outer and inner corner of the right eye,
base of the nose.
"""

Index = NDArray[np.bool_] | NDArray[np.intp] | slice


class ImageSource(Protocol):
    """A picture that is decoded at the size it is needed at, so that a small look costs little.

    ``imaging.decode`` gives one for a file; :class:`ArraySource` wraps pixels already in memory.
    """

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright original, pixels."""
        ...

    def at(self, longest_side: int) -> Image:
        """Upright sRGB pixels whose longest side is at least ``min(longest_side, max(self.size))``.

        The answer may be larger than asked for (a decoder stops at the step it has), never larger than the
        original. Asking again for the same size or a smaller one may return the picture decoded before.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ArraySource:
    """An :class:`ImageSource` over pixels already decoded, shape (height, width, 3), uint8 sRGB."""

    pixels: Image

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.shape[1], self.pixels.shape[0]

    def at(self, longest_side: int) -> Image:
        return self.pixels


@dataclass(frozen=True, slots=True, eq=False)
class FaceQuality:
    """How useful each of N faces is for recognition, and why. All arrays have shape (N,), float32.

    Attributes:
        size: Distance between the eyes in pixels of the original (0 and up).
        sharpness: 0 (blurred) to 1 (crisp).
        yaw: Head turned left or right, degrees, 0 is frontal, estimated from the landmarks.
        pitch: Head turned up or down, degrees.
        roll: Head tilted in the picture plane, degrees, -180 to 180.
        exposure: 0 (black or burnt out) to 1 (well exposed).
        visible: Part of the face box inside the picture, 0 to 1; below 1 the face is cut off.
        overall: Expected usefulness for recognition, 0 to 1. See ``engine.quality``.
    """

    size: FloatArray
    sharpness: FloatArray
    yaw: FloatArray
    pitch: FloatArray
    roll: FloatArray
    exposure: FloatArray
    visible: FloatArray
    overall: FloatArray

    def __len__(self) -> int:
        return len(self.overall)

    def __getitem__(self, index: Index) -> FaceQuality:
        return FaceQuality(*(getattr(self, f.name)[index] for f in fields(self)))

    @classmethod
    def empty(cls) -> Self:
        return cls(*(np.zeros(0, np.float32) for _ in fields(cls)))

    @classmethod
    def concatenate(cls, parts: Sequence[FaceQuality]) -> FaceQuality:
        if not parts:
            return cls.empty()
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Faces found by a detector in one picture, best first.

    Attributes:
        boxes: (N, 4) float32, left, top, width, height, in pixels of the picture given; may reach outside it.
        landmarks: (N, 5, 2) float32, x and y of the five points of the detector's ``LandmarkScheme``.
        scores: (N,) float32, the detector's own confidence, larger is surer.
    """

    boxes: FloatArray
    landmarks: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, index: Index) -> Detections:
        return Detections(self.boxes[index], self.landmarks[index], self.scores[index])

    def scaled(self, factor: float) -> Detections:
        """The same faces in a picture ``factor`` times as large."""
        return Detections(self.boxes * np.float32(factor), self.landmarks * np.float32(factor), self.scores)

    @classmethod
    def empty(cls) -> Self:
        return cls(np.zeros((0, 4), np.float32), np.zeros((0, 5, 2), np.float32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Every face of one picture (or of several, concatenated), as arrays of the same length N.

    Attributes:
        boxes: (N, 4) float32, left, top, width, height in pixels of the upright original; may reach outside it.
        landmarks: (N, 5, 2) float32, as in :class:`Detections`, in pixels of the upright original.
        scores: (N,) float32, detector confidence mapped to 0..1.
        quality: :class:`FaceQuality` of length N.
        embeddings: (N, D) float32, unit length; D belongs to the pack. Compare with a dot product (-1 to 1), and
            only with embeddings of the same pack and version.
    """

    boxes: FloatArray
    landmarks: FloatArray
    scores: FloatArray
    quality: FaceQuality
    embeddings: FloatArray

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, f.name)) for f in fields(self)}
        if len(lengths) > 1:
            raise ValueError(f"arrays of Faces must have one length, got {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, index: Index) -> Faces:
        return Faces(*(getattr(self, f.name)[index] for f in fields(self)))

    @classmethod
    def empty(cls, dimension: int) -> Self:
        return cls(
            np.zeros((0, 4), np.float32),
            np.zeros((0, 5, 2), np.float32),
            np.zeros(0, np.float32),
            FaceQuality.empty(),
            np.zeros((0, dimension), np.float32),
        )
