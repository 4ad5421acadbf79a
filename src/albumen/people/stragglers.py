"""Faces that not every pack has seen join the people that the others make. Pure arrays.

Faces that several packs have seen are clustered by all of them together; one that only the deciding pack has seen has
no place among those. It is compared by that pack alone, and joins by the rule for new faces (``joining``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.people.joining import Ints, Rule, candidates, founded, join

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.engine.types import FloatArray

ROWS = 512
"""Stragglers compared in one step."""


def joined(
    labels: Ints, vectors: FloatArray, photo: Ints, stays: Ints, calibration: Calibration, prior: float
) -> Ints:
    """The cluster of each of F faces, (F,): stragglers join the others' or found their own; -1 where they are said.

    Args:
        labels: (F,) clusters, from 0; -1 for stragglers.
        vectors: (F, D) float32 unit embeddings by the deciding pack.
        photo: (F,) of each; faces of a photo where somebody may be twice have photos of their own.
        stays: places of stragglers of whom somebody said who they are.
        calibration: of the deciding pack.
        prior: part of the pairs of faces that are one person.
    """
    late = np.setdiff1d(np.flatnonzero(labels < 0), stays)
    there = np.flatnonzero(labels >= 0)
    result = labels.copy()
    if not len(late):
        return result
    rule = Rule.of(calibration, prior)
    if len(there):
        probe, other, similarity = _close(vectors[late], vectors[there], rule.floor)
        sizes = np.bincount(labels[there])
        found = candidates(probe, labels[there][other], similarity, sizes, rule.floor, rule.similarity)
        taken = np.stack([photo[there], labels[there]], axis=1)
        result[late] = join(found, photo[late], taken, np.zeros(len(late), bool))[0]
    rest = late[result[late] < 0]
    own = founded(vectors[rest], photo[rest], calibration, rule)
    first = int(labels.max(initial=-1)) + 1
    # A face alone is a cluster of its own, as among the others.
    alone = int(own.max(initial=-1)) + 1 + np.cumsum(own < 0) - 1
    result[rest] = first + np.where(own >= 0, own, alone)
    return result


def _close(probes: FloatArray, others: FloatArray, floor: float) -> tuple[Ints, Ints, FloatArray]:
    """Pairs that are at least so similar: place of the probe, place of the other, similarity."""
    rows, columns, values = [], [], []
    for start in range(0, len(probes), ROWS):
        similarity = probes[start : start + ROWS] @ others.T
        row, column = np.nonzero(similarity >= np.float32(floor))
        rows.append(row.astype(np.int64) + start)
        columns.append(column.astype(np.int64))
        values.append(similarity[row, column])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
