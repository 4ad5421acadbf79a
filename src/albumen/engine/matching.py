"""Finding one person among many faces: similarity, probability and level of every face.

Levels are promises about strangers, not about the guest: a level's similarity threshold belongs to the pack and is
set by the false match rate, so that in an event of 5,000 faces one guest's search lets through, on average, at most
the strangers' faces named in :data:`STRANGERS`. The probability beside the level answers the other question: how
likely this face is the guest, given how often the guest seems to be in this event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from albumen.engine.calibration import Calibration, probability_from_evidence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from albumen.engine.packs.spec import Thresholds
    from albumen.engine.types import FloatArray

Level = Literal["none", "check", "likely", "certain"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels in rising order; a level's place in it is its number in :attr:`Matches.level`."""

EVENT_FACES = 5000
"""Faces in the event for which the levels are defined."""

STRANGERS: dict[Level, float] = {"certain": 0.01, "likely": 0.5, "check": 5.0}
"""Strangers' faces that one guest's search may let through in an event of 5,000 faces, on average, at each level."""

LOWEST_WEIGHT = 0.05
"""Weight of a reference of no use at all, beside 1 for a perfect one: it was chosen by a person, so it counts."""

Strictness = Literal["strict", "balanced", "broad"]

LOWEST_LEVEL: dict[Strictness, Level] = {"strict": "certain", "balanced": "likely", "broad": "check"}
"""The lowest level that each strictness shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """How N faces compare with one person.

    Attributes:
        similarity: (N,) float32, -1 to 1.
        probability: (N,) float64, 0 to 1, of being that person, under :attr:`prior`.
        level: (N,) int8, index into :data:`LEVELS`.
        prior: part of the faces that are the person's, as given or as estimated.
    """

    similarity: FloatArray
    probability: NDArray[np.float64]
    level: NDArray[np.int8]
    prior: float

    def at_least(self, level: Level) -> NDArray[np.intp]:
        """Indices of the faces at this level or above: highest level first, in it the most similar."""
        found = np.flatnonzero(self.level >= LEVELS.index(level))
        return found[np.lexsort((-self.similarity[found], -self.level[found]))]


def false_match_rate(level: Level) -> float:
    """The false match rate (0..1) that defines a level: strangers let through over faces of the event."""
    return STRANGERS[level] / EVENT_FACES


def template(
    references: FloatArray, usefulness: FloatArray | None = None, several: float = 0.0
) -> FloatArray:
    """One vector (D,) for a person from their reference embeddings (R, D): the mean, weighted by usefulness (R,).

    The mean of R selfies is shorter than each of them. Its dot product with a face is the mean of the face's
    similarities to the references: for strangers that mean spreads less the shorter the template is, so thresholds made
    for pairs are stricter than they promise, and the person loses by every selfie shown. ``several`` gives part of the
    length back: the mean is divided by its length to this power. At 1 strangers come as close to the template as to one
    selfie and a little closer (a template lies nearer to everybody than a photo); at 0.5, pack ``standard`` and 2 to 5
    selfies of lfw-dev, the false match rate of each level stays below its promise and ``certain`` finds 0.924 to 0.958
    of a person's faces instead of 0.889 to 0.905. Packs whose embeddings share a common direction (``builtin``) have 0.

    Raises:
        ValueError: no reference.
    """
    if not len(references):
        raise ValueError("a person needs at least one reference face")
    weights = np.ones(len(references)) if usefulness is None else np.maximum(usefulness, LOWEST_WEIGHT)
    mean = (references * weights[:, None]).sum(axis=0) / weights.sum()
    length = float(np.linalg.norm(mean))
    if several and len(references) > 1 and length > 0.0:
        mean = mean / length**several
    result: FloatArray = mean.astype(np.float32)
    return result


def match(
    references: FloatArray,
    embeddings: FloatArray,
    calibration: Calibration,
    thresholds: Thresholds,
    *,
    usefulness: FloatArray | None = None,
    reliable: NDArray[np.bool_] | None = None,
    prior: float | None = None,
) -> Matches:
    """Compare one person with every face of an event.

    Args:
        references: (R, D) float32 unit embeddings of the person's selfies, R at least 1.
        embeddings: (N, D) float32 unit embeddings of the event's faces, same pack and version.
        calibration, thresholds: the pack's own.
        usefulness: (R,) quality of the references, 0..1; better ones count more.
        reliable: (N,) whether each face is sharp enough for its similarity to count in full (``quality.reliable``);
            the others reach ``check`` at most, and the evidence of its threshold. All are when None.
        prior: part of the faces that are the person's (0..1, exclusive); estimated from the faces when None.
    """
    similarity = embeddings @ template(references, usefulness, thresholds.several)
    capped = np.minimum(similarity, thresholds.check)
    trusted = similarity if reliable is None else np.where(reliable, similarity, capped)
    evidence = calibration.evidence(trusted)
    if prior is None:
        prior = estimate_prior(evidence)
    bounds = np.array([thresholds.check, thresholds.likely, thresholds.certain])
    level = np.searchsorted(bounds, trusted, side="right").astype(np.int8)
    return Matches(similarity.astype(np.float32), probability_from_evidence(evidence, prior), level, prior)


def estimate_prior(evidence: ArrayLike, *, rounds: int = 50) -> float:
    """Which part of the faces are the person's, from their log-likelihood ratios (N,).

    Expectation-maximisation of the mixing proportion (M. Saerens et al., "Adjusting the outputs of a classifier to new
    a priori probabilities", 2002), started at one face in a hundred and kept between one face in all and one half.
    """
    ratios = np.asarray(evidence, np.float64)
    lowest = 1.0 / (len(ratios) + 2)
    prior = float(np.clip(0.01, lowest, 0.5))
    for _ in range(rounds):
        updated = (
            float(np.clip(probability_from_evidence(ratios, prior).mean(), lowest, 0.5))
            if len(ratios)
            else prior
        )
        if abs(updated - prior) < 1e-6:
            break
        prior = updated
    return prior


def agree(references: FloatArray, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Whether each reference (R, D) resembles the others enough to be the same person, (R,).

    A reference agrees when its mean similarity to all others reaches the level ``check``. One reference
    alone agrees with itself.
    """
    if len(references) < 2:
        return np.ones(len(references), bool)
    others = [template(np.delete(references, i, axis=0)) for i in range(len(references))]
    similarity = (references * np.stack(others)).sum(axis=1)
    result: NDArray[np.bool_] = similarity >= thresholds.check
    return result
