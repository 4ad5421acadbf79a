"""Chips: the right part of the picture, upright, at the right size, without aliasing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from albumen.engine.alignment import ARCFACE_TEMPLATE, align, similarities


def smooth_picture(width: int, height: int, seed: int = 0) -> np.ndarray:
    """A picture of soft blobs, the same scene at any size."""
    small = np.random.default_rng(seed).integers(0, 255, (24, 32, 3)).astype(np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def test_the_similarity_brings_landmarks_onto_the_template() -> None:
    angle, scale, shift = 0.4, 2.5, np.array([300.0, 120.0])
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = (ARCFACE_TEMPLATE @ turn.T + shift).astype(np.float32)[None]
    matrix = similarities(landmarks, ARCFACE_TEMPLATE)[0]
    np.testing.assert_allclose(landmarks[0] @ matrix[:, :2].T + matrix[:, 2], ARCFACE_TEMPLATE, atol=1e-3)


def test_it_is_the_least_squares_similarity_of_opencv() -> None:
    landmarks = ARCFACE_TEMPLATE * 3 + np.random.default_rng(3).normal(0, 6, (4, 5, 2)).astype(np.float32)
    for points, matrix in zip(landmarks, similarities(landmarks, ARCFACE_TEMPLATE), strict=True):
        fitted = points @ matrix[:, :2].T + matrix[:, 2]
        error = ((fitted - ARCFACE_TEMPLATE) ** 2).sum()
        for change in np.random.default_rng(4).normal(0, 0.01, (20, 2)):
            turn = np.array([[1 + change[0], -change[1]], [change[1], 1 + change[0]]])
            centre = fitted.mean(axis=0)
            worse = (((fitted - centre) @ turn.T + centre - ARCFACE_TEMPLATE) ** 2).sum()
            assert worse >= error - 1e-3


def test_a_reflection_is_never_used() -> None:
    mirrored = ARCFACE_TEMPLATE * [-1, 1] + [112, 0]
    matrix = similarities(mirrored[None].astype(np.float32), ARCFACE_TEMPLATE)[0]
    assert np.linalg.det(matrix[:, :2]) > 0


@pytest.mark.parametrize("enlarged", [2, 4, 7])
def test_a_larger_photo_of_a_scene_gives_the_same_chip(enlarged: int) -> None:
    landmarks = (ARCFACE_TEMPLATE * 1.1 + [90, 60]).astype(np.float32)[None]
    picture = smooth_picture(320, 240)
    large = cv2.resize(picture, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC)
    moved = ((landmarks + 0.5) * enlarged - 0.5).astype(np.float32)
    first, second = align(picture, landmarks)[0].astype(int), align(large, moved)[0].astype(int)
    assert np.abs(first - second).mean() < 1.5


def test_a_large_face_is_averaged_not_sampled() -> None:
    """A fine checkerboard seen from afar is grey; a plain bilinear warp would show stripes."""
    board = (np.indices((1200, 1200)).sum(axis=0) % 2 * 255).astype(np.uint8)
    picture = np.repeat(board[..., None], 3, axis=2)
    landmarks = (ARCFACE_TEMPLATE * 9 + 60).astype(np.float32)[None]
    chip = align(picture, landmarks)[0]
    assert chip.std() < 8
    assert abs(float(chip.mean()) - 127.5) < 4


def test_what_lies_outside_is_black_and_nothing_fails() -> None:
    picture = np.full((100, 100, 3), 200, np.uint8)
    far = np.stack([ARCFACE_TEMPLATE - 400, ARCFACE_TEMPLATE * 20 - 900, ARCFACE_TEMPLATE - 60]).astype(
        np.float32
    )
    chips = align(picture, far)
    assert chips.shape == (3, 112, 112, 3)
    assert chips[0].max() == 0
    assert chips[2].max() == 200


def test_no_face_gives_no_chip() -> None:
    chips = align(np.zeros((10, 10, 3), np.uint8), np.zeros((0, 5, 2), np.float32))
    assert chips.shape == (0, 112, 112, 3)
