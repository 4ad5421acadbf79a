"""Make a clustering obey: must-links joined, nobody twice in a photo, cannot-links apart."""

from __future__ import annotations

from typing import cast

import numpy as np

from albumen.engine.calibration import Calibration
from albumen.engine.clustering.agglomeration import Edges, agglomerate
from albumen.engine.clustering.constraints import Separations
from albumen.engine.clustering.graph import IntArray, NeighbourGraph
from albumen.engine.types import FloatArray


def enforced(
    labels: IntArray,
    groups: IntArray,
    separations: Separations,
    positions: FloatArray,
    links: NeighbourGraph,
    calibration: Calibration,
) -> IntArray:
    """Clusters that obey every constraint.

    A cluster that must-links join with another becomes one with it. A cluster with a conflict is taken apart into its
    must-link groups and put together again from the most alike up, never across a conflict, as long as the parts are
    more likely one person than not, before any prior.

    Args:
        labels: (N,) clusters so far.
        groups: (N,) must-link group of each face.
        separations: what keeps single faces apart.
        positions: (N, D) of the faces, as the labels were made from: unit embeddings seen from any origin.
        links: edges that may hold a cluster together.
    """
    if not len(labels):
        return labels
    _, labels = np.unique(labels, return_inverse=True)
    labels = _joined(labels, groups)
    _, groups = np.unique(groups, return_inverse=True)
    bad = conflicting(labels, groups, separations)
    if not bad.any():
        return labels
    inside = bad[labels[links.source]] & (labels[links.source] == labels[links.target])
    start = np.where(bad[labels], groups, groups.max() + 1 + labels)
    _, start = np.unique(start, return_inverse=True)
    return agglomerate(
        positions,
        Edges(links.source[inside].astype(np.int64), links.target[inside].astype(np.int64)),
        start,
        separations,
        calibration.similarity_for(max(0.0, float(calibration.log_likelihood_ratio[0]))),
        linkage="restored",
    )


def conflicting(
    labels: IntArray, groups: IntArray, separations: Separations
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(K,) whether each cluster 0..K-1 has two groups in one photo or two faces of a cannot-link.

    ``labels`` and ``groups`` are (N,), numbered without gaps; ``separations`` are those of the single faces.
    """
    clusters, photos = int(labels.max()) + 1, separations.photos
    by_group = separations.contracted(groups, int(groups.max()) + 1)
    home = np.zeros(by_group.clusters, np.int64)
    home[groups] = labels
    keys, times = np.unique(home[by_group.cluster] * photos + by_group.photo, return_counts=True)
    bad = np.zeros(clusters, bool)
    bad[keys[times > 1] // photos] = True
    low, high = separations.apart // separations.clusters, separations.apart % separations.clusters
    bad[labels[low[labels[low] == labels[high]]]] = True
    return cast("np.ndarray[tuple[int], np.dtype[np.bool_]]", bad)


def _joined(labels: IntArray, groups: IntArray) -> IntArray:
    """Clusters that share a must-link group made one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    clusters = int(labels.max()) + 1
    _, first, place = np.unique(groups, return_index=True, return_inverse=True)
    if len(first) == len(groups):
        return labels
    ends = (labels, labels[first[place]])
    table = coo_array((np.ones(len(labels), np.int8), ends), shape=(clusters, clusters))
    return cast(IntArray, connected_components(table, directed=False)[1].astype(np.int64))[labels]
