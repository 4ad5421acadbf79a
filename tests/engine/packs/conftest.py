"""Fixtures for packs: a server of weights, small packs, a clean environment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import weights_server

from albumen.engine.packs.catalogue import ModelFile, Pack, load_pack
from albumen.engine.packs.download import Retry
from albumen.engine.packs.store import Store

QUICK = Retry(attempts=3, first_delay=0.01)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALBUMEN_MODELS", "ALBUMEN_MODEL_MIRROR", "ALBUMEN_MODEL_MIRROR_FALLBACK"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[weights_server.WeightsServer]:
    with weights_server.running() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models", retry=QUICK)


@pytest.fixture(scope="session")
def weights() -> bytes:
    """Some 400 kB that stand for a file of weights."""
    return np.random.default_rng(7).bytes(400_000)


@pytest.fixture
def model_file(server: weights_server.WeightsServer, weights: bytes) -> ModelFile:
    return ModelFile(
        name="face.onnx",
        licence="Apache-2.0",
        sha256=hashlib.sha256(weights).hexdigest(),
        bytes=len(weights),
        address=f"{server.address}/face.onnx",
    )


@pytest.fixture
def pack_of() -> Callable[..., Pack]:
    """Makes a pack of given files; its other parts are those of `standard`."""

    def make(*files: ModelFile, name: str = "test", non_commercial: bool = False) -> Pack:
        standard = load_pack("standard")
        licence = replace(standard.licence, non_commercial=non_commercial)
        return replace(standard, name=name, files=files, licence=licence)

    return make
