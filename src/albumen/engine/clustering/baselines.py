"""Plain algorithms to compare with: connected components, DBSCAN, HDBSCAN, K-Means."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.types import FloatArray

DBSCAN_CORE = 2
"""Faces within reach, itself included, that make a face a core of DBSCAN: two photos make a person."""

HDBSCAN_WHOLE = 0.85
"""Part of the reach within which HDBSCAN divides no cluster further. Of 1,500 synthetic faces of an event it finds 0.42
of what belongs together when it may divide all of them, 0.69 at 0.6, 0.997 at 0.85."""

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


def hdbscan(graph: NeighbourGraph, reach: float) -> IntArray:
    """(N,) cluster of each face by HDBSCAN on the graph's edges; noise becomes clusters of one.

    Args:
        graph: edges of at least similarity ``1 - reach``; each connected part of it is looked at by itself.
        reach: largest cosine distance of neighbours (0..2).

    Source: R. Campello et al., "Density-based clustering based on hierarchical density estimates" (2013), scikit-learn.
    """
    components = connected_components(graph)
    labels = np.arange(graph.count)
    if not len(graph):
        return labels
    order = np.argsort(components, kind="stable")
    place = np.empty(graph.count, np.int64)
    place[order] = np.arange(graph.count)
    starts = np.flatnonzero(np.r_[True, np.diff(components[order]) > 0, True])
    edges = np.argsort(components[graph.source], kind="stable")
    ends = np.searchsorted(components[graph.source][edges], np.arange(len(starts)))
    for number, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        faces, mine = order[start:end], edges[ends[number] : ends[number + 1]]
        labels[faces] = faces[0]
        if len(faces) <= DBSCAN_CORE:
            continue  # too few to fall into parts
        rows, columns = place[graph.source[mine]] - start, place[graph.target[mine]] - start
        distance = np.maximum(1.0 - graph.similarity[mine], 1e-6).astype(np.float64)
        labels[faces] = faces[_parts(rows, columns, distance, len(faces), HDBSCAN_WHOLE * reach)]
    return labels.astype(np.int64)


def _parts(
    rows: IntArray, columns: IntArray, distance: NDArray[np.float64], count: int, whole: float
) -> IntArray:
    """(count,) first face of the part that each face of one connected set of edges is in.

    Parts nearer than ``whole`` are one. scikit-learn's own ``cluster_selection_epsilon`` fails with NumPy 2 as soon as
    it has anything to join (its ``traverse_upwards`` takes arrays of one for numbers), so it is done here: what falls
    apart below that distance is connected by edges below it.
    """
    from scipy.sparse import coo_array, csgraph
    from sklearn.cluster import HDBSCAN

    table = coo_array(
        (np.r_[distance, distance], (np.r_[rows, columns], np.r_[columns, rows])), shape=(count, count)
    ).tocsr()
    found = HDBSCAN(
        min_cluster_size=DBSCAN_CORE,
        min_samples=1,
        metric="precomputed",
        allow_single_cluster=True,
        copy=True,
    ).fit_predict(table)
    inside = np.flatnonzero(found >= 0)
    _, first, own = np.unique(found[inside], return_index=True, return_inverse=True)
    near = distance <= whole
    ends = (np.r_[rows[near], inside], np.r_[columns[near], inside[first][own]])
    joined = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(count, count))
    part = csgraph.connected_components(joined, directed=False)[1]
    _, start, place = np.unique(part, return_index=True, return_inverse=True)
    return cast(IntArray, start[place].astype(np.int64))


def k_means(embeddings: FloatArray, clusters: int, *, seed: int = 0) -> IntArray:
    """(N,) cluster of each face by K-Means, for which the number of clusters must be known (1..N).

    Source: D. Sculley, "Web-scale k-means clustering" (2010), scikit-learn's mini-batch form.
    """
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(clusters, random_state=seed, n_init=1, batch_size=KMEANS_BATCH, max_iter=20)
    return cast(IntArray, model.fit_predict(embeddings).astype(np.int64))
