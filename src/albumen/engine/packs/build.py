"""From a pack of the catalogue to a detector and an embedder that run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from albumen.engine.packs.errors import CatalogueError

if TYPE_CHECKING:
    from albumen.engine.detectors.protocol import Detector
    from albumen.engine.embedders.onnx_chip import CutChips
    from albumen.engine.embedders.protocol import Embedder
    from albumen.engine.packs.dlib_cache import DlibModels
    from albumen.engine.packs.spec import EmbedderSpec, Pack
    from albumen.engine.packs.store import Store
    from albumen.engine.runtime import SessionOptions

CONVERTED = "converted"
"""Folder in the models folder for weights that are converted once from a Python package."""


def load_detector(
    pack: Pack, store: Store, options: SessionOptions | None = None, *, exact: bool = False
) -> Detector:
    """The pack's detector, its network loaded.

    Args:
        store: where the files are.
        options: device and threads.
        exact: for mmod, repeat dlib step by step (slower); nothing for other detectors.

    Raises:
        PackNotInstalledError, WrongDigestError: the files are not here, or not the right ones.
        ModelLoadError, DeviceUnavailableError: the network cannot be run.
    """
    from albumen.engine.runtime import OnnxSession

    if pack.detector.kind == "mmod":
        from albumen.engine.detectors.mmod import MmodDetector

        models = _dlib(store)
        session = OnnxSession(models.mmod_planes if exact else models.mmod_pixels, options)
        return MmodDetector(session, models.landmark_predictor(), mode="exact" if exact else "fast")
    from albumen.engine.detectors.yunet import YuNetDetector

    return YuNetDetector(OnnxSession(store.path(pack.file(pack.detector.file)), options))


def load_embedder(pack: Pack, store: Store, options: SessionOptions | None = None) -> Embedder:
    """The pack's embedder, its network loaded.

    Raises:
        PackNotInstalledError, WrongDigestError: the files are not here, or not the right ones.
        ModelLoadError, DeviceUnavailableError: the network cannot be run.
    """
    from albumen.engine.runtime import OnnxSession

    spec = pack.embedder
    if spec.kind == "dlib_resnet":
        from albumen.engine.embedders.dlib_resnet import DlibResNetEmbedder

        return DlibResNetEmbedder(OnnxSession(_dlib(store).resnet, options), flip=spec.flip)
    from albumen.engine.embedders.onnx_chip import OnnxChipEmbedder

    return OnnxChipEmbedder(
        OnnxSession(store.path(pack.file(spec.file)), options),
        spec.chip,
        cut=_cutter(spec),
        name=spec.name,
        version=spec.version,
        dimension=spec.dimension,
        landmark_scheme=spec.landmark_scheme,
        flip=spec.flip,
    )


def _cutter(spec: EmbedderSpec) -> CutChips:
    if spec.alignment == "five_points_112":
        from albumen.engine.alignment import ARCFACE_CHIP, ARCFACE_TEMPLATE, align

        template = ARCFACE_TEMPLATE * (spec.chip.size / ARCFACE_CHIP)
        return partial(align, template=template.astype("float32"), size=spec.chip.size)
    if spec.alignment == "deepface_box":
        from albumen.engine.embedders.deepface_preprocessing import cut_deepface_chips

        return partial(cut_deepface_chips, size=spec.chip.size)
    raise CatalogueError(f"The embedder {spec.name} cannot be aligned by {spec.alignment}.")


def _dlib(store: Store) -> DlibModels:
    """dlib's weights, converted in the models folder; their digests are checked when they are read."""
    from albumen.engine.packs.dlib_cache import dlib_models

    return dlib_models(store.folder / CONVERTED)
