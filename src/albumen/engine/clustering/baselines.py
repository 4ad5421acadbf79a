"""Plain algorithms to compare with: connected components, DBSCAN, K-Means."""

from __future__ import annotations

from typing import cast

import numpy as np

from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.types import FloatArray

DBSCAN_CORE = 2
"""Faces within reach, itself included, that make a face a core of DBSCAN: two photos make a person."""

KMEANS_BATCH = 4096


def connected_components(graph: NeighbourGraph) -> IntArray:
    """(N,) component of each face: everybody who is joined through others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components as components

    ones = np.ones(len(graph), np.int8)
    joined = coo_array((ones, (graph.source, graph.target)), shape=(graph.count, graph.count))
    return cast(IntArray, components(joined, directed=False)[1].astype(np.int64))


def dbscan(graph: NeighbourGraph, reach: float) -> IntArray:
    """(N,) cluster of each face by DBSCAN on the graph's edges; noise becomes clusters of one.

    Args:
        graph: edges of at least similarity ``1 - reach``; absent edges count as out of reach.
        reach: largest cosine distance of neighbours (0..2).

    Source: M. Ester et al., "A density-based algorithm for discovering clusters" (1996), scikit-learn.
    """
    from scipy.sparse import coo_array
    from sklearn.cluster import DBSCAN

    if not len(graph):
        return np.arange(graph.count)
    distance = np.maximum(1.0 - graph.similarity, 1e-6)
    rows, columns = np.r_[graph.source, graph.target], np.r_[graph.target, graph.source]
    table = coo_array((np.r_[distance, distance], (rows, columns)), shape=(graph.count, graph.count)).tocsr()
    found = DBSCAN(eps=max(reach, 1e-6), min_samples=DBSCAN_CORE, metric="precomputed").fit_predict(table)
    labels: IntArray = found.astype(np.int64)
    noise = labels < 0
    labels[noise] = labels.max(initial=-1) + 1 + np.arange(int(noise.sum()))
    return labels


def k_means(embeddings: FloatArray, clusters: int, *, seed: int = 0) -> IntArray:
    """(N,) cluster of each face by K-Means, for which the number of clusters must be known (1..N).

    Source: D. Sculley, "Web-scale k-means clustering" (2010), scikit-learn's mini-batch form.
    """
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(clusters, random_state=seed, n_init=1, batch_size=KMEANS_BATCH, max_iter=20)
    return cast(IntArray, model.fit_predict(embeddings).astype(np.int64))
