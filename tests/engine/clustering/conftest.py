"""Synthetic people for clustering, and the calibration that belongs to them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from benchmarks.synthetic_faces import synthetic_calibration

from albumen.engine.calibration import Calibration


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    return synthetic_calibration()
