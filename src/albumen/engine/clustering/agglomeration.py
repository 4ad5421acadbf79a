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
from typing import Literal

import numpy as np

from albumen.engine.clustering.constraints import Separations
from albumen.engine.clustering.graph import EDGES_AT_ONCE, IntArray, Progress
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

    def __getitem__(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Edges:
        return Edges(self.source[chosen], self.target[chosen])

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
    linkage: Literal["average", "restored"] = "average",
    progress: Progress | None = None,
) -> IntArray:
    """Merge clusters while two are at least ``threshold`` alike and nothing keeps them apart.

    Args:
        embeddings: (N, D) float32; unit length for ``average``.
        edges: pairs of faces whose clusters may be joined.
        labels: (N,) cluster of each face to start from, 0..K-1.
        separations: what may not be in one cluster.
        threshold: least likeness.
        linkage: what likeness is. ``average``: mean similarity over all pairs. ``restored``: similarity of the two
            mean embeddings, each brought back to the length that its faces have; the mean of many faces has lost
            their noise and with it length, so average linkage calls two large clusters less alike than they are.
            The embeddings may then be deviations from an origin, whose unit vectors are compared.
        progress: told the part done.

    Returns:
        (N,) int64 cluster of each face, numbered from 0 without gaps.
    """
    clusters = int(labels.max()) + 1 if len(labels) else 0
    state = _Means.of(embeddings, labels, clusters, linkage)
    active = edges.contracted(labels, clusters)
    separations = separations.contracted(labels, clusters)
    likeness = state.likeness(active)
    labels = labels.copy()
    beginning = len(active)
    while True:
        near = likeness >= threshold
        if not near.any():
            break
        if linkage == "average":
            # Average linkage never rises by merging, so what is too far now stays too far.
            active, likeness, near = active[near], likeness[near], near[near]
        if progress:
            progress(1.0 - len(active) / beginning)
        child, parent, edge = _joins(active[near], likeness[near], state.masses)
        allowed = separations.allow(child, parent)
        if not allowed.all():
            apart = np.zeros(len(active), bool)
            hindered = np.flatnonzero(near)[edge[~allowed]]
            apart[hindered] = separations.conflict(child[~allowed], parent[~allowed])
            active, likeness = active[~apart], likeness[~apart]
        child, parent = child[allowed], parent[allowed]
        if not len(child):
            continue
        merged = np.arange(len(state.masses))
        merged[child] = parent
        used, merged = np.unique(merged, return_inverse=True)
        labels = merged[labels]
        changed = np.zeros(len(used), bool)
        changed[merged[child]] = True
        state = state.contracted(merged, len(used))
        separations = separations.contracted(merged, len(used))
        active, likeness = _contracted(active, likeness, merged, len(used))
        stale = changed[active.source] | changed[active.target]
        likeness[stale] = state.likeness(active[stale])
    return labels


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    """Sums of embeddings, of their squared lengths and the number of faces of each cluster."""

    sums: FloatArray
    energy: FloatArray
    masses: FloatArray
    linkage: Literal["average", "restored"]

    @classmethod
    def of(
        cls, embeddings: FloatArray, labels: IntArray, clusters: int, linkage: Literal["average", "restored"]
    ) -> _Means:
        energy = np.bincount(labels, np.einsum("ij,ij->i", embeddings, embeddings), clusters)
        masses = np.bincount(labels, minlength=clusters)
        sums = summed(embeddings, labels, clusters)
        return cls(sums, energy.astype(np.float32), masses.astype(np.float32), linkage)

    def contracted(self, merged: IntArray, clusters: int) -> _Means:
        return _Means(
            summed(self.sums, merged, clusters),
            np.bincount(merged, self.energy, clusters).astype(np.float32),
            np.bincount(merged, self.masses, clusters).astype(np.float32),
            self.linkage,
        )

    def likeness(self, edges: Edges) -> FloatArray:
        """(E,) likeness of the two clusters of each edge."""
        square = self.energy / self.masses
        if self.linkage == "average":
            scale = 1.0 / self.masses
        else:
            scale = np.sqrt(square) / np.maximum(np.linalg.norm(self.sums, axis=1), 1e-12)
        result = np.empty(len(edges), np.float32)
        for start in range(0, len(edges), EDGES_AT_ONCE):
            a, b = edges.source[start : start + EDGES_AT_ONCE], edges.target[start : start + EDGES_AT_ONCE]
            product = np.einsum("ij,ij->i", self.sums[a], self.sums[b]) * scale[a] * scale[b]
            if self.linkage == "restored":
                # Half the squared distance of two unit vectors, seen from any origin, is 1 - similarity.
                product += 1.0 - (square[a] + square[b]) / 2
            result[start : start + EDGES_AT_ONCE] = product
        return result


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
