from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from albumen.engine.landmarks import LandmarkPredictor
from albumen.engine.packs.dlib_cache import DlibModels


@pytest.fixture(scope="module")
def predictor(dlib_converted: DlibModels) -> LandmarkPredictor:
    return dlib_converted.landmark_predictor()


def dlib_landmarks(oracle: Any, dlib_predictor: Any, image: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    shapes = [
        dlib_predictor(image, oracle.rectangle(left, top, left + width - 1, top + height - 1))
        for left, top, width, height in boxes.astype(int).tolist()
    ]
    return np.array([[(p.x, p.y) for p in shape.parts()] for shape in shapes], np.float32)


@pytest.mark.oracle
def test_points_are_those_of_dlib_in_any_box_of_a_picture_of_noise(
    predictor: LandmarkPredictor, oracle: Any, dlib_predictor: Any, noise: np.ndarray
) -> None:
    random = np.random.default_rng(3)
    corners = random.integers(-60, 300, (60, 2))
    boxes = np.concatenate([corners, random.integers(2, 250, (60, 2))], axis=1).astype(np.float32)
    expected = dlib_landmarks(oracle, dlib_predictor, noise, boxes)
    assert np.array_equal(predictor.predict(noise, boxes), expected)


@pytest.mark.oracle
@pytest.mark.shared
def test_points_are_those_of_dlib_on_photos(
    predictor: LandmarkPredictor, oracle: Any, dlib_predictor: Any, small_photos: dict[str, np.ndarray]
) -> None:
    find = oracle.get_frontal_face_detector()
    compared = 0
    for image in small_photos.values():
        rects = [(r.left(), r.top(), r.width(), r.height()) for r in find(image, 0)]
        boxes = np.array(rects, np.float32).reshape(-1, 4)
        if len(boxes):
            expected = dlib_landmarks(oracle, dlib_predictor, image, boxes)
            assert np.array_equal(predictor.predict(image, boxes), expected)
            compared += len(boxes)
    assert compared >= 4


def test_faces_are_independent_of_each_other(predictor: LandmarkPredictor, noise: np.ndarray) -> None:
    boxes = np.array([[10, 10, 90, 90], [100, 50, 120, 110], [200, 100, 80, 80]], np.float32)
    together = predictor.predict(noise, boxes)
    alone = np.concatenate([predictor.predict(noise, boxes[i : i + 1]) for i in range(3)])
    assert np.array_equal(together, alone)


def test_no_face_gives_no_points(predictor: LandmarkPredictor, noise: np.ndarray) -> None:
    assert predictor.predict(noise, np.zeros((0, 4), np.float32)).shape == (0, 5, 2)
