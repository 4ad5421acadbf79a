"""What the faces of a set have in common because of how they were taken, not because of who they are.

Blur, compression and darkness push all embeddings of a set towards one direction: different people get more alike, so
a threshold fitted on good photos joins strangers. Taking the common direction out puts the similarity of strangers
back to where the pack was calibrated (it is the mean part of the score normalisation of speaker recognition: R.
Auckenthaler et al., "Score normalization for text-independent speaker verification systems", 2000).

The direction must not be a person's. So it is the mean over provisional people, not over faces; it is taken out only
as far as different provisional people really are alike; and not at all where they are so alike that they are rather
one person's photos (or the pack's embeddings all point one way by nature).
"""

from __future__ import annotations

import numpy as np

from albumen.engine.calibration import Calibration
from albumen.engine.clustering.agglomeration import Edges, agglomerate
from albumen.engine.clustering.constraints import Separations
from albumen.engine.clustering.graph import neighbour_graph
from albumen.engine.clustering.prior import pair_prior
from albumen.engine.types import FloatArray

SAMPLE = 8000
"""Faces that the direction is estimated from."""

PAIRS = 50_000

TRUSTED = 1 / 3
"""Drift up to this part of the similarity at which evidence turns (its zero) is taken out whole ..."""

DOUBTED = 2 / 3
"""... and from this part on not at all; in between, in proportion."""


def without_drift(
    embeddings: FloatArray,
    photos: np.ndarray[tuple[int], np.dtype[np.int64]],
    calibration: Calibration,
    seed: int,
) -> FloatArray:
    """The embeddings (N, D) without what they have in common, unit length again."""
    direction = _drift(embeddings, photos, calibration, seed)
    if not direction.any():
        return embeddings
    rest = embeddings - direction
    rest /= np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-6)
    return rest


def _drift(
    embeddings: FloatArray,
    photos: np.ndarray[tuple[int], np.dtype[np.int64]],
    calibration: Calibration,
    seed: int,
) -> FloatArray:
    """(D,) the common direction, as long as what is to be taken out; zeros when nothing is."""
    random = np.random.default_rng(seed)
    nothing = np.zeros(embeddings.shape[1], np.float32)
    turn = calibration.similarity_for(0.0)
    if len(embeddings) < 3 or not 0.0 < turn < 1.0:
        return nothing
    if len(embeddings) > SAMPLE:
        chosen = np.sort(random.choice(len(embeddings), SAMPLE, replace=False))
        embeddings, photos = embeddings[chosen], photos[chosen]
    graph = neighbour_graph(embeddings, photos, neighbours=48, floor=turn)
    doubt = -np.log(pair_prior(graph, calibration))
    threshold = min(
        calibration.similarity_for(doubt), calibration.similarity_for(calibration.log_likelihood_ratio[-1])
    )
    people = agglomerate(
        embeddings,
        Edges(graph.source, graph.target),
        np.arange(len(embeddings)),
        Separations.of(photos, np.zeros((0, 2), np.int64)),
        threshold,
    )
    order = random.permutation(len(people))
    _, first = np.unique(people[order], return_index=True)
    faces = embeddings[order[first]]
    if len(faces) < 3:
        return nothing
    a, b = random.integers(0, len(faces), (2, PAIRS))
    a, b = a[a != b], b[a != b]
    alike = float(np.median(np.einsum("ij,ij->i", faces[a], faces[b])))
    mean = faces.mean(axis=0)
    length = float(mean @ mean)
    if alike <= 0.0 or length <= 0.0:
        return nothing
    trust = float(np.clip((DOUBTED - alike / turn) / (DOUBTED - TRUSTED), 0.0, 1.0))
    return (mean * np.float32(trust * min(1.0, alike / length))).astype(np.float32)
