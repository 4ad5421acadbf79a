"""Shrinking averages, keeps places, and gives the sizes it promises."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from albumen.engine.resizing import halved, resized


def test_halving_averages_blocks() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (41, 30, 3)).astype(np.uint8)
    blocks = picture[:40, :28].reshape(10, 4, 7, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(halved(picture, 2), blocks, atol=1.01)


@pytest.mark.parametrize("factor", [0.93, 0.5, 0.37, 0.1, 0.04, 1.0, 2.3])
def test_sides_are_rounded(factor: float) -> None:
    answer = resized(np.zeros((301, 403, 3), np.uint8), factor)
    assert answer.shape == (round(301 * factor), round(403 * factor), 3)
    assert answer.flags.c_contiguous


@pytest.mark.parametrize("factor", [0.93, 0.45, 0.23, 0.11])
def test_it_looks_like_opencvs_area_average(factor: float) -> None:
    small = np.random.default_rng(1).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    picture = cv2.resize(small, (1601, 1203), interpolation=cv2.INTER_CUBIC)
    oracle = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert np.abs(resized(picture, factor).astype(int) - oracle.astype(int)).mean() < 2.0


def test_fine_detail_becomes_grey_not_stripes() -> None:
    board = np.repeat((np.indices((960, 960)).sum(axis=0) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)
    assert resized(board, 0.2).std() < 2


def test_a_line_is_shrunk_no_further_than_one_pixel() -> None:
    assert resized(np.zeros((1, 4000, 3), np.uint8), 0.01).shape == (1, 40, 3)
