"""Average-linkage agglomeration over a sparse graph, many merges at once, with constraints.

Two clusters are as alike as their faces are on average over all pairs, which is the dot product of their mean
embeddings, so a step costs one product per edge whatever the clusters' sizes. Clusters that are each other's most
alike merge together in rounds, which gives the same tree as one merge at a time (average linkage is reducible:
F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms", 1983; B. Sumengen et al., "Scaling
hierarchical agglomerative clustering to billion-sized datasets", 2021). Where many would join one cluster, those that
are within :data:`SLACK` of its best join in the same round (L. Dhulipala et al., "Hierarchical agglomerative graph
clustering in poly-logarithmic depth", 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from albumen.engine.clustering.constraints import Separations
from albumen.engine.clustering.graph import IntArray, Progress
from albumen.engine.types import FloatArray

SLACK = 0.02
"""How much less alike than a cluster's best partner another may be and still join in the same round."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Candidate pairs of clusters: source, target (E,) int64 with ``source < target``, unique and sorted."""

    source: IntArray
    target: IntArray

    def __len__(self) -> int:
        return len(self.source)

    def contracted(self, labels: IntArray, clusters: int) -> Edges:
        """The same pairs between the clusters that ``labels`` put the ends in, without those inside one cluster."""
        a, b = labels[self.source], labels[self.target]
        keep = a != b
        a, b = a[keep], b[keep]
        keys = np.unique(np.minimum(a, b) * clusters + np.maximum(a, b))
        return Edges(keys // clusters, keys % clusters)


def agglomerate(
    embeddings: FloatArray,
    edges: Edges,
    labels: IntArray,
    separations: Separations,
    threshold: float,
    *,
    weights: FloatArray | None = None,
    progress: Progress | None = None,
) -> IntArray:
    """Merge clusters while two are at least ``threshold`` alike on average and nothing keeps them apart.

    Args:
        embeddings: (N, D) float32.
        edges: pairs of faces that may be joined first.
        labels: (N,) cluster of each face to start from, 0..K-1.
        separations: what may not be in one cluster.
        threshold: least mean similarity.
        weights: (N,) weight of each face in its cluster's mean; all 1 when not given.
        progress: told the part done.

    Returns:
        (N,) int64 cluster of each face, numbered from 0 without gaps.
    """
    clusters = int(labels.max()) + 1 if len(labels) else 0
    mass = np.ones(len(labels), np.float32) if weights is None else weights.astype(np.float32)
    sums = summed(embeddings * mass[:, None], labels, clusters)
    masses = np.bincount(labels, mass, clusters).astype(np.float32)
    active = edges.contracted(labels, clusters)
    separations = separations.contracted(labels, clusters)
    likeness = _likeness(sums, masses, active)
    labels = labels.copy()
    beginning = len(active)
    while True:
        keep = likeness >= threshold
        active, likeness = Edges(active.source[keep], active.target[keep]), likeness[keep]
        if not len(active):
            break
        if progress:
            progress(1.0 - len(active) / beginning)
        child, parent, edge = _joins(active, likeness, masses)
        allowed = separations.allow(child, parent)
        if not allowed.all():
            apart = np.zeros(len(active), bool)
            apart[edge[~allowed]] = separations.conflict(child[~allowed], parent[~allowed])
            active, likeness = Edges(active.source[~apart], active.target[~apart]), likeness[~apart]
        child, parent = child[allowed], parent[allowed]
        if not len(child):
            continue
        merged = np.arange(len(masses))
        merged[child] = parent
        used, merged = np.unique(merged, return_inverse=True)
        labels = merged[labels]
        changed = np.zeros(len(used), bool)
        changed[merged[child]] = True
        sums = summed(sums, merged, len(used))
        masses = np.bincount(merged, masses, len(used)).astype(np.float32)
        separations = separations.contracted(merged, len(used))
        active, likeness = _contracted(active, likeness, merged, len(used))
        stale = changed[active.source] | changed[active.target]
        likeness[stale] = _likeness(sums, masses, Edges(active.source[stale], active.target[stale]))
    return labels


def _joins(edges: Edges, likeness: FloatArray, masses: FloatArray) -> tuple[IntArray, IntArray, IntArray]:
    """This round's merges: child, parent and the edge that joins them. No parent is a child."""
    clusters, count = len(masses), len(edges)
    order = np.argsort(-likeness, kind="stable")
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    best = np.full(clusters, count, np.int64)
    np.minimum.at(best, edges.source, rank)
    np.minimum.at(best, edges.target, rank)
    node = np.flatnonzero(best < count)
    edge = order[best[node]]
    partner = edges.source[edge] + edges.target[edge] - node
    mutual = best[partner] == best[node]
    # Of a mutual pair the heavier cluster (then the earlier) takes the other in.
    heavier = (masses[partner] > masses[node]) | ((masses[partner] == masses[node]) & (partner < node))
    root = np.zeros(clusters, bool)
    root[node[mutual & ~heavier]] = True
    close = likeness[edge] >= likeness[order[best[partner]]] - SLACK
    joining = (mutual & heavier) | (~mutual & root[partner] & close)
    return node[joining], partner[joining], edge[joining]


def _contracted(
    edges: Edges, likeness: FloatArray, merged: IntArray, clusters: int
) -> tuple[Edges, FloatArray]:
    a, b = merged[edges.source], merged[edges.target]
    keep = a != b
    a, b, likeness = a[keep], b[keep], likeness[keep]
    keys, first = np.unique(np.minimum(a, b) * clusters + np.maximum(a, b), return_index=True)
    return Edges(keys // clusters, keys % clusters), likeness[first]


def summed(rows: FloatArray, labels: IntArray, clusters: int) -> FloatArray:
    """(clusters, D) sums of the rows (N, D) of each cluster; ``labels`` is (N,)."""
    from scipy.sparse import csr_array

    membership = csr_array(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), shape=(clusters, len(labels))
    )
    total: FloatArray = membership @ rows
    return total


def _likeness(sums: FloatArray, masses: FloatArray, edges: Edges) -> FloatArray:
    """(E,) mean similarity of the two clusters of each edge."""
    result = np.empty(len(edges), np.float32)
    for start in range(0, len(edges), 500_000):
        part = slice(start, start + 500_000)
        a, b = edges.source[part], edges.target[part]
        result[part] = np.einsum("ij,ij->i", sums[a], sums[b]) / (masses[a] * masses[b])
    return result
