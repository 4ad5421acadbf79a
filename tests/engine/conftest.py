"""Fixtures for the engine: dlib's converted weights, dlib-bin as oracle, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from albumen.engine.packs.dlib_cache import DlibModels, dlib_models, weights_file

SMALL_PHOTOS = (
    "groups/dlib/2008_001009.jpg",
    "groups/dlib/2008_001322.jpg",
    "groups/compreface/000_5.jpg",
    "groups/compreface/009_C.jpg",
    "portraits/img1.jpg",
    "portraits/couple.jpg",
)


@pytest.fixture(scope="session")
def dlib_converted(tmp_path_factory: pytest.TempPathFactory) -> DlibModels:
    """dlib's weights, converted once for all tests of this process."""
    return dlib_models(tmp_path_factory.mktemp("dlib"))


@pytest.fixture(scope="session")
def oracle() -> Any:
    """The module ``dlib`` itself."""
    return pytest.importorskip("dlib", reason="dlib-bin, the oracle, is not installed")


@pytest.fixture(scope="session")
def dlib_predictor(oracle: Any) -> Any:
    return oracle.shape_predictor(str(weights_file("shape_predictor_5_face_landmarks.dat")))


@pytest.fixture(scope="session")
def small_photos(photos_dir: Path) -> dict[str, np.ndarray]:
    """Six photos with 1 to 5 faces, RGB, longest side 480."""
    import cv2

    photos = {}
    for name in SMALL_PHOTOS:
        image = cv2.imread(str(photos_dir / name))
        scale = 480 / max(image.shape)
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        photos[name] = np.ascontiguousarray(image[:, :, ::-1])
    return photos


@pytest.fixture(scope="session")
def noise() -> np.ndarray:
    """A picture of smooth random colours, (260, 340, 3)."""
    import cv2

    colours = np.random.default_rng(7).integers(0, 256, (26, 34, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(colours, (340, 260), interpolation=cv2.INTER_CUBIC))
