"""From similarity to the probability that two faces are the same person.

A calibration holds a monotone curve from similarity (dot product of two unit embeddings of one pack, -1 to 1) to the
log-likelihood ratio ``log p(similarity | same person) - log p(similarity | different people)``. The prior is left to
the caller (Bayes' rule in log-odds), because it belongs to the event, not to the model: one guest among two hundred
has another prior than a passport check.

Source: N. Brümmer, J. du Preez, "Application-independent evaluation of speaker detection" (2006): log-likelihood
ratios as the prior-free form of a calibrated score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A monotone piecewise-linear curve from similarity to log-likelihood ratio.

    Attributes:
        similarity: (K,) float64, strictly increasing knots in -1..1, K at least 2.
        log_likelihood_ratio: (K,) float64, non-decreasing, natural logarithm. Outside the knots the curve is flat:
            no evidence is claimed beyond what was measured.
    """

    similarity: NDArray[np.float64]
    log_likelihood_ratio: NDArray[np.float64]

    def __post_init__(self) -> None:
        if len(self.similarity) != len(self.log_likelihood_ratio) or len(self.similarity) < 2:
            raise ValueError("a calibration needs two or more knots, one ratio for each similarity")
        if np.any(np.diff(self.similarity) <= 0) or np.any(np.diff(self.log_likelihood_ratio) < 0):
            raise ValueError("a calibration curve must rise with similarity")

    def evidence(self, similarity: ArrayLike) -> NDArray[np.float64]:
        """Log-likelihood ratio of each similarity, any shape in, the same shape out."""
        ratio: NDArray[np.float64] = np.interp(
            np.asarray(similarity, np.float64), self.similarity, self.log_likelihood_ratio
        )
        return ratio

    def probability(self, similarity: ArrayLike, prior: float) -> NDArray[np.float64]:
        """Probability (0..1) of the same person, given the probability ``prior`` before looking (0 < prior < 1)."""
        return probability_from_evidence(self.evidence(similarity), prior)

    def similarity_for(self, evidence: float) -> float:
        """The smallest similarity with at least this log-likelihood ratio; inf when no similarity has it."""
        if evidence > self.log_likelihood_ratio[-1]:
            return float("inf")
        rising = np.maximum.accumulate(self.log_likelihood_ratio + np.arange(len(self.similarity)) * 1e-12)
        return float(np.interp(evidence, rising, self.similarity))


def probability_from_evidence(evidence: ArrayLike, prior: float) -> NDArray[np.float64]:
    """Bayes' rule in log-odds: the posterior probability from a log-likelihood ratio and a prior (0 < prior < 1)."""
    if not 0.0 < prior < 1.0:
        raise ValueError(f"a prior lies between 0 and 1, got {prior}")
    odds = np.asarray(evidence, np.float64) + np.log(prior) - np.log1p(-prior)
    positive = 1.0 / (1.0 + np.exp(-np.abs(odds)))
    probability: NDArray[np.float64] = np.where(odds >= 0, positive, 1.0 - positive)
    return probability
