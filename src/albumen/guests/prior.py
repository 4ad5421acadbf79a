"""How many of an event's faces are one guest's, from the few that resemble them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.calibration import probability_from_evidence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

START = 0.01
MOST = 0.5
ROUNDS = 50


def estimate_prior_among(evidence: ArrayLike, faces: int) -> float:
    """Which part of ``faces`` faces are the guest's, when only those that resemble them were measured.

    Expectation-maximisation as in ``engine.matching.estimate_prior`` (M. Saerens et al., 2002); the faces that were not
    measured count as somebody else's. The answer lies between one face in all and one half.

    Args:
        evidence: log-likelihood ratios of the faces that resemble the guest, (H,), natural logarithm.
        faces: how many faces there are, those included; at least H.
    """
    ratios = np.asarray(evidence, np.float64)
    total = max(faces, len(ratios), 1)
    lowest = 1.0 / (total + 2)
    prior = float(np.clip(START, lowest, MOST))
    for _ in range(ROUNDS):
        found = float(probability_from_evidence(ratios, prior).sum()) if len(ratios) else 0.0
        updated = float(np.clip(found / total, lowest, MOST))
        if abs(updated - prior) < 1e-9:
            break
        prior = updated
    return prior
