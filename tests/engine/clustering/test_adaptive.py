"""The default must do what a person would expect of any set, with no knob turned."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.metrics import Agreement, b_cubed
from benchmarks.synthetic_faces import synthetic_faces

from albumen.engine.calibration import Calibration
from albumen.engine.clustering import cluster
from albumen.engine.clustering.adaptive import LinkRule, gathered, pulls
from albumen.engine.clustering.drift import without_drift
from albumen.engine.clustering.graph import neighbour_graph
from albumen.engine.clustering.prior import face_priors, pair_prior

SINGLES = np.ones(1000, np.int64)
FEW = np.full(3, 100)
MANY_PHOTOS = np.full(60, 40)
MIXED = np.array([1] * 600 + [40] * 10)
LIKE_LFW = np.array([1] * 400 + [2] * 250 + [5] * 150 + [10] * 20)


def _agreement(sizes: np.ndarray, calibration: Calibration, **faces: float) -> Agreement:
    people = synthetic_faces(sizes, seed=20, **faces)
    return b_cubed(
        cluster(people.embeddings, np.arange(len(people.labels)), calibration).labels, people.labels
    )


@pytest.mark.parametrize("common", [0.0, 0.1], ids=["clean", "blurred"])
@pytest.mark.parametrize(
    "sizes", [SINGLES, FEW, MANY_PHOTOS, MIXED, LIKE_LFW], ids=["singles", "few", "many", "mixed", "lfw"]
)
def test_sets_of_every_kind_come_out_right(
    sizes: np.ndarray, common: float, calibration: Calibration
) -> None:
    found = _agreement(sizes, calibration, common=common)
    assert found.precision > 0.985 and found.recall > 0.985


@pytest.mark.parametrize("sizes", [FEW, MANY_PHOTOS, MIXED], ids=["few", "many", "mixed"])
def test_poor_photos_are_recognised_through_better_ones(sizes: np.ndarray, calibration: Calibration) -> None:
    """Two poor photos of one person are mostly below any threshold that keeps strangers apart."""
    found = _agreement(sizes, calibration, likeness=0.4, common=0.05)
    assert found.precision > 0.985 and found.recall > 0.97


@pytest.mark.parametrize("photos", [2, 5, 200])
def test_one_person_alone_is_one_person(photos: int, calibration: Calibration) -> None:
    assert _agreement(np.array([photos]), calibration).recall == 1.0


def test_two_strangers_are_two(calibration: Calibration) -> None:
    assert _agreement(np.array([1, 1]), calibration).precision == 1.0


def test_a_burst_of_one_photo_is_one_person_and_draws_nobody_in(calibration: Calibration) -> None:
    faces = synthetic_faces(np.array([1] * 200), seed=21)
    burst = np.repeat(faces.embeddings[:1], 80, axis=0)
    everybody = np.concatenate([burst, faces.embeddings[1:]])
    labels = cluster(everybody, np.arange(len(everybody)), calibration).labels
    assert np.all(labels[:80] == 0) and np.all(labels[80:] != 0)


def test_siblings_in_the_same_photos_stay_two_people(calibration: Calibration) -> None:
    """Very alike, but seen together in ten photos."""
    faces = synthetic_faces(np.array([25, 25]), siblings=0.6, seed=22)
    photos = np.r_[np.arange(25), np.arange(10), np.arange(25, 40)]
    labels = cluster(faces.embeddings, photos, calibration).labels
    for photo in range(10):
        both = labels[photos == photo]
        assert both[0] != both[1]
    assert b_cubed(labels, faces.labels).precision > 0.9


def test_siblings_are_mostly_told_apart(calibration: Calibration) -> None:
    assert _agreement(np.full(40, 20), calibration, siblings=0.3).precision > 0.94


def test_drift_is_taken_out_of_strangers_and_left_in_one_person(calibration: Calibration) -> None:
    strangers = synthetic_faces(np.full(300, 2), common=0.1, seed=23)
    clean = without_drift(strangers.embeddings, np.arange(600), calibration, 0).embeddings
    different = strangers.labels[:, None] != strangers.labels
    assert (strangers.embeddings @ strangers.embeddings.T)[different].mean() > 0.08
    assert abs((clean @ clean.T)[different].mean()) < 0.02
    alone = synthetic_faces(np.array([300]), seed=24).embeddings
    assert np.array_equal(without_drift(alone, np.arange(300), calibration, 0).embeddings, alone)


def test_a_pack_that_points_one_way_is_put_back_to_where_it_was_calibrated() -> None:
    """As dlib's: strangers are 0.8 alike by nature; only what a set has beyond that is drift."""
    different = ~np.eye(300, dtype=bool)
    usual = synthetic_faces(np.ones(300, np.int64), common=0.8, seed=31).embeddings
    begins = np.quantile((usual @ usual.T)[different], 0.02)
    pack = Calibration(np.array([begins, 0.93, 1.0]), np.array([-8.0, 0.0, 12.0]))
    for common in (0.8, 0.83):
        faces = synthetic_faces(np.ones(300, np.int64), common=common, seed=29).embeddings
        assert np.median((faces @ faces.T)[different]) == pytest.approx(common, abs=0.008)
        found = without_drift(faces, np.arange(300), pack, 0)
        assert np.median((found.embeddings @ found.embeddings.T)[different]) == pytest.approx(0.8, abs=0.012)
        assert np.linalg.norm(found.origin) > 0.8


def test_the_prior_of_a_set_is_found(calibration: Calibration) -> None:
    for sizes in (LIKE_LFW, MANY_PHOTOS):
        faces = synthetic_faces(sizes, seed=25)
        graph = neighbour_graph(faces.embeddings, np.arange(len(faces.labels)), floor=0.25)
        true = (sizes * (sizes - 1)).sum() / (sizes.sum() * (sizes.sum() - 1))
        assert true / 2 < pair_prior(graph, calibration) < true * 2


def test_a_passer_by_has_a_smaller_prior_than_a_regular(calibration: Calibration) -> None:
    faces = synthetic_faces(MIXED, seed=26)
    graph = neighbour_graph(faces.embeddings, np.arange(1000), floor=0.25)
    prior = pair_prior(graph, calibration)
    own = face_priors(graph, calibration, prior)
    assert np.median(own[:600]) < 0.3 * np.median(own[600:]) and own.max() <= np.float32(prior)


def test_gathering_brings_one_persons_faces_together_and_no_strangers() -> None:
    faces = synthetic_faces(np.full(30, 10), likeness=0.5, seed=27)
    everybody = neighbour_graph(faces.embeddings, np.arange(300), neighbours=300, floor=-1.0)
    right = everybody[faces.labels[everybody.source] == faces.labels[everybody.target]]
    together = gathered(faces.embeddings, right, np.ones(len(right), np.float32))
    same = faces.labels[everybody.source] == faces.labels[everybody.target]
    before, after = everybody.similarity, everybody.measured_with(together).similarity
    assert after[same].mean() > 0.95 > 0.6 > before[same].mean()
    assert abs(after[~same].mean()) < 0.02


def test_poor_faces_and_bursts_pull_less() -> None:
    faces = synthetic_faces(np.array([4]), seed=28).embeddings
    burst = np.concatenate([faces, np.repeat(faces[:1], 9, axis=0)])
    graph = neighbour_graph(burst, np.arange(13), floor=-1.0)
    quality = np.where(np.arange(13) == 1, 0.0, 1.0).astype(np.float32)
    pull = pulls(graph, 0.3, quality)
    assert pull[2] == 1.0 and pull[1] == 0.5
    assert pull[[0, *range(4, 13)]].sum() == pytest.approx(1.0)


def test_a_huge_set_asks_for_no_more_than_the_calibration_can_say(calibration: Calibration) -> None:
    rule = LinkRule.of(np.log(1e-9), calibration)
    assert rule.evidence < calibration.log_likelihood_ratio[-1] and np.isfinite(rule.similarity)
