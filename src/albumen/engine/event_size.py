"""Thresholds for events of any size, so that a level promises the same number of strangers everywhere.

Levels are defined for :data:`~albumen.engine.matching.EVENT_FACES` faces. In an event of N faces the same similarity
lets through N / 5,000 times as many strangers; to keep the promise the false match rate has to fall to
``STRANGERS[level] / N``, and the similarity to rise to the one that has this rate.

A pack's three thresholds are three points of its impostors' tail, similarity against the decimal logarithm of the
false match rate. Such a tail bends down: further decades add less similarity (on lfw-dev's 14 million impostor pairs,
from 1e-1 to 1e-7, standard: 0.112, 0.084, 0.069, 0.059, 0.065, 0.031; builtin: 0.029, 0.019, 0.015, 0.012, 0.008,
0.004). So a line from a known point on, with the steepest slope among the known points, lies above the tail: it is too
strict rather than too loose. Between two known points the line is cut off at the stricter of them. Nothing is ever
looser than the pack's own threshold, and smaller events are not made looser either: with few faces, companions and
relatives make up more of the strangers.

This extrapolates what was measured on LFW: strangers picked at random. Twins and relatives pass at any size.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log10
from typing import TYPE_CHECKING

from albumen.engine.matching import EVENT_FACES, LEVELS, STRANGERS, Level, false_match_rate

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack, Thresholds

STEEPER = 1.1
"""How much steeper than the steepest known part of it a pack's tail is taken to be. Between two known points a tail
that bends down lies above the straight line: that of a normal law leaves 1e-3 with 1.09 times the slope of the line
from there to 1e-4."""

SMALLEST = 500
"""Faces of the smallest event for which ``check`` is made looser."""

NEVER = 2.0
"""A similarity that no face has: with no slope known, a level is not given above the size it was defined for."""


def thresholds_for(pack: Pack, faces: int) -> Thresholds:
    """The thresholds of a pack in an event of ``faces`` faces.

    Raises:
        ValueError: the pack has no thresholds of its own, or the number is negative.
    """
    if pack.thresholds is None:
        raise ValueError(f"the pack {pack.name} has no thresholds")
    return scaled(pack.thresholds, faces)


def scaled(own: Thresholds, faces: int) -> Thresholds:
    """Thresholds for ``faces`` faces from those for 5,000: stricter in larger events; in smaller ones only ``check``
    changes, and is looser, down to events of :data:`SMALLEST` faces.

    Raises:
        ValueError: the number is negative.
    """
    if faces < 0:
        raise ValueError(f"an event cannot have {faces} faces")
    if faces == EVENT_FACES:
        return own
    if faces < EVENT_FACES:
        decades = log10(EVENT_FACES / max(faces, SMALLEST))
        return replace(own, check=own.check - decades * max(0.0, min(_slopes(own))))
    certain, likely, check = (at(own, STRANGERS[level] / faces) for level in ("certain", "likely", "check"))
    fitted_on = f"{own.fitted_on}; for {faces} faces"
    return replace(own, fitted_on=fitted_on, certain=certain, likely=likely, check=check)


def at(own: Thresholds, rate: float) -> float:
    """A similarity that at most this part (0..1) of strangers reaches, as far as the pack's tail is known."""
    known = _known(own)
    slope = STEEPER * max(_slopes(own))
    asked = -log10(rate)
    reached = max((point for point in known if point[0] <= asked), default=known[0])
    if slope <= 0.0 and asked > reached[0]:
        return NEVER
    similarity = reached[1] + slope * max(0.0, asked - reached[0])
    return min([similarity, *(point[1] for point in known if point[0] >= asked)])


def _known(own: Thresholds) -> list[tuple[float, float]]:
    """Negative decimal logarithm of the false match rate and similarity of each level, rising."""
    return [(-log10(false_match_rate(level)), _similarity(own, level)) for level in LEVELS[1:]]


def _slopes(own: Thresholds) -> list[float]:
    """Similarity added by each decade of the false match rate, between neighbouring levels."""
    return [
        (stricter[1] - looser[1]) / (stricter[0] - looser[0]) for looser, stricter in pairwise(_known(own))
    ]


def _similarity(own: Thresholds, level: Level) -> float:
    similarity: float = getattr(own, level)
    return similarity
