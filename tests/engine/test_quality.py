"""Quality: each measurement says what it is named, and together they order faces by usefulness."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from albumen.engine.alignment import ARCFACE_TEMPLATE
from albumen.engine.quality import GENERAL, eyes_and_nose, measure, pose
from albumen.engine.types import FaceQuality


def drawn_face(size: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A drawn face with texture: picture, box (1, 4), landmarks (1, 5, 2)."""
    generator = np.random.default_rng(0)
    picture = np.full((size, size, 3), 150, np.uint8)
    scale = size / 200
    landmarks = (ARCFACE_TEMPLATE * scale + 40 * scale).astype(np.float32)
    centre = tuple(int(v) for v in landmarks.mean(axis=0))
    cv2.ellipse(picture, centre, (int(45 * scale), int(60 * scale)), 0, 0, 360, (205, 170, 150), -1)
    for x, y in landmarks:
        cv2.circle(picture, (int(x), int(y)), int(5 * scale), (50, 40, 40), -1)
    noisy = np.clip(picture + generator.normal(0, 12, picture.shape), 0, 255).astype(np.uint8)
    box = np.array([[centre[0] - 45 * scale, centre[1] - 60 * scale, 90 * scale, 120 * scale]], np.float32)
    return noisy, box, landmarks[None]


def judged(picture: np.ndarray, box: np.ndarray, landmarks: np.ndarray, scale: float = 1.0) -> FaceQuality:
    return measure(
        picture,
        box,
        landmarks,
        np.array([0.95], np.float32),
        "eyes_nose_mouth",
        pixels_per_original=scale,
        model=GENERAL,
    )


def test_blur_lowers_sharpness_and_usefulness() -> None:
    picture, box, landmarks = drawn_face()
    crisp, soft = (
        judged(picture, box, landmarks),
        judged(cv2.GaussianBlur(picture, (0, 0), 6), box, landmarks),
    )
    assert soft.sharpness[0] < 0.5 * crisp.sharpness[0]
    assert soft.overall[0] < crisp.overall[0]


@pytest.mark.parametrize("level", [0.08, 2.5])
def test_a_dark_or_burnt_face_is_badly_exposed(level: float) -> None:
    picture, box, landmarks = drawn_face()
    wrong = np.clip(picture * level, 0, 255).astype(np.uint8)
    assert judged(wrong, box, landmarks).exposure[0] < 0.6 < judged(picture, box, landmarks).exposure[0]


def test_size_is_in_pixels_of_the_original() -> None:
    picture, box, landmarks = drawn_face()
    apart = np.hypot(*(landmarks[0, 1] - landmarks[0, 0]))
    assert judged(picture, box, landmarks).size[0] == pytest.approx(apart, rel=1e-5)
    assert judged(picture, box, landmarks, scale=0.25).size[0] == pytest.approx(4 * apart, rel=1e-5)


def test_a_face_cut_off_by_the_edge_is_partly_visible() -> None:
    picture, box, landmarks = drawn_face()
    half = int(box[0, 0] + box[0, 2] / 2)
    cut = np.ascontiguousarray(picture[:, half:])
    shift = np.array([half, 0], np.float32)
    quality = judged(cut, box - [[half, 0, 0, 0]], landmarks - shift)
    assert quality.visible[0] == pytest.approx(0.5, abs=0.02)
    assert judged(picture, box, landmarks).visible[0] == 1


@pytest.mark.parametrize("angle", [-40.0, 15.0, 90.0])
def test_roll_is_the_tilt_of_the_eyes(angle: float) -> None:
    turn = np.radians(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    landmarks = (ARCFACE_TEMPLATE @ rotation.T).astype(np.float32)[None]
    *_, roll = pose(*eyes_and_nose(landmarks, "eyes_nose_mouth"), "eyes_nose_mouth")
    upright = pose(*eyes_and_nose(ARCFACE_TEMPLATE[None], "eyes_nose_mouth"), "eyes_nose_mouth")[3]
    assert roll[0] - upright[0] == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (30, 0), (-45, 0), (0, 20), (0, -25), (20, 15)])
def test_pose_recovers_the_turn_of_a_modelled_head(yaw: float, pitch: float) -> None:
    """Eyes and nose of the head model, turned, then projected: the angles come back."""
    points = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.58, 0.6]])
    y, p = np.radians(yaw), np.radians(pitch)
    nod = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    turn = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    seen = (points @ nod.T @ turn.T)[:, :2].astype(np.float32) * 100
    _, found_yaw, found_pitch, _ = pose(seen[None, :2], seen[None, 2], "eyes_nose_mouth")
    assert found_yaw[0] == pytest.approx(yaw, abs=8)
    assert found_pitch[0] == pytest.approx(pitch, abs=8)


def test_dlibs_five_points_give_the_same_eyes() -> None:
    dlib = np.array([[[70, 50], [62, 50], [30, 50], [38, 50], [50, 72]]], np.float32)
    eyes, nose = eyes_and_nose(dlib, "dlib_five")
    np.testing.assert_allclose(eyes[0], [[34, 50], [66, 50]])
    np.testing.assert_allclose(nose[0], [50, 72])


def test_no_face_has_no_quality() -> None:
    empty = measure(
        np.zeros((9, 9, 3), np.uint8),
        np.zeros((0, 4), np.float32),
        np.zeros((0, 5, 2), np.float32),
        np.zeros(0, np.float32),
        "dlib_five",
        pixels_per_original=1.0,
        model=GENERAL,
    )
    assert len(empty) == 0
