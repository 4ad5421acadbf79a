"""A library's embeddings in a plain table: what galleries are built from in these tests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from albumen.errors import NotFoundError
from albumen.search import Rows


@dataclass
class Table:
    """Rows that come and go; every change raises the revision, as the photos' actions do."""

    dimension: int = 16
    library: uuid.UUID = field(default_factory=uuid.uuid4)
    model: int = 1
    there: dict[int, tuple[int, NDArray[np.float32], bool]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    number: int = 0
    last: int = 0
    gone: bool = False
    rolled_back: bool = False
    rows_read: int = 0

    def add(self, vectors: NDArray[np.float32]) -> list[int]:
        """New faces; their keys."""
        keys = []
        for vector in vectors:
            self.last += 1
            self.there[self.last] = (self.last + 1000, np.asarray(vector, np.float32), self.last % 3 > 0)
            keys.append(self.last)
        self.number += 1
        return keys

    def remove(self, *keys: int) -> None:
        for key in keys:
            del self.there[key]
        self.number += 1

    def hide(self, *keys: int) -> None:
        self.hidden.update(keys)
        self.number += 1

    def show(self, *keys: int) -> None:
        self.hidden.difference_update(keys)
        self.number += 1

    def revision(self) -> int:
        if self.gone:
            raise NotFoundError("gone")
        return self.number

    def embeddings(self) -> NDArray[np.int64]:
        return np.array(sorted(set(self.there) - self.hidden), np.int64)

    def rows(self, embeddings: NDArray[np.int64]) -> Rows:
        keys = [int(key) for key in np.sort(embeddings) if int(key) in self.there]
        self.rows_read += len(keys)
        if not keys:
            return Rows.empty(self.dimension)
        faces, vectors, reliable = zip(*(self.there[key] for key in keys), strict=True)
        return Rows(
            np.array(keys, np.int64),
            np.array(faces, np.int64),
            np.stack(vectors),
            np.array(reliable, bool),
        )

    def in_transaction(self) -> bool:
        return self.rolled_back


def unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Brought to unit length, float32."""
    result: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(
        np.float32
    )
    return result


def faces(count: int, dimension: int = 16, *, people: int = 20, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in ``people`` loose clusters."""
    generator = np.random.default_rng(seed)
    centres = unit(generator.normal(size=(people, dimension)))
    own = centres[generator.integers(people, size=count)]
    return unit(own + generator.normal(size=(count, dimension)) * 0.6 / np.sqrt(dimension))
