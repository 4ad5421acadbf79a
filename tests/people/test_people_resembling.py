"""Who resembles whom: pure arrays, held against comparing every face with every face."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from benchmarks.synthetic_faces import SyntheticFaces, synthetic_calibration, synthetic_faces

from albumen.people import resembling
from albumen.people.joining import Rule
from albumen.people.resembling import FACES, SHOWN, Compared, Group, most_similar, similarities

CURVE = synthetic_calibration()
RULE = Rule.of(CURVE, 1e-3)


def _compared(vectors: Any, person: Any, part: Any = None) -> Compared:
    vectors = np.asarray(vectors, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    person = np.asarray(person, np.int64)
    return Compared.of(
        Group(
            vectors,
            np.arange(len(person), dtype=np.int64) + 100,
            person,
            person if part is None else np.asarray(part, np.int64),
            np.linspace(1, 0.5, len(person)).astype(np.float32),
            int(person.max()) + 1,
        )
    )


def _split(drawn: SyntheticFaces, every: int) -> tuple[Any, set[tuple[int, int]]]:
    """Of every so-many-th person half of the faces are another person; and these pairs."""
    person = drawn.labels.copy()
    pairs = set()
    last = int(person.max())
    for number in range(0, last + 1, every):
        mine = np.flatnonzero(person == number)
        if len(mine) > 1:
            last += 1
            person[mine[1::2]] = last
            pairs.add((number, last))
    return person, pairs


def _plainly(compared: Compared, one: int, other: int) -> float:
    """The rule in words: three faces through three faces, both ways, the lower counts."""
    vectors = compared.group.vectors
    mine = vectors[[place for place in compared.chosen[one] if place >= 0]]
    theirs = vectors[[place for place in compared.chosen[other] if place >= 0]]

    def through(table: Any) -> float:
        each = [np.sort(row)[::-1][:3].mean() for row in table]
        return float(np.mean(sorted(each, reverse=True)[:3]))

    return min(through(mine @ theirs.T), through(theirs @ mine.T))


def test_the_similarity_of_two_people_is_the_one_in_words() -> None:
    drawn = synthetic_faces(np.array([1, 2, 3, 5, 20, 4]), seed=3)
    compared = _compared(drawn.embeddings, drawn.labels)
    one, other = np.triu_indices(6, 1)
    expected = [_plainly(compared, *pair) for pair in zip(one.tolist(), other.tolist(), strict=True)]
    np.testing.assert_allclose(similarities(compared, one, other), expected, atol=1e-5)
    assert compared.count.tolist() == [1, 2, 3, 5, FACES, 4]


def test_one_pair_of_faces_never_decides() -> None:
    base = np.eye(16)
    lucky = np.vstack([base[0:4], base[4:7], base[3]])
    compared = _compared(lucky, [0, 0, 0, 0, 1, 1, 1, 1])
    assert similarities(compared, np.array([0]), np.array([1]))[0] == pytest.approx(1 / 9)


@pytest.mark.parametrize("changed", ["everybody", "some"])
def test_nobody_is_missed_whom_comparing_all_with_all_finds(changed: str) -> None:
    drawn = synthetic_faces(np.random.default_rng(0).integers(2, 9, 600), seed=5)
    person, split = _split(drawn, 6)
    compared = _compared(drawn.embeddings, person)
    people = compared.group.people
    who = np.ones(people, bool) if changed == "everybody" else np.arange(people) % 3 == 0
    pairs, probability = resembling.resembling(
        compared, who, RULE, CURVE, 0.5, lambda one, other: np.ones(len(one), bool)
    )
    one, other = np.triu_indices(people, 1)
    one, other = one[who[one] | who[other]], other[who[one] | who[other]]
    similar = similarities(compared, one, other)
    wanted = RULE.probability(similar, CURVE) >= 0.5
    expected = set(zip(one[wanted].tolist(), other[wanted].tolist(), strict=True))
    found = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    assert found == expected and len(found) == len(pairs)
    there = {pair for pair in split if who[list(pair)].any()}
    assert len(found & there) >= 0.9 * len(there) and found <= there
    assert ((probability >= 0.5) & (probability <= 1)).all()


def test_pairs_that_are_not_allowed_are_left_out() -> None:
    drawn = synthetic_faces(np.full(20, 6), seed=1)
    person, split = _split(drawn, 2)
    compared = _compared(drawn.embeddings, person)
    everybody = np.ones(compared.group.people, bool)
    pairs, _ = resembling.resembling(
        compared, everybody, RULE, CURVE, 0.5, lambda one, other: np.zeros(len(one), bool)
    )
    assert split and not len(pairs)


def test_a_part_that_looks_different_is_compared_by_itself() -> None:
    """Two looks of one person, merged by hand, and a third row that is the smaller look."""
    drawn = synthetic_faces(np.array([20, 4]), seed=9)
    person = np.where(drawn.labels == 1, np.array([0, 1])[np.arange(24) % 2], 0)
    compared = _compared(drawn.embeddings, person, part=drawn.labels)
    whole = _compared(drawn.embeddings, person)
    reach = [
        (each.representative @ each.representative.T)[each.whose == 0][:, each.whose == 1].max()
        for each in (compared, whole)
    ]
    assert reach[0] > 0.7 > 0.5 > reach[1]


def test_the_faces_shown_are_those_most_similar_to_the_other() -> None:
    drawn = synthetic_faces(np.array([16, 3]), seed=2)
    compared = _compared(drawn.embeddings, drawn.labels)
    faces = most_similar(compared, np.array([0]), np.array([1]))[0]
    assert faces.shape == (2, SHOWN)
    mine, theirs = (side[side >= 0] - 100 for side in faces)
    assert len(set(mine)) == SHOWN and len(set(theirs)) == 3, "all of who has fewer"
    assert set(drawn.labels[mine]) == {0} and set(drawn.labels[theirs]) == {1}
    vectors = compared.group.vectors
    best = (vectors[mine] @ vectors[drawn.labels == 1].T).max(axis=1).tolist()
    assert best == sorted(best, reverse=True)


def test_nobody_has_a_face_that_can_be_compared() -> None:
    compared = Compared.of(
        Group(
            np.zeros((0, 4), np.float32),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.float32),
            3,
        )
    )
    pairs, probability = resembling.resembling(
        compared, np.ones(3, bool), RULE, CURVE, 0.5, lambda one, other: np.ones(len(one), bool)
    )
    assert len(pairs) == len(probability) == 0
