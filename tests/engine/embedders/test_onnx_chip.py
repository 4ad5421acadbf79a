"""One class for all chip embedders: preparation, batches, mirror images, unit length."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from albumen.engine.embedders.onnx_chip import (
    ChipInput,
    Chips,
    ModelMismatchError,
    OnnxChipEmbedder,
    unit_length,
)
from albumen.engine.runtime import OnnxSession

SIZE, DIMENSION = 6, 5


def network(batch: int | str = "n", dimension: int = DIMENSION) -> OnnxSession:
    """Flattens a chip and multiplies it with a fixed matrix."""
    matrix = np.random.default_rng(1).standard_normal((3 * SIZE * SIZE, dimension)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["chips"], ["flat"], axis=1),
            helper.make_node("MatMul", ["flat", "matrix"], ["embedding"]),
        ],
        "flat",
        [helper.make_tensor_value_info("chips", TensorProto.FLOAT, [batch, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [batch, dimension])],
        [numpy_helper.from_array(matrix, "matrix")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return OnnxSession(model.SerializeToString())


def embedder(session: OnnxSession, chip: ChipInput, *, flip: bool = False) -> OnnxChipEmbedder:
    def cut(image: np.ndarray, landmarks: np.ndarray) -> Chips:
        corners = landmarks[:, 0].astype(int)
        return np.stack([image[y : y + SIZE, x : x + SIZE] for x, y in corners])

    return OnnxChipEmbedder(session, chip, cut=cut, name="flat", version="1", dimension=DIMENSION, flip=flip)


@pytest.fixture
def chips() -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, (7, SIZE, SIZE, 3), dtype=np.uint8)


def test_prepares_channels_first(chips: np.ndarray) -> None:
    chip = ChipInput(SIZE, divisor=255.0, mean=(0.1, 0.2, 0.3), std=(0.5, 0.6, 0.7))
    expected = ((chips / 255.0 - [0.1, 0.2, 0.3]) / [0.5, 0.6, 0.7]).transpose(0, 3, 1, 2)
    prepared = chip.prepare(chips)
    assert prepared.dtype == np.float32
    assert prepared.flags.c_contiguous
    np.testing.assert_allclose(prepared, expected, atol=1e-6)


def test_prepares_channels_last_in_bgr(chips: np.ndarray) -> None:
    chip = ChipInput(SIZE, colour="bgr", layout="nhwc", mean=(1.0, 2.0, 3.0))
    np.testing.assert_allclose(chip.prepare(chips), chips[..., ::-1] - [1.0, 2.0, 3.0], atol=1e-4)


def test_prepares_bytes(chips: np.ndarray) -> None:
    chip = ChipInput(SIZE, layout="nhwc", dtype="uint8")
    prepared = chip.prepare(chips.astype(np.float32) + 0.4)
    assert prepared.dtype == np.uint8
    np.testing.assert_array_equal(prepared, chips)


def test_standardises_each_chip(chips: np.ndarray) -> None:
    chips[0] = 77
    prepared = ChipInput(SIZE, standardise=True).prepare(chips)
    np.testing.assert_allclose(prepared.mean(axis=(1, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(prepared[1:].std(axis=(1, 2, 3)), 1, atol=1e-5)
    assert np.all(prepared[0] == 0), "a chip of one colour is not divided by zero"


def test_refuses_chips_of_another_shape(chips: np.ndarray) -> None:
    with pytest.raises(ValueError, match="must have shape"):
        ChipInput(SIZE + 1).prepare(chips)


@pytest.mark.parametrize("wrong", [{"size": 0}, {"batch": 0}, {"divisor": 0.0}, {"std": (1.0, 0.0, 1.0)}])
def test_refuses_an_impossible_input(wrong: dict) -> None:
    with pytest.raises(ValueError, match="not 0"):
        ChipInput(**{"size": SIZE, **wrong})


@pytest.mark.parametrize("batch", [1, 3, 16])
def test_batches_change_nothing(chips: np.ndarray, batch: int) -> None:
    session = network(1 if batch == 1 else "n")
    embeddings = embedder(session, ChipInput(SIZE, batch=batch)).embed_chips(chips)
    alone = embedder(network(), ChipInput(SIZE)).embed_chips(chips)
    np.testing.assert_allclose(embeddings, alone, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, rtol=1e-6)


def test_the_mirror_image_joins_before_the_length_is_made_one(chips: np.ndarray) -> None:
    session, chip = network(), ChipInput(SIZE)
    flipped = embedder(session, chip, flip=True).embed_chips(chips)
    raw = session.run({"chips": chip.prepare(chips)})[0]
    mirrored = session.run({"chips": chip.prepare(chips[:, :, ::-1])})[0]
    np.testing.assert_allclose(flipped, unit_length((raw + mirrored) / 2), atol=1e-6)
    again = embedder(session, chip, flip=True).embed_chips(chips[:, :, ::-1])
    np.testing.assert_allclose(flipped, again, atol=1e-6)


def test_embeds_faces_of_a_picture(chips: np.ndarray) -> None:
    image = np.concatenate(list(chips), axis=1)
    landmarks = np.zeros((7, 5, 2), np.float32)
    landmarks[:, 0, 0] = np.arange(7) * SIZE
    face = embedder(network(), ChipInput(SIZE))
    np.testing.assert_allclose(face.embed(image, landmarks), face.embed_chips(chips), atol=1e-6)
    assert face.embed(image, landmarks[:0]).shape == (0, DIMENSION)
    assert face.embed_chips(chips[:0]).shape == (0, DIMENSION)


def test_a_network_with_another_answer_is_refused(chips: np.ndarray) -> None:
    with pytest.raises(ModelMismatchError, match=r"\(7, 9\), expected \(7, 5\)"):
        embedder(network(dimension=9), ChipInput(SIZE)).embed_chips(chips)


def test_a_zero_vector_stays_zero() -> None:
    np.testing.assert_array_equal(unit_length(np.zeros((2, 4), np.float32)), np.zeros((2, 4)))
