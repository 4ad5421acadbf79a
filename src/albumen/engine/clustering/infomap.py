"""Infomap: communities that a random walker stays in for long.

Source: M. Rosvall, C. T. Bergstrom, "Maps of random walks on complex networks reveal community structure" (2008), in
igraph's implementation.
"""

from __future__ import annotations

import numpy as np

from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.clustering.seeding import igraph_of, igraph_seed
from albumen.engine.types import FloatArray

SMALLEST_WEIGHT = 1e-6
"""Infomap needs weights above zero."""


def infomap(graph: NeighbourGraph, weights: FloatArray, *, seed: int = 0) -> IntArray:
    """(N,) community of each face.

    Args:
        graph: edges between faces.
        weights: (E,) strength of each edge; below zero counts as none.
        seed: of the order in which faces are moved.
    """
    if not len(graph):
        return np.arange(graph.count)
    touched, network = igraph_of(graph)
    with igraph_seed(seed):
        found = network.community_infomap(
            edge_weights=np.maximum(weights, SMALLEST_WEIGHT).tolist(), trials=1
        )
    labels = np.arange(graph.count) + len(touched)
    labels[touched] = found.membership
    return labels
