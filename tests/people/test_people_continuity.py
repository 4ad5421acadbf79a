"""Who goes on as whom when all faces are clustered anew: pure arrays."""

from __future__ import annotations

import numpy as np

from albumen.people.comparing import compare
from albumen.people.continuity import Known, continued, links


def _known(person: list[int], **more: object) -> Known:
    size = len(person)
    people = max([*person, -1]) + 1
    return Known(
        person=np.array(person),
        said=np.array(more.get("said", [False] * size), bool),
        denied=np.array(more.get("denied", []), np.int64).reshape(-1, 2),
        root=np.array(more.get("root", list(range(people))), np.int64),
        named=np.array(more.get("named", [False] * people), bool),
        apart=np.array(more.get("apart", []), np.int64).reshape(-1, 2),
    )


def _continued(labels: list[int], known: Known) -> list[int]:
    return continued(np.array(labels), known)[0].tolist()


def test_a_cluster_goes_on_as_whom_it_shares_most_faces_with() -> None:
    assert _continued([5, 5, 5, 2, 2], _known([0, 0, 1, 1, 1])) == [0, 0, 0, 1, 1]


def test_of_two_parts_the_larger_stays_and_the_other_is_new() -> None:
    assert _continued([1, 1, 1, 0, 0], _known([0] * 5)) == [0, 0, 0, 1, 1]


def test_a_face_alone_founds_nobody_but_stays_who_it_is() -> None:
    assert _continued([0, 1, 1], _known([-1, -1, -1])) == [-1, 0, 0]
    assert _continued([0, 1, 1], _known([0, -1, -1])) == [0, 1, 1]


def test_a_name_is_not_lost_to_somebody_nameless() -> None:
    known = _known([0, 0, 0, 1, 1, 1, -1], named=[False, True])
    assert _continued([0] * 7, known) == [1] * 7


def test_a_name_does_not_spread_over_somebody_larger() -> None:
    known = _known([0, 0, 0, 1, 1, 2, -1], named=[False, True, False])
    assert _continued([0] * 7, known) == [0, 0, 0, 1, 1, 2, 0], "everybody keeps theirs; the larger one gains"
    merged = _known([0, 0, 1, 1, 2, 2, 2], named=[True, True, False], root=[1, 1, 2])
    assert _continued([0] * 7, merged) == [0, 0, 1, 1, 0, 0, 0], "parts of a merged person count together"


def test_a_name_takes_over_the_smaller_part_of_somebody_larger() -> None:
    known = _known([0, 0, 0, 0, 0, 0, 0, 1, 1, -1], named=[False, True])
    assert _continued([5, 5, 5, 5, 4, 4, 4, 4, 4, 4], known) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_two_names_are_two_people() -> None:
    known = _known([0, 0, 0, 1, -1], named=[True, True])
    assert _continued([0, 0, 0, 0, 0], known) == [0, 0, 0, 1, 0]


def test_a_face_that_was_not_clustered_stays() -> None:
    assert _continued([-1, 0, 0], _known([0, 1, 1])) == [0, 1, 1]


def test_what_was_denied_is_nobody_rather_than_that_person() -> None:
    known = _known([0, 0, -1], denied=[(2, 0)])
    assert _continued([0, 0, 0], known) == [0, 0, -1]


def test_links_tie_what_was_said_to_a_face_of_the_person() -> None:
    known = _known([0, 0, 0], said=[True, False, True])
    must, cannot = links(known, np.array([0.1, 0.9, 0.5], np.float32))
    assert must.tolist() == [[2, 0]] and cannot.shape == (0, 2)


def test_links_keep_apart_what_was_denied() -> None:
    known = _known([0, 1, 1, 2], denied=[(3, 1)], root=[1, 1, 2])
    must, cannot = links(known, np.array([0.1, 0.9, 0.5, 0.5], np.float32))
    assert must.shape == (0, 2)
    assert sorted(map(tuple, cannot.tolist())) == [(3, 0), (3, 1), (3, 2)]


def test_the_parts_of_a_merged_person_go_on_each_as_itself() -> None:
    known = _known([0, 0, 0, 1, 1, -1], root=[1, 1])
    assert _continued([4, 4, 4, 7, 7, 4], known) == [0, 0, 0, 1, 1, 0]
    assert _continued([4, 4, 4, 4, 4, 4], known) == [0, 0, 0, 1, 1, 0]


def test_changes_are_told_as_merges_splits_and_moved_faces() -> None:
    before = np.array([0, 0, 0, 1, 1, -1, 2])
    after = np.array([0, 0, 3, 0, 0, 2, -1])
    changes = compare(before, after)
    assert (changes.moved, changes.found, changes.lost) == (5, 1, 1)
    assert (changes.made, changes.emptied) == (1, 1)
    assert changes.merges == [(1, 0, 2)]
    assert changes.splits == [(0, [(0, 2), (3, 1)])]


def test_nothing_changes_for_nobody() -> None:
    none = np.zeros(0, np.int64)
    assert compare(none, none).moved == 0


def test_two_who_are_not_the_same_stay_two_in_one_cluster() -> None:
    known = _known([0, 0, 0, 1, 1, -1], apart=[(0, 1)])
    assert _continued([0] * 6, known) == [0, 0, 0, 1, 1, 0]


def test_of_two_who_are_not_the_same_only_one_becomes_somebody_else() -> None:
    known = _known([0, 0, 1, 2, 2, 2], named=[False, False, True], apart=[(0, 1)])
    assert _continued([0] * 6, known) == [2, 2, 1, 2, 2, 2], "the one with fewer faces stays"


def test_a_merge_after_which_they_are_one_is_no_pair() -> None:
    known = _known([0, 0, 0, 1, 1], root=[0, 0])
    assert _continued([0] * 5, known) == [0, 0, 0, 1, 1], "each part is found again as itself"


def test_the_best_faces_of_two_who_are_not_the_same_are_kept_apart() -> None:
    known = _known([0, 0, 1, -1], apart=[(0, 1)])
    _, cannot = links(known, np.array([0.5, 0.9, 0.7, 0.8], np.float32))
    assert sorted(map(sorted, cannot.tolist())) == [[0, 2], [1, 2]]
