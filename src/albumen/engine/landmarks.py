"""dlib's 5-point predictor without dlib: all faces of a photo at once, in NumPy.

Kazemi and Sullivan, "One Millisecond Face Alignment with an Ensemble of Regression Trees" (CVPR 2014), as
dlib's ``shape_predictor`` runs it; the same rounding, so that the points come out equal.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.engine.packs.dlib_shape_format import ShapePredictor
from albumen.engine.types import FloatArray, Image

_FIELDS = ("initial_shape", "first", "second", "thresholds", "leaves", "anchors", "offsets")


class LandmarkPredictor:
    """Places the landmarks of faces whose boxes are known."""

    def __init__(self, predictor: ShapePredictor) -> None:
        self._initial = predictor.initial_shape
        self._offsets = predictor.offsets
        self._anchors = predictor.anchors.astype(np.intp)
        self._cascades, self._trees, self._nodes = predictor.first.shape
        self._first = predictor.first.reshape(self._cascades, -1).astype(np.intp)
        self._second = predictor.second.reshape(self._cascades, -1).astype(np.intp)
        self._thresholds = predictor.thresholds.reshape(self._cascades, -1)
        self._leaves = predictor.leaves.reshape(self._cascades, self._trees * (self._nodes + 1), -1)
        self._tree_nodes = np.arange(self._trees) * self._nodes
        self._tree_leaves = np.arange(self._trees) * (self._nodes + 1)

    @classmethod
    def load(cls, path: Path) -> LandmarkPredictor:
        """The predictor that :func:`save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(ShapePredictor(*(stored[name] for name in _FIELDS)))

    def predict(self, image: Image, boxes: FloatArray) -> FloatArray:
        """Landmarks of N faces.

        Args:
            image: (height, width, 3) uint8 RGB.
            boxes: (N, 4) left, top, width, height in pixels; rounded to whole pixels. A box covers the pixels
                ``left`` to ``left + width - 1``, and the shape spans the distance between these two.

        Returns:
            (N, P, 2) float32, x and y, whole numbers; they may lie outside the picture.
        """
        if len(boxes) == 0:
            return np.zeros((0, len(self._initial), 2), np.float32)
        corners = np.floor(np.asarray(boxes, np.float64) + 0.5)
        image = np.ascontiguousarray(image)
        origin, span = corners[:, None, :2], corners[:, None, 2:] - 1.0
        shapes = np.repeat(self._initial[None], len(boxes), axis=0)
        for cascade in range(self._cascades):
            places = self._pixel_places(shapes, cascade)
            values = _grey_values(image, np.floor(places * span + origin + 0.5).astype(np.intp))
            shapes = self._moved(shapes, values, cascade)
        points: FloatArray = np.floor(shapes * span + origin + 0.5).astype(np.float32)
        return points

    def _pixel_places(self, shapes: FloatArray, cascade: int) -> FloatArray:
        """(N, F, 2) float32: where this cascade looks, in the unit square of each box."""
        turn = _similarities(self._initial, shapes).astype(np.float32)
        dx, dy = self._offsets[cascade, :, 0], self._offsets[cascade, :, 1]
        a, b = turn[:, :1], turn[:, 1:]
        moved = np.stack([a * dx - b * dy, b * dx + a * dy], axis=-1)
        return moved + shapes[:, self._anchors[cascade]]

    def _moved(self, shapes: FloatArray, values: FloatArray, cascade: int) -> FloatArray:
        """Shapes after the trees of this cascade: each face falls through each tree to one leaf."""
        # Answering every split at once is faster than asking only those on the way, level by level.
        difference = values.take(self._first[cascade], axis=1)
        difference -= values.take(self._second[cascade], axis=1)
        goes_left = (difference > self._thresholds[cascade]).ravel()
        faces = np.arange(len(shapes))[:, None] * (self._trees * self._nodes)
        roots = faces + self._tree_nodes
        node = np.zeros((len(shapes), self._trees), np.intp)
        for _ in range((self._nodes + 1).bit_length() - 1):
            node = 2 * node + 2 - goes_left.take(roots + node)
        leaves = self._leaves[cascade].take(self._tree_leaves + node - self._nodes, axis=0)
        # dlib adds leaf after leaf in float32; a running sum keeps that order, a plain sum would not.
        steps = np.concatenate([shapes.reshape(len(shapes), 1, -1), leaves], axis=1)
        moved: FloatArray = np.cumsum(steps, axis=1, dtype=np.float32)[:, -1].reshape(shapes.shape)
        return moved


def save(predictor: ShapePredictor, path: Path) -> None:
    """Write a predictor where :meth:`LandmarkPredictor.load` finds it (a .npz file, nothing pickled)."""
    with path.open("wb") as file:
        np.savez(file, **{name: getattr(predictor, name) for name in _FIELDS})


def _similarities(source: FloatArray, targets: FloatArray) -> NDArray[np.float64]:
    """(N, 2): for each target shape the a, b of the best ``[[a, -b], [b, a]]`` that turns ``source`` into it.

    Least squares over rotation and scale (S. Umeyama, PAMI 1991), which in the plane has a closed form.
    """
    x = source.astype(np.float64) - source.astype(np.float64).mean(axis=0)
    y = targets.astype(np.float64)
    y = y - y.mean(axis=1, keepdims=True)
    variance = (x * x).sum()
    a = (x * y).sum(axis=(1, 2)) / variance
    b = (x[:, 0] * y[:, :, 1] - x[:, 1] * y[:, :, 0]).sum(axis=1) / variance
    return np.stack([a, b], axis=1)


def _grey_values(image: Image, places: NDArray[np.intp]) -> FloatArray:
    """(N, F) float32: grey, the mean rounded down, at places (N, F, 2) of x and y; outside the picture 0."""
    height, width = image.shape[:2]
    x, y = places[..., 0], places[..., 1]
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    flat = np.where(inside, y * width + x, 0)
    pixels = image.reshape(-1, 3).take(flat, axis=0)
    sums = pixels[..., 0].astype(np.int32) + pixels[..., 1] + pixels[..., 2]
    grey: FloatArray = np.where(inside, sums // 3, 0).astype(np.float32)
    return grey
