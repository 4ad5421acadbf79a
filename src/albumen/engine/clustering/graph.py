"""The k-nearest-neighbour graph of a set of faces.

Up to :data:`EXACT_UP_TO` faces every pair is compared, in blocked matrix products. Beyond that the faces are put into
k-means cells and each is compared with the cells nearest to it (an inverted file: J. Sivic, A. Zisserman, "Video
Google", 2003; H. Jégou et al., "Product quantization for nearest neighbor search", 2011). Recall and cost are measured
by ``benchmarks/clustering_cost.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumen.engine.types import FloatArray

IntArray = NDArray[np.int64]
Progress = Callable[[float], None]
"""Called with the part done, 0 to 1."""

EXACT_UP_TO = 150_000
"""Faces up to which every pair is compared: about a minute and a half on one core at 128 dimensions."""

QUERY_ROWS = 1024
"""Rows of a similarity block; with :data:`BLOCK_COLUMNS` a block takes 32 MB."""

BLOCK_COLUMNS = 8192

EDGES_AT_ONCE = 400_000
"""Edges whose two embeddings are gathered at once: 400 MB at 128 dimensions."""


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourGraph:
    """An undirected graph of similar faces, each pair once.

    Attributes:
        count: number of faces N.
        source, target: (E,) int64 or int32, ``source < target``, sorted by source, then target.
        similarity: (E,) float32, dot product of the two embeddings.
    """

    count: int
    source: IntArray
    target: IntArray
    similarity: FloatArray

    def __len__(self) -> int:
        return len(self.source)

    def __getitem__(self, edges: NDArray[np.bool_]) -> NeighbourGraph:
        """The same faces with only some of the edges, (E,) bool."""
        return NeighbourGraph(self.count, self.source[edges], self.target[edges], self.similarity[edges])

    def at_least(self, similarity: float) -> NeighbourGraph:
        """The same faces with only the edges of at least this similarity."""
        return self[self.similarity >= similarity]

    def measured_with(self, deviations: FloatArray) -> NeighbourGraph:
        """The same edges with the similarity of other positions (N, D) of the same faces.

        Half the squared distance of two unit vectors, seen from any origin, is 1 - similarity.
        """
        similarity = np.empty(len(self), np.float32)
        half = np.einsum("ij,ij->i", deviations, deviations) / 2
        for start in range(0, len(self), EDGES_AT_ONCE):
            a, b = self.source[start : start + EDGES_AT_ONCE], self.target[start : start + EDGES_AT_ONCE]
            product = np.einsum("ij,ij->i", deviations[a], deviations[b])
            similarity[start : start + EDGES_AT_ONCE] = 1.0 + product - half[a] - half[b]
        return NeighbourGraph(self.count, self.source, self.target, similarity)


def neighbour_graph(
    embeddings: FloatArray,
    photos: IntArray,
    *,
    neighbours: int = 64,
    floor: float = 0.0,
    exact: bool | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> NeighbourGraph:
    """Join each face to its most similar faces in other photos.

    Args:
        embeddings: (N, D) float32, unit length.
        photos: (N,) photo of each face; faces of one photo are never joined.
        neighbours: at most this many neighbours are looked for from each face (an edge stays when either end has
            chosen it, so a face may have more).
        floor: pairs less similar than this are left out.
        exact: compare every pair (True), use cells (False), or decide by size (None).
        seed: of the cells' random start.
        progress: told the part done.
    """
    count = len(embeddings)
    if count < 2:
        return _graph_of(count, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    if exact is None:
        exact = count <= EXACT_UP_TO
    if exact:
        found = _Found(count, neighbours, floor, row_span=QUERY_ROWS)
        for start in range(0, count, QUERY_ROWS):
            rows = np.arange(start, min(start + QUERY_ROWS, count))
            for block in range(0, count, BLOCK_COLUMNS):
                columns = np.arange(block, min(block + BLOCK_COLUMNS, count))
                _compare(found, embeddings, photos, rows, columns)
            found.finish_rows()
            if progress:
                progress(float(rows[-1] + 1) / count)
        return _graph_of(count, *found.edges())
    from albumen.engine.clustering.cells import cell_neighbours

    return _graph_of(
        count,
        *cell_neighbours(
            embeddings, photos, neighbours=neighbours, floor=floor, seed=seed, progress=progress
        ),
    )


def keep_best(
    rows: IntArray, columns: IntArray, similarity: FloatArray, neighbours: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """The best ``neighbours`` entries of each row, sorted by row, then by falling similarity, then by column."""
    order = np.lexsort((columns, -similarity, rows))
    rows, columns, similarity = rows[order], columns[order], similarity[order]
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(rows)])
    keep = np.arange(len(rows)) - np.repeat(starts, lengths) < neighbours
    return rows[keep], columns[keep], similarity[keep]


class _Found:
    """Neighbours found so far, kept within bounds by dropping what is no longer among a row's best."""

    def __init__(self, count: int, neighbours: int, floor: float, row_span: int) -> None:
        self.neighbours = neighbours
        self.row_floor = np.full(count, floor, np.float32)
        self._limit = 6 * neighbours * row_span
        self._open: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._done: list[tuple[IntArray, IntArray, FloatArray]] = []

    def add(self, rows: IntArray, columns: IntArray, similarity: FloatArray) -> None:
        self._open.append((rows, columns, similarity))
        if sum(len(part[0]) for part in self._open) > self._limit:
            self._trim()

    def _trim(self) -> None:
        if not self._open:
            return
        rows, columns, similarity = keep_best(*_joined(self._open), self.neighbours)
        last = np.flatnonzero(np.r_[rows[1:] != rows[:-1], True]) if len(rows) else np.zeros(0, np.int64)
        full = np.diff(np.r_[-1, last]) >= self.neighbours
        self.row_floor[rows[last[full]]] = similarity[last[full]]
        self._open = [(rows, columns, similarity)]

    def finish_rows(self) -> None:
        """No more comes for the rows added until now."""
        self._trim()
        self._done += self._open
        self._open = []

    def edges(self) -> tuple[IntArray, IntArray, FloatArray]:
        return _joined(self._done)


def _joined(parts: list[tuple[IntArray, IntArray, FloatArray]]) -> tuple[IntArray, IntArray, FloatArray]:
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    rows, columns, similarity = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(similarity)


def _compare(
    found: _Found, embeddings: FloatArray, photos: IntArray, rows: IntArray, columns: IntArray
) -> None:
    """Compare every face in ``rows`` with every face in ``columns`` (contiguous ranges)."""
    span = embeddings[columns[0] : columns[-1] + 1]
    similarity = embeddings[rows[0] : rows[-1] + 1] @ span.T
    for row, column, value in passing(similarity, found.row_floor[rows]):
        a, b = rows[row], columns[column]
        other = photos[a] != photos[b]
        found.add(a[other], b[other], value[other])


def passing(similarity: FloatArray, floors: FloatArray) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Positions and values of the entries of a block that reach the floor of their row, in a few bounded parts."""
    mask = similarity >= floors[:, None]
    flat = np.flatnonzero(mask)
    part = 4_000_000
    for start in range(0, len(flat), part):
        chosen = flat[start : start + part]
        row, column = np.divmod(chosen, similarity.shape[1])
        yield row, column, similarity.ravel()[chosen]


def _graph_of(count: int, rows: IntArray, columns: IntArray, similarity: FloatArray) -> NeighbourGraph:
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    _, first = np.unique(low * count + high, return_index=True)
    return NeighbourGraph(count, low[first], high[first], similarity[first])
