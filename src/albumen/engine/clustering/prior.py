"""How likely two faces of a set are one person, before looking at them: estimated from the set itself."""

from __future__ import annotations

import numpy as np

from albumen.engine.calibration import Calibration, probability_from_evidence
from albumen.engine.clustering.graph import NeighbourGraph

ROUNDS = 30
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
