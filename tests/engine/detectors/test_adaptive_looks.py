"""The working size grows only where it pays, and its cost stays bounded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from albumen.engine.detectors.adaptive import WorkingSize, detect_adaptively, merge, working_size
from albumen.engine.detectors.yunet import YuNetDetector
from albumen.engine.errors import SettingError
from albumen.engine.packs.build import load_detector
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.store import Store
from albumen.engine.runtime import OnnxSession
from albumen.engine.types import ArraySource, Detections


@dataclass
class Counting:
    """A detector that keeps count of the pixels it is shown, around a real one."""

    inner: YuNetDetector
    shown: list[tuple[int, int]] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def detect(self, image: np.ndarray, largest: float | None = None) -> Detections:
        self.shown.append((image.shape[1], image.shape[0]))
        return self.inner.detect(image, largest)

    @property
    def pixels(self) -> int:
        return sum(width * height for width, height in self.shown)


@pytest.fixture
def detector(models_dir: Path) -> Counting:
    return Counting(YuNetDetector(OnnxSession(models_dir / "yunet_n_dynamic.onnx")))


def read(path: Path) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1])


def detections(*rows: tuple[float, float, float, float, float]) -> Detections:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Detections(table[:, :4], np.zeros((len(table), 5, 2), np.float32), table[:, 4])


@pytest.mark.shared
def test_a_portrait_takes_one_small_look(detector: Counting, photos_dir: Path) -> None:
    found = detect_adaptively(detector, ArraySource(read(photos_dir / "portraits/img1.jpg")), WorkingSize())
    assert len(found) == 1
    assert len(detector.shown) == 1
    assert max(detector.shown[0]) == WorkingSize().first


@pytest.fixture
def group_of_58(photos_dir: Path) -> np.ndarray:
    """58 faces in three rows across 24 megapixels: the real faces of a group photo of 29, twice."""
    group = read(photos_dir / "groups/crowds/solvay1927.jpg")
    row = group[: int(group.shape[0] * 0.85)]
    half = cv2.resize(row, (3000, 1300), interpolation=cv2.INTER_CUBIC)
    picture = np.full((4000, 6000, 3), 60, np.uint8)
    picture[300:1600, :3000], picture[300:1600, 3000:] = half, half[:, ::-1]
    return picture


@pytest.mark.shared
def test_a_24_megapixel_group_is_covered(detector: Counting, group_of_58: np.ndarray) -> None:
    assert len(detect_adaptively(detector, ArraySource(group_of_58), WorkingSize())) >= 57


@pytest.mark.shared
def test_mmod_probes_a_faceless_photo_and_finds_the_group(group_of_58: np.ndarray, tmp_path: Path) -> None:
    """At 1280 pixels its faces have 22, where mmod sees nothing: only a probe tells that a larger look pays."""
    mmod = load_detector(load_pack("builtin"), Store(tmp_path))
    sizes = working_size(mmod.name, {})
    assert len(detect_adaptively(mmod, ArraySource(group_of_58), sizes)) >= 54
    assert len(detect_adaptively(mmod, ArraySource(group_of_58), replace(sizes, probes=0))) == 0


@pytest.mark.shared
def test_far_faces_are_found_by_a_second_look(detector: Counting, photos_dir: Path) -> None:
    """A group that fills a corner of a large photo, faces about 7 pixels high at the first look."""
    group = read(photos_dir / "groups/crowds/solvay1927.jpg")
    picture = np.full((3000, 4000, 3), 120, np.uint8)
    small = cv2.resize(group, (1000, 450), interpolation=cv2.INTER_AREA)
    picture[2000:2450, 2600:3600] = small
    once = detect_adaptively(detector, ArraySource(picture), replace(WorkingSize(), budget=1))
    found = detect_adaptively(detector, ArraySource(picture), WorkingSize())
    assert len(found) >= 27
    assert len(found) > len(once)


@pytest.mark.shared
def test_a_face_that_fills_the_photo_is_found(detector: Counting, photos_dir: Path) -> None:
    picture = read(photos_dir / "portraits/img1.jpg")
    [face] = detect_adaptively(detector, ArraySource(picture), WorkingSize()).boxes
    left, top, width, height = face.astype(int)
    crop = cv2.resize(
        picture[top : top + height, left : left + width], (64, 80), interpolation=cv2.INTER_AREA
    )
    found = detect_adaptively(detector, ArraySource(np.ascontiguousarray(crop)), WorkingSize())
    assert len(found) == 1
    centre = found.boxes[0, :2] + found.boxes[0, 2:] / 2
    np.testing.assert_allclose(centre, [32, 40], atol=10)


@pytest.mark.shared
def test_the_budget_bounds_all_looks(detector: Counting, photos_dir: Path) -> None:
    crowd = cv2.resize(read(photos_dir / "groups/crowds/1.jpg"), (6000, 4000), interpolation=cv2.INTER_LINEAR)
    for budget in (1e6, 4e6):
        detector.shown.clear()
        detect_adaptively(detector, ArraySource(crowd), replace(WorkingSize(), budget=budget))
        assert detector.pixels <= 1.15 * budget


@pytest.mark.shared
def test_a_blank_photo_costs_little_and_has_no_face(detector: Counting) -> None:
    assert (
        len(detect_adaptively(detector, ArraySource(np.full((3000, 4000, 3), 128, np.uint8)), WorkingSize()))
        == 0
    )
    assert detector.pixels < 3e6


@pytest.mark.shared
@pytest.mark.parametrize("size", [(1, 1), (3, 4000), (40, 30)])
def test_odd_sizes_do_not_fail(detector: Counting, size: tuple[int, int]) -> None:
    detect_adaptively(detector, ArraySource(np.full((*size, 3), 77, np.uint8)), WorkingSize())


def test_two_looks_at_one_face_leave_the_surer() -> None:
    found = merge(detections((10, 10, 50, 60, 0.8)), detections((12, 9, 50, 60, 0.9), (300, 10, 20, 20, 0.7)))
    np.testing.assert_allclose(found.scores, [0.9, 0.7])


def test_a_part_of_a_surer_face_goes_but_a_neighbour_stays() -> None:
    found = merge(detections((0, 0, 100, 120, 0.9)), detections((30, 40, 30, 30, 0.7), (95, 0, 40, 50, 0.7)))
    np.testing.assert_allclose(found.boxes, [[0, 0, 100, 120], [95, 0, 40, 50]])


def test_a_removed_face_removes_no_other() -> None:
    """B overlaps A, C overlaps B but not A: B goes, C stays."""
    found = merge(
        detections((0, 0, 100, 100, 0.9), (40, 0, 100, 100, 0.8), (80, 0, 100, 100, 0.7)), Detections.empty()
    )
    np.testing.assert_allclose(found.scores, [0.9, 0.7])


def test_settings_of_the_environment_apply_and_are_checked() -> None:
    assert working_size("yunet", {"ALBUMEN_DETECT_LONGEST": "2000"}).largest == 2000
    assert working_size("mmod_fast", {}).first > working_size("yunet", {}).first
    for value in ("abc", "-5", "12", "99999999"):
        with pytest.raises(SettingError, match="ALBUMEN_DETECT_LONGEST"):
            working_size("yunet", {"ALBUMEN_DETECT_LONGEST": value})
