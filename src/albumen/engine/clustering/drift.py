"""What the faces of a set have in common because of how they were taken, not because of who they are.

Blur, compression and darkness push all embeddings of a set towards one direction: different people get more alike, so
a threshold fitted on good photos joins strangers. Taking the common direction out puts the similarity of strangers
back to where the pack was calibrated (it is the mean part of the score normalisation of speaker recognition: R.
Auckenthaler et al., "Score normalization for text-independent speaker verification systems", 2000).

The direction must not be a person's. So it is the mean over provisional people, not over faces; it is taken out only
as far as different provisional people really are alike; and not at all where they are so alike that they are rather
one person's photos (or the pack's embeddings all point one way by nature, as dlib's do).

In that last case the embeddings stay as they are, but directions are still to be seen from the middle of the people,
:attr:`Space.origin`: averages of faces are taken there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from albumen.engine.calibration import Calibration
from albumen.engine.clustering.agglomeration import Edges, agglomerate
from albumen.engine.clustering.constraints import Separations
from albumen.engine.clustering.graph import IntArray, neighbour_graph
from albumen.engine.clustering.prior import pair_prior
from albumen.engine.types import FloatArray

SAMPLE = 8000
"""Faces that the direction is estimated from."""

PAIRS = 50_000
"""Pairs of provisional people that say how alike strangers are."""

TRUSTED = 1 / 3
"""Drift up to this part of the similarity at which evidence turns (its zero) is taken out whole ..."""

DOUBTED = 2 / 3
"""... and from this part on not at all; in between, in proportion."""

LOWEST = 0.02
"""Part of strangers that a pack's calibration begins above (``benchmarks.calibration.fit``)."""

STRANGERS = -1.0
"""Provisional people are strangers to each other when their median similarity has at most this evidence."""

OWN_DIRECTION = 10.0
"""The mean of K people is trusted as their middle by K / (K + this): few people have no middle of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Where the faces of a set are compared.

    Attributes:
        embeddings: (N, D) float32, unit length, without drift.
        origin: (D,) float32, the middle of the people; zeros when it is not known.
    """

    embeddings: FloatArray
    origin: FloatArray


def without_drift(embeddings: FloatArray, photos: IntArray, calibration: Calibration, seed: int) -> Space:
    """The embeddings (N, D) without what they have in common because of how they were taken, and their middle."""
    nothing = np.zeros(embeddings.shape[1], np.float32)
    turn = calibration.similarity_for(0.0)
    if len(embeddings) < 3 or not 0.0 < turn < 1.0:
        return Space(embeddings, nothing)
    random = np.random.default_rng(seed)
    people = _one_face_each(embeddings, photos, calibration, random)
    if len(people) < 3:
        return Space(embeddings, nothing)
    a, b = random.integers(0, len(people), (2, PAIRS))
    between = np.einsum("ij,ij->i", people[a[a != b]], people[b[a != b]])
    alike = float(np.median(between))
    if calibration.evidence(alike) > STRANGERS:
        return Space(embeddings, nothing)
    usual = _usual(between, calibration)
    mean = people.mean(axis=0)
    length = float(mean @ mean)
    trust = float(np.clip((DOUBTED - (alike - usual) / (turn - usual)) / (DOUBTED - TRUSTED), 0.0, 1.0))
    if alike > usual and trust > 0.0:
        if usual == 0.0:
            # All of the mean is drift, but for what few people have by chance (shrinkage towards none).
            step = trust * min(1.0, alike / length)
        else:
            # Taking a part p of the energy out brings a similarity s to (s - p) / (1 - p).
            part = trust * (alike - usual) / (1.0 - usual)
            step = 1.0 - float(np.sqrt(max(0.0, 1.0 - part / length)))
        drift = mean * np.float32(step)
        embeddings, people = _unit(embeddings - drift), _unit(people - drift)
    origin = people.mean(axis=0) * np.float32(len(people) / (len(people) + OWN_DIRECTION))
    return Space(embeddings, origin.astype(np.float32))


def _usual(between: FloatArray, calibration: Calibration) -> float:
    """How alike strangers are on the photos that the pack was calibrated on (median similarity).

    Where a calibration begins below zero, strangers scatter around it. Where it begins above, the embeddings point one
    way by nature; it begins at the similarity that :data:`LOWEST` of strangers stay below, and how much higher that
    part of this set lies is how much more alike its strangers are.
    """
    begins = float(calibration.similarity[0])
    if begins <= 0.0:
        return 0.0
    raised = float(np.quantile(between, LOWEST)) - begins
    return float(np.median(between)) - max(0.0, raised)


def _one_face_each(
    embeddings: FloatArray, photos: IntArray, calibration: Calibration, random: np.random.Generator
) -> FloatArray:
    """One face of each provisional person: clusters so tight that each is one person, though a person has several."""
    if len(embeddings) > SAMPLE:
        chosen = np.sort(random.choice(len(embeddings), SAMPLE, replace=False))
        embeddings, photos = embeddings[chosen], photos[chosen]
    graph = neighbour_graph(embeddings, photos, neighbours=48, floor=calibration.similarity_for(0.0))
    doubt = min(-np.log(pair_prior(graph, calibration)), float(calibration.log_likelihood_ratio[-1]))
    alone = np.arange(len(embeddings))
    people = agglomerate(
        embeddings,
        Edges(graph.source, graph.target),
        alone,
        Separations.of(alone, np.zeros((0, 2), np.int64)),
        calibration.similarity_for(doubt),
    )
    order = random.permutation(len(people))
    _, first = np.unique(people[order], return_index=True)
    return embeddings[order[first]]


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    unit: FloatArray = (vectors / lengths).astype(np.float32)
    return unit
