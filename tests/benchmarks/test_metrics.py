from __future__ import annotations

import numpy as np
import pytest
from benchmarks.metrics import b_cubed, pairwise


def _b_cubed_by_hand(labels: list[int], truth: list[int]) -> tuple[float, float]:
    """The definition, face by face."""
    precision, recall = [], []
    for i in range(len(labels)):
        cluster = {j for j in range(len(labels)) if labels[j] == labels[i]}
        person = {j for j in range(len(labels)) if truth[j] == truth[i]}
        precision.append(len(cluster & person) / len(cluster))
        recall.append(len(cluster & person) / len(person))
    return float(np.mean(precision)), float(np.mean(recall))


def _pairs_by_hand(labels: list[int], truth: list[int]) -> tuple[float, float]:
    pairs = [(i, j) for i in range(len(labels)) for j in range(i)]
    said = {(i, j) for i, j in pairs if labels[i] == labels[j]}
    true = {(i, j) for i, j in pairs if truth[i] == truth[j]}
    return len(said & true) / len(said), len(said & true) / len(true)


def test_a_perfect_clustering_scores_one_whatever_its_numbers() -> None:
    truth = np.array([0, 0, 1, 2, 2, 2])
    labels = np.array([7, 7, 3, -1, -1, -1])
    assert b_cubed(labels, truth).f == pairwise(labels, truth).f == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_b_cubed_and_pairwise_equal_their_definitions(seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, truth = random.integers(0, 6, 40).tolist(), random.integers(0, 9, 40).tolist()
    found = b_cubed(labels, truth)
    assert (found.precision, found.recall) == pytest.approx(_b_cubed_by_hand(labels, truth))
    found = pairwise(labels, truth)
    assert (found.precision, found.recall) == pytest.approx(_pairs_by_hand(labels, truth))
    assert found.f == pytest.approx(2 / (1 / found.precision + 1 / found.recall))


def test_all_apart_is_precise_and_all_together_recalls() -> None:
    truth = [0, 0, 0, 1]
    assert b_cubed([0, 1, 2, 3], truth).precision == pairwise([0, 1, 2, 3], truth).precision == 1.0
    assert pairwise([0, 1, 2, 3], truth).recall == 0.0
    assert b_cubed([5, 5, 5, 5], truth).recall == pairwise([5, 5, 5, 5], truth).recall == 1.0


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        b_cubed([0, 1], [0])
