"""The one similarity that every strategy answers with, and how far the quick ones may be from it.

Quick products (BLAS, half precision) round differently from strategy to strategy and from shape to shape. So they only
propose candidates, with a margin that provably holds their error, and :func:`exact` decides: products of float32 are
exact in float64, their sum is taken row by row in one order, and the result is rounded to float32 once. A face is a hit
when this number is at least the asked one, itself rounded to float32; ties are hits. Equal similarities are in
order of the face's key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.search.gallery import Hits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray
    from albumen.search.source import Rows

_ROUNDING = 2.0**-24
"""Largest relative error of one float32 operation."""

_SMALLEST = 2.0**-126
"""Below it float32 loses relative precision; products there are off by less than this each."""

_BLOCK = 1 << 16


def exact(probe: FloatArray, vectors: FloatArray) -> FloatArray:
    """Similarity (N,) float32 of one probe (D,) and the vectors (N, D)."""
    result = np.empty(len(vectors), np.float32)
    wide = probe.astype(np.float64)
    step = max(1, _BLOCK // max(1, vectors.shape[1]))
    for start in range(0, len(vectors), step):
        block = np.ascontiguousarray(vectors[start : start + step], np.float64)
        block = block * wide
        result[start : start + step] = block.sum(axis=1)
    return result


def margin(
    probe_norm: float | NDArray[np.float64], vector_norm: float, dimension: int
) -> NDArray[np.float64]:
    """How far a float32 product in any order may be from :func:`exact`, at most.

    ``|computed - true| <= n u / (1 - n u) |a| |b|`` for n products (N. Higham, "Accuracy and Stability of Numerical
    Algorithms", 2002, section 3.1, with Cauchy-Schwarz), and one rounding more for the canonical number.
    """
    each = (dimension + 2) * _ROUNDING
    bound = each / (1.0 - each) * np.asarray(probe_norm, np.float64) * vector_norm
    widest: NDArray[np.float64] = bound * 1.001 + dimension * _SMALLEST
    return widest


def checked(probes: FloatArray, dimension: int) -> FloatArray:
    """The probes as a contiguous (Q, D) float32 array.

    Raises:
        ValueError: another shape, or a number that is not finite.
    """
    array = np.ascontiguousarray(probes, np.float32)
    if array.ndim != 2 or array.shape[1] != dimension:
        raise ValueError(f"probes have shape {array.shape}; this gallery compares vectors of {dimension}")
    if not np.isfinite(array).all():
        raise ValueError("a probe holds a number that is not finite")
    return array


def norms(vectors: FloatArray) -> NDArray[np.float64]:
    """Lengths (N,) of the vectors (N, D), in float64 without a copy of them all."""
    result = np.empty(len(vectors))
    for start in range(0, len(vectors), 8192):
        block = vectors[start : start + 8192].astype(np.float64)
        result[start : start + 8192] = np.sqrt((block * block).sum(axis=1))
    return result


def decided(
    probe: FloatArray, candidates: Rows, least: float
) -> tuple[NDArray[np.int64], FloatArray, NDArray[np.bool_]]:
    """Face, similarity and reliability of the candidates that are hits, the most similar first."""
    similarity = exact(probe, candidates.vector)
    hit = np.flatnonzero(similarity >= np.float32(least))
    face, similarity, reliable = candidates.face[hit], similarity[hit], candidates.reliable[hit]
    order = np.lexsort((face, -similarity))
    return face[order], similarity[order], reliable[order]


def gathered(found: list[tuple[NDArray[np.int64], FloatArray, NDArray[np.bool_]]]) -> Hits:
    """What :func:`decided` says for each probe, in order, as one answer."""
    if not found:
        none = np.zeros(0, np.int64)
        return Hits(none, none, np.zeros(0, np.float32), np.zeros(0, bool))
    counts = [len(face) for face, _, _ in found]
    return Hits(
        np.repeat(np.arange(len(found), dtype=np.int64), counts),
        np.concatenate([face for face, _, _ in found]),
        np.concatenate([similarity for _, similarity, _ in found]).astype(np.float32),
        np.concatenate([reliable for _, _, reliable in found]),
    )
