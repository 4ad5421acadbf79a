"""Several packs' scores for one face as one probability and one level, each pack's own similarity kept.

**Evidence.** Each pack's similarity becomes a log-likelihood ratio by its own calibration; the fused evidence is their
mean. Packs look at the same pixels and err together, so adding their evidence up would count it twice. The mean never
does, whatever their dependence: when ``exp(evidence)`` of each pack averages at most 1 over strangers, which is what a
likelihood ratio does, then so does that of the mean (Hölder's inequality), and by Markov's at most ``exp(-t)`` of all
strangers reach a fused evidence of ``t``. The price is that independent evidence is understated.

**Levels.** The mean of two packs spreads less over strangers than either, so the same number of strangers is reached at
lower evidence: at :data:`AGREED` of the packs' mean evidence at the level. The factor was fitted on one half of
lfw-dev's people for the rate of ``certain``, and judged on the other (benchmarks/consensus.py). ``check`` and
``likely`` are given by the fused evidence alone. ``certain`` also needs that no pack contradicts, that is, none is
below its own ``check`` or finds the face too blurred; then the fused evidence or one pack's own ``certain`` suffices.
In events of more than 5,000 faces the fused evidence has to rise by the logarithm of the size: strangers' evidence
falls by e with each unit of it, at least (Markov above). Where only one pack has looked, its own levels count. Issue 5
learns the fusion; this is the cautious rule until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.calibration import probability_from_evidence
from albumen.engine.event_size import scaled
from albumen.engine.matching import EVENT_FACES, LEVELS, estimate_prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.calibration import Calibration
    from albumen.engine.packs.spec import Pack, Thresholds
    from albumen.engine.types import FloatArray

AGREED = 0.8
"""Fused evidence of a level, as a part of the mean of the packs' own, when two or more packs have looked."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """How one pack's similarities are read: its calibration, and its thresholds for 5,000 faces."""

    calibration: Calibration
    thresholds: Thresholds

    @staticmethod
    def of(pack: Pack) -> Judge:
        """A pack's own.

        Raises:
            ValueError: the pack is not calibrated.
        """
        if pack.calibration is None or pack.thresholds is None:
            raise ValueError(f"the pack {pack.name} is not calibrated")
        return Judge(pack.calibration.curve(), pack.thresholds)


@dataclass(frozen=True, slots=True, eq=False)
class Consensus:
    """How N faces compare with one person, by several packs.

    Attributes:
        similarities: (N,) float32 of each pack, -1 to 1; nan where it has not seen the face.
        evidence: (N,) float64, fused log-likelihood ratio, natural; -inf where no pack has seen the face.
        probability: (N,) float64, 0 to 1, under :attr:`prior`.
        level: (N,) int8, index into ``matching.LEVELS``.
        packs: (N,) int8, how many packs have seen the face.
        prior: part of the faces that are the person's, as given or as estimated.
    """

    similarities: dict[str, FloatArray]
    evidence: NDArray[np.float64]
    probability: NDArray[np.float64]
    level: NDArray[np.int8]
    packs: NDArray[np.int8]
    prior: float


def fuse(
    similarities: Mapping[str, FloatArray],
    judges: Mapping[str, Judge],
    *,
    reliable: Mapping[str, NDArray[np.bool_]] | NDArray[np.bool_] | None = None,
    prior: float | None = None,
    faces: int = EVENT_FACES,
) -> Consensus:
    """One answer from several packs.

    Args:
        similarities: (N,) of each pack that was asked, the same faces in the same order; nan where a pack has none.
        judges: of at least these packs.
        reliable: (N,) whether each face is sharp enough (``quality.reliable``), of each pack or for all of them; the
            others count as at most ``check``, as in ``matching.match``. All are when None.
        prior: part of the faces that are the person's (0..1, exclusive); estimated from the faces when None.
        faces: faces in the event, for the promise of the levels (``event_size``).

    Raises:
        ValueError: no pack, packs with different numbers of faces.
        KeyError: a pack without a judge.
    """
    if not similarities:
        raise ValueError("a consensus needs at least one pack")
    names = list(similarities)
    scores = {name: np.asarray(similarities[name], np.float32) for name in names}
    if len({len(score) for score in scores.values()}) > 1:
        raise ValueError("all packs must have compared the same faces")
    evidence, own, bars, sharpness = [], [], [], []
    for name in names:
        judge, score = judges[name], scores[name]
        thresholds = scaled(judge.thresholds, faces)
        sharp = reliable.get(name) if isinstance(reliable, Mapping) else reliable
        capped = np.minimum(score, np.float32(thresholds.check))
        trusted = score if sharp is None else np.where(sharp, score, capped)
        rising = np.array([thresholds.check, thresholds.likely, thresholds.certain])
        evidence.append(np.where(np.isnan(score), np.nan, judge.calibration.evidence(np.nan_to_num(trusted))))
        alone = np.searchsorted(rising, score, side="right")
        if sharp is not None:
            alone = np.where(sharp, alone, np.minimum(alone, LEVELS.index("check")))
        own.append(np.where(np.isnan(score), -1, alone))
        sharpness.append(np.ones(len(score), bool) if sharp is None else np.asarray(sharp, bool))
        usual = [judge.thresholds.check, judge.thresholds.likely, judge.thresholds.certain]
        bars.append(judge.calibration.evidence(np.array(usual)))
    seen = ~np.isnan(np.stack(evidence))
    packs = seen.sum(axis=0)
    fused = np.where(
        packs > 0, np.where(seen, np.stack(evidence), 0.0).sum(axis=0) / np.maximum(packs, 1), -np.inf
    )
    level = _levels(fused, np.stack(own), seen, np.stack(sharpness), np.stack(bars), faces)
    if prior is None:
        prior = estimate_prior(fused[packs > 0])
    probability = np.where(packs > 0, probability_from_evidence(np.maximum(fused, -700.0), prior), 0.0)
    return Consensus(scores, fused, probability, level, packs.astype(np.int8), prior)


def _levels(
    fused: NDArray[np.float64],
    own: NDArray[np.int64],
    seen: NDArray[np.bool_],
    sharp: NDArray[np.bool_],
    bars: NDArray[np.float64],
    faces: int,
) -> NDArray[np.int8]:
    """The level of each face (N,).

    Args:
        fused: (N,) evidence.
        own: (K, N) level by each pack alone.
        seen, sharp: (K, N) whether the pack has seen the face, and sharply enough.
        bars: (K, 3) each pack's evidence at its own thresholds for check, likely and certain.
        faces: faces in the event.
    """
    packs = seen.sum(axis=0)
    check, likely, certain = (LEVELS.index(level) for level in ("check", "likely", "certain"))
    larger = np.log(max(1.0, faces / EVENT_FACES))
    # The mean over the packs that have seen this face: (N, 3).
    needed = AGREED * (seen.T @ bars) / np.maximum(packs, 1)[:, None] + larger
    agreed = (fused[:, None] >= needed).sum(axis=1)
    best = own.max(axis=0, initial=0)
    uncontradicted = np.where(seen, (own >= check) & sharp, True).all(axis=0)
    sure = uncontradicted & ((agreed == certain) | (best == certain))
    together = np.where(sure, certain, np.minimum(agreed, likely))
    together = np.where((seen & sharp).any(axis=0), together, np.minimum(together, check))
    result: NDArray[np.int8] = np.where(packs > 1, together, best).astype(np.int8)
    return result
