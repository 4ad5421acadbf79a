"""What every face detector answers."""

from __future__ import annotations

from typing import Protocol

from albumen.engine.types import Detections, FloatArray, Image, LandmarkScheme


class Detector(Protocol):
    """Finds faces in one picture, at the size given."""

    name: str
    version: str
    landmark_scheme: LandmarkScheme

    smallest: float
    """Smallest face (box height, pixels of the picture given) that the detector finds reliably."""

    exact_from: float
    """Face (longer side of the box, pixels of the picture given) from which its landmarks are exact enough to align by;
    smaller ones are looked at again, closer. 0 when they always are."""

    accept: float
    """Score from which a detection counts as a face. Weaker ones only hint at where to look again, larger."""

    def detect(self, image: Image, largest: float | None = None) -> Detections:
        """Faces in ``image`` (upright RGB uint8), best first, in its own pixels; weak ones (below accept) too.

        Faces higher than ``largest`` pixels may be left out: a look at a smaller size has found them.
        """
        ...

    def confidence(self, scores: FloatArray) -> FloatArray:
        """The detector's own scores (N,) as 0..1."""
        ...
