"""Synthetic people for clustering, and the calibration that belongs to them."""

from __future__ import annotations

import pytest
from benchmarks.synthetic_faces import synthetic_calibration

from albumen.engine.calibration import Calibration


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    return synthetic_calibration()
