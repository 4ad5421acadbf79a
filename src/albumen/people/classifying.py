"""Who among the people of a library a face is, by a linear classifier trained on them. Pure arrays.

A face's score for a person is its similarity with two directions, halved: the mean of the person's faces, and the
person's row of a multinomial logistic regression (scikit-learn), without intercept and at unit length. The mean alone
does not know what tells two people apart; the regression alone is drawn towards whoever has most faces, and is at a
loss with few people. Both together are one row of weights for each person: scores are one matrix product.

People without a name take part as somebody else, so that a name has to stand out from them too; they get no score.

The regression always finds somebody. Whether it is anybody is decided by evidence: the log-likelihood ratio of a best
score between faces of people who were there and faces of people who were not, as cross-validation saw both
(:mod:`albumen.people.crossing`).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

INVERSE_PENALTY = 10.0
"""``C`` of the regression, chosen on the half of lfw-dev that the packs were fitted on (docs/benchmarks.md)."""

ITERATIONS = 100
"""Of its solver; directions have long settled then."""

TOLERANCE = 1e-6
"""Largest slope at which it stops. Slopes are means over all faces and small from the start with many people."""

ROWS_AT_ONCE = 16_384
"""Faces scored in one product, so that memory stays bounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """N faces of C people, of whom the first K have names.

    Attributes:
        vectors: (N, D) float32, unit length.
        person: (N,) int64, number of each face's person, 0 to C - 1; every number occurs.
        weight: (N,) float64 above 0, how much each face counts among its person's.
        named: K.
    """

    vectors: FloatArray
    person: Ints
    weight: Doubles
    named: int

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a best score says, as a log-likelihood ratio: ``slope * score + offset``, at most ``ceiling`` either way.

    Beyond the ceiling nothing was measured: with S strangers seen it is ``log(S / 3)``.
    """

    slope: float
    offset: float
    ceiling: float

    def of(self, scores: FloatArray) -> Doubles:
        """Log-likelihood ratio of each score, any shape."""
        ratio = np.asarray(scores, np.float64) * self.slope + self.offset
        return np.clip(ratio, -self.ceiling, self.ceiling)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best person of each of F faces.

    Attributes:
        person: (F,) int64 number of the person; -1 where nobody was allowed.
        score: (F,) float32 of that person; -inf where nobody was allowed.
        rival: (F,) float32 of the best of all others, allowed or not; -inf where there is none.
    """

    person: Ints
    score: FloatArray
    rival: FloatArray

    def chance(self, evidence: Evidence, prior: float) -> Doubles:
        """(F,) probability that each face is its best person."""
        return chance(self.score, self.rival, evidence, prior)


def directions(examples: Examples) -> FloatArray:
    """(K, D) float32 weights of the named people: half the unit mean plus half the unit row of the regression."""
    count = int(examples.person.max()) + 1
    sums = np.zeros((count, examples.vectors.shape[1]), np.float64)
    np.add.at(sums, examples.person, examples.vectors * examples.weight[:, None])
    answer: FloatArray = ((_unit(sums) + _unit(_regression(examples, count))) / 2).astype(np.float32)
    return np.ascontiguousarray(answer[: examples.named])


def _regression(examples: Examples, count: int) -> Doubles:
    """(C, D) rows of the regression, every person counting alike however many faces they have."""
    if count < 2:
        return np.zeros((count, examples.vectors.shape[1]), np.float64)
    from sklearn.linear_model import LogisticRegression

    total = np.bincount(examples.person, examples.weight, count)
    weight = examples.weight / total[examples.person] * (len(examples) / count)
    model = LogisticRegression(C=INVERSE_PENALTY, fit_intercept=False, max_iter=ITERATIONS, tol=TOLERANCE)
    with warnings.catch_warnings():  # that most people may have one face or two is no mistake here
        warnings.filterwarnings("ignore", message="The number of unique classes")
        model.fit(examples.vectors.astype(np.float64), examples.person, sample_weight=weight)
    rows: Doubles = model.coef_
    return rows if len(rows) == count else np.concatenate([-rows, rows])


def _unit(rows: Doubles) -> Doubles:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Doubles = rows / np.maximum(lengths, 1e-9)
    return unit


def scored(vectors: FloatArray, weights: FloatArray) -> FloatArray:
    """(F, K) float32 scores of faces for people, -1 to 1."""
    scores: FloatArray = vectors @ weights.T
    return scores


def best_of(scores: FloatArray, allowed: Bools | None = None) -> Best:
    """The best person of each face.

    Args:
        scores: (F, K), K at least 1.
        allowed: (F, K) whom each face may be, or None for anybody. Who is not allowed is a rival all the same.
    """
    rows = np.arange(len(scores))
    free = scores if allowed is None else np.where(allowed, scores, np.float32(-np.inf))
    person = free.argmax(axis=1).astype(np.int64)
    score = free[rows, person]
    rest = scores.copy()
    rest[rows, person] = -np.inf
    return Best(np.where(np.isneginf(score), -1, person), score, rest.max(axis=1))


def chance(score: FloatArray, rival: FloatArray, evidence: Evidence, prior: float) -> Doubles:
    """(F,) probability that a face is the person of this score, when somebody else has the score ``rival``.

    Bayes' rule among three: the person, the rival, and nobody known. A rival as good as the person halves it. A score
    of -inf is no person, and its probability 0.
    """
    one = evidence.of(np.maximum(score, np.float32(-1.0)))
    other = np.where(np.isneginf(rival), -np.inf, evidence.of(np.maximum(rival, np.float32(-1.0))))
    odds = np.logaddexp(other, np.log1p(-prior) - np.log(prior)) - one
    answer: Doubles = 1.0 / (1.0 + np.exp(np.clip(odds, -700.0, 700.0)))
    return np.where(np.isneginf(score), 0.0, answer)


def estimated_prior(ratio: Doubles, least: float, most: float, rounds: int = 50) -> float:
    """What part of faces is somebody known, from the log-likelihood ratios of their best scores, kept between bounds.

    Source: M. Saerens, P. Latinne, C. Decaestecker, "Adjusting the outputs of a classifier to new a priori
    probabilities" (2002): expectation maximisation over the prior alone.
    """
    prior = 0.5 * (least + most)
    for _ in range(rounds):
        if not len(ratio):
            break
        odds = ratio + np.log(prior) - np.log1p(-prior)
        mean = float((1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0)))).mean())
        after = min(max(mean, least), most)
        if abs(after - prior) < 1e-6:
            break
        prior = after
    return min(max(prior, least), most)
