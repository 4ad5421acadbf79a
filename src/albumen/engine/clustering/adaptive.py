"""The default: Infomap on a graph that has adapted itself to the set.

What differs between sets is (1) how alike strangers are, (2) how many pairs are one person, (3) how many photos each
person has. The three steps before Infomap answer them, so that no knob is left:

1. :mod:`drift` takes out what all faces of the set have in common;
2. :mod:`prior` estimates how likely a pair is one person, in the set and for each face, and with it how much
   evidence a link needs;
3. each face is moved towards the faces that are very likely its own person's (:func:`gathered`). Who has many photos
   is then surrounded by them and a poor photo is recognised through the better ones; who has one stays as it was.

The figures behind each step are in docs/adr/0005-clustering.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from albumen.engine.calibration import Calibration, probability_from_evidence
from albumen.engine.clustering.drift import Space
from albumen.engine.clustering.graph import NeighbourGraph
from albumen.engine.clustering.prior import edge_log_odds, face_priors
from albumen.engine.types import FloatArray

CAUTION = 2.0
"""Natural log-odds asked for on top of even odds: a false link costs seven times a missed one."""

CAUTION_TOGETHER = 4.0
"""The same where several packs are heard together. They find more at any rate of false links, so that some of it can be
spent on precision: on the half of lfw-dev that they were learnt on F is 0.984 with 2, 0.989 with 4 (precision 0.977 and
0.994), on the other half 0.984 and 0.987 (0.982 and 0.995)."""

STEPS = 512
"""Steps in which the calibration is turned round, from evidence to similarity."""

NEGLIGIBLE = 1e-3
"""Edges less probable than this do not pull."""

REPEATED = 0.1
"""Two faces are shots of a burst when they are apart by at most this part of what evidence needs to turn."""

RESERVE = 1.5
"""Evidence left between what a link needs and the most that the calibration can say."""

STRICTER = 0.05
"""After gathering, a link needs this part more of the way from the linking similarity to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkRule:
    """What makes two faces of an edge linked. Arrays have one entry for each of the E edges, or are single numbers.

    Attributes:
        evidence: log-likelihood ratio at which a link is as likely as not, caution included.
        similarity: the similarity that has this evidence.
    """

    evidence: NDArray[np.float64]
    similarity: NDArray[np.float64]

    @classmethod
    def of(cls, prior_log_odds: ArrayLike, calibration: Calibration, caution: float = CAUTION) -> LinkRule:
        """The rule for these prior log-odds, with so much natural log-odds asked for on top of even odds.

        In a set so large that the calibration can never say enough, links ask for nearly the most it can say.
        """
        least, most = calibration.log_likelihood_ratio[[0, -1]]
        evidence = np.clip(
            caution - np.asarray(prior_log_odds, np.float64), least, max(most - RESERVE, least)
        )
        steps = np.linspace(least, most, STEPS)
        at = np.array([calibration.similarity_for(float(step)) for step in steps])
        return cls(evidence, np.interp(evidence, steps, at))

    def __getitem__(self, edges: NDArray[np.bool_]) -> LinkRule:
        return LinkRule(self.evidence[edges], self.similarity[edges])

    def probability(self, similarity: FloatArray, calibration: Calibration) -> FloatArray:
        """(E,) probability, caution included, that two faces of this similarity are one person."""
        excess = calibration.evidence(similarity) - self.evidence
        return probability_from_evidence(excess, 0.5).astype(np.float32)


def gathered(
    deviations: FloatArray,
    graph: NeighbourGraph,
    probability: FloatArray,
    pull: FloatArray | None = None,
) -> FloatArray:
    """Each face plus its neighbours, each times the probability that it is the same person, at its old length.

    Averaging takes noise away and with it length; the length that the averaged faces have is given back, so that
    strangers stay as far apart as before.

    Args:
        deviations: (N, D) float32, unit embeddings seen from the middle of the people.
        graph: edges between the faces.
        probability: (E,) of each edge.
        pull: (N,) how much each face pulls its neighbours, 0..1; all 1 when not given.

    Source: average query expansion, R. Arandjelović, A. Zisserman, "Three things everyone should know to improve
    object retrieval" (2012), with the probability as weight.
    """
    from scipy.sparse import coo_array

    if pull is None:
        pull = np.ones(graph.count, np.float32)
    rows = np.concatenate([graph.source, graph.target])
    columns = np.concatenate([graph.target, graph.source])
    weight = np.concatenate([probability, probability]) * pull[columns]
    table = coo_array((weight, (rows, columns)), shape=(graph.count, graph.count)).tocsr()
    energy = np.einsum("ij,ij->i", deviations, deviations)
    energy = (energy + table @ energy) / (1.0 + table.sum(axis=1))
    total: FloatArray = np.asarray(table @ deviations, np.float32)
    total += deviations
    total *= (np.sqrt(energy) / np.maximum(np.linalg.norm(total, axis=1), 1e-6)).astype(np.float32)[:, None]
    return total


def pulls(graph: NeighbourGraph, turn: float, quality: FloatArray | None = None) -> FloatArray:
    """(N,) how much each face pulls its neighbours, 0..1.

    A poor face pulls half as much as a good one, and the shots of a burst together as much as one photo: what they
    say is the same, and eighty times a small doubt would become a certainty.

    Args:
        graph: edges between the faces.
        turn: similarity at which evidence turns from strangers to one person.
        quality: (N,) 0..1.
    """
    repeated = graph.similarity >= 1.0 - REPEATED * (1.0 - turn)
    copies = np.bincount(graph.source[repeated], minlength=graph.count)
    copies = copies + np.bincount(graph.target[repeated], minlength=graph.count)
    trust = 1.0 if quality is None else 0.5 + 0.5 * quality
    return np.asarray(trust / (1.0 + copies), np.float32)


def adapted(
    space: Space,
    graph: NeighbourGraph,
    calibration: Calibration,
    prior: float,
    quality: FloatArray | None = None,
    caution: float = CAUTION,
) -> tuple[FloatArray, NeighbourGraph, FloatArray]:
    """Gathered deviations (N, D), the links between the faces and the weight of each link, ready for Infomap.

    ``prior`` is that of a pair of the set.
    """
    rule = LinkRule.of(edge_log_odds(graph, face_priors(graph, calibration, prior)), calibration, caution)
    likely = rule.probability(graph.similarity, calibration)
    worth = likely > NEGLIGIBLE
    pull = pulls(graph, calibration.similarity_for(0.0), quality)
    together = gathered(space.embeddings - space.origin, graph[worth], likely[worth], pull)
    threshold = rule.similarity + STRICTER * (1.0 - rule.similarity)
    measured = graph.measured_with(together)
    linked = measured.similarity >= threshold
    # The excess over the threshold, not the similarity, so that a chain of bare links is weak against a dense core.
    weights = measured.similarity - (rule.similarity + threshold) / 2
    return together, measured[linked], weights[linked].astype(np.float32)
