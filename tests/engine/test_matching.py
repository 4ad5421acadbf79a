"""One person against an event: levels, probability, several selfies."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.calibration import Calibration
from albumen.engine.matching import LEVELS, agree, estimate_prior, false_match_rate, match, template
from albumen.engine.packs.spec import Thresholds

THRESHOLDS = Thresholds("a test", certain=0.55, likely=0.4, check=0.3)
CALIBRATION = Calibration(np.array([0.0, 0.3, 0.6]), np.array([-7.0, 0.0, 8.0]))


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def faces_of(person: np.ndarray, count: int, spread: float, seed: int) -> np.ndarray:
    """Faces scattered around a person's direction."""
    noise = np.random.default_rng(seed).normal(size=(count, len(person))) / np.sqrt(len(person))
    return unit(person + spread * noise)


@pytest.fixture
def event() -> tuple[np.ndarray, np.ndarray]:
    """Bo's direction, and an event: 20 faces of Bo, then 980 of strangers."""
    bo = unit(np.random.default_rng(1).normal(size=128))
    strangers = unit(np.random.default_rng(2).normal(size=(980, 128)))
    return bo, np.concatenate([faces_of(bo, 20, 0.9, 3), strangers])


def test_levels_are_the_thresholds_of_the_pack() -> None:
    reference = np.eye(3, dtype=np.float32)[:1]
    wanted = np.array([0.2, 0.3, 0.4, 0.55, 0.9])
    faces = np.stack([wanted, np.sqrt(1 - wanted**2), np.zeros(5)], axis=1).astype(np.float32)
    found = match(reference, faces + np.array([1e-6, 0, 0], np.float32), CALIBRATION, THRESHOLDS, prior=0.1)
    assert [LEVELS[i] for i in found.level] == ["none", "check", "likely", "certain", "certain"]


def test_a_blurred_face_is_never_more_than_something_to_check() -> None:
    reference = np.eye(2, dtype=np.float32)[:1]
    faces = np.array([[0.95, 0.3], [0.95, 0.3], [0.1, 0.99]], np.float32)
    found = match(
        reference, faces, CALIBRATION, THRESHOLDS, reliable=np.array([True, False, False]), prior=0.1
    )
    assert [LEVELS[i] for i in found.level] == ["certain", "check", "none"]
    assert found.probability[1] < 0.5 < found.probability[0]
    assert found.similarity[1] == pytest.approx(0.95)


def test_matches_come_most_similar_first(event: tuple[np.ndarray, np.ndarray]) -> None:
    bo, faces = event
    found = match(faces_of(bo, 1, 0.5, 9), faces, CALIBRATION, THRESHOLDS)
    ranked = found.at_least("likely")
    assert len(ranked) and set(ranked) <= set(range(20))
    assert (np.diff(found.similarity[ranked]) <= 0).all()


def test_the_prior_is_learned_from_the_event(event: tuple[np.ndarray, np.ndarray]) -> None:
    bo, faces = event
    often = match(bo[None], faces, CALIBRATION, THRESHOLDS).prior
    seldom = match(bo[None], faces[15:], CALIBRATION, THRESHOLDS).prior
    assert 0.01 < often < 0.04
    assert seldom < often


def test_an_event_without_the_person_has_the_lowest_prior() -> None:
    strangers = np.full(500, -6.0)
    assert estimate_prior(strangers) == pytest.approx(1 / 502)


def test_an_empty_event_has_no_matches() -> None:
    found = match(np.eye(128, dtype=np.float32)[:1], np.zeros((0, 128), np.float32), CALIBRATION, THRESHOLDS)
    assert len(found.similarity) == len(found.at_least("check")) == 0


def test_several_selfies_separate_better_than_one(event: tuple[np.ndarray, np.ndarray]) -> None:
    bo, faces = event
    selfies = faces_of(bo, 5, 1.8, 11)
    gaps = []
    for references in (selfies[:1], selfies):
        similarity = match(references, faces, CALIBRATION, THRESHOLDS).similarity
        spread = similarity[20:].std()
        gaps.append((similarity[:20].mean() - similarity[20:].mean()) / spread)
    assert gaps[1] > 1.3 * gaps[0]


def test_strangers_come_no_closer_to_several_selfies_than_to_one() -> None:
    """Also for a pack whose embeddings share a direction, as dlib's do."""
    generator = np.random.default_rng(5)
    common = np.zeros(64)
    common[0] = 2.0
    faces = unit(common + generator.normal(size=(2000, 64)) / 8)
    one = match(faces[:1], faces[1000:], CALIBRATION, THRESHOLDS).similarity
    five = match(faces[:5], faces[1000:], CALIBRATION, THRESHOLDS).similarity
    assert np.quantile(five, 0.999) <= np.quantile(one, 0.999)


def test_a_useless_selfie_weighs_little() -> None:
    good, bad = np.eye(4, dtype=np.float32)[:2]
    mean = template(np.stack([good, bad]), np.array([1.0, 0.0], np.float32))
    assert mean @ good > 10 * (mean @ bad)


def test_a_selfie_of_somebody_else_disagrees(event: tuple[np.ndarray, np.ndarray]) -> None:
    bo, faces = event
    selfies = np.concatenate([faces_of(bo, 3, 0.5, 21), faces[500:501]])
    assert agree(selfies, THRESHOLDS).tolist() == [True, True, True, False]
    assert agree(selfies[:1], THRESHOLDS).tolist() == [True]


def test_no_selfie_is_an_error() -> None:
    with pytest.raises(ValueError, match="reference"):
        template(np.zeros((0, 4), np.float32))


def test_levels_are_promises_about_an_event_of_5000_faces() -> None:
    assert [false_match_rate(level) * 5000 for level in LEVELS[1:]] == pytest.approx([5.0, 0.5, 0.01])


def test_several_selfies_give_part_of_their_length_back() -> None:
    one, other = np.eye(4, dtype=np.float32)[:2]
    both = np.stack([one, other])
    assert np.linalg.norm(template(both)) == pytest.approx(0.5**0.5)
    assert np.linalg.norm(template(both, several=0.5)) == pytest.approx(0.5**0.25)
    assert np.linalg.norm(template(both, several=1.0)) == pytest.approx(1.0)
    assert template(one[None], several=0.5) == pytest.approx(one), "one selfie is as it is"
