"""The pictures that dlib's face detector looks at: a pyramid, cut into tiles of bounded size.

The network sees a face of 80 pixels only, so larger ones are found in smaller copies of the picture. Whatever
the size of the picture, one run of the network takes at most a tile of :data:`LARGEST_TILE` pixels a side,
with so much margin that the scores are the same as those of one large run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from albumen.engine.types import FloatArray, Image

LARGEST_TILE = 1400
"""Side of the part of a tile whose scores are used, pixels; bounds the memory of a run (40 bytes a pixel)."""

LARGEST_CANVAS = 16_000_000
"""Exact mode: up to so many pixels all levels share a canvas as in dlib (12 bytes a pixel); above, each level
is run alone, and a face at the very edge of a level no longer sees the neighbouring level."""

MEAN_COLOUR = (122.782, 117.001, 104.298)
FAST_SHRINK = 2 / 3
"""Fast mode: size of a level relative to the one before."""

_OUTER_MARGIN = 11
_GAP = 10
_EXACT_SHRINK = 5.0 / 6.0
_SHORTEST_LEVEL = 5
_CELL = 8
_CELL_REACH = 21
"""``(size - 21) // 8`` is the number of cells that three unpadded 5-tap convolutions of stride 2 leave."""

_HALO = 10
"""Cells around a cell that its score depends on: three convolutions of 5 cells and one of 9."""

_SMALLEST_WINDOW = 80
_BAND = 64
"""Rows of a smaller level made at once, so that what is in between stays small."""


class ToImage(Protocol):
    """Maps corners, each (N, 2) x and y, from a tile's own pixels to the picture: (N, 4)."""

    def __call__(
        self, top_left: NDArray[np.float64], bottom_right: NDArray[np.float64]
    ) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One run of the network.

    Attributes:
        picture: its input, a batch of one.
        cells: the rows and columns of the answer that count; the rest is margin.
        origin: x and y of the tile's first pixel in the space that ``to_image`` maps from.
        to_image: from there to the picture.
    """

    picture: NDArray[np.generic]
    cells: tuple[slice, slice]
    origin: NDArray[np.float64]
    to_image: ToImage


def fast_tiles(image: Image, levels: int | None = None) -> Iterator[Tile]:
    """Levels of ``image`` shrunk as bytes, each with a border of the mean colour; the first ``levels``, or all."""
    import cv2

    level = image
    height, width = image.shape[:2]
    done = 0
    while done != levels and min(level.shape[:2]) + 2 * _OUTER_MARGIN >= _SMALLEST_WINDOW // 2:
        done += 1
        scale = np.array([width / level.shape[1], height / level.shape[0]])
        to_image = partial(_from_fast_level, scale=scale)
        for rows, columns, cells in _tiles(level.shape[0], level.shape[1], _OUTER_MARGIN):
            inner_rows, own_rows = _inside(rows, level.shape[0])
            inner_columns, own_columns = _inside(columns, level.shape[1])
            part = cv2.copyMakeBorder(
                level[inner_rows, inner_columns],
                own_rows.start,
                rows.stop - rows.start - own_rows.stop,
                own_columns.start,
                columns.stop - columns.start - own_columns.stop,
                cv2.BORDER_CONSTANT,
                value=tuple(round(value) for value in MEAN_COLOUR),
            )[None]
            yield Tile(part, cells, _origin(rows, columns), to_image)
        shrunk = (round(level.shape[1] * FAST_SHRINK), round(level.shape[0] * FAST_SHRINK))
        if 0 in shrunk:
            return
        level = cv2.resize(level, shrunk, interpolation=cv2.INTER_LINEAR)


def _from_fast_level(
    top_left: NDArray[np.float64], bottom_right: NDArray[np.float64], *, scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Pixel edges scale; a box covers its outer pixels wholly."""
    low = top_left * scale
    high = (bottom_right + 1) * scale - 1
    return np.concatenate([low, high], axis=1)


def exact_tiles(image: Image) -> Iterator[Tile]:
    """The canvas that dlib's ``input_rgb_image_pyramid<pyramid_down<6>>`` makes of ``image``."""
    places, (rows, columns) = _canvas_places(image.shape[0], image.shape[1])
    if rows * columns > LARGEST_CANVAS:
        yield from _exact_levels(image)
        return
    canvas = np.zeros((3, rows, columns), np.float32)
    left, top, width, height = places[0]
    read: ReadPart = partial(_normalised_part, image)
    canvas[:, top : top + height, left : left + width] = read(slice(0, height), slice(0, width))
    for before, (left, top, width, height) in pairwise(places):
        part = canvas[:, top : top + height, left : left + width]
        above = canvas[:, before[1] : before[1] + before[3], before[0] : before[0] + before[2]]
        _shrink(_part_of(above), (before[3], before[2]), part)
    to_image = partial(_from_canvas, places=np.array(places, np.float64))
    yield from _plane_tiles(_part_of(canvas), rows, columns, 0, to_image)


def _exact_levels(image: Image) -> Iterator[Tile]:
    """The same levels one after the other, for pictures whose canvas would be too large."""
    read: ReadPart = partial(_normalised_part, image)
    height, width = image.shape[:2]
    level = 0
    while True:
        place = np.array([[0, 0, width, height]], np.float64)
        to_image = partial(_from_canvas, places=place, level=level)
        yield from _plane_tiles(read, height, width, _OUTER_MARGIN, to_image)
        smaller = _exact_size(height), _exact_size(width)
        if smaller[0] < _SHORTEST_LEVEL or smaller[1] == 0:
            return
        planes = np.empty((3, *smaller), np.float32)
        _shrink(read, (height, width), planes)
        read = _part_of(planes)
        (height, width), level = smaller, level + 1


ReadPart = Callable[[slice, slice], FloatArray]
"""Gives rows and columns of a plane as (3, rows, columns) float32, ``(pixel - mean) / 256``."""


def _part_of(planes: FloatArray) -> ReadPart:
    return lambda rows, columns: planes[:, rows, columns]


def _normalised_part(image: Image, rows: slice, columns: slice) -> FloatArray:
    return _normalised(image[rows, columns])


def _plane_tiles(read: ReadPart, height: int, width: int, margin: int, to_image: ToImage) -> Iterator[Tile]:
    for rows, columns, cells in _tiles(height, width, margin):
        part = np.zeros((1, 3, rows.stop - rows.start, columns.stop - columns.start), np.float32)
        inner_rows, own_rows = _inside(rows, height)
        inner_columns, own_columns = _inside(columns, width)
        part[0, :, own_rows, own_columns] = read(inner_rows, inner_columns)
        yield Tile(part, cells, _origin(rows, columns), to_image)


def _inside(span: slice, size: int) -> tuple[slice, slice]:
    """The part of ``span`` that lies in 0 to ``size``, and where that part lies in ``span``."""
    low, high = max(span.start, 0), min(span.stop, size)
    return slice(low, high), slice(low - span.start, high - span.start)


def _origin(rows: slice, columns: slice) -> NDArray[np.float64]:
    return np.array([columns.start, rows.start], np.float64)


def _from_canvas(
    top_left: NDArray[np.float64],
    bottom_right: NDArray[np.float64],
    *,
    places: NDArray[np.float64],
    level: int | None = None,
) -> NDArray[np.float64]:
    """dlib's ``tiled_pyramid_to_image``: minus the level's place, then 1.2 p + 0.3 for each level up."""
    centres = (top_left + bottom_right) / 2
    if level is None:
        low, high = places[:, :2], places[:, :2] + places[:, 2:] - 1
        beside = np.maximum(np.maximum(low - centres[:, None], centres[:, None] - high), 0)
        nearest = np.argmin((beside * beside).sum(axis=2), axis=1)
        levels = nearest
    else:
        nearest = np.zeros(len(centres), np.intp)
        levels = np.full(len(centres), level)
    origin = places[nearest, :2]
    corners = np.concatenate([top_left - origin, bottom_right - origin], axis=1)
    for step in range(int(levels.max(initial=0))):
        corners = np.where((levels > step)[:, None], corners * (6.0 / 5.0) + 0.3, corners)
    return corners


def _tiles(height: int, width: int, margin: int) -> Iterator[tuple[slice, slice, tuple[slice, slice]]]:
    """Rows and columns of each tile of a plane, and the cells of its answer that count.

    With a ``margin`` around the plane the rows and columns start below 0 and end above its size.
    """
    for rows, own_rows in _spans(height, margin):
        for columns, own_columns in _spans(width, margin):
            yield rows, columns, (own_rows, own_columns)


def _spans(size: int, margin: int) -> list[tuple[slice, slice]]:
    whole = size + 2 * margin
    cells = (whole - _CELL_REACH) // _CELL
    if cells < 1:
        return []
    parts = -(-whole // LARGEST_TILE)
    edges = [round(part * cells / parts) for part in range(parts + 1)]
    spans = []
    for start, stop in pairwise(edges):
        low, high = max(start - _HALO, 0), min(stop + _HALO, cells)
        end = whole if high == cells else high * _CELL + _CELL_REACH
        spans.append((slice(low * _CELL - margin, end - margin), slice(start - low, stop - low)))
    return spans


def _normalised(image: Image) -> FloatArray:
    """(3, height, width) float32, (pixel - mean) / 256."""
    planes = np.empty((3, *image.shape[:2]), np.float32)
    for plane, mean, colour in zip(planes, MEAN_COLOUR, range(3), strict=True):
        np.subtract(image[..., colour], np.float32(mean), out=plane)
    planes *= np.float32(1 / 256)
    return planes


def _exact_size(size: int) -> int:
    return int(np.floor(_EXACT_SHRINK * size))


def _canvas_places(height: int, width: int) -> tuple[list[tuple[int, int, int, int]], tuple[int, int]]:
    """Left, top, width, height of every level on dlib's canvas, and its rows and columns.

    The levels go down a first column, then up a second one to the right
    (``compute_tiled_image_pyramid_details``).
    """
    sizes = [(width, height)]
    while True:
        size = _exact_size(sizes[-1][0]), _exact_size(sizes[-1][1])
        if size[0] == 0 or size[1] < _SHORTEST_LEVEL:
            break
        sizes.append(size)
    total = sum(size[1] + _GAP for size in sizes) - 2 * _GAP
    column, before = 0, 0
    for size in sizes:
        if size[0] <= width - before - _GAP and (column - height) * 2 >= total - height:
            break
        column, before = column + size[1] + _GAP, size[0]
    column -= _GAP
    places: list[tuple[int, int, int, int]] = []
    top = _OUTER_MARGIN
    for size in sizes:
        if top >= column + _OUTER_MARGIN:
            break
        places.append((_OUTER_MARGIN, top, *size))
        top += size[1] + _GAP
    bottom = top - _GAP
    for size in sizes[len(places) :]:
        left, top = _OUTER_MARGIN + width - size[0], bottom - size[1]
        if top < _OUTER_MARGIN + height and bottom > _OUTER_MARGIN:
            break
        places.append((left, top, *size))
        bottom -= size[1] + _GAP
    return places, (column + 2 * _OUTER_MARGIN, width + 2 * _OUTER_MARGIN)


def _shrink(read: ReadPart, size: tuple[int, int], target: FloatArray) -> None:
    """Fill ``target`` (3, rows, columns) with a plane of ``size`` rows and columns, shrunk.

    dlib's ``resize_image`` of floats: bilinear between corner pixels, its rounding of places included.
    """
    rows, down = _row_places(size[0], target.shape[1])
    columns, across = _column_places(size[1], target.shape[2])
    below = np.minimum(rows + 1, size[0] - 1)
    beside = np.minimum(columns + 1, size[1] - 1)
    for start in range(0, len(rows), _BAND):
        band = slice(start, start + _BAND)
        first = int(rows[band][0])
        source = read(slice(first, int(below[band][-1]) + 1), slice(0, size[1]))
        mixed = source[:, rows[band] - first]
        mixed += down[band, None] * (source[:, below[band] - first] - mixed)
        answer = mixed[:, :, columns]
        answer += across * (mixed[:, :, beside] - answer)
        target[:, band] = answer


def _row_places(source: int, target: int) -> tuple[NDArray[np.intp], FloatArray]:
    scale = (source - 1) / max(target - 1, 1)
    places = np.cumsum(np.concatenate([[0.0], np.full(target - 1, scale)]))
    rows = np.minimum(np.floor(places).astype(np.intp), source - 1)
    return rows, (places - rows).astype(np.float32)


def _column_places(source: int, target: int) -> tuple[NDArray[np.intp], FloatArray]:
    """dlib adds a float32 step for four columns at once, so places drift a little; the last are exact."""
    scale = (source - 1) / max(target - 1, 1)
    groups = -(-target // 4)
    start = np.array([-4 * scale, -3 * scale, -2 * scale, -scale])
    steps = np.concatenate([start[None], np.full((groups, 4), 4 * scale)]).astype(np.float32)
    drifting = np.cumsum(steps, axis=0, dtype=np.float32)[1:]
    left = np.trunc(drifting)
    fits = left[:, 3] + 1 < source
    vectorised = 4 * int(np.argmin(fits)) if not fits.all() else 4 * (target // 4)
    vectorised = min(vectorised, 4 * (target // 4))
    exact = np.cumsum(np.concatenate([[vectorised * scale], np.full(max(target - vectorised - 1, 0), scale)]))
    places = np.concatenate([drifting.ravel()[:vectorised].astype(np.float64), exact[: target - vectorised]])
    columns = np.clip(np.floor(places).astype(np.intp), 0, source - 1)
    return columns, (places - columns).astype(np.float32)
