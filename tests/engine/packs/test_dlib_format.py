from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.engine.packs.dlib_cache import read_weights
from albumen.engine.packs.dlib_format import (
    Convolution,
    DlibFormatError,
    DlibReader,
    FullyConnected,
    Scaling,
    read_network,
)

MMOD = "mmod_human_face_detector.dat"
RESNET = "dlib_face_recognition_resnet_model_v1.dat"


def packed(value: int) -> bytes:
    """dlib's packed integer."""
    magnitude = abs(value)
    count = max(1, (magnitude.bit_length() + 7) // 8)
    return bytes([count | (0x80 if value < 0 else 0)]) + magnitude.to_bytes(count, "little")


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_an_integer_reads_as_it_was_packed(value: int) -> None:
    reader = DlibReader(packed(value))
    assert reader.integer() == value
    assert reader.done()


@given(st.integers(-(2**24), 2**24), st.integers(-60, 60))
def test_a_number_is_mantissa_times_two_to_the_exponent(mantissa: int, exponent: int) -> None:
    assert DlibReader(packed(mantissa) + packed(exponent)).real() == mantissa * 2.0**exponent


def test_an_infinite_number_is_refused() -> None:
    with pytest.raises(DlibFormatError, match="finite"):
        DlibReader(packed(0) + packed(32000)).real()


def test_a_tensor_reads_as_it_was_written() -> None:
    values = np.arange(12, dtype="<f4").reshape(1, 2, 3, 2)
    data = b"".join(packed(n) for n in (2, *values.shape)) + values.tobytes()
    assert np.array_equal(DlibReader(data).tensor(), values)


def test_a_tensor_longer_than_the_file_is_refused_before_memory_is_taken() -> None:
    data = b"".join(packed(n) for n in (2, 2**40, 2**20, 1, 1)) + bytes(16)
    with pytest.raises(DlibFormatError, match="ends early"):
        DlibReader(data).tensor()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_a_typed_error(data: bytes) -> None:
    with pytest.raises(DlibFormatError):
        read_network(data, wrappers=19)


def test_the_detector_has_seven_convolutions_and_a_window_of_80_pixels() -> None:
    network = read_network(read_weights(MMOD), wrappers=19)
    convolutions = [layer for layer in network.layers if isinstance(layer, Convolution)]
    assert [layer.weights.shape[0] for layer in convolutions] == [16, 32, 32, 45, 45, 45, 1]
    assert network.window is not None
    assert (network.window.width, network.window.height) == (80, 80)
    assert network.window.overlap == pytest.approx(0.3382761, abs=1e-7)
    assert network.mean_colour == pytest.approx((122.782, 117.001, 104.298), abs=1e-4)


def test_the_descriptor_network_has_29_convolutions_and_a_matrix() -> None:
    network = read_network(read_weights(RESNET), wrappers=130)
    assert sum(isinstance(layer, Convolution) for layer in network.layers) == 29
    assert sum(isinstance(layer, Scaling) for layer in network.layers) == 29
    last = network.layers[-1]
    assert isinstance(last, FullyConnected)
    assert last.weights.shape == (256, 128)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.999])
def test_a_truncated_network_is_refused(part: float) -> None:
    data = read_weights(MMOD)
    with pytest.raises(DlibFormatError):
        read_network(data[: int(len(data) * part)], wrappers=19)
