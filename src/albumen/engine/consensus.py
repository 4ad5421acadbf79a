"""Several packs' scores for one face as one probability and one level, each pack's own similarity kept.

**Learnt.** For sets of packs that were looked at together (``packs/fusions``) the evidence is that of the fused
similarity: the mean of the packs' similarities, weighted as a logistic regression on pairs of both kinds has it, so
that what the packs have in common is counted once (``python -m benchmarks.fusion``). It has a calibration and
thresholds of its own, set by the same false match rates as a pack's.

**Not learnt.** Otherwise it is the mean of the packs' log-likelihood ratios. Packs look at the same pixels and err
together, so adding their evidence up would count it twice. The mean never does, whatever their dependence: when
``exp(evidence)`` of each pack averages at most 1 over strangers, which is what a likelihood ratio does, then so does
that of the mean (Hölder's inequality), and by Markov's at most ``exp(-t)`` of all strangers reach a fused evidence of
``t``. The price is that independent evidence is understated. The mean of two packs spreads less over strangers than
either, so a level is reached at :data:`AGREED` of the packs' mean evidence at it; in events of more than 5,000 faces
the evidence has to rise by the logarithm of the size.

Either way ``certain`` also needs that no pack contradicts, that is, none is below its own ``check`` or finds the face
too blurred. Where only one pack has looked, its own levels count.

**Careful.** Some faces need more evidence to be certain: those of children (``careful``). ``caution`` nats more are
the threshold for an event that many times (``exp(caution)``) as large: so many times as many strangers are allowed for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.calibration import probability_from_evidence
from albumen.engine.event_size import scaled
from albumen.engine.matching import EVENT_FACES, LEVELS, estimate_prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.calibration import Calibration
    from albumen.engine.packs.spec import Fusion, Pack, Thresholds
    from albumen.engine.types import FloatArray

AGREED = 0.8
"""Fused evidence of a level, as a part of the mean of the packs' own, where packs were not learnt together. Fitted on
one half of lfw-dev's people for the rate of ``certain``, and judged on the other."""

CHECK, LIKELY, CERTAIN = (LEVELS.index(level) for level in ("check", "likely", "certain"))


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """How similarities are read: by a calibration, and by thresholds for 5,000 faces."""

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
class Learnt:
    """Packs that are heard together: the weight of each in the fused similarity, and how that is read."""

    weights: Mapping[str, float]
    judge: Judge

    @staticmethod
    def of(fusion: Fusion) -> Learnt:
        """What the catalogue has."""
        return Learnt(
            {pack.name: pack.weight for pack in fusion.packs},
            Judge(fusion.calibration.curve(), fusion.thresholds),
        )

    def similarity(self, by_pack: Mapping[str, NDArray[np.floating]]) -> NDArray[np.float64]:
        """The fused similarity, of those of each pack; all of one shape."""
        total: NDArray[np.float64] = sum(
            (weight * np.asarray(by_pack[name], np.float64) for name, weight in self.weights.items()),
            start=np.zeros(1),
        )
        return total

    def vectors(self, by_pack: Mapping[str, FloatArray]) -> FloatArray:
        """One embedding for each face whose dot product with another is the fused similarity, (N, sum of D), unit
        length where the packs' (N, D) are."""
        parts = [np.float32(np.sqrt(weight)) * by_pack[name] for name, weight in self.weights.items()]
        joined: FloatArray = np.concatenate(parts, axis=1)
        return joined


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


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What each of K packs says of N faces, (K, N); nan and -1 where it has not seen one.

    ``trusted`` is the similarity, ``own`` the level by the pack alone, ``sharp`` whether the face is for the pack.
    """

    names: list[str]
    trusted: NDArray[np.float64]
    own: NDArray[np.int64]
    sharp: NDArray[np.bool_]

    @property
    def there(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.trusted)

    @property
    def uncontradicted(self) -> NDArray[np.bool_]:
        """(N,) whether every pack that has seen the face finds it worth a check, and sharp."""
        agrees: NDArray[np.bool_] = ~self.there | ((self.own >= CHECK) & self.sharp)
        return np.asarray(agrees.all(axis=0), bool)


def fuse(
    similarities: Mapping[str, FloatArray],
    judges: Mapping[str, Judge],
    *,
    learnt: Iterable[Learnt] = (),
    reliable: Mapping[str, NDArray[np.bool_]] | NDArray[np.bool_] | None = None,
    prior: float | None = None,
    faces: int = EVENT_FACES,
    careful: NDArray[np.bool_] | None = None,
    caution: float = 0.0,
) -> Consensus:
    """One answer from several packs.

    Args:
        similarities: (N,) of each pack that was asked, the same faces in the same order; nan where a pack has none.
        judges: of at least these packs.
        learnt: packs that were learnt together; used for faces that exactly these packs have seen.
        reliable: (N,) whether each face is sharp enough (``quality.reliable``), of each pack or for all of them; the
            others count as at most ``check``, as in ``matching.match``. All are when None.
        prior: part of the faces that are the person's (0..1, exclusive); estimated from the faces when None.
        faces: faces in the event, for the promise of the levels (``event_size``).
        careful: (N,) faces that need ``caution`` nats more to be certain; none when None.
        caution: nats, 0 or more.

    Raises:
        ValueError: no pack, packs with different numbers of faces.
        KeyError: a pack without a judge.
    """
    if not similarities:
        raise ValueError("a consensus needs at least one pack")
    names = list(similarities)
    scores = {name: np.asarray(similarities[name], np.float32) for name in names}
    count = len(scores[names[0]])
    if any(len(score) != count for score in scores.values()):
        raise ValueError("all packs must have compared the same faces")
    wary = np.zeros(count, bool) if careful is None else np.asarray(careful, bool)
    bars = _Bars(faces, wary, caution)
    seen = _seen(scores, judges, reliable, bars)
    evidence, level = _by_mean(seen, judges, bars)
    for together in learnt:
        rows = _seen_by_exactly(seen, together)
        if rows.any():
            fused = together.similarity(dict(zip(names, seen.trusted[:, rows], strict=True)))
            evidence[rows] = together.judge.calibration.evidence(fused)
            level[rows] = bars.level(fused.astype(np.float32), together.judge.thresholds, rows)
    packs = seen.there.sum(axis=0)
    level = np.where(packs > 1, _held_back(level, seen), level)
    if prior is None:
        prior = estimate_prior(evidence[packs > 0])
    probability = np.where(packs > 0, probability_from_evidence(np.maximum(evidence, -700.0), prior), 0.0)
    return Consensus(scores, evidence, probability, level.astype(np.int8), packs.astype(np.int8), prior)


def stricter_size(faces: int, caution: float) -> int:
    """The size of the event whose threshold of ``certain`` asks for ``caution`` nats more than that of this one."""
    return round(max(faces, EVENT_FACES) * float(np.exp(caution)))


@dataclass(frozen=True, slots=True, eq=False)
class _Bars:
    """Thresholds for an event, and for the faces of it that need more."""

    faces: int
    wary: NDArray[np.bool_]
    caution: float

    def level(
        self,
        similarity: FloatArray,
        own: Thresholds,
        rows: NDArray[np.bool_] | slice = slice(None),
    ) -> NDArray[np.int64]:
        """Level (R,) of similarities (R,) of some of the faces, by these thresholds for 5,000 faces."""
        usual = scaled(own, self.faces)
        level: NDArray[np.int64] = np.searchsorted(
            np.array([usual.check, usual.likely, usual.certain]), similarity, side="right"
        )
        if self.caution > 0.0 and self.wary.any():
            stricter = scaled(own, stricter_size(self.faces, self.caution)).certain
            short = self.wary[rows] & (similarity < stricter)
            level = np.where(short, np.minimum(level, LIKELY), level)
        return level


def _seen(
    scores: Mapping[str, FloatArray],
    judges: Mapping[str, Judge],
    reliable: Mapping[str, NDArray[np.bool_]] | NDArray[np.bool_] | None,
    bars: _Bars,
) -> _Seen:
    trusted, own, sharpness = [], [], []
    for name, score in scores.items():
        sharp = reliable.get(name) if isinstance(reliable, Mapping) else reliable
        clear = np.ones(len(score), bool) if sharp is None else np.asarray(sharp, bool)
        check = scaled(judges[name].thresholds, bars.faces).check
        level = bars.level(score, judges[name].thresholds)
        trusted.append(np.where(clear, score, np.minimum(score, np.float32(check))).astype(np.float64))
        own.append(np.where(np.isnan(score), -1, np.where(clear, level, np.minimum(level, CHECK))))
        sharpness.append(clear)
    return _Seen(list(scores), np.stack(trusted), np.stack(own), np.stack(sharpness))


def _seen_by_exactly(seen: _Seen, together: Learnt) -> NDArray[np.bool_]:
    """(N,) faces that the packs of this fusion have seen, and no others of those that were asked."""
    if not set(together.weights) <= set(seen.names):
        return np.zeros(seen.own.shape[1], bool)
    wanted = np.array([name in together.weights for name in seen.names])
    exactly: NDArray[np.bool_] = (seen.there == wanted[:, None]).all(axis=0)
    return exactly


def _by_mean(
    seen: _Seen, judges: Mapping[str, Judge], bars: _Bars
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Evidence and level (N,) of each face by the mean of the packs that have seen it, or by the one that has."""
    there, packs = seen.there, seen.there.sum(axis=0)
    each, at_level = [], []
    for name, similarity in zip(seen.names, seen.trusted, strict=True):
        judge = judges[name]
        each.append(
            np.where(np.isnan(similarity), 0.0, judge.calibration.evidence(np.nan_to_num(similarity)))
        )
        usual = [judge.thresholds.check, judge.thresholds.likely, judge.thresholds.certain]
        at_level.append(judge.calibration.evidence(np.array(usual)))
    fused = np.where(packs > 0, np.stack(each).sum(axis=0) / np.maximum(packs, 1), -np.inf)
    larger = np.log(max(1.0, bars.faces / EVENT_FACES))
    # The mean over the packs that have seen this face: (N, 3).
    needed = AGREED * (there.T @ np.stack(at_level)) / np.maximum(packs, 1)[:, None] + larger
    needed[:, 2] += np.where(bars.wary, bars.caution, 0.0)
    agreed = (fused[:, None] >= needed).sum(axis=1)
    best = seen.own.max(axis=0, initial=0)
    several = np.where(seen.uncontradicted & (best == CERTAIN), CERTAIN, agreed)
    return fused, np.where(packs > 1, several, best)


def _held_back(level: NDArray[np.int64], seen: _Seen) -> NDArray[np.int64]:
    """Levels of faces that several packs have seen, as far as no pack contradicts."""
    held = np.where(seen.uncontradicted, level, np.minimum(level, LIKELY))
    return np.where((seen.there & seen.sharp).any(axis=0), held, np.minimum(held, CHECK))
