from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from albumen.engine.detectors import mmod_pyramid
from albumen.engine.detectors.mmod import MmodDetector, MmodMode, confidence
from albumen.engine.packs.dlib_cache import DlibModels, weights_file
from albumen.engine.runtime import OnnxSession, SessionOptions
from albumen.engine.types import Detections

CPU = SessionOptions(device="cpu", threads=1)


@pytest.fixture(scope="module")
def detectors(dlib_converted: DlibModels) -> dict[MmodMode, MmodDetector]:
    predictor = dlib_converted.landmark_predictor()
    return {
        "exact": MmodDetector(OnnxSession(dlib_converted.mmod_planes, CPU), predictor, mode="exact"),
        "fast": MmodDetector(OnnxSession(dlib_converted.mmod_pixels, CPU), predictor, mode="fast"),
    }


def in_order(found: Detections) -> Detections:
    return found[np.lexsort(found.boxes.T)]


def read_photo(path: Path, longest: int) -> np.ndarray:
    import cv2

    image = cv2.imread(str(path))
    scale = min(1.0, longest / max(image.shape))
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image[:, :, ::-1])


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum((first[:, :2] + first[:, 2:])[:, None], (second[:, :2] + second[:, 2:])[None])
    inner = np.clip(high - low, 0, None).prod(axis=2)
    return inner / (first[:, 2:].prod(axis=1)[:, None] + second[:, 2:].prod(axis=1)[None] - inner)


@pytest.mark.oracle
@pytest.mark.shared
def test_exact_mode_finds_the_boxes_of_dlib(
    detectors: dict[MmodMode, MmodDetector], oracle: Any, small_photos: dict[str, np.ndarray]
) -> None:
    cnn = oracle.cnn_face_detection_model_v1(str(weights_file("mmod_human_face_detector.dat")))
    faces = 0
    for name, image in small_photos.items():
        expected = cnn(image, 0)
        rects = [(d.rect.left(), d.rect.top(), d.rect.width(), d.rect.height()) for d in expected]
        boxes = np.array(rects, np.float32).reshape(-1, 4)
        scores = np.array([d.confidence for d in expected])
        order = np.lexsort(boxes.T)
        found = in_order(detectors["exact"].detect(image))
        assert np.array_equal(found.boxes, boxes[order]), name
        assert np.allclose(found.scores, scores[order], atol=1e-5), name
        faces += len(boxes)
    assert faces >= 6


@pytest.mark.oracle
@pytest.mark.shared
def test_a_box_that_begins_left_of_the_picture_is_rounded_as_by_dlib(
    detectors: dict[MmodMode, MmodDetector], oracle: Any, photos_dir: Path
) -> None:
    cnn = oracle.cnn_face_detection_model_v1(str(weights_file("mmod_human_face_detector.dat")))
    photo = read_photo(photos_dir / "portraits/selfie-many-people.jpg", longest=800)
    image = np.ascontiguousarray(photo[192:392, :160])
    rects = [(d.rect.left(), d.rect.top(), d.rect.width(), d.rect.height()) for d in cnn(image, 0)]
    assert rects[0][0] == -5, "the corner lies at -4.5, so this shows the rounding"
    found = detectors["exact"].detect(image)
    assert sorted(map(tuple, found.boxes.tolist())) == sorted(rects)


@pytest.mark.shared
def test_fast_mode_finds_the_faces_of_exact_mode(
    detectors: dict[MmodMode, MmodDetector], small_photos: dict[str, np.ndarray]
) -> None:
    for name, image in small_photos.items():
        exact, fast = detectors["exact"].detect(image), detectors["fast"].detect(image)
        assert len(exact) == len(fast), name
        if len(exact):
            assert (overlap(exact.boxes, fast.boxes).max(axis=1) > 0.5).all(), name


@pytest.mark.shared
@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_tiles_give_the_faces_of_one_large_run(
    detectors: dict[MmodMode, MmodDetector],
    small_photos: dict[str, np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
    mode: MmodMode,
) -> None:
    image = small_photos["groups/dlib/2008_001322.jpg"]
    whole = in_order(detectors[mode].detect(image))
    monkeypatch.setattr(mmod_pyramid, "LARGEST_TILE", 170)
    tiled = in_order(detectors[mode].detect(image))
    assert len(whole) >= 2
    assert np.array_equal(whole.boxes, tiled.boxes)
    assert np.array_equal(whole.landmarks, tiled.landmarks)
    assert np.allclose(whole.scores, tiled.scores, atol=1e-5)


@pytest.mark.shared
def test_levels_alone_find_the_faces_of_the_canvas(
    detectors: dict[MmodMode, MmodDetector],
    small_photos: dict[str, np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = small_photos["groups/dlib/2008_001322.jpg"]
    canvas = in_order(detectors["exact"].detect(image))
    monkeypatch.setattr(mmod_pyramid, "LARGEST_CANVAS", 0)
    assert np.array_equal(in_order(detectors["exact"].detect(image)).boxes, canvas.boxes)


@pytest.mark.parametrize("mode", ["exact", "fast"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (17, 23), (60, 2000), (79, 81)])
def test_odd_and_tiny_pictures_give_no_face_and_no_error(
    detectors: dict[MmodMode, MmodDetector], mode: MmodMode, shape: tuple[int, int]
) -> None:
    found = detectors[mode].detect(np.full((*shape, 3), 128, np.uint8))
    assert len(found) == 0
    assert found.boxes.shape == (0, 4)
    assert found.landmarks.shape == (0, 5, 2)


@pytest.mark.shared
def test_faces_come_best_first_inside_the_threshold(
    detectors: dict[MmodMode, MmodDetector], small_photos: dict[str, np.ndarray]
) -> None:
    scores = detectors["fast"].detect(small_photos["groups/dlib/2008_001322.jpg"]).scores
    assert (np.diff(scores) <= 0).all()
    assert (scores > 0).all()


def test_confidence_rises_from_one_half_at_dlibs_threshold() -> None:
    mapped = confidence(np.array([-10, 0, 0.5, 1.2, 50], np.float32))
    assert mapped[1] == pytest.approx(0.5)
    assert (np.diff(mapped) > 0).all()
    assert mapped.min() >= 0
    assert mapped.max() <= 1
