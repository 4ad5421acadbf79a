"""Leiden with the constant Potts model: communities denser than a resolution.

Source: V. A. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected communities"
(2019), in igraph's implementation.
"""

from __future__ import annotations

import numpy as np

from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.clustering.seeding import igraph_of, igraph_seed
from albumen.engine.types import FloatArray

RESOLUTION = 0.2
"""Least mean edge weight (0..1) between two parts of a community, absent edges counted as 0."""


def leiden(graph: NeighbourGraph, weights: FloatArray, *, seed: int = 0) -> IntArray:
    """(N,) community of each face; ``weights`` (E,) are probabilities that the two faces are one person."""
    if not len(graph):
        return np.arange(graph.count)
    touched, network = igraph_of(graph)
    with igraph_seed(seed):
        found = network.community_leiden(
            objective_function="CPM", weights=weights.tolist(), resolution=RESOLUTION, n_iterations=-1
        )
    labels = np.arange(graph.count) + len(touched)
    labels[touched] = found.membership
    return labels
