"""HDBSCAN on parts that fall apart below the distance within which nothing is divided."""

from __future__ import annotations

import numpy as np

from albumen.engine.clustering.baselines import HDBSCAN_WHOLE, hdbscan
from albumen.engine.clustering.graph import NeighbourGraph

REACH = 0.5


def graph_of(count: int, edges: list[tuple[int, int, float]]) -> NeighbourGraph:
    """Edges (face, face, cosine distance) as a graph."""
    source, target, distance = zip(*edges, strict=True)
    return NeighbourGraph(
        count, np.array(source), np.array(target), (1.0 - np.array(distance)).astype(np.float32)
    )


def two_pairs_of_triples(between: float) -> NeighbourGraph:
    """Two tight triples of faces, so far apart."""
    tight = [(a, b, 0.05) for start in (0, 3) for a, b in ((start, start + 1), (start + 1, start + 2))]
    return graph_of(7, [*tight, (2, 3, between)])


def test_parts_nearer_than_the_whole_are_one() -> None:
    labels = hdbscan(two_pairs_of_triples(0.9 * HDBSCAN_WHOLE * REACH), REACH)
    assert len(set(labels[:6].tolist())) == 1 and labels[6] == 6


def test_parts_farther_than_the_whole_stay_two() -> None:
    labels = hdbscan(two_pairs_of_triples(0.99 * REACH), REACH)
    assert len(set(labels[:3].tolist())) == 1 and len(set(labels[3:6].tolist())) == 1
    assert labels[0] != labels[3]


def test_it_comes_to_an_end_on_chains_of_every_depth() -> None:
    """Hierarchies with many levels below the whole, as real photos have; scikit-learn's own joining fails on them."""
    random = np.random.default_rng(3)
    edges = [(a, a + 1, float(d)) for a, d in enumerate(random.uniform(0.01, REACH, 400))]
    labels = hdbscan(graph_of(401, edges), REACH)
    near = np.array([edge[2] <= HDBSCAN_WHOLE * REACH for edge in edges])
    assert np.all(labels[:-1][near] == labels[1:][near])
