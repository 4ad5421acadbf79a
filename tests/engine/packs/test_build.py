"""Packs that run: every entry of the catalogue becomes a detector and an embedder."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from albumen.engine.packs.build import load_detector, load_embedder
from albumen.engine.packs.catalogue import Pack, all_packs, load_pack
from albumen.engine.packs.errors import PackNotInstalledError
from albumen.engine.packs.sources import Mirror
from albumen.engine.packs.store import Store

CHIP_PACKS = [pack.name for pack in all_packs() if pack.embedder.kind == "onnx_chip"]


def tiny_network(pack: Pack, path: Path) -> np.ndarray:
    """A network with the input of the pack's real one that answers with the mean colour times a matrix.

    Returns:
        (3, dimension) the matrix.
    """
    chip, dimension = pack.embedder.chip, pack.embedder.dimension
    batch: int | str = 1 if chip.batch == 1 else "n"
    nchw = chip.layout == "nchw"
    shape = [batch, 3, chip.size, chip.size] if nchw else [batch, chip.size, chip.size, 3]
    matrix = np.random.default_rng(3).standard_normal((3, dimension)).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["chips", "axes"], ["colour"], keepdims=0),
        helper.make_node("MatMul", ["colour", "matrix"], ["embedding"]),
    ]
    weights = [
        numpy_helper.from_array(np.array([2, 3] if nchw else [1, 2], np.int64), "axes"),
        numpy_helper.from_array(matrix, "matrix"),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("chips", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [batch, dimension])],
        weights,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
    return matrix


def installed_with_tiny_network(name: str, tmp_path: Path) -> tuple[Pack, Store, np.ndarray]:
    """The pack with a tiny network in the place of its embedder's, installed from a mirror folder."""
    pack = load_pack(name)
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    matrix = tiny_network(pack, mirror / pack.embedder.file)
    data = (mirror / pack.embedder.file).read_bytes()
    file = replace(pack.file(pack.embedder.file), sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    pack = replace(pack, files=(file,))
    store = Store(tmp_path / "models", mirror=Mirror(mirror))
    store.install(pack, accept_licence=True)
    return pack, store, matrix


@pytest.mark.parametrize("name", CHIP_PACKS)
def test_every_chip_embedder_runs(name: str, tmp_path: Path) -> None:
    pack, store, matrix = installed_with_tiny_network(name, tmp_path)
    embedder = load_embedder(pack, store)
    assert (embedder.name, embedder.version) == (pack.embedder.name, pack.embedder.version)
    assert embedder.dimension == pack.embedder.dimension

    # A picture of one colour has one embedding, wherever the face is.
    image = np.empty((480, 640, 3), np.uint8)
    image[:] = (200, 120, 40)
    face = np.array([[280, 200], [330, 202], [305, 230], [285, 255], [325, 256]], np.float32)
    embeddings = embedder.embed(image, np.stack([face] * 3))
    assert embeddings.shape == (3, pack.embedder.dimension)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, rtol=1e-6)

    chip = pack.embedder.chip
    colour = np.array([200, 120, 40], float)[:: 1 if chip.colour == "rgb" else -1]
    expected = ((colour / chip.divisor - chip.mean) / chip.std) @ matrix
    np.testing.assert_allclose(embeddings[0], expected / np.linalg.norm(expected), atol=1e-5)
    assert embedder.embed(image, face[None][:0]).shape == (0, pack.embedder.dimension)


def test_a_pack_that_is_not_installed_is_said_so(tmp_path: Path) -> None:
    store = Store(tmp_path / "models", mirror=None)
    with pytest.raises(PackNotInstalledError, match=r"yunet_n_dynamic\.onnx is not installed"):
        load_detector(load_pack("standard"), store)
    with pytest.raises(PackNotInstalledError):
        load_embedder(load_pack("sface"), store)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["standard", "builtin"])
def test_the_packs_of_the_house_find_and_tell_people(
    name: str, tmp_path: Path, models_dir: Path, photos_dir: Path
) -> None:
    import cv2

    pack, store = load_pack(name), Store(tmp_path / "models", mirror=Mirror(models_dir))
    store.install(pack)
    detector, embedder = load_detector(pack, store), load_embedder(pack, store)
    assert (detector.name, detector.version) == (pack.detector.name, pack.detector.version)
    assert detector.landmark_scheme == pack.detector.landmark_scheme
    assert (embedder.name, embedder.version) == (pack.embedder.name, pack.embedder.version)
    assert embedder.landmark_scheme == pack.embedder.landmark_scheme
    assert embedder.dimension == pack.embedder.dimension

    people = [
        folder for folder in sorted((photos_dir / "lfw-dev").iterdir()) if len(list(folder.iterdir())) > 1
    ]
    vectors = []
    for person in people[:8]:
        for path in sorted(person.iterdir())[:2]:
            image = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
            image = cv2.resize(image, None, fx=2, fy=2)
            found = detector.detect(image)
            assert len(found)
            vectors.append(embedder.embed(image, found.landmarks[:1])[0])
    similarity = np.stack(vectors[::2]) @ np.stack(vectors[1::2]).T
    assert np.mean(similarity.argmax(axis=1) == np.arange(8)) >= 0.75
