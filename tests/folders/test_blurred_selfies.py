"""A blurred selfie resembles every blurred face: it is refused, whatever its other qualities."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from albumen.engine.analysis import Analyser, load_analyser
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.store import Store
from albumen.folders.errors import PoorFaceError
from albumen.folders.selfies import main_face

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def analyser(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
        store = Store(tmp_path_factory.mktemp("models"))
        store.install(load_pack("standard"))
        return load_analyser("standard", store=store)


@pytest.fixture(scope="module")
def selfies(photos_dir: Path) -> list[np.ndarray]:
    """Every 200th photo of lfw-dev, of those with one face."""
    paths = sorted((photos_dir / "lfw-dev").glob("*/*_0001.jpg"))[::200]
    return [np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1]) for path in paths]


def accepted(analyser: Analyser, selfies: list[np.ndarray], blur: float) -> int:
    count = 0
    for picture in selfies:
        faces = analyser.analyse(cv2.GaussianBlur(picture, (0, 0), blur) if blur else picture)
        faces = faces[np.argsort(-faces.boxes[:, 3])[:1]]
        try:
            count += len(main_face("selfie.jpg", faces))
        except PoorFaceError as error:
            assert "blurred" in error.sentence
    return count


def test_sharp_selfies_are_accepted(analyser: Analyser, selfies: list[np.ndarray]) -> None:
    assert accepted(analyser, selfies, 0) == len(selfies) >= 9


@pytest.mark.parametrize("blur", [4, 6])
def test_blurred_selfies_are_refused(analyser: Analyser, selfies: list[np.ndarray], blur: float) -> None:
    found = [picture for picture in selfies if len(analyser.analyse(cv2.GaussianBlur(picture, (0, 0), blur)))]
    assert len(found) >= 9
    assert accepted(analyser, found, blur) == 0
