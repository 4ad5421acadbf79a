"""One call from embeddings to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from albumen.engine.calibration import Calibration
from albumen.engine.clustering import constraints
from albumen.engine.clustering.adaptive import CAUTION, LinkRule, adapted
from albumen.engine.clustering.drift import Space, without_drift
from albumen.engine.clustering.enforcement import enforced
from albumen.engine.clustering.graph import IntArray, NeighbourGraph, Progress, neighbour_graph
from albumen.engine.clustering.prior import pair_prior
from albumen.engine.errors import EngineError
from albumen.engine.types import FloatArray

ALGORITHMS = (
    "default",
    "infomap",
    "chinese_whispers",
    "leiden",
    "average_linkage",
    "dbscan",
    "hdbscan",
    "kmeans",
    "connected_components",
)
"""Names for ``algorithm``. ``default`` adapts to the set (:mod:`adaptive`); the others work on the plain graph, linked
where two faces are more likely one person than not, and are there to compare with."""

NEIGHBOURS = 48
NEIGHBOURS_IN_LARGE_SETS = 24
LARGE_SET = 400_000
"""Faces from which fewer neighbours are kept, so that a million take less than 8 GB."""


class UnknownAlgorithmError(EngineError):
    """The clustering algorithm asked for does not exist."""

    code = "unknown_algorithm"
    advice = f"Choose one of: {', '.join(ALGORITHMS)}."


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """Who is who in a set of N faces.

    Attributes:
        labels: (N,) int64, the person of each face, 0..K-1, the largest first; of equal ones the one seen first.
        cohesion: (K,) float32, mean similarity (-1 to 1) of two different faces of each person; 1 for one face.
        prior: part of all pairs of faces that were estimated to be one person, 0..1; a good prior for matching
            a face against this set.
        algorithm: what made it.
    """

    labels: IntArray
    cohesion: FloatArray
    prior: float
    algorithm: str

    def __len__(self) -> int:
        """Number of people K."""
        return len(self.cohesion)


def cluster(
    embeddings: ArrayLike,
    photos: ArrayLike,
    calibration: Calibration,
    *,
    quality: ArrayLike | None = None,
    algorithm: str = "default",
    must_link: ArrayLike | Sequence[Sequence[int]] = (),
    cannot_link: ArrayLike | Sequence[Sequence[int]] = (),
    caution: float = CAUTION,
    seed: int = 0,
    progress: Progress | None = None,
) -> Clustering:
    """Group faces into people. The same input and seed give the same result.

    Args:
        embeddings: (N, D) float32, unit length, all of one pack and version.
        photos: (N,) int, the photo each face is in; nobody is twice in one photo unless a must-link says so.
        calibration: of the pack.
        quality: (N,) 0..1, ``FaceQuality.overall``; poor faces then vouch less for others.
        algorithm: one of :data:`ALGORITHMS`.
        must_link: (M, 2) pairs of faces that are one person, as people said; honoured through others too. The
            clusters of the two faces become one, as far as nothing keeps them apart.
        cannot_link: (M, 2) pairs of faces that are two people.
        caution: natural log-odds asked for on top of even odds by ``default``; ``CAUTION_TOGETHER`` where the
            embeddings are those of several packs.
        seed: of everything random.
        progress: told the part done, 0 to 1.

    Raises:
        UnknownAlgorithmError: no such algorithm.
        ContradictingLinksError: a cannot-link between two faces that must-links make one person.
        ValueError: arrays of different lengths, or links to faces that are not there.
    """
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithmError(f"There is no clustering algorithm called {algorithm!r}.")
    vectors, where, trust = _checked(embeddings, photos, quality)
    count = len(vectors)
    together = constraints.pairs(must_link, count)
    apart = constraints.pairs(cannot_link, count)
    groups = constraints.groups(together, apart, count)
    tell = progress or (lambda part: None)

    space = _space(vectors, where, calibration, algorithm, seed)
    tell(0.05)
    graph = _graph(space, where, calibration, seed, tell)
    forbidden = (
        np.isin(
            graph.source.astype(np.int64) * count + graph.target,
            apart.min(axis=1) * count + apart.max(axis=1),
        )
        if len(apart)
        else np.zeros(len(graph), bool)
    )
    if forbidden.any():
        graph = graph[~forbidden]
    prior = pair_prior(graph, calibration)
    tell(0.75)
    labels, positions, links = _labelled(space, graph, calibration, prior, algorithm, trust, caution, seed)
    tell(0.95)
    labels = enforced(labels, groups, constraints.Separations.of(where, apart), positions, links, calibration)
    labels = ordered_by_size(labels)
    tell(1.0)
    return Clustering(labels, _cohesion(vectors, labels), prior, algorithm)


def _space(
    vectors: FloatArray, where: IntArray, calibration: Calibration, algorithm: str, seed: int
) -> Space:
    if algorithm == "default":
        return without_drift(vectors, where, calibration, seed)
    return Space(vectors, np.zeros(vectors.shape[1], np.float32))


def _graph(
    space: Space, where: IntArray, calibration: Calibration, seed: int, tell: Progress
) -> NeighbourGraph:
    return neighbour_graph(
        space.embeddings,
        where,
        neighbours=NEIGHBOURS_IN_LARGE_SETS if len(where) >= LARGE_SET else NEIGHBOURS,
        # Below even evidence an edge can neither pull nor link.
        floor=calibration.similarity_for(max(0.0, float(calibration.log_likelihood_ratio[0]))),
        seed=seed,
        progress=lambda part: tell(0.05 + 0.65 * part),
    )


def _labelled(
    space: Space,
    graph: NeighbourGraph,
    calibration: Calibration,
    prior: float,
    algorithm: str,
    quality: FloatArray | None,
    caution: float,
    seed: int,
) -> tuple[IntArray, FloatArray, NeighbourGraph]:
    """Labels before constraints, and the positions and links that they were made from."""
    if algorithm == "default":
        from albumen.engine.clustering.infomap import infomap

        positions, links, weights = adapted(space, graph, calibration, prior, quality, caution)
        return infomap(links, weights, seed=seed), positions, links
    rule = LinkRule.of(np.log(prior) - np.log1p(-prior), calibration)
    reach = float(rule.similarity)
    positions, links = space.embeddings, graph.at_least(reach)
    if algorithm == "infomap":
        from albumen.engine.clustering.infomap import infomap

        return infomap(links, links.similarity, seed=seed), positions, links
    if algorithm == "chinese_whispers":
        from albumen.engine.clustering.chinese_whispers import chinese_whispers

        return chinese_whispers(links, links.similarity, seed=seed), positions, links
    if algorithm == "leiden":
        from albumen.engine.clustering.leiden import leiden

        return leiden(links, rule.probability(links.similarity, calibration), seed=seed), positions, links
    if algorithm == "average_linkage":
        from albumen.engine.clustering.agglomeration import Edges, agglomerate

        alone = np.arange(graph.count)
        free = constraints.Separations.of(alone, np.zeros((0, 2), np.int64))
        edges = Edges(graph.source, graph.target)
        return agglomerate(positions, edges, alone, free, reach), positions, links
    from albumen.engine.clustering import baselines

    if algorithm == "dbscan":
        return baselines.dbscan(links, 1.0 - reach), positions, links
    if algorithm == "hdbscan":
        return baselines.hdbscan(links, 1.0 - reach), positions, links
    labels = baselines.connected_components(links)
    if algorithm == "kmeans" and len(labels):
        labels = baselines.k_means(positions, int(labels.max()) + 1, seed=seed)
    return labels, positions, links


def ordered_by_size(labels: IntArray) -> IntArray:
    """The same clusters, numbered from 0 by falling size, of equal ones the one whose first face comes first."""
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(first))
    return rank[inverse]


def _cohesion(vectors: FloatArray, labels: IntArray) -> FloatArray:
    """Mean similarity over the pairs of each cluster: (|sum|² - n) / (n (n - 1)) for unit vectors."""
    from albumen.engine.clustering.agglomeration import summed

    sizes = np.bincount(labels).astype(np.float64)
    sums = summed(vectors, labels, len(sizes)).astype(np.float64)
    pairs = np.maximum(sizes * (sizes - 1), 1)
    mean = (np.einsum("ij,ij->i", sums, sums) - sizes) / pairs
    return np.where(sizes > 1, np.clip(mean, -1, 1), 1.0).astype(np.float32)


def _checked(
    embeddings: ArrayLike, photos: ArrayLike, quality: ArrayLike | None
) -> tuple[FloatArray, IntArray, FloatArray | None]:
    vectors = np.ascontiguousarray(embeddings, np.float32)
    where = np.asarray(photos, np.int64)
    trust: NDArray[np.float32] | None = None if quality is None else np.asarray(quality, np.float32)
    if vectors.ndim != 2:
        raise ValueError(f"embeddings have shape (N, D), got {vectors.shape}")
    if where.shape != (len(vectors),) or (trust is not None and trust.shape != where.shape):
        raise ValueError("photos and quality need one entry for each embedding")
    return vectors, where, None if trust is None else np.clip(trust, 0.0, 1.0)
