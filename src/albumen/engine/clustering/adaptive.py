"""The default: Infomap on a graph that has adapted itself to the set.

What differs between sets is (1) how alike strangers are, (2) how many pairs are one person, (3) how many photos each
person has. The three steps before Infomap answer them, so that no knob is left:

1. :mod:`drift` takes out what all faces of the set have in common;
2. :mod:`prior` estimates how likely a pair is one person, and with it how much evidence a link needs;
3. each face is moved towards the faces that are very likely its own person's (:func:`gathered`). Who has many photos
   is then surrounded by them and a poor photo is recognised through the better ones; who has one stays as it was.

The figures behind each step are in docs/adr/0005-clustering.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from albumen.engine.calibration import Calibration, probability_from_evidence
from albumen.engine.clustering.graph import NeighbourGraph
from albumen.engine.types import FloatArray

CAUTION = 2.0
"""Natural log-odds asked for on top of even odds: a false link costs about seven times a missed one."""

RESERVE = 1.5
"""Evidence left between what a link needs and the most that the calibration can say."""

STRICTER = 0.1
"""After gathering, a link needs this part more of the way from the linking similarity to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkRule:
    """What makes two faces of a set linked.

    Attributes:
        prior: part of pairs that are one person.
        evidence: log-likelihood ratio at which a link is as likely as not, caution included.
        similarity: the similarity that has this evidence.
    """

    prior: float
    evidence: float
    similarity: float

    @classmethod
    def of(cls, prior: float, calibration: Calibration) -> LinkRule:
        """The rule for a set with this prior.

        In a set so large that the calibration can never say enough, links ask for nearly the most it can say.
        """
        most = float(calibration.log_likelihood_ratio[-1])
        least = float(calibration.log_likelihood_ratio[0])
        asked = np.log1p(-prior) - np.log(prior) + CAUTION
        evidence = float(np.clip(asked, min(least, most), max(most - RESERVE, least)))
        return cls(prior, evidence, calibration.similarity_for(evidence))

    def probability(self, similarity: FloatArray, calibration: Calibration) -> FloatArray:
        """Probability, caution included, that two faces of this similarity are one person."""
        excess = calibration.evidence(similarity) - self.evidence
        return probability_from_evidence(excess, 0.5).astype(np.float32)


def gathered(
    embeddings: FloatArray,
    graph: NeighbourGraph,
    probability: FloatArray,
    quality: FloatArray | None = None,
) -> FloatArray:
    """Each embedding plus its neighbours', each times the probability that it is the same person; unit length.

    Args:
        embeddings: (N, D) float32 unit.
        graph: edges between the faces.
        probability: (E,) of each edge.
        quality: (N,) 0..1; a poor face pulls its neighbours half as much as a good one.

    Source: average query expansion, R. Arandjelović, A. Zisserman, "Three things everyone should know to improve
    object retrieval" (2012), with the probability as weight.
    """
    from scipy.sparse import coo_array

    pull = np.ones(graph.count, np.float32) if quality is None else (0.5 + 0.5 * quality).astype(np.float32)
    rows = np.concatenate([graph.source, graph.target])
    columns = np.concatenate([graph.target, graph.source])
    weight = np.concatenate([probability, probability]) * pull[columns]
    total = coo_array((weight, (rows, columns)), shape=(graph.count, graph.count)).tocsr() @ embeddings
    total += embeddings
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
    return np.asarray(total, np.float32)


def adapted(
    embeddings: FloatArray,
    graph: NeighbourGraph,
    calibration: Calibration,
    rule: LinkRule,
    quality: FloatArray | None = None,
) -> tuple[FloatArray, NeighbourGraph, FloatArray]:
    """Gathered embeddings, the links between them and the weight of each link, ready for Infomap."""
    likely = rule.probability(graph.similarity, calibration)
    worth = likely > 1e-3
    together = gathered(embeddings, graph[worth], likely[worth], quality)
    threshold = rule.similarity + STRICTER * (1.0 - rule.similarity)
    links = graph.measured_with(together).at_least(threshold)
    # The excess over the threshold, not the similarity, so that a chain of bare links is weak against a dense core.
    weights = links.similarity - (rule.similarity + threshold) / 2
    return together, links, weights
