"""Whom new faces join: pure arrays."""

from __future__ import annotations

import numpy as np
from benchmarks.synthetic_faces import synthetic_calibration, synthetic_faces

from albumen.people.joining import Candidates, Rule, candidates, founded, join

CURVE = synthetic_calibration()


def test_a_person_is_asked_through_several_faces_and_what_was_not_found_speaks_against() -> None:
    found = candidates(
        np.array([0, 0, 0, 0]),
        np.array([0, 1, 1, 1]),
        np.array([0.9, 0.6, 0.6, 0.6], np.float32),
        np.array([3, 3]),
        floor=0.1,
        least=0.5,
    )
    assert found.person.tolist() == [1], "one look-alike face of three does not decide"
    single = candidates(np.array([0]), np.array([0]), np.array([0.9], np.float32), np.array([1]), 0.1, 0.5)
    assert single.person.tolist() == [0]


def _pairs(*rows: tuple[int, int, float]) -> Candidates:
    face, person, similarity = zip(*rows, strict=True)
    return Candidates(np.array(face), np.array(person), np.array(similarity, np.float32))


def _join(
    found: Candidates, photo: list[int], taken: list[tuple[int, int]] | None = None, twice: bool = False
):  # type: ignore[no-untyped-def]
    there = np.array(taken or [], np.int64).reshape(-1, 2)
    return join(found, np.array(photo), there, np.full(len(photo), twice))[0].tolist()


def test_everybody_joins_whom_they_resemble_most() -> None:
    assert _join(_pairs((0, 0, 0.6), (0, 1, 0.8), (1, 0, 0.7)), [0, 1]) == [1, 0]


def test_nobody_joins_twice_in_a_photo_and_the_other_chooses_again() -> None:
    found = _pairs((0, 0, 0.9), (1, 0, 0.8), (1, 1, 0.6))
    assert _join(found, [0, 0]) == [0, 1]
    assert _join(found, [0, 1]) == [0, 0]
    assert _join(found, [0, 0], twice=True) == [0, 0]
    assert _join(found, [0, 0], taken=[(0, 0)]) == [-1, 1]


def test_new_faces_found_people_and_single_ones_do_not() -> None:
    faces = synthetic_faces(np.array([5] * 20 + [1] * 30), likeness=0.65, seed=3)
    rule = Rule.of(CURVE, 1e-3)
    labels = founded(faces.embeddings, np.arange(len(faces.labels)), CURVE, rule)
    assert set(labels[100:].tolist()) == {-1}
    pairs = [
        (labels[i], labels[j]) for i in range(100) for j in range(i) if faces.labels[i] == faces.labels[j]
    ]
    assert np.mean([a == b != -1 for a, b in pairs]) > 0.9
    assert len(set(labels[:100].tolist()) - {-1}) >= 20


def test_two_faces_of_one_photo_found_two_people() -> None:
    faces = synthetic_faces(np.array([4]), likeness=0.7, seed=4)
    photo = np.array([0, 0, 1, 1])
    labels = founded(faces.embeddings, photo, CURVE, Rule.of(CURVE, 1e-3))
    assert labels[0] != labels[1] and labels[2] != labels[3]


def test_a_library_of_more_strangers_needs_more_evidence() -> None:
    assert Rule.of(CURVE, 1e-5).similarity > Rule.of(CURVE, 1e-2).similarity
