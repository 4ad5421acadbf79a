"""What the packs of an event say about faces that resemble a guest: evidence, levels and probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import UnavailableError
from albumen.guests.prior import estimate_prior_among

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Pack, Thresholds
    from albumen.engine.types import FloatArray

SMALLEST_EVENT = 1000
"""Events with fewer faces are judged as if they had so many: they grow while guests look."""


class PackUnfittedError(UnavailableError):
    """No pack of the event says what its similarities mean."""

    code = "pack_unfitted"
    advice = "Ask the photographer to choose another model pack for the event."


NEVER = -1.0
"""Similarity of a face that a pack did not see: the lowest there is."""


def event_size(faces: int) -> int:
    """The size an event is judged for: the next of 1,000, 2,000, 4,000, … faces.

    So levels and probabilities change a few times in an event's life rather than with every photo, and do not depend
    on the order in which photos and guests came while the size is the same.
    """
    size = SMALLEST_EVENT
    while size < faces:
        size *= 2
    return size


def thresholds_of(pack: Pack, faces: int) -> Thresholds:
    """Similarities of the levels in an event of so many faces; the pack must be fitted."""
    assert pack.thresholds is not None  # noqa: S101 - the caller left out packs without
    return pack.thresholds


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


class Judge:
    """The packs of an event that were fitted, for the event's size.

    Args:
        packs: names; those without calibration are left out.
        faces: how many faces the event has.

    Raises:
        PackUnfittedError: none is left.
    """

    def __init__(self, packs: list[str], faces: int) -> None:
        from albumen.engine.packs.catalogue import load_pack

        loaded = [load_pack(name) for name in dict.fromkeys(packs)]
        self.packs: list[Pack] = [pack for pack in loaded if pack.calibration and pack.thresholds]
        if not self.packs:
            raise PackUnfittedError(f"The packs {', '.join(packs)} cannot say who somebody is.")
        self.size = event_size(faces)

    @cached_property
    def thresholds(self) -> list[Thresholds]:
        """Of each pack, for the event's size."""
        return [thresholds_of(pack, self.size) for pack in self.packs]

    def least(self, index: int) -> float:
        """Lowest similarity by a pack that makes a face worth judging."""
        return self.thresholds[index].check

    def levels(self, similarity: FloatArray, reliable: NDArray[np.bool_]) -> NDArray[np.int8]:
        """Level of each face, (H,), from ``similarity`` and ``reliable`` (H, P); NaN where a pack did not see it."""
        return self._levels(self._trusted(similarity, reliable))

    def judge(
        self,
        similarity: FloatArray,
        reliable: NDArray[np.bool_],
        promoted: NDArray[np.bool_] | None = None,
    ) -> Judged:
        """Everything about H faces.

        Args:
            similarity: (H, P) float32, dot product with the guest's template; NaN where a pack did not see the face.
            reliable: (H, P) whether the face is sharp enough for the pack's similarity to count in full.
            promoted: (H,) faces that are certain for another reason; unreliable ones never are.
        """
        from albumen.engine.calibration import probability_from_evidence
        from albumen.engine.matching import LEVELS

        trusted = self._trusted(similarity, reliable)
        evidence = self._evidence(trusted)
        level = self._levels(trusted)
        if promoted is not None:
            level = np.where(promoted, np.int8(LEVELS.index("certain")), level).astype(np.int8)
        likely = level >= LEVELS.index("likely")
        prior = estimate_prior_among(evidence[likely], self.size)
        return Judged(evidence, level, probability_from_evidence(evidence, prior), prior)

    def _trusted(self, similarity: FloatArray, reliable: NDArray[np.bool_]) -> FloatArray:
        checks = np.array([limit.check for limit in self.thresholds], np.float32)
        seen = np.where(np.isnan(similarity), np.float32(NEVER), similarity)
        trusted: FloatArray = np.where(reliable, seen, np.minimum(seen, checks)).astype(np.float32)
        return trusted

    def _evidence(self, trusted: FloatArray) -> NDArray[np.float64]:
        knots = self.packs[0].calibration
        assert knots is not None  # noqa: S101 - packs without are left out
        return knots.curve().evidence(trusted[:, 0])

    def _levels(self, trusted: FloatArray) -> NDArray[np.int8]:
        limit = self.thresholds[0]
        bounds = np.array([limit.check, limit.likely, limit.certain], np.float32)
        return np.searchsorted(bounds, trusted[:, 0], side="right").astype(np.int8)
