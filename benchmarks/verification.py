"""Verification and open-set identification, vectorised, from embeddings and labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLOAT = NDArray[np.float32]


@dataclass(frozen=True)
class Pairs:
    """Similarities of every pair of a set: genuine (one person) and impostor (two people), each sorted upward."""

    genuine: FLOAT
    impostor: FLOAT


def all_pairs(embeddings: FLOAT, labels: NDArray[np.int64], block: int = 2048) -> Pairs:
    """Every pair i < j of (N, D) unit embeddings, in blocks, so that memory is N * block."""
    genuine, impostor = [], []
    for start in range(0, len(embeddings), block):
        rows = np.arange(start, min(start + block, len(embeddings)))
        similarity = embeddings[rows] @ embeddings[start:].T
        later = np.arange(start, len(embeddings))[None] > rows[:, None]
        same = labels[rows][:, None] == labels[start:][None]
        genuine.append(similarity[later & same])
        impostor.append(similarity[later & ~same])
    return Pairs(np.sort(np.concatenate(genuine)), np.sort(np.concatenate(impostor)))


def threshold_at(pairs: Pairs, false_match_rate: float) -> float:
    """The smallest similarity that at most this part (0..1) of the impostor pairs exceeds."""
    above = int(np.floor(false_match_rate * len(pairs.impostor)))
    return float(pairs.impostor[len(pairs.impostor) - 1 - above])


def true_match_rate(pairs: Pairs, threshold: float) -> float:
    """Part of the genuine pairs above a similarity, 0..1."""
    return float(1 - np.searchsorted(pairs.genuine, threshold, side="right") / len(pairs.genuine))


def false_match_rate(pairs: Pairs, threshold: float) -> float:
    """Part of the impostor pairs above a similarity, 0..1."""
    return float(1 - np.searchsorted(pairs.impostor, threshold, side="right") / len(pairs.impostor))


def equal_error_rate(pairs: Pairs) -> float:
    """Where as many genuine pairs are refused as impostor pairs accepted, 0..1."""
    thresholds = np.quantile(pairs.genuine, np.linspace(0, 1, 4001))
    missed = np.searchsorted(pairs.genuine, thresholds, side="left") / len(pairs.genuine)
    accepted = 1 - np.searchsorted(pairs.impostor, thresholds, side="left") / len(pairs.impostor)
    at = int(np.argmin(np.abs(missed - accepted)))
    return float((missed[at] + accepted[at]) / 2)


def open_set_identification(
    embeddings: FLOAT,
    labels: NDArray[np.int64],
    false_positive_rates: tuple[float, ...] = (0.01, 0.001),
    splits: int = 10,
    seed: int = 0,
    score: Callable[[NDArray[np.intp], NDArray[np.intp]], FLOAT] | None = None,
) -> dict[float, float]:
    """Detection and identification rate at rank 1, mean over random splits.

    Half of the people with two or more photos are enrolled with one photo each; their other photos are genuine
    probes, all photos of everybody else impostor probes. The threshold lets the given part of the impostor probes
    through against the whole gallery; a genuine probe counts when its best match is the right person and above it.
    ``score`` gives the likeness of rows and columns of the set where that is no dot product.
    Protocol after P. Grother, M. Ngan, "Face Recognition Vendor Test 1:N" (NIST IR 8271).
    """
    likeness = score or (lambda rows, columns: embeddings[rows] @ embeddings[columns].T)
    generator = np.random.default_rng(seed)
    people, counts = np.unique(labels, return_counts=True)
    several = people[counts > 1]
    rates: dict[float, list[float]] = {rate: [] for rate in false_positive_rates}
    for _ in range(splits):
        enrolled = generator.choice(several, len(several) // 2, replace=False)
        order = generator.permutation(len(labels))
        mine = np.isin(labels, enrolled)
        first = {int(labels[i]): int(i) for i in order[mine[order]]}
        gallery = np.array([first[int(p)] for p in enrolled])
        probes = np.setdiff1d(np.flatnonzero(mine), gallery)
        scores = likeness(probes, gallery)
        best = scores.argmax(axis=1)
        right = enrolled[best] == labels[probes]
        top = scores.max(axis=1)
        strangers = np.sort(likeness(np.flatnonzero(~mine), gallery).max(axis=1))
        for rate in false_positive_rates:
            threshold = strangers[len(strangers) - 1 - int(rate * len(strangers))]
            rates[rate].append(float((right & (top > threshold)).mean()))
    return {rate: float(np.mean(values)) for rate, values in rates.items()}
