"""What the packs of an event say about faces that resemble a guest: evidence, levels and probabilities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from albumen.errors import UnavailableError
from albumen.guests.prior import START, estimate_prior_among

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Fusion, Pack, Thresholds
    from albumen.engine.types import FloatArray

SMALLEST_EVENT = 1000
"""Events with fewer faces are judged as if they had so many: they grow while guests look."""


class PackUnfittedError(UnavailableError):
    """No pack of the event says what its similarities mean."""

    code = "pack_unfitted"
    advice = "Ask the photographer to choose another model pack for the event."


LEAST_EVIDENCE = -700.0
"""Evidence of a face that no pack saw: as good as impossible, and still a number."""

_ROUNDING = 1e-4
"""Similarity given away where a threshold is computed from a curve."""


def event_size(faces: int) -> int:
    """The size an event is judged for: the next of 1,000, 2,000, 4,000, … faces.

    So levels and probabilities change a few times in an event's life rather than with every photo, and do not depend
    on the order in which photos and guests came while the size is the same.
    """
    size = SMALLEST_EVENT
    while size < faces:
        size *= 2
    return size


@dataclass(frozen=True, slots=True)
class Judged:
    """H faces beside one guest.

    Attributes:
        evidence: (H,) float64, log-likelihood ratio of all packs together.
        level: (H,) int8, index into ``engine.matching.LEVELS``.
        probability: (H,) float64, of being the guest.
        prior: part of the event's faces that seem to be the guest's.
    """

    evidence: NDArray[np.float64]
    level: NDArray[np.int8]
    probability: NDArray[np.float64]
    prior: float


def _fitted(name: str) -> bool:
    from albumen.engine.packs.catalogue import load_pack

    pack = load_pack(name)
    return bool(pack.calibration and pack.thresholds)


class Judge:
    """The packs of an event that were fitted, for the event's size.

    Args:
        packs: names; those without calibration are left out.
        faces: how many faces the event has.
        caution: nats of evidence that a child's photo needs beyond the usual; that of the settings when None.

    Raises:
        PackUnfittedError: none is left.
    """

    def __init__(self, packs: list[str], faces: int, caution: float | None = None) -> None:
        from albumen.engine.packs.catalogue import load_pack

        loaded = [load_pack(name) for name in dict.fromkeys(packs)]
        self.packs: list[Pack] = [pack for pack in loaded if pack.calibration and pack.thresholds]
        if not self.packs:
            raise PackUnfittedError(f"The packs {', '.join(packs)} cannot say who somebody is.")
        self.size = event_size(faces)
        self.caution: float = settings.ALBUMEN_CHILD_EVIDENCE if caution is None else caution

    def decides(self, packs: list[str]) -> bool:
        """Whether these packs, named as a library names them, are judged by this one: none other has come to decide."""
        mine = [pack.name for pack in self.packs]
        return mine == [name for name in dict.fromkeys(packs) if name in mine or _fitted(name)]

    @cached_property
    def thresholds(self) -> list[Thresholds]:
        """Of each pack, for the event's size."""
        from albumen.engine.event_size import thresholds_for

        return [thresholds_for(pack, self.size) for pack in self.packs]

    @cached_property
    def stricter(self) -> list[Thresholds]:
        """Of each pack, for the faces of children: only ``certain`` differs."""
        from albumen.engine.consensus import stricter_size
        from albumen.engine.event_size import thresholds_for

        size = stricter_size(self.size, self.caution)
        return [
            replace(usual, certain=thresholds_for(pack, size).certain) if self.caution else usual
            for pack, usual in zip(self.packs, self.thresholds, strict=True)
        ]

    @cached_property
    def fusions(self) -> list[Fusion]:
        """What was learnt of these packs and of any two or more of them."""
        from albumen.engine.packs.fusions import fusions_among

        return fusions_among(pack.name for pack in self.packs)

    def fused(self, fusion: Fusion, *, stricter: bool = False) -> Thresholds:
        """Of a fusion, for the event's size; ``stricter``: for the faces of children."""
        from albumen.engine.consensus import stricter_size
        from albumen.engine.event_size import scaled

        usual = scaled(fusion.thresholds, self.size)
        if not stricter or not self.caution:
            return usual
        more = scaled(fusion.thresholds, stricter_size(self.size, self.caution))
        return replace(usual, certain=more.certain)

    def least(self, index: int) -> float:
        """Lowest similarity by a pack that makes a face worth judging.

        With one pack that is its threshold of ``check``. Of several packs at least one must give its share of the fused
        evidence that ``check`` needs; whoever is below it for every pack is below ``check`` for all together.
        """
        return self._least[index]

    @cached_property
    def _least(self) -> list[float]:
        from albumen.engine.consensus import AGREED, Judge

        least = [limits.check for limits in self.thresholds]
        if len(self.packs) == 1:
            return least
        for index, pack in enumerate(self.packs):
            judge = Judge.of(pack)
            needed = AGREED * float(judge.calibration.evidence(judge.thresholds.check))
            least[index] = min(least[index], judge.calibration.similarity_for(needed))
        for fusion in self.fusions:
            for name, share in self._shares(fusion).items():
                index = [pack.name for pack in self.packs].index(name)
                least[index] = min(least[index], share)
        return [similarity - _ROUNDING for similarity in least]

    def _shares(self, fusion: Fusion) -> dict[str, float]:
        """Similarities by each pack of a fusion that together make its ``check``: every one as far below the pack's own
        ``check``, measured by the distance from there to ``likely``."""
        own = {pack.name: limits for pack, limits in zip(self.packs, self.thresholds, strict=True)}
        at_check = sum(one.weight * own[one.name].check for one in fusion.packs)
        step = sum(one.weight * (own[one.name].likely - own[one.name].check) for one in fusion.packs)
        down = (at_check - self.fused(fusion).check) / step
        return {
            name: limits.check - down * (limits.likely - limits.check)
            for name, limits in own.items()
            if name in fusion.names
        }

    def judge(
        self,
        similarity: FloatArray,
        reliable: NDArray[np.bool_],
        promoted: NDArray[np.bool_] | None = None,
        careful: NDArray[np.bool_] | None = None,
    ) -> Judged:
        """Everything about H faces.

        Args:
            similarity: (H, P) float32, dot product with the guest's template; NaN where a pack did not see the face.
            reliable: (H, P) whether the face is sharp enough for the pack's similarity to count in full.
            promoted: (H,) faces that are certain for another reason.
            careful: (H,) faces that need more evidence to be certain: a child's.
        """
        from albumen.engine.calibration import probability_from_evidence
        from albumen.engine.consensus import Judge, Learnt, fuse
        from albumen.engine.matching import LEVELS

        names = [pack.name for pack in self.packs]
        fused = fuse(
            {name: similarity[:, index] for index, name in enumerate(names)},
            {pack.name: Judge.of(pack) for pack in self.packs},
            learnt=[Learnt.of(fusion) for fusion in self.fusions],
            reliable={name: reliable[:, index] for index, name in enumerate(names)},
            prior=START,
            faces=self.size,
            careful=careful,
            caution=self.caution,
        )
        evidence, level = np.maximum(fused.evidence, LEAST_EVIDENCE), fused.level
        if promoted is not None:
            level = np.where(promoted, np.int8(LEVELS.index("certain")), level).astype(np.int8)
        likely = level >= LEVELS.index("likely")
        prior = estimate_prior_among(evidence[likely], self.size)
        return Judged(evidence, level, probability_from_evidence(evidence, prior), prior)
