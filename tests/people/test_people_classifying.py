"""A linear classifier of people: its weights, its evidence, and what it says of faces nobody knows."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.people.classifying import (
    Evidence,
    Examples,
    best_of,
    chance,
    directions,
    estimated_prior,
    scored,
)
from albumen.people.crossing import TooFewError, cross_validated, fitted

DIMENSION = 32


def _people(count: int, each: int | list[int], named: int, seed: int = 0, noise: float = 0.12) -> Examples:
    """Faces scattered around people of their own."""
    random = np.random.default_rng(seed)
    sizes = [each] * count if isinstance(each, int) else each
    person = np.repeat(np.arange(count), sizes)
    middles = random.standard_normal((count, DIMENSION))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    vectors = middles[person] + noise * random.standard_normal((len(person), DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Examples(vectors.astype(np.float32), person, np.ones(len(person)), named)


def test_each_person_has_a_row_and_their_faces_score_highest_there() -> None:
    examples = _people(8, 6, named=5)
    weights = directions(examples)
    assert weights.shape == (5, DIMENSION) and weights.dtype == np.float32
    mine = examples.person < 5
    scores = scored(examples.vectors[mine], weights)
    assert np.array_equal(scores.argmax(axis=1), examples.person[mine]) and np.abs(scores).max() <= 1.0001


def test_whoever_has_many_faces_does_not_draw_others() -> None:
    """The fault of a regression on what there is: with 300 faces of one person, those of others went to them."""
    examples = _people(6, [300, 2, 2, 2, 2, 2], named=6, noise=0.3)
    later = _people(6, [300, 2, 2, 2, 2, 2], named=6, noise=0.3)
    scores = scored(later.vectors, directions(examples))
    rare = later.person > 0
    assert np.array_equal(scores[rare].argmax(axis=1), later.person[rare])


def test_the_regression_moves_with_very_many_people() -> None:
    """Its slopes are small from the start then; stopped at once, rows would be half a mean long."""
    weights = directions(_people(400, 2, named=400))
    assert np.linalg.norm(weights, axis=1).min() > 0.7


def test_faces_that_count_more_pull_more() -> None:
    vectors = np.eye(4, DIMENSION, dtype=np.float32)
    person = np.array([0, 0, 1, 1])
    even = directions(Examples(vectors, person, np.ones(4), 2))
    heavy = directions(Examples(vectors, person, np.array([9.0, 1.0, 1.0, 1.0]), 2))
    assert heavy[0, 0] > even[0, 0] > heavy[0, 1]


def test_a_face_of_nobody_known_comes_out_as_nobody() -> None:
    everybody = _people(40, 6, named=40)
    known = everybody.person < 20
    examples = Examples(everybody.vectors[known], everybody.person[known], np.ones(known.sum()), 12)
    crossed = cross_validated(examples)
    weights = directions(examples)
    strangers = best_of(scored(everybody.vectors[~known], weights))
    assert (strangers.chance(crossed.evidence, 0.5) < 0.5).all()
    assert crossed.found > 0.95 and crossed.taken < 0.05 and crossed.mistaken == 0.0
    assert (crossed.known, crossed.strangers) == (72, 120)


def test_a_face_is_judged_by_classifiers_that_did_not_see_it() -> None:
    """A face put to the wrong person scores low there, though a classifier that learned from it would know it."""
    examples = _people(10, 8, named=10, noise=0.15)
    person = examples.person.copy()
    person[3] = 7
    crossed = cross_validated(Examples(examples.vectors, person, examples.weight, 10))
    right = np.delete(np.arange(len(person)), 3)
    assert not np.isnan(crossed.own).any(), "everybody's turn comes"
    assert crossed.own[3] < crossed.own[right].min() and crossed.rival[3] > crossed.own[3]


def test_too_few_faces_say_nothing() -> None:
    with pytest.raises(TooFewError):
        cross_validated(_people(2, 2, named=2))
    with pytest.raises(TooFewError):
        cross_validated(_people(12, 1, named=12))


def test_the_same_faces_give_the_same_classifier() -> None:
    examples = _people(9, 5, named=6)
    assert np.array_equal(directions(examples), directions(examples))
    assert cross_validated(examples).evidence == cross_validated(examples).evidence


def test_evidence_rises_and_says_what_was_seen() -> None:
    random = np.random.default_rng(1)
    known = random.normal(0.7, 0.1, 4000).astype(np.float32)
    strangers = random.normal(0.3, 0.1, 4000).astype(np.float32)
    evidence = fitted(known, strangers)
    assert evidence.slope == pytest.approx(
        40.0, rel=0.15
    )  # of two normal distributions: distance over variance
    assert float(evidence.of(np.float32(0.5))) == pytest.approx(0.0, abs=0.5)
    few = fitted(known[:6], strangers[:6])
    assert 10.0 < few.slope < 80.0, "a gap between few scores is no step"


def test_a_rival_as_good_halves_it_and_nobody_allowed_is_nobody() -> None:
    evidence = Evidence(40.0, -20.0, 12.0)
    alone, twin, none = np.float32([0.8]), np.float32([0.8]), np.float32([-np.inf])
    assert chance(alone, none, evidence, 0.5)[0] > 0.999
    assert chance(alone, twin, evidence, 0.5)[0] == pytest.approx(0.5, abs=0.01)
    assert chance(none, alone, evidence, 0.5)[0] == 0.0
    best = best_of(np.float32([[0.8, 0.4], [0.7, 0.1]]), np.array([[False, True], [False, False]]))
    assert best.person.tolist() == [1, -1] and best.rival[0] == pytest.approx(0.8)


def test_the_part_of_known_faces_is_estimated() -> None:
    random = np.random.default_rng(2)
    ratio = np.concatenate([random.normal(4, np.sqrt(8), 300), random.normal(-4, np.sqrt(8), 2700)])
    assert estimated_prior(ratio, 0.01, 0.9) == pytest.approx(0.1, abs=0.02)
    assert estimated_prior(np.full(50, -9.0), 0.01, 0.9) == 0.01
    assert estimated_prior(np.zeros(0), 0.01, 0.9) == pytest.approx(0.455)
