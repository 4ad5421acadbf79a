from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from albumen.engine.embedders.dlib_chip import cut_dlib_chips
from albumen.engine.embedders.dlib_resnet import DlibResNetEmbedder
from albumen.engine.packs.dlib_cache import DlibModels, weights_file
from albumen.engine.runtime import OnnxSession, SessionOptions

CPU = SessionOptions(device="cpu", threads=1)


@pytest.fixture(scope="module")
def session(dlib_converted: DlibModels) -> OnnxSession:
    return OnnxSession(dlib_converted.resnet, CPU)


@pytest.fixture(scope="module")
def embedder(session: OnnxSession) -> DlibResNetEmbedder:
    return DlibResNetEmbedder(session)


@pytest.fixture(scope="module")
def dlib_describer(oracle: Any) -> Any:
    path = weights_file("dlib_face_recognition_resnet_model_v1.dat")
    return oracle.face_recognition_model_v1(str(path))


def landmarks_of(shape: Any) -> list[tuple[int, int]]:
    return [(p.x, p.y) for p in shape.parts()]


@pytest.mark.oracle
def test_descriptors_of_chips_are_those_of_dlib(
    embedder: DlibResNetEmbedder, dlib_describer: Any, noise: np.ndarray
) -> None:
    chips = np.stack([noise[:150, :150], noise[100:250, 150:300], noise[50:200, 100:250]])
    expected = [np.array(dlib_describer.compute_face_descriptor(np.ascontiguousarray(c))) for c in chips]
    assert np.abs(embedder.describe_chips(chips) - np.array(expected)).max() < 2e-6


@pytest.mark.oracle
@pytest.mark.shared
def test_descriptors_of_faces_are_those_of_dlib(
    embedder: DlibResNetEmbedder,
    oracle: Any,
    dlib_predictor: Any,
    dlib_describer: Any,
    small_photos: dict[str, np.ndarray],
) -> None:
    find = oracle.get_frontal_face_detector()
    compared = 0
    for image in small_photos.values():
        shapes = [dlib_predictor(image, rect) for rect in find(image, 0)]
        if not shapes:
            continue
        points = np.array([landmarks_of(shape) for shape in shapes], np.float32)
        expected = np.array([np.array(dlib_describer.compute_face_descriptor(image, s)) for s in shapes])
        assert np.abs(embedder.describe(image, points) - expected).max() < 1e-5
        compared += len(shapes)
    assert compared >= 4


@pytest.mark.oracle
@pytest.mark.parametrize("size", [20, 70, 140, 400, 900])
@pytest.mark.parametrize("angle", [0.3, -2.0])
def test_chips_are_those_of_dlib_at_any_size_and_turn(
    oracle: Any, dlib_predictor: Any, noise: np.ndarray, size: int, angle: float
) -> None:
    import cv2

    image = cv2.resize(noise, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    mean = np.array([[0.86, 0.21], [0.65, 0.23], [0.12, 0.21], [0.33, 0.23], [0.49, 0.63]]) - 0.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = np.rint(mean @ turn.T * size + (600, 500)).astype(int)
    shape = oracle.full_object_detection(
        oracle.rectangle(0, 0, 10, 10), [oracle.point(int(x), int(y)) for x, y in points]
    )
    expected = oracle.get_face_chip(image, shape, 150, 0.25)
    chip = cut_dlib_chips(image, points[None].astype(np.float32))[0]
    difference = np.abs(chip.astype(int) - expected)
    # A value that falls on a whole number may be rounded down on one side only.
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-3


def test_embeddings_have_unit_length_and_the_direction_of_the_descriptors(
    embedder: DlibResNetEmbedder, noise: np.ndarray
) -> None:
    points = np.array([[[180, 90], [150, 92], [80, 90], [110, 92], [130, 150]]], np.float32)
    raw, unit = embedder.describe(noise, points), embedder.embed(noise, points)
    assert unit.dtype == np.float32
    assert np.linalg.norm(unit[0]) == pytest.approx(1.0, abs=1e-6)
    assert np.allclose(unit, raw / np.linalg.norm(raw), atol=1e-6)


def test_flip_gives_a_chip_and_its_mirror_image_one_descriptor(
    session: OnnxSession, noise: np.ndarray
) -> None:
    flipping = DlibResNetEmbedder(session, flip=True)
    chips = np.ascontiguousarray(noise[None, :150, :150])
    mirrored = np.ascontiguousarray(chips[:, :, ::-1])
    assert np.allclose(flipping.describe_chips(chips), flipping.describe_chips(mirrored), atol=1e-6)
    assert not np.allclose(
        DlibResNetEmbedder(session).describe_chips(chips),
        DlibResNetEmbedder(session).describe_chips(mirrored),
        atol=1e-3,
    )


def test_more_faces_than_a_batch_come_out_in_order(embedder: DlibResNetEmbedder, noise: np.ndarray) -> None:
    one = np.array([[180, 90], [150, 92], [80, 90], [110, 92], [130, 150]], np.float32)
    points = np.stack([one + shift for shift in range(19)])
    together = embedder.describe(noise, points)
    assert together.shape == (19, 128)
    assert np.allclose(together[17:18], embedder.describe(noise, points[17:18]), atol=1e-5)


def test_no_face_gives_an_empty_array(embedder: DlibResNetEmbedder, noise: np.ndarray) -> None:
    assert embedder.embed(noise, np.zeros((0, 5, 2), np.float32)).shape == (0, 128)


def test_a_face_outside_the_picture_gives_a_black_chip(noise: np.ndarray) -> None:
    points = np.array([[[-820, -910], [-850, -908], [-920, -910], [-890, -908], [-870, -850]]], np.float32)
    assert not cut_dlib_chips(noise, points).any()
