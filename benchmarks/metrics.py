"""How well a clustering agrees with the truth: B-cubed and pairwise precision, recall and F."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean F, each 0 to 1."""

    precision: float
    recall: float
    f: float

    @classmethod
    def of(cls, precision: float, recall: float) -> Agreement:
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0)


def b_cubed(labels: ArrayLike, truth: ArrayLike) -> Agreement:
    """B-cubed: averaged over faces, what part of its cluster is its person, and of its person its cluster.

    Args:
        labels, truth: (N,) cluster and person of each face, N at least 1.

    Source: A. Bagga, B. Baldwin, "Algorithms for scoring coreference chains" (1998); E. Amigó et al. (2009).
    """
    cells, clusters, people, cell_cluster, cell_person = _contingency(labels, truth)
    squared = cells.astype(np.float64) ** 2
    count = cells.sum()
    return Agreement.of(
        float((squared / clusters[cell_cluster]).sum() / count),
        float((squared / people[cell_person]).sum() / count),
    )


def pairwise(labels: ArrayLike, truth: ArrayLike) -> Agreement:
    """Over pairs of faces: of those put together, what part is one person; of one person's, what part is together.

    With no pair put together precision is 1, with no pair of one person recall is 1: nothing wrong was said.
    """
    cells, clusters, people, _, _ = _contingency(labels, truth)
    right, said, true = (_pairs(sizes) for sizes in (cells, clusters, people))
    return Agreement.of(right / said if said else 1.0, right / true if true else 1.0)


def wilson(events: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds (0..1) of a rate of which so many events were seen in so many trials; ``z`` deviations, 1.96 for 95%.

    Source: E. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    rate = events / trials
    middle = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    reach = z / (1 + z * z / trials) * float(np.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials**2)))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _pairs(sizes: NDArray[np.int64]) -> float:
    large = sizes.astype(np.float64)
    return float((large * (large - 1) / 2).sum())


def _contingency(labels: ArrayLike, truth: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    """Sizes of the non-empty (cluster, person) cells, of clusters and of people, and each cell's two indices."""
    _, cluster = np.unique(np.asarray(labels), return_inverse=True)
    _, person = np.unique(np.asarray(truth), return_inverse=True)
    if cluster.shape != person.shape or cluster.ndim != 1 or not len(cluster):
        raise ValueError("labels and truth must be two lists of one length, at least 1")
    span = int(person.max()) + 1
    keys, cells = np.unique(cluster.astype(np.int64) * span + person, return_counts=True)
    return cells, np.bincount(cluster), np.bincount(person), keys // span, keys % span
