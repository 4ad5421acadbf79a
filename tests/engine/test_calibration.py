"""Similarity to probability: Bayes' rule, monotone curves, limits."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.calibration import Calibration, probability_from_evidence

CURVE = Calibration(np.array([0.0, 0.2, 0.4, 0.8]), np.array([-6.0, -3.0, 3.0, 9.0]))


def test_evidence_is_interpolated_and_flat_outside_the_knots() -> None:
    np.testing.assert_allclose(CURVE.evidence([-1.0, 0.1, 0.3, 1.0]), [-6.0, -4.5, 0.0, 9.0], atol=1e-9)


def test_probability_follows_bayes_rule() -> None:
    evidence, prior = np.log(20.0), 0.01
    expected = 20 * 0.01 / (20 * 0.01 + 0.99)
    assert probability_from_evidence(evidence, prior) == pytest.approx(expected)


def test_probability_rises_with_similarity_and_with_the_prior() -> None:
    similarity = np.linspace(-0.2, 1, 50)
    low, high = CURVE.probability(similarity, 0.001), CURVE.probability(similarity, 0.1)
    assert (np.diff(low) >= 0).all() and (high > low).all()


def test_extreme_evidence_neither_overflows_nor_leaves_the_range() -> None:
    chance = probability_from_evidence([-2000.0, 2000.0], 0.5)
    np.testing.assert_array_equal(chance, [0.0, 1.0])


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.1, 2.0])
def test_a_prior_outside_zero_to_one_is_refused(prior: float) -> None:
    with pytest.raises(ValueError, match="prior"):
        probability_from_evidence(0.0, prior)


def test_similarity_for_evidence_is_the_inverse() -> None:
    assert CURVE.similarity_for(0.0) == pytest.approx(0.3)
    assert CURVE.similarity_for(9.5) == float("inf")


@pytest.mark.parametrize(
    ("similarity", "ratio"),
    [([0.0, 0.0], [0.0, 1.0]), ([0.0, 1.0], [1.0, 0.0]), ([0.0], [0.0]), ([0.0, 0.5, 1.0], [0.0, 1.0])],
)
def test_a_curve_that_falls_or_is_too_short_is_refused(similarity: list[float], ratio: list[float]) -> None:
    with pytest.raises(ValueError, match="calibration"):
        Calibration(np.array(similarity), np.array(ratio))
