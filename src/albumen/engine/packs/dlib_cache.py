"""dlib's weights as they are used: converted once, then loaded from a cache folder.

The package ``face_recognition_models`` carries dlib's public-domain weights. It is never imported (it needs
``pkg_resources``, and it would offer a 68-point file that may not be used commercially): its folder is
located and three files are read, whose digests are pinned here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.engine.errors import EngineError

if TYPE_CHECKING:
    from albumen.engine.landmarks import LandmarkPredictor

PACKAGE = "face_recognition_models"
CONVERTER_VERSION = 1
"""Raised whenever a converted file would come out differently."""

DIGESTS = {
    "dlib_face_recognition_resnet_model_v1.dat": (
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
    ),
    "mmod_human_face_detector.dat": "4cb19393e2fbaf2b1609a9319ad5386618c886a6234ec1b971f3e87c85d87fe6",
    "shape_predictor_5_face_landmarks.dat": (
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"
    ),
}
"""SHA-256 of the three files of face_recognition_models 0.3.0 that are used."""

_LOCK_SECONDS = 120.0


class DlibWeightsMissingError(EngineError):
    """The package with dlib's weights, or one of its files, is not installed."""

    code = "dlib_weights_missing"
    advice = "Install it with `pip install face_recognition_models`."


class DlibWeightsChangedError(EngineError):
    """A file of dlib's weights is not the one that Albumen knows; it is not used."""

    code = "dlib_weights_changed"
    advice = "Install it again with `pip install --force-reinstall face_recognition_models==0.3.0`."


class DlibCacheError(EngineError):
    """The folder for converted weights cannot be written."""

    code = "dlib_cache_not_writable"
    advice = "Free some space, or choose a models folder that you may write to."


@dataclass(frozen=True, slots=True)
class DlibModels:
    """The converted files: three ONNX models and the landmark predictor's arrays."""

    resnet: Path
    mmod_pixels: Path
    mmod_planes: Path
    landmarks: Path

    def landmark_predictor(self) -> LandmarkPredictor:
        """The 5-point predictor, loaded."""
        from albumen.engine.landmarks import LandmarkPredictor

        return LandmarkPredictor.load(self.landmarks)


def weights_file(name: str) -> Path:
    """Where the installed package keeps one of the files of :data:`DIGESTS`, found without importing it.

    Raises:
        DlibWeightsMissingError: the package or the file is not there.
    """
    if name not in DIGESTS:
        raise ValueError(f"{name} is not one of the files that are used")
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "models" / name
        if path.is_file():
            return path
    raise DlibWeightsMissingError(f"The file {name} of the package {PACKAGE} is not installed.")


def read_weights(name: str) -> bytes:
    """The bytes of one of the files of :data:`DIGESTS`, after checking its digest.

    Raises:
        DlibWeightsMissingError: the package or the file is not there.
        DlibWeightsChangedError: the file is another one.
    """
    path = weights_file(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DlibWeightsMissingError(f"The file {name} of {PACKAGE} cannot be read: {error}.") from error
    if hashlib.sha256(data).hexdigest() != DIGESTS[name]:
        raise DlibWeightsChangedError(f"The file {name} of {PACKAGE} is not the one that Albumen knows.")
    return data


def dlib_models(cache: Path) -> DlibModels:
    """The converted files in the folder ``cache``, made first where they are missing (under a second).

    Several processes may ask at once: one converts, the others wait. A file appears under its name only when
    it is whole. Names carry the digest of the source and the version of the converter, so an old file is
    never used.

    Raises:
        DlibWeightsMissingError, DlibWeightsChangedError: the weights are not there or not the known ones.
        DlibFormatError: the weights cannot be read.
        DlibCacheError: the folder cannot be written.
    """
    models = DlibModels(
        resnet=cache / _file_name("resnet", _RESNET, "onnx"),
        mmod_pixels=cache / _file_name("mmod_pixels", _MMOD, "onnx"),
        mmod_planes=cache / _file_name("mmod_planes", _MMOD, "onnx"),
        landmarks=cache / _file_name("landmarks", _LANDMARKS, "npz"),
    )
    made: list[tuple[Path, str, Converter]] = [
        (models.resnet, _RESNET, _convert_resnet),
        (models.mmod_pixels, _MMOD, _convert_mmod_pixels),
        (models.mmod_planes, _MMOD, _convert_mmod_planes),
        (models.landmarks, _LANDMARKS, _convert_landmarks),
    ]
    if not all(path.is_file() for path, _, _ in made):
        _convert_missing(cache, made)
    return models


Converter = Callable[[bytes, Path], None]

_RESNET, _MMOD, _LANDMARKS = DIGESTS


def _file_name(what: str, source: str, suffix: str) -> str:
    return f"dlib_{what}-{DIGESTS[source][:12]}-{CONVERTER_VERSION}.{suffix}"


def _convert_missing(cache: Path, made: list[tuple[Path, str, Converter]]) -> None:
    from filelock import FileLock, Timeout

    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / ".dlib.lock", timeout=_LOCK_SECONDS):
            for path, source, convert in made:
                if not path.is_file():
                    _write_whole(path, read_weights(source), convert)
    except Timeout as error:
        raise DlibCacheError(f"Another process has held the folder {cache} for two minutes.") from error
    except OSError as error:
        raise DlibCacheError(f"The converted weights cannot be written to {cache}: {error}.") from error


def _write_whole(path: Path, data: bytes, convert: Converter) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        convert(data, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _convert_resnet(data: bytes, path: Path) -> None:
    from albumen.engine.packs.dlib_resnet_graph import resnet_model

    path.write_bytes(resnet_model(data))


def _convert_mmod_pixels(data: bytes, path: Path) -> None:
    from albumen.engine.packs.dlib_mmod_graph import mmod_model

    path.write_bytes(mmod_model(data, "pixels"))


def _convert_mmod_planes(data: bytes, path: Path) -> None:
    from albumen.engine.packs.dlib_mmod_graph import mmod_model

    path.write_bytes(mmod_model(data, "planes"))


def _convert_landmarks(data: bytes, path: Path) -> None:
    from albumen.engine.landmarks import save
    from albumen.engine.packs.dlib_shape_format import read_shape_predictor

    save(read_shape_predictor(data), path)
