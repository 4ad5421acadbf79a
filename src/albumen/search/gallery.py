"""What a search in one library offers, whatever is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Faces at or above the asked similarity, for Q probes; H rows in all.

    Attributes:
        probe: (H,) int64, index of the probe, rising.
        face: (H,) int64, primary key of the face; within a probe the most similar first.
        similarity: (H,) float32, dot product, -1 to 1.
        reliable: (H,) bool, whether the face is sharp enough for its similarity to count in full.
    """

    probe: NDArray[np.int64]
    face: NDArray[np.int64]
    similarity: FloatArray
    reliable: NDArray[np.bool_]


class Gallery(Protocol):
    """The faces of one library under one model version, at one revision."""

    @property
    def revision(self) -> int:
        """``Library.face_revision`` that it answers for."""
        ...

    def __len__(self) -> int:
        """How many faces it compares with."""
        ...

    def search(self, probes: FloatArray, least: float) -> Hits:
        """Faces whose dot product with a probe reaches ``least``.

        Args:
            probes: (Q, D) float32 templates of guests (``engine.matching.template``), not of unit length in general.
            least: lowest similarity wanted, -1 to 1.
        """
        ...
