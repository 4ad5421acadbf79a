"""Sure photos speak for doubtful ones, and never against what a person said."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.expansion import promoted
from albumen.engine.packs.spec import Thresholds
from albumen.engine.types import FloatArray

LEVELS = Thresholds("drawn", certain=0.6, likely=0.4, check=0.3)


def _vector(*parts: float) -> FloatArray:
    vector = np.zeros(8, np.float32)
    vector[: len(parts)] = parts
    return vector / np.float32(np.linalg.norm(vector))


SELFIE = _vector(1)[None]
SURE = _vector(0.8, 0.6)
DOUBTFUL = _vector(0.5, 0.85)
STRANGER_LIKE_SURE = _vector(0.2, 0.97)


def test_a_doubtful_face_that_resembles_the_sure_ones_is_certain() -> None:
    assert promoted(SELFIE, np.stack([DOUBTFUL]), LEVELS).tolist() == [False]
    assert promoted(SELFIE, np.stack([SURE, DOUBTFUL]), LEVELS).tolist() == [True, True]


def test_a_face_the_selfie_finds_unlikely_stays_out_however_it_resembles_the_sure_ones() -> None:
    crowd = np.stack([*[SURE] * 9, STRANGER_LIKE_SURE])
    assert promoted(SELFIE, crowd, LEVELS)[-1] == False  # noqa: E712 - numpy's bool


def test_what_a_person_said_wins() -> None:
    faces = np.stack([SURE, DOUBTFUL])
    denied = np.array([True, False])
    assert promoted(SELFIE, faces, LEVELS, denied=denied).tolist() == [False, False]
    confirmed = np.array([False, True])
    assert promoted(SELFIE, faces[1:], LEVELS, confirmed=confirmed[1:]).tolist() == [True]


def test_blurred_faces_are_neither_certain_nor_references() -> None:
    faces = np.stack([SURE, DOUBTFUL])
    assert promoted(SELFIE, faces, LEVELS, reliable=np.array([False, True])).tolist() == [False, False]
    assert promoted(SELFIE, faces, LEVELS, reliable=np.array([True, False])).tolist() == [True, False]


def test_order_does_not_matter_and_none_is_none() -> None:
    generator = np.random.default_rng(0)
    faces = generator.normal(size=(60, 8)).astype(np.float32) + np.float32(1.5) * SELFIE
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    order = generator.permutation(60)
    assert (promoted(SELFIE, faces, LEVELS)[order] == promoted(SELFIE, faces[order], LEVELS)).all()
    assert promoted(SELFIE, faces[:0], LEVELS).shape == (0,)
    with pytest.raises(ValueError, match="reference"):
        promoted(SELFIE[:0], faces, LEVELS)
