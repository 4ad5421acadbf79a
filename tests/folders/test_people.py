"""Clusters meet the people of earlier runs."""

from __future__ import annotations

import numpy as np

from albumen.folders.people import Verdicts, assign, constraints


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_new_people_are_numbered_from_the_largest() -> None:
    labels, recorded = ints(5, 7, 7, 7, 5, 9), np.full(6, -1)
    assert assign(labels, recorded, Verdicts.none(6), 10).tolist() == [11, 10, 10, 10, 11, 12]


def test_clusters_keep_the_people_they_share_most_faces_with_one_to_one() -> None:
    labels = ints(0, 0, 0, 1, 1, 1, 1)
    recorded = ints(3, 3, 4, 4, 4, 3, -1)
    assert assign(labels, recorded, Verdicts.none(7), 10).tolist() == [3, 3, 3, 4, 4, 4, 4]


def test_a_person_split_in_two_stays_with_the_larger_part() -> None:
    labels, recorded = ints(0, 0, 0, 1, 1), ints(3, 3, 3, 3, 3)
    assert assign(labels, recorded, Verdicts.none(5), 10).tolist() == [3, 3, 3, 10, 10]


def test_faces_that_were_not_clustered_are_nobody() -> None:
    assert assign(ints(0, -1), ints(-1, 3), Verdicts.none(2), 10).tolist() == [10, -1]


def test_the_users_word_comes_after_every_clustering() -> None:
    labels, recorded = ints(0, 0, 0, 0), ints(3, 3, 3, 4)
    verdicts = Verdicts(ints(-1, -1, -1, 4), np.array([[2, 3]], np.int64))
    assert assign(labels, recorded, verdicts, 10).tolist() == [3, 3, 10, 4]


def test_a_pinned_face_brings_its_cluster_along() -> None:
    labels, recorded = ints(0, 0, 1, 1), ints(3, 3, 8, 8)
    verdicts = Verdicts(ints(-1, -1, 3, -1), np.zeros((0, 2), np.int64))
    assert assign(labels, recorded, verdicts, 10).tolist() == [3, 3, 3, 3]


def test_corrections_become_links_to_the_best_faces() -> None:
    recorded, overall = ints(3, 3, 4, 3), np.array([0.5, 0.9, 0.8, 0.7], np.float32)
    verdicts = Verdicts(ints(-1, -1, 3, -1), np.array([[3, 4]], np.int64))
    must, cannot = constraints(recorded, overall, verdicts)
    assert must.tolist() == [[1, 2]]
    assert cannot.tolist() == []


def test_a_denied_face_is_kept_apart_from_those_it_was_taken_from() -> None:
    recorded, overall = ints(3, 3, -1), np.array([0.5, 0.9, 0.8], np.float32)
    verdicts = Verdicts(ints(-1, -1, -1), np.array([[2, 3]], np.int64))
    _, cannot = constraints(recorded, overall, verdicts)
    assert cannot.tolist() == [[2, 1], [2, 0]]
