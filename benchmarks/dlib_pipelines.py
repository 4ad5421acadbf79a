"""The baselines: dlib-bin's own detectors and descriptor, as its users call them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from albumen.engine.types import Image


def _weights(name: str) -> str:
    spec = importlib.util.find_spec("face_recognition_models")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("face_recognition_models is not installed: make setup")
    return str(Path(spec.submodule_search_locations[0]) / "models" / name)


class DlibPipeline:
    """Detect (``hog`` or ``cnn``, no upsampling), five landmarks, descriptor of each face.

    It gets the same pixels as Albumen: decoded by Albumen's decoder, longest side brought to ``longest``. That
    favours the baseline: dlib's own loader decodes every photo at its full size.
    """

    def __init__(self, kind: str, longest: int = 1600) -> None:
        import dlib

        self._longest = longest
        self._hog = dlib.get_frontal_face_detector() if kind == "hog" else None
        self._cnn = (
            None if self._hog else dlib.cnn_face_detection_model_v1(_weights("mmod_human_face_detector.dat"))
        )
        self._points = dlib.shape_predictor(_weights("shape_predictor_5_face_landmarks.dat"))
        self._describe = dlib.face_recognition_model_v1(_weights("dlib_face_recognition_resnet_model_v1.dat"))

    def __call__(self, path: Path) -> int:
        """Faces found and described in a photo."""
        image = fitted(path, self._longest)
        boxes = list(self._hog(image, 0)) if self._hog else [found.rect for found in self._cnn(image, 0)]
        for box in boxes:
            np.array(self._describe.compute_face_descriptor(image, self._points(image, box)))
        return len(boxes)


def fitted(path: Path, longest: int) -> Image:
    """A photo's pixels with its longest side at ``longest``."""
    from albumen.engine.resizing import resized
    from albumen.imaging.decode import open_picture
    from albumen.imaging.limits import Limits

    pixels = open_picture(path, Limits()).at(longest)
    factor = min(1.0, longest / max(pixels.shape[:2]))
    return resized(pixels, factor)
