"""Chinese Whispers: each face takes the label that its neighbours say loudest.

Source: C. Biemann, "Chinese Whispers: an efficient graph clustering algorithm" (2006). The original updates one face
at a time in random order; here a random third of the faces is updated together, which is an array operation and does
not swing between two states as an update of all at once would.
"""

from __future__ import annotations

import numpy as np

from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.types import FloatArray

SWEEPS = 30
PARTS = 3
"""A sweep updates every face once, in this many parts."""


def chinese_whispers(graph: NeighbourGraph, weights: FloatArray, *, seed: int = 0) -> IntArray:
    """(N,) label of each face; ``weights`` (E,) say how loud each edge is."""
    random = np.random.default_rng(seed)
    listener = np.concatenate([graph.source, graph.target]).astype(np.int64)
    speaker = np.concatenate([graph.target, graph.source]).astype(np.int64)
    loudness = np.concatenate([weights, weights]).astype(np.float64)
    order = np.argsort(listener, kind="stable")
    listener, speaker, loudness = listener[order], speaker[order], loudness[order]
    labels = random.permutation(graph.count)
    for _ in range(SWEEPS):
        before = labels.copy()
        part = random.integers(0, PARTS, graph.count)
        for turn in range(PARTS):
            _listen(labels, part == turn, listener, speaker, loudness)
        if np.array_equal(before, labels):
            break
    return labels.astype(np.int64)


def _listen(
    labels: IntArray,
    turn: np.ndarray[tuple[int], np.dtype[np.bool_]],
    listener: IntArray,
    speaker: IntArray,
    loudness: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    """Let the faces whose turn it is take the loudest label; a tie goes to the smallest label."""
    edges = np.flatnonzero(turn[listener])
    if not len(edges):
        return
    keys = listener[edges] * len(labels) + labels[speaker[edges]]
    said, place = np.unique(keys, return_inverse=True)
    volume = np.bincount(place, loudness[edges])
    who, what = said // len(labels), said % len(labels)
    order = np.lexsort((what, -volume, who))
    first = order[np.r_[True, who[order][1:] != who[order][:-1]]]
    labels[who[first]] = what[first]
