"""How likely two faces of a set are one person, before looking at them: estimated from the set itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration, probability_from_evidence
from albumen.engine.clustering.graph import NeighbourGraph
from albumen.engine.types import FloatArray

ROUNDS = 30
ROUNDS_OF_FACES = 10
LARGEST = 0.3
"""Even a set of one person's photos is looked at as if three pairs in ten were the same: a little doubt stays."""


def pair_prior(graph: NeighbourGraph, calibration: Calibration) -> float:
    """Part of all pairs of faces that are one person (0..1), by expectation and maximisation over the edges.

    Pairs without an edge are less similar than the graph's floor and count as different people. One pair is added,
    so that a set where all are different has a prior above zero.

    Source: M. Saerens et al., "Adjusting the outputs of a classifier to new a priori probabilities" (2002).
    """
    every = graph.count * (graph.count - 1) / 2
    if every < 1:
        return LARGEST
    evidence = calibration.evidence(graph.similarity)
    prior = min(1e-3, LARGEST)
    for _ in range(ROUNDS):
        same = probability_from_evidence(evidence, prior).sum()
        prior = float(np.clip((same + 1.0) / every, 1e-9, LARGEST))
    return prior


def face_priors(graph: NeighbourGraph, calibration: Calibration, prior: float) -> FloatArray:
    """(N,) part of the other faces that are the same person as this face, 0..1, at most ``prior``.

    A passer-by among people with many photos needs more evidence than the set's prior asks for; that somebody has many
    photos never makes it easier to be taken for them, or who resembles many would collect them all. One face is added,
    as for the whole set.
    """
    others = max(graph.count - 1, 1)
    evidence = calibration.evidence(graph.similarity)
    priors: NDArray[np.float64] = np.full(graph.count, prior)
    for _ in range(ROUNDS_OF_FACES):
        same = probability_from_evidence(evidence + edge_log_odds(graph, priors), 0.5)
        own = np.bincount(graph.source, same, graph.count) + np.bincount(graph.target, same, graph.count)
        priors = np.clip((own + 1.0) / others, 1e-9, prior)
    return priors.astype(np.float32)


def edge_log_odds(graph: NeighbourGraph, priors: NDArray[np.floating]) -> NDArray[np.float64]:
    """(E,) prior log-odds of each edge: the mean of those of its two faces, whose ``priors`` are (N,)."""
    odds = np.log(priors.astype(np.float64)) - np.log1p(-priors.astype(np.float64))
    between: NDArray[np.float64] = (odds[graph.source] + odds[graph.target]) / 2
    return between
