"""Record what DeepFace's own preprocessing answers, as vectors that our tests compare with.

DeepFace is an oracle, never a dependency. Run this in a throw-away environment outside the repository:

    python -m venv ../oracle
    ../oracle/bin/pip install "numpy>=2" opencv-python-headless==5.0.0.93
    ../oracle/bin/pip install --no-deps deepface==0.0.103
    ../oracle/bin/python scripts/deepface_oracle.py > tests/engine/embedders/deepface_vectors.json

DeepFace's heavy dependencies (TensorFlow, gdown, ...) are not needed for its preprocessing; where its modules import
them, an empty module stands in. The functions that are recorded are DeepFace's, untouched.

What is recorded, for each picture (made from a seed by ``picture`` below; the test has the same recipe), of the crop
and of each network's input: sixteen values at fixed places, the mean, and the projection on a fixed pseudo-random
array, which tells any difference elsewhere.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import re
import sys
import types
from typing import Any

import cv2
import numpy as np

ABSENT = {
    "PIL", "dotenv", "fire", "flask", "flask_cors", "ftfy", "gdown", "gunicorn", "keras", "lightdsa", "lightphe",
    "mtcnn", "pandas", "requests", "retinaface", "tensorflow", "tf_keras", "torch", "tqdm", "werkzeug",
}  # fmt: skip

NETWORKS = {"VGG-Face": 224, "Facenet": 160, "Facenet512": 160, "ArcFace": 112, "SFace": 112}
NORMALISATIONS = ("base", "raw", "Facenet", "Facenet2018", "VGGFace", "VGGFace2", "ArcFace")

# left, top, width, height of the box; the person's right and left eye; the picture's width, height and kind.
FACES = [
    {"seed": 1, "kind": "noise", "picture": (300, 260), "box": (90, 60, 97, 133), "eyes": ((115, 110), (160, 110))},
    {"seed": 2, "kind": "waves", "picture": (400, 380), "box": (120, 80, 150, 201), "eyes": ((160, 150), (230, 171))},
    {"seed": 3, "kind": "noise", "picture": (260, 240), "box": (150, 20, 101, 140), "eyes": ((180, 80), (221, 40))},
    {"seed": 4, "kind": "waves", "picture": (640, 480), "box": (260, 120, 38, 51), "eyes": ((270, 140), (288, 143))},
    {"seed": 5, "kind": "waves", "picture": (500, 420), "box": (3, 5, 260, 180), "eyes": ((90, 60), (150, 75))},
    {"seed": 6, "kind": "noise", "picture": (320, 320), "box": (100, 100, 112, 112), "eyes": ((190, 140), (130, 150))},
]  # fmt: skip


def picture(seed: int, kind: str, width: int, height: int) -> np.ndarray:
    """A test picture, (height, width, 3) uint8 RGB: noise, or smooth waves with some noise."""
    random = np.random.default_rng(seed)
    noise = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    if kind == "noise":
        return noise
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (7 + c) + c) * np.cos(y / (11 - c)) for c in range(3)]
    return np.clip(128 + 90 * np.stack(waves, axis=-1) + noise / 16, 0, 255).astype(np.uint8)


def vector(values: np.ndarray) -> dict[str, Any]:
    """Shape, sixteen values spread over the array, mean, and distance to a fixed pseudo-random array."""
    flat = np.asarray(values, np.float64).ravel()
    places = np.linspace(0, len(flat) - 1, 16).astype(int)
    reference = np.random.default_rng(0).standard_normal(len(flat))
    return {
        "shape": list(values.shape),
        "values": [float(f"{v:.9g}") for v in flat[places]],
        "mean": float(f"{flat.mean():.9g}"),
        "projection": float(f"{flat @ reference / np.sqrt(len(flat)):.9g}"),
    }


class _Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for modules that DeepFace imports and its preprocessing never uses."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.split(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = types.ModuleType(spec.name)
        module.__path__ = []  # type: ignore[attr-defined]
        module.__version__ = "2.16.0"  # type: ignore[attr-defined]
        module.__getattr__ = lambda name: type(name, (), {})  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""


def main() -> None:
    sys.meta_path.append(_Absent())
    from deepface.models.Detector import FacialAreaRegion
    from deepface.models.facial_recognition.onnx.SFace import SFaceClient
    from deepface.modules import detection, preprocessing

    class _Input:
        name = "data"

    class _Recorder:
        """In the place of an ONNX session: keeps what DeepFace would run the network on."""

        def get_inputs(self) -> list[_Input]:
            return [_Input()]

        def run(self, outputs: None, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
            self.fed = feeds["data"]
            return [np.zeros((1, 128), np.float32)]

    record: dict[str, Any] = {
        "deepface": "0.0.103",
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "faces": [],
    }
    for face in FACES:
        width, height = face["picture"]
        image = picture(face["seed"], face["kind"], width, height)[..., ::-1]  # DeepFace reads BGR
        border_x, border_y = int(0.5 * width), int(0.5 * height)
        bordered = cv2.copyMakeBorder(
            image, border_y, border_y, border_x, border_x, cv2.BORDER_CONSTANT, value=[0, 0, 0]
        )
        (left, top, w, h), (right_eye, left_eye) = face["box"], face["eyes"]
        area = FacialAreaRegion(
            x=left + border_x,
            y=top + border_y,
            w=w,
            h=h,
            right_eye=(right_eye[0] + border_x, right_eye[1] + border_y),
            left_eye=(left_eye[0] + border_x, left_eye[1] + border_y),
            confidence=0.9,
        )
        found = detection.extract_face(
            facial_area=area,
            img=bordered,
            align=True,
            expand_percentage=0,
            width_border=border_x,
            height_border=border_y,
            detector_backend="yunet",
        )
        # What extract_faces and represent do between the crop and the network.
        crop = found.img[:, :, ::-1]
        bgr = (crop / 255)[:, :, ::-1]
        entry = {**face, "crop": vector(crop), "networks": {}, "normalisations": {}}
        for network, size in NETWORKS.items():
            fed = preprocessing.normalize_input(preprocessing.resize_image(bgr, (size, size)), "base")
            if network == "SFace":
                # It gets whole chips in Albumen, so the chip recorded here is whole, too: no scaling.
                whole = picture(face["seed"], face["kind"], size, size)[..., ::-1]
                client, recorder = SFaceClient.__new__(SFaceClient), _Recorder()
                client.model = recorder
                client.predict(preprocessing.resize_image(whole, (size, size)))
                fed = recorder.fed
            entry["networks"][network] = vector(fed)
        for normalisation in NORMALISATIONS:
            fed = preprocessing.resize_image(bgr, (160, 160))
            entry["normalisations"][normalisation] = vector(preprocessing.normalize_input(fed, normalisation))
        record["faces"].append(entry)
    print(_compact(record))


def _compact(record: dict[str, Any]) -> str:
    """JSON with one vector on a line."""
    lists = re.compile(r"\[[^\[\]{}]*\]")
    text = json.dumps(record, indent=1)
    return lists.sub(lambda found: " ".join(found[0].split()).replace("[ ", "[").replace(" ]", "]"), text)


if __name__ == "__main__":
    main()
