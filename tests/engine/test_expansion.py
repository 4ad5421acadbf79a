"""Sure photos speak for doubtful ones, and never against what a person said."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.expansion import Seen, promoted, promoted_together
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


def _two_packs(seed: int = 11) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """People as two packs see them: labels, and embeddings of each, drawn apart."""
    from benchmarks.synthetic_faces import synthetic_faces

    sizes = np.array([8] * 30)
    drawn = {name: synthetic_faces(sizes, likeness=0.5, seed=seed + i) for i, name in enumerate("ab")}
    return drawn["a"].labels, {name: faces.embeddings for name, faces in drawn.items()}


def _seen(vectors: dict[str, np.ndarray], shown: np.ndarray, rest: np.ndarray, check: float) -> list[Seen]:
    return [Seen(v[shown], v[rest], None, None, 0.5, 0.5, check) for v in vectors.values()]


TOGETHER = Thresholds("test", certain=0.55, likely=0.35, check=0.2)


def test_sure_photos_speak_by_the_fused_similarity() -> None:
    labels, vectors = _two_packs()
    alone = grown = wrong = 0
    for person in range(10):
        mine = np.flatnonzero(labels == person)
        rest = np.setdiff1d(np.arange(len(labels)), mine[:1])
        packs = _seen(vectors, mine[:1], rest, 0.0)
        found = promoted_together(packs, TOGETHER)
        own = labels[rest] == person
        alone += int((np.sum([pack.similarity() for pack in packs], axis=0) >= TOGETHER.certain)[own].sum())
        grown += int(found[own].sum())
        wrong += int(found[~own].sum())
    assert wrong == 0 and grown > 1.3 * alone > 0


def test_one_pack_together_is_one_pack_alone() -> None:
    labels, vectors = _two_packs()
    rest = np.arange(1, len(labels))
    one = Seen(vectors["a"][:1], vectors["a"][rest], None, None, TOGETHER.several, 1.0)
    alone = promoted(vectors["a"][:1], vectors["a"][rest], TOGETHER)
    assert alone.any() and (promoted_together([one], TOGETHER) == alone).all()


def test_a_pack_that_contradicts_is_not_outvoted_even_by_sure_photos() -> None:
    """Somebody whom one pack takes for the guest, and the other, which knows the guest's sure photos too, does not."""
    labels, vectors = _two_packs()
    mine, other = np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)
    vectors["a"] = vectors["a"].copy()
    vectors["a"][other] = vectors["a"][mine]  # the same to the last bit
    rest = np.setdiff1d(np.arange(len(labels)), mine[:1])
    lenient = Thresholds("test", certain=0.2, likely=0.1, check=0.0)
    blind = promoted_together(_seen(vectors, mine[:1], rest, -1.0), lenient)
    heard = promoted_together(_seen(vectors, mine[:1], rest, 0.3), lenient)
    assert blind[labels[rest] == 1].sum() >= 7
    assert heard[labels[rest] == 1].sum() == 0 and heard[labels[rest] == 0].sum() >= 5
