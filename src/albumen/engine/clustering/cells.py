"""Nearest neighbours in large sets: each face is compared with the k-means cells nearest to it."""

from __future__ import annotations

import numpy as np

from albumen.engine.clustering.graph import IntArray, Progress, keep_best, passing
from albumen.engine.types import FloatArray

CELL_SIZE = 800
"""Faces in a cell, on average."""

PROBES = 32
"""Cells that each face is compared with."""

TRAINING_PER_CELL = 24
"""Faces per cell that the cells' centres are fitted to."""

ROUNDS = 4
"""Rounds of k-means: cells need to be even, not optimal."""

STEP_ROWS = 8192


def cell_neighbours(
    embeddings: FloatArray,
    photos: IntArray,
    *,
    neighbours: int,
    floor: float,
    seed: int = 0,
    progress: Progress | None = None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """Directed neighbours (row, column, similarity) of each face, at most ``neighbours`` per row.

    Arguments as of :func:`albumen.engine.clustering.graph.neighbour_graph`.
    """
    count = len(embeddings)
    centres = _centres(embeddings, max(2, count // CELL_SIZE), np.random.default_rng(seed))
    probes = _nearest_centres(embeddings, centres, min(PROBES, len(centres)))
    if progress:
        progress(0.2)
    home = probes[:, 0]
    members = np.argsort(home, kind="stable")
    member_start = np.searchsorted(home[members], np.arange(len(centres) + 1))
    askers = np.argsort(probes.ravel(), kind="stable")
    asker_start = np.searchsorted(probes.ravel()[askers], np.arange(len(centres) + 1))
    askers //= probes.shape[1]

    row_floor = np.full(count, floor, np.float32)
    pending: list[tuple[IntArray, IntArray, FloatArray]] = []
    size, limit = 0, max(20_000_000, 8 * count)
    for cell in range(len(centres)):
        inside = members[member_start[cell] : member_start[cell + 1]]
        asking = askers[asker_start[cell] : asker_start[cell + 1]]
        if not len(inside):
            continue
        against = embeddings[inside].T
        for start in range(0, len(asking), STEP_ROWS):
            rows = asking[start : start + STEP_ROWS]
            for row, column, value in passing(embeddings[rows] @ against, row_floor[rows]):
                a, b = rows[row], inside[column]
                other = photos[a] != photos[b]
                pending.append((a[other].astype(np.int32), b[other].astype(np.int32), value[other]))
                size += len(pending[-1][0])
        if size > limit:
            pending = [_trimmed(pending, neighbours, row_floor)]
            size = len(pending[0][0])
            limit = max(limit, 2 * size)
        if progress and cell % 64 == 0:
            progress(0.2 + 0.8 * cell / len(centres))
    if not pending:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    rows, columns, similarity = _trimmed(pending, neighbours, row_floor)
    return rows.astype(np.int64), columns.astype(np.int64), similarity


def _trimmed(
    parts: list[tuple[IntArray, IntArray, FloatArray]], neighbours: int, row_floor: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    joined = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    rows, columns, similarity = keep_best(joined[0], joined[1], joined[2], neighbours)
    if len(rows):
        last = np.flatnonzero(np.r_[rows[1:] != rows[:-1], True])
        full = np.diff(np.r_[-1, last]) >= neighbours
        row_floor[rows[last[full]]] = similarity[last[full]]
    return rows, columns, similarity


def _centres(embeddings: FloatArray, cells: int, random: np.random.Generator) -> FloatArray:
    """Unit centres of spherical k-means over a sample."""
    sample = embeddings[
        np.sort(
            random.choice(len(embeddings), min(len(embeddings), cells * TRAINING_PER_CELL), replace=False)
        )
    ]
    centres = sample[np.sort(random.choice(len(sample), cells, replace=False))]
    for _ in range(ROUNDS):
        home = _nearest_centres(sample, centres, 1)[:, 0]
        order = np.argsort(home, kind="stable")
        used, starts = np.unique(home[order], return_index=True)
        sums = np.add.reduceat(sample[order], starts, axis=0)
        centres = centres.copy()
        centres[used] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return centres


def _nearest_centres(embeddings: FloatArray, centres: FloatArray, probes: int) -> IntArray:
    """(N, probes) cells of each face, the nearest first."""
    result = np.empty((len(embeddings), probes), np.int64)
    for start in range(0, len(embeddings), STEP_ROWS):
        similarity = embeddings[start : start + STEP_ROWS] @ centres.T
        if probes == 1:
            result[start : start + STEP_ROWS, 0] = similarity.argmax(axis=1)
            continue
        best = np.argpartition(similarity, -probes, axis=1)[:, -probes:]
        values = np.take_along_axis(similarity, best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        result[start : start + STEP_ROWS] = np.take_along_axis(best, order, axis=1)
    return result
