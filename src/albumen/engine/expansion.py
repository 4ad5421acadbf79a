"""Letting a guest's sure photos speak for the doubtful ones.

A selfie shows one moment; the event's own photos show the guest in that day's clothes, light and haircut. Faces that
match the selfies with certainty become references too, and a face that the selfies alone find *likely* is certain when
selfies and sure faces together find it so. Two thresholds must hold at once: the selfies' own at ``likely`` (so that a
wrong reference alone can bring in nobody) and the grown template's at ``certain``.

It is query expansion by averaging (O. Chum et al., "Total Recall", 2007) with the first answer verified. For people of
lfw-dev against 5,300 faces, pack ``standard``: with one random selfie recall of ``certain`` rises from 0.857 (the
selfie alone) to 0.930, wrong faces stay 2 of 1.6 million; with two from 0.879 to 0.952, wrong faces stay 0
(``python -m benchmarks.expansion``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.matching import template

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Thresholds
    from albumen.engine.types import FloatArray

GROWN = 0.5
"""Part of the pack's ``several`` that the grown template gets: with all of it, recall rises by 0.01 more and wrong
faces double."""


def promoted(
    references: FloatArray,
    faces: FloatArray,
    thresholds: Thresholds,
    *,
    usefulness: FloatArray | None = None,
    face_usefulness: FloatArray | None = None,
    reliable: NDArray[np.bool_] | None = None,
    confirmed: NDArray[np.bool_] | None = None,
    denied: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Which faces are certain, by the selfies alone or together with the sure faces, (N,) bool.

    The answer depends on the set of faces only, not on their order or on when they came.

    Args:
        references: (R, D) float32 unit embeddings of the selfies, R at least 1.
        faces: (N, D) float32 unit embeddings; those below ``likely`` may be left out, they change nothing.
        thresholds: the pack's, for the event's size.
        usefulness: (R,) quality of the selfies, 0..1.
        face_usefulness: (N,) quality of the faces, 0..1.
        reliable: (N,) sharp enough to count in full; others are never certain and never references.
        confirmed: (N,) faces that a person said are the guest; references, and certain.
        denied: (N,) faces that a person said are not the guest; never certain, never references.
    """
    one = Seen(references, faces, usefulness, face_usefulness, thresholds.several, 1.0)
    return promoted_together([one], thresholds, reliable=reliable, confirmed=confirmed, denied=denied)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Selfies and faces as one pack sees them, and the pack's weight in the fused similarity.

    Attributes: as the arguments of :func:`promoted`; ``several`` is the pack's own, and below its ``check`` it
        contradicts.
    """

    references: FloatArray
    faces: FloatArray
    usefulness: FloatArray | None
    face_usefulness: FloatArray | None
    several: float
    weight: float
    check: float = -1.0

    def similarity(self) -> FloatArray:
        """(N,) of the faces to the selfies, weighted."""
        alone = template(self.references, self.usefulness, self.several)
        return np.float32(self.weight) * (self.faces @ alone)

    def grown(self, sure: NDArray[np.bool_]) -> FloatArray:
        """(N,) of the faces to selfies and sure faces together, weighted."""
        count = len(self.faces)
        weights = np.ones(len(self.references)) if self.usefulness is None else self.usefulness
        face_weights = np.ones(count) if self.face_usefulness is None else self.face_usefulness
        grown = template(
            np.concatenate([self.references, self.faces[sure]]),
            np.concatenate([weights, face_weights[sure]]),
            self.several * GROWN,
        )
        return np.float32(self.weight) * (self.faces @ grown)


def promoted_together(
    packs: Sequence[Seen],
    thresholds: Thresholds,
    *,
    reliable: NDArray[np.bool_] | None = None,
    confirmed: NDArray[np.bool_] | None = None,
    denied: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """The same for faces that several packs have seen, by their fused similarity and its thresholds, (N,) bool.

    A face that a pack contradicts is none of them: its similarity to the selfies by that pack is below the pack's
    ``check`` and, for the doubtful ones, that to selfies and sure faces together is, too.

    Args:
        packs: one or more, all with the same N faces; the weights add up to 1.
        thresholds: of the fused similarity, for the event's size.
        reliable, confirmed, denied: as for :func:`promoted`; ``reliable`` where every pack has a say.
    """
    count = len(packs[0].faces)
    if not count:
        return np.zeros(0, bool)
    trusted = np.ones(count, bool) if reliable is None else reliable
    said = np.zeros(count, bool) if confirmed is None else confirmed
    allowed = np.ones(count, bool) if denied is None else ~denied
    alone = [pack.similarity() for pack in packs]
    bars = [np.float32(pack.weight * pack.check) for pack in packs]
    agreed = np.all([score >= bar for score, bar in zip(alone, bars, strict=True)], axis=0)
    similarity = np.sum(alone, axis=0)
    sure: NDArray[np.bool_] = allowed & (said | (trusted & agreed & (similarity >= thresholds.certain)))
    if not sure.any():
        return sure
    grown = [pack.grown(sure) for pack in packs]
    # A pack whose mind the sure photos change does not contradict.
    agreed = np.all(
        [np.maximum(old, new) >= bar for old, new, bar in zip(alone, grown, bars, strict=True)], axis=0
    )
    with_them: NDArray[np.bool_] = allowed & trusted & agreed & (similarity >= thresholds.likely)
    with_them &= np.sum(grown, axis=0) >= thresholds.certain
    either: NDArray[np.bool_] = sure | with_them
    return either
