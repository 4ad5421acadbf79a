"""How good a classifier of a library's people is, and what its scores say, by cross-validation. Pure arrays.

In each of five rounds a fifth of the people is left out whole: they are strangers, whom the classifier must take for
nobody. Of everybody else a quarter of the faces is left out: these it must know. Each face is left out of what judges
it, and is judged once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.people.classifying import Evidence, Examples, chance, directions, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.engine.types import FloatArray
    from albumen.people.classifying import Bools, Doubles, Ints

FOLDS = 5

STRANGER_FACES = 20
"""Faces that each left-out person is heard through, so that one with hundreds does not stand for all strangers."""

LEAST_KNOWN = 6
"""Faces of people who were there that have to be seen before scores mean anything ..."""

LEAST_STRANGERS = 6
"""... and faces of people who were not."""

ASSUMED = 20.0
"""Scores on each side that the normal curve weighs as much as; with many more it is forgotten."""

STEPS = 32
"""Scores that stand for it."""

USUAL_WIDTH = 0.1
"""Standard deviation of scores that is expected before any is seen ..."""

WIDTH_ASSUMED = 8.0
"""... as firmly as if so many had been."""

LEAST_APART = 0.05
"""People who were there score higher than strangers, on the mean, by this at least."""

CEILING = 12.0
"""Log-likelihood ratio beyond which nothing is claimed: about the most that packs were seen to say."""


class TooFewError(ValueError):
    """There are too few people, or too few faces of them, to say what a score means."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """What cross-validation saw.

    Attributes:
        evidence: what a best score says.
        own: (N,) float32 score of each face for its own person, by a classifier that did not see it; NaN for faces of
            people without a name and of people with one face.
        rival: (N,) float32 the best other person's; -inf where there is none.
        known: faces that were left out of people who were there.
        found: of these, the part (0 to 1) that was known with even odds or better.
        mistaken: the part of these that was taken for somebody else so.
        strangers: faces of people who were not there.
        taken: the part of these that was taken for somebody.
    """

    evidence: Evidence
    own: FloatArray
    rival: FloatArray
    known: int
    found: float
    mistaken: float
    strangers: int
    taken: float


def cross_validated(examples: Examples, *, seed: int = 0, step: Callable[[], None] | None = None) -> Crossed:
    """Cross-validate.

    Args:
        examples: faces of the people.
        seed: of who is left out when.
        step: called after each round.

    Raises:
        TooFewError: too few people or faces.
    """
    random = np.random.default_rng(seed)
    people = int(examples.person.max(initial=-1)) + 1
    sizes = np.bincount(examples.person, minlength=people)
    rank = _ranks(examples.person, random)
    turn = np.empty(people, np.int64)
    turn[random.permutation(people)] = np.arange(people) % FOLDS
    away_in = turn[examples.person]
    # Each face has its turn in a round in which its person is there.
    held_in = (away_in + 1 + rank % (FOLDS - 1)) % FOLDS
    own = np.full(len(examples), np.nan, np.float32)
    rival = np.full(len(examples), -np.inf, np.float32)
    strangers: list[FloatArray] = []
    for fold in range(FOLDS):
        away = away_in == fold
        held = (held_in == fold) & (sizes[examples.person] > 1)
        kept = ~away & ~held
        named = np.flatnonzero(turn[: examples.named] != fold)
        if not len(named) or not kept.any():
            continue
        weights = _without(examples, kept)
        tested = np.flatnonzero(held & (examples.person < examples.named))
        _judge(examples, tested, weights, named, own, rival)
        unknown = np.flatnonzero(away & (rank < STRANGER_FACES))
        if len(unknown):
            strangers.append(scored(examples.vectors[unknown], weights).max(axis=1))
        if step is not None:
            step()
    seen = np.flatnonzero(~np.isnan(own))
    return _told(own, rival, seen, np.concatenate(strangers) if strangers else np.zeros(0, np.float32))


def _ranks(person: Ints, random: np.random.Generator) -> Ints:
    """(N,) place of each face among its person's, in a random order."""
    order = np.lexsort((random.random(len(person)), person))
    sorted_person = person[order]
    start = np.flatnonzero(np.r_[True, sorted_person[1:] != sorted_person[:-1]]) if len(order) else order
    rank = np.empty(len(person), np.int64)
    sizes = np.diff(np.r_[start, len(order)])
    rank[order] = np.arange(len(order)) - np.repeat(start, sizes)
    return rank


def _without(examples: Examples, kept: Bools) -> FloatArray:
    """Weights of the named people among these faces, in the order of their numbers."""
    there, person = np.unique(examples.person[kept], return_inverse=True)
    return directions(
        Examples(
            examples.vectors[kept],
            person.astype(np.int64),
            examples.weight[kept],
            int((there < examples.named).sum()),
        )
    )


def _judge(
    examples: Examples, tested: Ints, weights: FloatArray, named: Ints, own: FloatArray, rival: FloatArray
) -> None:
    """Write down the scores of faces for their own person and for the best other one."""
    if not len(tested):
        return
    scores = scored(examples.vectors[tested], weights)
    column = np.searchsorted(named, examples.person[tested])
    rows = np.arange(len(tested))
    own[tested] = scores[rows, column]
    if len(named) > 1:
        scores[rows, column] = -np.inf
        rival[tested] = scores.max(axis=1)


def _told(own: FloatArray, rival: FloatArray, seen: Ints, strangers: FloatArray) -> Crossed:
    right = seen[own[seen] >= rival[seen]]
    if len(right) < LEAST_KNOWN or len(strangers) < LEAST_STRANGERS:
        raise TooFewError
    evidence = fitted(own[right], strangers)
    sure = chance(own[seen], rival[seen], evidence, 0.5) >= 0.5
    other = chance(rival[seen], own[seen], evidence, 0.5) >= 0.5
    taken = evidence.of(strangers) >= 0.0
    return Crossed(
        evidence,
        own,
        rival,
        known=len(seen),
        found=float(sure.mean()),
        mistaken=float(other.mean()),
        strangers=len(strangers),
        taken=float(taken.mean()),
    )


def fitted(known: FloatArray, strangers: FloatArray) -> Evidence:
    """What a best score says: a logistic curve through scores of people who were there and of people who were not.

    Both sides count alike. With few scores a curve of that kind is a step, so it begins as the one of two normal
    distributions of one width, which weighs as much as :data:`ASSUMED` scores on each side.

    Source: J. Platt, "Probabilistic outputs for support vector machines" (1999), with another prior.
    """
    from scipy.optimize import minimize

    first = _normal(known, strangers)
    grid = np.concatenate([_spread_out(known), _spread_out(strangers)])
    scores = np.concatenate([known, strangers, grid]).astype(np.float64)
    target = np.concatenate(
        [np.ones(len(known)), np.zeros(len(strangers)), 1.0 / (1.0 + np.exp(-first.of(grid)))]
    )
    weight = np.concatenate(
        [
            np.full(len(known), 0.5 / (len(known) + ASSUMED)),
            np.full(len(strangers), 0.5 / (len(strangers) + ASSUMED)),
            np.full(STEPS, 0.5 / (len(known) + ASSUMED) * ASSUMED / STEPS),
            np.full(STEPS, 0.5 / (len(strangers) + ASSUMED) * ASSUMED / STEPS),
        ]
    )
    middle, spread = -first.offset / first.slope, 1.0 / first.slope
    place = (scores - middle) / spread

    def loss(values: Doubles) -> tuple[float, Doubles]:
        odds = values[0] * place + values[1]
        total = weight * (np.logaddexp(0.0, odds) - target * odds)
        slope = weight * (1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0))) - target)
        return float(total.sum()), np.array([(slope * place).sum(), slope.sum()])

    start = np.array([1.0, 0.0])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.01, 100.0), (None, None)])
    slope = float(found.x[0]) / spread
    return Evidence(slope, float(found.x[1]) - slope * middle, CEILING)


def _normal(known: FloatArray, strangers: FloatArray) -> Evidence:
    """The curve of two normal distributions of one width; scores of people who were there are higher at all events."""
    middle = (float(known.mean()) + float(strangers.mean())) / 2
    apart = max(float(known.mean()) - float(strangers.mean()), LEAST_APART)
    slope = apart / ((_variance(known) + _variance(strangers)) / 2)
    return Evidence(slope, -slope * middle, CEILING)


def _variance(scores: FloatArray) -> float:
    """Of these, and of a few that are as wide as usual."""
    far = float(((scores - scores.mean()) ** 2).sum())
    return (far + WIDTH_ASSUMED * USUAL_WIDTH**2) / (len(scores) + WIDTH_ASSUMED)


def _spread_out(scores: FloatArray) -> Doubles:
    """Scores as a normal distribution of this mean and width would have them, at equal steps of probability."""
    from scipy.special import ndtri

    steps = (np.arange(STEPS) + 0.5) / STEPS
    return float(scores.mean()) + np.sqrt(_variance(scores)) * np.asarray(ndtri(steps), np.float64)
