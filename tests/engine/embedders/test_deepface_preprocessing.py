"""Our preprocessing against what DeepFace's own functions answered (recorded by scripts/deepface_oracle.py)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from albumen.engine.embedders.deepface_preprocessing import (
    boxes_from_landmarks,
    cut_deepface_chips,
    deepface_chip_input,
    fit_square,
    level_crop,
)
from albumen.engine.packs.catalogue import load_pack

HERE = Path(__file__).parent
RECORD: dict[str, Any] = json.loads((HERE / "deepface_vectors.json").read_text())
FACES = RECORD["faces"]
IDS = [f"{face['kind']}-{face['seed']}" for face in FACES]
TOLERANCE = 1e-6
"""Of the range of values: 1 for inputs in 0..1, 255 for inputs in 0..255."""


def _oracle() -> ModuleType:
    """The recording script, for its recipe of pictures; DeepFace is imported only when it runs."""
    path = HERE.parents[2] / "scripts" / "deepface_oracle.py"
    spec = importlib.util.spec_from_file_location("deepface_oracle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ORACLE = _oracle()


def picture(face: dict[str, Any]) -> np.ndarray:
    return ORACLE.picture(face["seed"], face["kind"], *face["picture"])


def crop(face: dict[str, Any]) -> np.ndarray:
    right, left = np.array(face["eyes"], np.float32)
    return level_crop(picture(face), np.array(face["box"]), right_eye=right, left_eye=left)


def assert_same(values: np.ndarray, recorded: dict[str, Any], scale: float = 1.0) -> None:
    ours = ORACLE.vector(values)
    assert ours["shape"] == recorded["shape"]
    np.testing.assert_allclose(ours["values"], recorded["values"], rtol=0, atol=TOLERANCE * scale)
    assert ours["mean"] == pytest.approx(recorded["mean"], abs=TOLERANCE * scale)
    assert ours["projection"] == pytest.approx(recorded["projection"], abs=TOLERANCE * scale)


@pytest.mark.parametrize("face", FACES, ids=IDS)
def test_the_levelled_crop_is_that_of_deepface(face: dict[str, Any]) -> None:
    assert_same(crop(face), face["crop"])


@pytest.mark.parametrize("face", FACES, ids=IDS)
@pytest.mark.parametrize(
    ("network", "pack"),
    [
        ("VGG-Face", "vgg-face"),
        ("Facenet", "facenet-128"),
        ("Facenet512", "facenet-512"),
        ("ArcFace", "arcface"),
    ],
)
def test_the_input_of_each_network_is_that_of_deepface(face: dict[str, Any], network: str, pack: str) -> None:
    chip = load_pack(pack).embedder.chip
    prepared = chip.prepare(fit_square(crop(face), chip.size)[None])
    assert prepared.dtype == np.float32
    assert_same(prepared, face["networks"][network])


@pytest.mark.parametrize("face", FACES, ids=IDS)
def test_the_input_of_sface_is_that_of_deepface(face: dict[str, Any]) -> None:
    chip = load_pack("sface").embedder.chip
    whole = ORACLE.picture(face["seed"], face["kind"], chip.size, chip.size)
    assert_same(chip.prepare(whole[None]), face["networks"]["SFace"], scale=255)


@pytest.mark.parametrize("face", FACES, ids=IDS)
@pytest.mark.parametrize(
    "normalisation", ["base", "raw", "Facenet", "Facenet2018", "VGGFace", "VGGFace2", "ArcFace"]
)
def test_every_normalisation_is_that_of_deepface(face: dict[str, Any], normalisation: Any) -> None:
    prepared = deepface_chip_input(160, normalisation).prepare(fit_square(crop(face), 160)[None])
    scale = 255 if normalisation in ("raw", "VGGFace", "VGGFace2") else 2
    assert_same(prepared, face["normalisations"][normalisation], scale)


def test_the_packs_use_deepfaces_default_normalisation() -> None:
    for name in ("vgg-face", "facenet-128", "facenet-512", "arcface"):
        chip = load_pack(name).embedder.chip
        assert chip == deepface_chip_input(chip.size)


def test_boxes_follow_the_face_when_it_moves_grows_and_turns() -> None:
    face = np.array([[[100, 100], [140, 100], [120, 125], [105, 145], [135, 145]]], np.float32)
    left, top, width, height = boxes_from_landmarks(face)[0]
    assert left < 100
    assert left + width > 140
    assert top < 90
    assert top + height > 150
    assert left + width / 2 == pytest.approx(120, abs=1.5)
    assert np.abs(boxes_from_landmarks(face + 500)[0] - [left + 500, top + 500, width, height]).max() <= 1
    assert np.abs(boxes_from_landmarks(face * 2)[0] - 2 * np.array([left, top, width, height])).max() <= 2
    turned = np.stack([-face[..., 1], face[..., 0]], axis=-1)
    assert np.abs(boxes_from_landmarks(turned)[0][2:] - [width, height]).max() <= 1


@pytest.mark.shared
def test_boxes_are_those_of_the_detector(photos_dir: Path, models_dir: Path) -> None:
    import cv2

    from albumen.engine.detectors.yunet import YuNetDetector
    from albumen.engine.runtime import OnnxSession

    detector = YuNetDetector(OnnxSession(models_dir / "yunet_n_dynamic.onnx"))
    overlaps = []
    # The last people by name: the constants were fitted on a sample of all.
    for folder in sorted((photos_dir / "lfw-dev").iterdir())[-60:]:
        image = cv2.imread(str(min(folder.iterdir())))[..., ::-1]
        found = detector.detect(np.ascontiguousarray(image))[:1]
        if not len(found):
            continue
        a, b = found.boxes[0], boxes_from_landmarks(found.landmarks)[0].astype(float)
        low, high = np.maximum(a[:2], b[:2]), np.minimum(a[:2] + a[2:], b[:2] + b[2:])
        shared = np.prod(np.maximum(high - low, 0))
        overlaps.append(shared / (np.prod(a[2:]) + np.prod(b[2:]) - shared))
    assert len(overlaps) > 50
    assert np.median(overlaps) > 0.9
    assert np.quantile(overlaps, 0.1) > 0.8


def test_chips_of_several_faces_are_those_of_each() -> None:
    image = ORACLE.picture(9, "waves", 500, 400)
    face = np.array([[100, 100], [140, 105], [120, 125], [105, 145], [135, 148]], np.float32)
    faces = np.stack([face, face * 1.7 + 60, face - 130])
    chips = cut_deepface_chips(image, faces, 160)
    assert chips.shape == (3, 160, 160, 3)
    assert chips.dtype == np.float32
    for i in range(3):
        np.testing.assert_array_equal(chips[i], cut_deepface_chips(image, faces[i : i + 1], 160)[0])
    assert np.all(chips[2][:, :20] == 0), "a tall box leaves black bars at the sides"
    assert cut_deepface_chips(image, faces[:0], 160).shape == (0, 160, 160, 3)
