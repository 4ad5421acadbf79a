"""Where galleries take their faces from: the rows of one library under one model version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """N faces, by rising embedding.

    Attributes:
        embedding: (N,) int64, primary key of the embedding; never used twice for different vectors.
        face: (N,) int64, primary key of the face.
        vector: (N, D) float32.
        reliable: (N,) bool, as in ``Hits``.
    """

    embedding: NDArray[np.int64]
    face: NDArray[np.int64]
    vector: FloatArray
    reliable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.embedding)

    def __getitem__(self, index: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Rows:
        return Rows(self.embedding[index], self.face[index], self.vector[index], self.reliable[index])

    @staticmethod
    def empty(dimension: int) -> Rows:
        """No faces."""
        none = np.zeros(0, np.int64)
        return Rows(none, none, np.zeros((0, dimension), np.float32), np.zeros(0, bool))

    @staticmethod
    def join(parts: list[Rows]) -> Rows:
        """Several sets as one, by rising embedding."""
        joined = Rows(
            np.concatenate([p.embedding for p in parts]),
            np.concatenate([p.face for p in parts]),
            np.concatenate([p.vector for p in parts]),
            np.concatenate([p.reliable for p in parts]),
        )
        return joined[np.argsort(joined.embedding, kind="stable")]


class Source(Protocol):
    """The rows of one library and model, as they are now.

    What may be compared is decided here alone: photos that are ready and not binned.
    """

    @property
    def library(self) -> UUID:
        """Whose faces."""
        ...

    @property
    def model(self) -> int:
        """Primary key of the model version."""
        ...

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        ...

    def revision(self) -> int:
        """``Library.face_revision`` now.

        Raises:
            NotFoundError: the library is gone.
        """
        ...

    def embeddings(self) -> NDArray[np.int64]:
        """Keys of all embeddings that may be compared now, rising."""
        ...

    def rows(self, embeddings: NDArray[np.int64]) -> Rows:
        """Those of these embeddings that are still there."""
        ...

    def in_transaction(self) -> bool:
        """Whether what is read may still be rolled back, and so may not be shared with others."""
        ...
