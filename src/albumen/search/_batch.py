"""Many probes at once: blocks of one matrix product, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray

BLOCK = 1 << 22
"""Similarities held at a time: 16 MB of float32."""

PROBES = 1024
"""Probes multiplied at a time."""

FEW = 4
"""Up to so many probes are compared one by one without BLAS: memory is the limit, and BLAS threads that wait for each
other on busy cores took 28 ms instead of 6 for 100,000 faces."""


def candidates(
    probes: FloatArray, matrix: FloatArray, cutoff: FloatArray
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Probe and row of every product at or above the probe's cutoff, in no particular order.

    Args:
        probes: (Q, D) float32.
        matrix: (N, D) float32, read once for every :data:`PROBES` probes.
        cutoff: (Q,) float32, margins taken off already.
    """
    found_probes, found_rows = [], []
    for first in range(0, len(probes), PROBES):
        some = probes[first : first + PROBES]
        bar = cutoff[first : first + PROBES]
        if len(some) <= FEW:
            for number, probe in enumerate(some):
                rows = np.flatnonzero(np.einsum("ij,j->i", matrix, probe) >= bar[number])
                found_rows.append(rows)
                found_probes.append(np.full(len(rows), first + number, np.int64))
            continue
        height = max(1, min(len(matrix), BLOCK // len(some)))
        buffer = np.empty((height, len(some)), np.float32)
        columns = np.ascontiguousarray(some.T)
        for start in range(0, len(matrix), height):
            block = matrix[start : start + height]
            product = np.matmul(block, columns, out=buffer[: len(block)])
            places = np.flatnonzero(product >= bar)
            row, probe = np.divmod(places, len(some))
            found_rows.append(row + start)
            found_probes.append(probe + first)
    if not found_rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(found_probes), np.concatenate(found_rows)


def below(bound: NDArray[np.float64]) -> FloatArray:
    """The bounds as float32, rounded down."""
    rounded: FloatArray = np.nextafter(bound.astype(np.float32), np.float32(-np.inf))
    return rounded
