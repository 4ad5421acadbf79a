"""dlib's shape predictor, read into compact arrays.

The file is one long row of packed integers (a number is a mantissa and an exponent), so all of them are
unpacked at once and cut up by shape afterwards; reading them one by one into Python objects takes 357 MB and
several seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumen.engine.packs.dlib_format import DlibFormatError
from albumen.engine.types import FloatArray

_MOST_INTEGERS = 8_000_000
_INFINITE_EXPONENT = 32000


@dataclass(frozen=True, slots=True, eq=False)
class ShapePredictor:
    """A cascade of regression forests (Kazemi and Sullivan, CVPR 2014), C cascades of T trees of depth D.

    Attributes:
        initial_shape: (P, 2) float32, mean landmarks in the unit square of the face box.
        first, second: (C, T, 2**D - 1) int16, the two pixels a split compares.
        thresholds: (C, T, 2**D - 1) float32, go left where first minus second is above.
        leaves: (C, T, 2**D, P, 2) float32, what a leaf adds to the shape.
        anchors: (C, F) int16, the landmark each pixel is placed by.
        offsets: (C, F, 2) float32, from that landmark to the pixel, in the frame of ``initial_shape``.
    """

    initial_shape: FloatArray
    first: NDArray[np.int16]
    second: NDArray[np.int16]
    thresholds: FloatArray
    leaves: FloatArray
    anchors: NDArray[np.int16]
    offsets: FloatArray


def read_shape_predictor(data: bytes) -> ShapePredictor:
    """A shape predictor from the bytes of a .dat file.

    Raises:
        DlibFormatError: the bytes are not a shape predictor whose trees are all of one depth.
    """
    stream = _Integers(_unpack(data))
    stream.expect(1)
    size = stream.matrix_size()
    initial_shape = stream.reals(size).reshape(-1, 2)
    cascades = stream.size()
    forests = [_forest(stream, size) for _ in range(cascades)]
    if len({len(forest.splits) for forest in forests}) != 1:
        raise DlibFormatError("The forests of a dlib shape predictor differ in size.")
    stream.expect(cascades)
    anchors = np.stack([stream.integers(stream.size()) for _ in range(cascades)])
    stream.expect(cascades)
    offsets = np.stack([stream.reals(2 * stream.size()).reshape(-1, 2) for _ in range(cascades)])
    splits = np.stack([forest.splits for forest in forests])
    features = anchors.shape[1]
    if splits.min() < 0 or splits.max() >= features or anchors.min() < 0 or anchors.max() >= size // 2:
        raise DlibFormatError("A dlib shape predictor points outside its own pixels.")
    if offsets.shape[1] != features or not stream.done():
        raise DlibFormatError("A dlib shape predictor has more or less values than it says.")
    return ShapePredictor(
        initial_shape=initial_shape,
        first=splits[..., 0].astype(np.int16),
        second=splits[..., 1].astype(np.int16),
        thresholds=np.stack([forest.thresholds for forest in forests]),
        leaves=np.stack([forest.leaves for forest in forests]),
        anchors=anchors.astype(np.int16),
        offsets=offsets,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Forest:
    splits: NDArray[np.int64]
    thresholds: FloatArray
    leaves: FloatArray


def _forest(stream: _Integers, size: int) -> _Forest:
    """One forest: every tree is a row of the same number of integers, so the forest is a table."""
    trees = stream.size()
    nodes = stream.peek()
    leaves = nodes + 1
    if trees < 1 or nodes < 1 or leaves & nodes:
        raise DlibFormatError("A dlib shape predictor has a tree that is not complete.")
    leaf_width = 2 + 2 * size
    table = stream.integers(trees * (2 + 4 * nodes + leaves * leaf_width)).reshape(trees, -1)
    splits = table[:, 1 : 1 + 4 * nodes].reshape(trees, nodes, 4)
    matrices = table[:, 2 + 4 * nodes :].reshape(trees, leaves, leaf_width)
    fits = (table[:, 0] == nodes) & (table[:, 1 + 4 * nodes] == leaves)
    if not fits.all() or (np.abs(matrices[..., :2]) != (size, 1)).any():
        raise DlibFormatError("The trees of a dlib shape predictor differ in depth.")
    values = _reals(matrices[..., 2::2], matrices[..., 3::2])
    return _Forest(
        splits[..., :2], _reals(splits[..., 2], splits[..., 3]), values.reshape(trees, leaves, -1, 2)
    )


class _Integers:
    """A row of integers, taken from the front."""

    def __init__(self, values: NDArray[np.int64]) -> None:
        self._values = values
        self._position = 0

    def integers(self, count: int) -> NDArray[np.int64]:
        if count < 0 or count > len(self._values) - self._position:
            raise DlibFormatError("A dlib shape predictor ends early.")
        self._position += count
        return self._values[self._position - count : self._position]

    def peek(self) -> int:
        value = self.size()
        self._position -= 1
        return value

    def size(self) -> int:
        value = int(self.integers(1)[0])
        if value < 0:
            raise DlibFormatError(f"A dlib shape predictor holds the size {value}.")
        return value

    def expect(self, wanted: int) -> None:
        value = self.size()
        if value != wanted:
            raise DlibFormatError(f"A dlib shape predictor has {value} where {wanted} belongs.")

    def matrix_size(self) -> int:
        """Rows of a column matrix with two values a point; dlib writes its dimensions negative."""
        rows, columns = np.abs(self.integers(2))
        if columns != 1 or rows % 2 or rows < 4:
            raise DlibFormatError("A dlib shape predictor has no initial shape.")
        return int(rows)

    def reals(self, count: int) -> FloatArray:
        pairs = self.integers(2 * count)
        return _reals(pairs[0::2], pairs[1::2])

    def done(self) -> bool:
        return self._position == len(self._values)


def _reals(mantissas: NDArray[np.int64], exponents: NDArray[np.int64]) -> FloatArray:
    if (np.abs(exponents) >= _INFINITE_EXPONENT).any():
        raise DlibFormatError("A dlib shape predictor holds a number that is not finite.")
    values: FloatArray = np.ldexp(mantissas.astype(np.float64), exponents.astype(np.int32)).astype(np.float32)
    return values


def _unpack(data: bytes) -> NDArray[np.int64]:
    """Every packed integer of ``data``: a control byte (sign, count), then up to 8 bytes, little-endian."""
    raw = np.frombuffer(data, np.uint8)
    starts = np.fromiter(_starts(data), np.int64)
    if len(starts) == 0:
        raise DlibFormatError("A dlib shape predictor is empty.")
    control = raw[starts]
    counts = (control & 0x0F).astype(np.int64)
    if (
        (control & 0x70).any()
        or counts.min() < 1
        or counts.max() > 8
        or starts[-1] + counts[-1] + 1 != len(raw)
    ):
        raise DlibFormatError("A dlib shape predictor ends early or is damaged.")
    padded = np.concatenate([raw, np.zeros(8, np.uint8)])
    magnitudes = np.zeros(len(starts), np.int64)
    for place in range(int(counts.max())):
        digits = padded[starts + (place + 1)].astype(np.int64)
        magnitudes |= np.where(place < counts, digits << (8 * place), 0)
    return np.where(control & 0x80, -magnitudes, magnitudes)


def _starts(data: bytes) -> Iterator[int]:
    """Positions of the control bytes: each says how far the next one is."""
    steps = bytes((value & 0x0F) + 1 for value in range(256))
    lengths = data.translate(steps)
    position, end = 0, len(data)
    for _ in range(_MOST_INTEGERS):
        if position >= end:
            return
        yield position
        position += lengths[position]
