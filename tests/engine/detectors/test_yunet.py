"""YuNet: the network's answers decoded as OpenCV decodes them, faces found where people marked them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from albumen.engine.detectors.yunet import YuNetDetector, suppress_overlaps
from albumen.engine.runtime import OnnxSession

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def detector(models_dir: Path) -> YuNetDetector:
    return YuNetDetector(OnnxSession(models_dir / "yunet_n_dynamic.onnx"))


def read(path: Path) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1])


def test_it_answers_as_opencvs_own_decoder(
    detector: YuNetDetector, models_dir: Path, photos_dir: Path
) -> None:
    """OpenCV's FaceDetectorYN reads the same network; its boxes and landmarks are the oracle."""
    picture = cv2.resize(read(photos_dir / "groups/crowds/solvay1927.jpg"), (1024, 480))
    oracle = cv2.FaceDetectorYN.create(
        str(models_dir / "yunet_n_dynamic.onnx"), "", (1024, 480), 0.6, 0.3, 5000
    )
    _, rows = oracle.detect(np.ascontiguousarray(picture[:, :, ::-1]))
    found = detector.detect(picture)
    found = found[found.scores >= 0.6]
    rows = rows[np.argsort(-rows[:, 14])]
    assert len(found) == len(rows) > 25
    np.testing.assert_allclose(found.scores, rows[:, 14], atol=1e-4)
    order, other = np.lexsort(found.boxes[:, :2].T), np.lexsort(rows[:, :2].T)
    np.testing.assert_allclose(found.boxes[order], rows[other, :4], atol=0.05)
    np.testing.assert_allclose(found.landmarks[order].reshape(-1, 10), rows[other, 4:14], atol=0.05)


def test_marked_noses_lie_in_found_faces(detector: YuNetDetector, photos_dir: Path) -> None:
    folder = photos_dir / "groups/compreface"
    marked = json.loads((folder / "noses.json").read_text())
    hits = total = 0
    for name, noses in marked.items():
        picture = read(folder / name)
        factor = 960 / max(picture.shape[:2])
        found = detector.detect(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        found = found[found.scores >= detector.accept].scaled(1 / factor)
        for nose in noses:
            total += 1
            inside = (found.boxes[:, :2] <= nose) & (nose <= found.boxes[:, :2] + found.boxes[:, 2:])
            hits += bool(inside.all(axis=1).any())
    assert total > 40
    assert hits >= 0.97 * total


@pytest.mark.parametrize("size", [(1, 1), (7, 500), (33, 31)])
def test_any_size_is_accepted(detector: YuNetDetector, size: tuple[int, int]) -> None:
    found = detector.detect(np.full((*size, 3), 90, np.uint8))
    assert found.boxes.shape == (len(found), 4)


def test_overlapping_boxes_leave_the_surest() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [30, 30, 5, 5]], np.float32)
    assert suppress_overlaps(boxes, np.array([0.7, 0.9, 0.8], np.float32), 0.3).tolist() == [1, 2]
