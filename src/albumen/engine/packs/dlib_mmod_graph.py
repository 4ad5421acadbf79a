"""dlib's max-margin face detector (D. King 2015, arXiv:1502.00046; network of 2016) as ONNX graphs.

The same seven convolutions in two graphs: one takes pixels (fast mode), one takes planes that are normalised
already (exact mode). Both are arranged for speed, with scores equal to 2e-6: 45 channels are padded to 48, a
multiple of the vector width, and the last 9x9 convolution to one channel, which vectorises badly, is split
into nine 1x9 rows and their diagonal sum.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from albumen.engine.packs.dlib_format import (
    Activation,
    Convolution,
    DlibFormatError,
    Network,
    Scaling,
    read_network,
)
from albumen.engine.packs.dlib_graphs import Graph, folded, with_channels, with_pixels

MmodInput = Literal["pixels", "planes"]

_WRAPPERS = 19
_HIDDEN = 6
_CHANNEL_BLOCK = 16


def mmod_model(data: bytes, source: MmodInput) -> bytes:
    """The detector's network as an ONNX model.

    Input ``picture``: for "pixels" (N, rows, columns, 3) uint8 RGB, for "planes" (N, 3, rows, columns)
    float32, ``(pixel - mean) / 256``; rows and columns at least 29. Output ``scores``: (N, (rows - 21) // 8,
    ...) float32; cell (row, column) is the confidence that a face of 80 pixels has its centre at (8 row + 14,
    8 column + 14).

    Raises:
        DlibFormatError: ``data`` is not this network.
    """
    network = read_network(data, wrappers=_WRAPPERS)
    try:
        return _build(network, source)
    except (IndexError, ValueError) as error:
        raise DlibFormatError(f"A dlib network has another structure than expected: {error}.") from error


def _build(network: Network, source: MmodInput) -> bytes:
    from onnx import TensorProto

    graph = Graph()
    planes = graph.picture_to_planes("picture") if source == "pixels" else "picture"
    channels = 3
    for index in range(_HIDDEN):
        convolution, scaling, activation = network.layers[3 * index : 3 * index + 3]
        if not (
            isinstance(convolution, Convolution)
            and isinstance(scaling, Scaling)
            and isinstance(activation, Activation)
        ):
            raise ValueError("not a convolution, its scaling and its activation")
        layer = folded(convolution, scaling)
        outputs = -(-len(layer.bias) // _CHANNEL_BLOCK) * _CHANNEL_BLOCK
        layer = with_channels(layer, channels, outputs)
        if index == 0 and source == "pixels":
            layer = with_pixels(layer, network.mean_colour)
        planes = graph.add("Relu", graph.convolve(planes, layer))
        channels = outputs
    last = network.layers[3 * _HIDDEN]
    if not isinstance(last, Convolution) or len(network.layers) != 3 * _HIDDEN + 1 or len(last.bias) != 1:
        raise ValueError("no last convolution to one channel")
    scores = _summed_rows(graph, planes, with_channels(last, channels, 1))
    scores = graph.add("Squeeze", scores, graph.constant(np.array([1], np.int64)))
    pixels = source == "pixels"
    return graph.serialise(
        f"dlib_mmod_human_face_detector_{source}",
        (
            "picture",
            TensorProto.UINT8 if pixels else TensorProto.FLOAT,
            ["N", "rows", "columns", 3] if pixels else ["N", 3, "rows", "columns"],
        ),
        ("scores", scores, ["N", "cell_rows", "cell_columns"]),
    )


def _summed_rows(graph: Graph, planes: str, layer: Convolution) -> str:
    """A convolution to one channel as one for each row of its filter, and their sum down a diagonal."""
    rows = layer.weights.shape[2]
    across = Convolution(
        np.ascontiguousarray(layer.weights[0].transpose(1, 0, 2))[:, :, None, :],
        np.zeros(rows, np.float32),
        layer.stride,
        (0, layer.padding[1]),
    )
    down = Convolution(
        np.eye(rows, dtype=np.float32)[None, :, :, None], layer.bias, layer.stride, (layer.padding[0], 0)
    )
    return graph.convolve(graph.convolve(planes, across), down)
