"""dlib's face recognition network (D. King 2017, a ResNet of 29 convolutions) as an ONNX graph."""

from __future__ import annotations

from typing import TypeVar

from albumen.engine.packs.dlib_format import (
    Activation,
    AddPrevious,
    Convolution,
    DlibFormatError,
    FullyConnected,
    Layer,
    Network,
    Pooling,
    Scaling,
    read_network,
)
from albumen.engine.packs.dlib_graphs import Graph, folded, with_pixels

T = TypeVar("T")

CHIP_SIZE = 150
DIMENSION = 128
_WRAPPERS = 130
_STEM_LAYERS = 4


def resnet_model(data: bytes) -> bytes:
    """The network as an ONNX model.

    Input ``chips``: (N, 150, 150, 3) uint8, RGB. Output ``descriptors``: (N, 128) float32, as dlib's
    ``compute_face_descriptor`` gives them, not of unit length.

    Raises:
        DlibFormatError: ``data`` is not this network.
    """
    network = read_network(data, wrappers=_WRAPPERS)
    try:
        return _build(network)
    except (IndexError, ValueError) as error:
        raise DlibFormatError(f"A dlib network has another structure than expected: {error}.") from error


def _build(network: Network) -> bytes:
    from onnx import TensorProto

    graph = Graph()
    first, scaling, _, pooling = network.layers[:_STEM_LAYERS]
    stem = with_pixels(folded(_of(Convolution, first), _of(Scaling, scaling)), network.mean_colour)
    planes = graph.add("Relu", graph.convolve(graph.picture_to_planes("chips"), stem))
    size = _after(_of(Pooling, pooling).window[0], 2, _after(stem.weights.shape[2], 2, CHIP_SIZE))
    planes = graph.add("MaxPool", planes, kernel_shape=[3, 3], strides=[2, 2])
    channels = stem.weights.shape[0]
    rest = list(network.layers[_STEM_LAYERS:])
    while len(rest) > 2:
        planes, channels, size, rest = _block(graph, planes, channels, size, rest)
    pooled = graph.add("Flatten", graph.add("GlobalAveragePool", planes))
    matrix = _of(FullyConnected, rest[1]).weights
    if matrix.shape != (channels, DIMENSION) or _of(Pooling, rest[0]).window != (0, 0):
        raise ValueError("the last layers do not fit")
    descriptors = graph.add("MatMul", pooled, graph.constant(matrix))
    return graph.serialise(
        "dlib_face_recognition_resnet_v1",
        ("chips", TensorProto.UINT8, ["N", CHIP_SIZE, CHIP_SIZE, 3]),
        ("descriptors", descriptors, ["N", DIMENSION]),
    )


def _block(
    graph: Graph, planes: str, channels: int, size: int, layers: list[Layer]
) -> tuple[str, int, int, list[Layer]]:
    """One residual block: convolution, ReLU, convolution, sum with the block's input, ReLU.

    Where the first convolution has stride 2 the input is averaged in 2x2 squares first. dlib's sum fills the
    smaller of two arrays with zeros, in channels and in space.
    """
    first = folded(_of(Convolution, layers[0]), _of(Scaling, layers[1]))
    _of(Activation, layers[2])
    second = folded(_of(Convolution, layers[3]), _of(Scaling, layers[4]))
    outputs = len(second.bias)
    path = graph.convolve(graph.add("Relu", graph.convolve(planes, first)), second)
    path_size = _after(3, first.stride[0], size + 2 * first.padding[0])
    used = 5
    shortcut, shortcut_size = planes, size
    if isinstance(layers[used], Pooling):
        shortcut = graph.add("AveragePool", planes, kernel_shape=[2, 2], strides=[2, 2])
        shortcut_size = _after(2, 2, size)
        used += 1
    _of(AddPrevious, layers[used])
    _of(Activation, layers[used + 1])
    largest = max(path_size, shortcut_size)
    shortcut = _filled(graph, shortcut, outputs - channels, largest - shortcut_size)
    path = _filled(graph, path, 0, largest - path_size)
    return graph.add("Relu", graph.add("Add", path, shortcut)), outputs, largest, layers[used + 2 :]


def _filled(graph: Graph, planes: str, channels: int, space: int) -> str:
    """``planes`` with zeros behind: so many more channels, rows and columns."""
    import numpy as np

    if channels == 0 and space == 0:
        return planes
    pads = np.array([0, 0, 0, 0, 0, channels, space, space], np.int64)
    return graph.add("Pad", planes, graph.constant(pads), mode="constant")


def _after(window: int, stride: int, size: int) -> int:
    return (size - window) // stride + 1


def _of(kind: type[T], layer: Layer) -> T:
    if not isinstance(layer, kind):
        raise ValueError(f"{type(layer).__name__} where {kind.__name__} belongs")
    return layer
