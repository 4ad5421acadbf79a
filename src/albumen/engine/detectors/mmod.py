"""dlib's max-margin face detector from dlib's weights, without dlib.

Two modes over the same network. ``exact`` repeats dlib step by step (a float pyramid of 5/6, tiled into one
canvas) and finds dlib's boxes. ``fast`` shrinks the picture as bytes, by 2/3 a level, and runs each level
alone; it finds the same faces with boxes a few pixels off, at a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from albumen.engine.detectors.mmod_pyramid import FAST_SHRINK, Tile, exact_tiles, fast_tiles
from albumen.engine.landmarks import LandmarkPredictor
from albumen.engine.runtime import ModelSession
from albumen.engine.types import Detections, FloatArray, Image, LandmarkScheme

MmodMode = Literal["exact", "fast"]

WINDOW = 80
"""Side of the sliding window in pixels, and so of the smallest face."""

OVERLAP = 0.3382761351109955
"""Two boxes are one face when their intersection is more than this part of the rectangle around both."""

_CELL = 8
_FIRST_CELL = 14.0
_CONFIDENCE_MIDDLE = 0.0
_CONFIDENCE_SLOPE = 4.0


class MmodDetector:
    """A :class:`albumen.engine.detectors.protocol.Detector`; landmarks come from dlib's 5-point predictor.

    Scores are mmod's raw confidences: above 0, seldom above 1.2; :func:`confidence` maps them to 0..1.

    Args:
        session: the model of :func:`albumen.engine.packs.dlib_mmod_graph.mmod_model`, for "planes" in exact
            mode, for "pixels" in fast mode.
        predictor: places the five points in each box.
        mode: "exact" or "fast".
        threshold: only faces with a raw score above it are given; dlib uses 0.
    """

    version = "1"
    landmark_scheme: LandmarkScheme = "dlib_five"
    smallest = float(WINDOW)
    exact_from = 0.0  # dlib's predictor finds the landmarks in the picture itself
    accept = 0.0

    def __init__(
        self,
        session: ModelSession,
        predictor: LandmarkPredictor,
        *,
        mode: MmodMode = "fast",
        threshold: float = 0.0,
    ) -> None:
        self.name = f"mmod_{mode}"
        self.mode: MmodMode = mode
        self._session = session
        self._predictor = predictor
        self._threshold = threshold

    def detect(self, image: Image, largest: float | None = None) -> Detections:
        """Faces of about 80 pixels and up in ``image`` (upright RGB uint8), best first.

        Boxes are whole pixels, as dlib rounds them; width and height count the pixels, as dlib's do. Fast mode skips
        the levels on which only faces higher than ``largest`` show; exact mode does all that dlib does.
        """
        tiles = exact_tiles(image) if self.mode == "exact" else fast_tiles(image, _levels(largest))
        corners, scores = self._candidates(tiles)
        kept = _distinct(corners, scores)
        corners = corners[kept]
        boxes = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2] + 1], axis=1).astype(
            np.float32
        )
        return Detections(boxes, self._predictor.predict(image, boxes), scores[kept])

    def confidence(self, scores: FloatArray) -> FloatArray:
        """Raw scores (N,) as 0..1; see :func:`confidence`."""
        return confidence(scores)

    def _candidates(self, tiles: Iterator[Tile]) -> tuple[NDArray[np.float64], FloatArray]:
        """Every window above the threshold: left, top, right, bottom (N, 4), whole pixels, and its score."""
        corners, scores = [np.zeros((0, 4))], [np.zeros(0, np.float32)]
        name = self._session.inputs[0]
        for tile in tiles:
            cells = self._session.run({name: tile.picture})[0][0][tile.cells]
            rows, columns = np.nonzero(cells > self._threshold)
            first = np.array([tile.cells[1].start, tile.cells[0].start])
            centres = (np.stack([columns, rows], axis=1) + first) * float(_CELL) + _FIRST_CELL + tile.origin
            half = (WINDOW - 1) / 2
            corners.append(_rounded(tile.to_image(centres - half, centres + half)))
            scores.append(cells[rows, columns])
        return np.concatenate(corners), np.concatenate(scores)


def _levels(largest: float | None) -> int | None:
    """Levels of the fast pyramid that show faces up to ``largest`` pixels; None for all."""
    if largest is None:
        return None
    return 1 + max(0, int(np.floor(np.log(largest / WINDOW) / -np.log(FAST_SHRINK))))


def confidence(scores: FloatArray) -> FloatArray:
    """Raw mmod scores as 0..1, monotonic: ``1 / (1 + exp(-4 s))``, so 0.5 at dlib's threshold.

    The network leaves little in between: of the windows found in 30 labelled photos (groups/compreface and
    groups/dlib, longest side 1280) all 80 above 0 were faces, with scores of 0.8 and more, here 0.96 and more.
    """
    mapped: FloatArray = 1.0 / (1.0 + np.exp(-_CONFIDENCE_SLOPE * (scores - _CONFIDENCE_MIDDLE)))
    return mapped.astype(np.float32)


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Whole numbers, halves away from zero as C's ``lround`` does it, also for corners left of the picture."""
    whole: NDArray[np.float64] = np.copysign(np.floor(np.abs(values) + 0.5), values)
    return whole


def _distinct(corners: NDArray[np.float64], scores: FloatArray) -> NDArray[np.intp]:
    """Indices of the windows that remain when each, best first, removes those it overlaps (dlib's rule)."""
    order = np.argsort(-scores, kind="stable")
    areas = (corners[:, 2] - corners[:, 0] + 1) * (corners[:, 3] - corners[:, 1] + 1)
    kept: list[int] = []
    while len(order):
        best, order = int(order[0]), order[1:]
        kept.append(best)
        inner = _area(
            np.maximum(corners[best, :2], corners[order, :2]),
            np.minimum(corners[best, 2:], corners[order, 2:]),
        )
        outer = _area(
            np.minimum(corners[best, :2], corners[order, :2]),
            np.maximum(corners[best, 2:], corners[order, 2:]),
        )
        covered = (inner > OVERLAP * outer) | (inner > areas[order]) | (inner > areas[best])
        order = order[~covered]
    return np.asarray(kept, np.intp)


def _area(top_left: NDArray[np.float64], bottom_right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels of rectangles whose corners belong to them; 0 for empty ones."""
    area: NDArray[np.float64] = np.prod(np.maximum(bottom_right - top_left + 1, 0), axis=1)
    return area
