"""Clusters of faces with representatives, and which of them can hold a hit.

Every cluster has a unit representative ``r`` and a radius, the widest angle between it and a member. Angles obey the
triangle inequality, so a member is at least ``max(0, angle(p, r) - radius)`` away from the probe ``p``, and its product
with it is at most the cosine of that, times the two lengths. Clusters whose bound stays below the asked similarity are
left out; the answer is the same as without clusters. Vectors of no length have no angle: their cluster is always read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.search import _batch
from albumen.search.similarity import norms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray

LEAST_ROWS = 2048
"""Fewer rows are compared as a whole: quicker than looking at clusters."""

ROUNDS = 2

_SLACK = 1e-6
"""Taken off cosines of radii and added to bounds: rounding of float64 sines near zero angles is below 1e-7."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """K clusters of rows that lie one behind the other.

    Attributes:
        representative: (K, D) float32, unit length.
        start: (K + 1,) int64, cluster k holds the rows ``start[k]`` to ``start[k + 1]``.
        cosine: (K,) float64, of the radius; -1 reaches everything.
        longest, shortest: (K,) float64, lengths of the members.
    """

    representative: FloatArray
    start: NDArray[np.int64]
    cosine: NDArray[np.float64]
    longest: NDArray[np.float64]
    shortest: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.cosine)

    def bounds(self, probes: FloatArray) -> NDArray[np.float64]:
        """The largest product (Q, K) that a member of each cluster may have with each probe."""
        wide = probes.astype(np.float64)
        length = np.sqrt((wide * wide).sum(axis=1))[:, None]
        # Of unit length in float32 only: a cosine that is off by 6e-8 gives a sine near zero that is off by 3e-4.
        centre = self.representative.astype(np.float64)
        reached = wide @ (centre / np.sqrt((centre * centre).sum(axis=1, keepdims=True))).T
        cosine = np.clip(np.divide(reached, length, out=np.zeros_like(reached), where=length > 0), -1.0, 1.0)
        sine = np.sqrt(np.maximum(0.0, 1.0 - cosine * cosine))
        radius_sine = np.sqrt(np.maximum(0.0, 1.0 - self.cosine * self.cosine))
        inside = cosine >= self.cosine
        nearest = np.where(inside, 1.0, cosine * self.cosine + sine * radius_sine) + _SLACK
        bound: NDArray[np.float64] = length * np.where(
            nearest >= 0, nearest * self.longest, nearest * self.shortest
        )
        return bound

    def candidates(
        self, probes: FloatArray, matrix: FloatArray, cutoff: FloatArray
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """As :func:`albumen.search._batch.candidates`, reading only clusters that can hold a hit."""
        found_probes, found_rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for first in range(0, len(probes), _batch.PROBES):
            some = probes[first : first + _batch.PROBES]
            bar = cutoff[first : first + _batch.PROBES]
            open_to = self.bounds(some) >= bar[:, None]
            for k in np.flatnonzero(open_to.any(axis=0)):
                who = np.flatnonzero(open_to[:, k])
                a, b = int(self.start[k]), int(self.start[k + 1])
                probe, row = _batch.candidates(some[who], matrix[a:b], bar[who])
                found_probes.append(who[probe] + first)
                found_rows.append(row + a)
        return np.concatenate(found_probes), np.concatenate(found_rows)


def arranged(vectors: FloatArray) -> tuple[NDArray[np.intp], Clusters]:
    """An order of the rows (N,) in which clusters lie together, and those clusters: spherical k-means, even seeds."""
    count = max(1, min(len(vectors) // 16, int(4 * np.sqrt(len(vectors)))))
    seeds = np.linspace(0, len(vectors) - 1, count).astype(np.intp)
    representative = _unit(vectors[seeds].astype(np.float64))
    label = _nearest(vectors, representative)
    for _ in range(ROUNDS):
        total = np.zeros(representative.shape)
        np.add.at(total, label, vectors)
        empty = ~np.isin(np.arange(count), label)
        total[empty] = representative[empty]
        representative = _unit(total)
        label = _nearest(vectors, representative)
    order = np.argsort(label, kind="stable")
    start = np.searchsorted(label[order], np.arange(count + 1)).astype(np.int64)
    kept = np.flatnonzero(np.diff(start) > 0)
    start = np.append(start[kept], len(vectors))
    # What is stored is what the radii are measured from.
    stored = representative[kept].astype(np.float32)
    length = norms(vectors)[order]
    cosine, longest, shortest = np.empty(len(kept)), np.empty(len(kept)), np.empty(len(kept))
    for k in range(len(kept)):
        rows = slice(int(start[k]), int(start[k + 1]))
        member = vectors[order[rows]].astype(np.float64)
        centre = stored[k].astype(np.float64)
        own = length[rows]
        longest[k], shortest[k] = own.max(), own.min()
        whole = own > 1e-6
        if not whole.all() or not np.isfinite(own).all():
            cosine[k] = -1.0
        else:
            cosine[k] = (member @ centre / own / np.sqrt(centre @ centre)).min() - _SLACK
    return order, Clusters(stored, start, np.clip(cosine, -1.0, 1.0), longest, shortest)


def _nearest(vectors: FloatArray, representative: NDArray[np.float64]) -> NDArray[np.intp]:
    columns = np.ascontiguousarray(representative.T, np.float32)
    height = max(1, _batch.BLOCK // columns.shape[1])
    return np.concatenate(
        [(vectors[i : i + height] @ columns).argmax(axis=1) for i in range(0, len(vectors), height)]
    )


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    safe = np.where(length > 1e-9, length, 1.0)
    unit: NDArray[np.float64] = vectors / safe
    unit[length[:, 0] <= 1e-9, 0] = 1.0
    return unit
