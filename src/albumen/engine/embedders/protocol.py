"""What every face embedder answers."""

from __future__ import annotations

from typing import Protocol

from albumen.engine.types import FloatArray, Image, LandmarkScheme


class Embedder(Protocol):
    """Turns faces into vectors whose dot product tells whether two are the same person."""

    name: str
    version: str
    landmark_scheme: LandmarkScheme
    dimension: int

    def embed(self, image: Image, landmarks: FloatArray) -> FloatArray:
        """Embed N faces of one picture.

        Args:
            image: upright RGB uint8.
            landmarks: (N, 5, 2) float32 in pixels of ``image``, in this embedder's scheme.

        Returns:
            (N, dimension) float32, unit length.
        """
        ...
