from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.packs.dlib_cache import read_weights
from albumen.engine.packs.dlib_format import DlibFormatError
from albumen.engine.packs.dlib_shape_format import read_shape_predictor

FILE = "shape_predictor_5_face_landmarks.dat"


@pytest.fixture(scope="module")
def data() -> bytes:
    return read_weights(FILE)


def test_the_predictor_is_read_into_compact_arrays(data: bytes) -> None:
    predictor = read_shape_predictor(data)
    assert predictor.initial_shape.shape == (5, 2)
    assert predictor.first.shape == predictor.second.shape == predictor.thresholds.shape == (15, 500, 15)
    assert predictor.leaves.shape == (15, 500, 16, 5, 2)
    assert predictor.offsets.shape == (15, 800, 2)
    assert sum(getattr(predictor, name).nbytes for name in predictor.__slots__) < 6_000_000
    assert np.isfinite(predictor.leaves).all()


def test_the_mean_shape_has_the_left_eye_right_of_the_nose(data: bytes) -> None:
    shape = read_shape_predictor(data).initial_shape
    assert shape[0, 0] > shape[1, 0] > shape[4, 0] > shape[3, 0] > shape[2, 0]
    assert shape[4, 1] > shape[:4, 1].max()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.5, 0.99999])
def test_a_truncated_predictor_is_refused(data: bytes, part: float) -> None:
    with pytest.raises(DlibFormatError):
        read_shape_predictor(data[: int(len(data) * part)])


def test_a_predictor_with_bytes_behind_it_is_refused(data: bytes) -> None:
    with pytest.raises(DlibFormatError):
        read_shape_predictor(data + b"\x01\x05")
