"""Looking at a photo at the size it needs: small first, larger only where that pays.

A detector is run on the photo scaled down to a first size. Where it hints at faces near the smallest it can see
(weak or small detections), that region, and only that, is looked at again at twice the size, and so on. A photo in
which nothing was found is looked at again whole. The cost is bounded: by the largest size and by the pixels that
all looks together may take.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.errors import SettingError
from albumen.engine.resizing import resized
from albumen.engine.types import Detections, Image, ImageSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from albumen.engine.detectors.protocol import Detector
    from albumen.engine.types import FloatArray

SAME_FACE = 0.35
"""Detections of two looks whose intersection over union exceeds this are one face."""

INSIDE = 0.8
"""A detection with this part of its area inside a surer one several times its size is a part of that face."""

PART_OF = 3.0
"""How many times larger (area) the surer face must be."""

TILE_OVERLAP = 96
"""Tiles of one look share this many pixels; a larger face on a seam was found by the smaller look before."""

SEEN_BEFORE = 2.2
"""Faces higher than this many times the detector's smallest were found by the look at half the size."""

PROBE = 900
"""Side of the parts, pixels at the size probed, that tell whether a faceless photo deserves a much larger look."""

PROBE_DETAIL = 24
"""Pixels a side on which the edges of such a part are measured."""

HINT_MARGIN = 3.0
"""A region to look at again reaches this many face heights beyond its hints: who is near them is as small."""


@dataclass(frozen=True, slots=True)
class WorkingSize:
    """How large to look. All sizes are the longest side in pixels.

    Attributes:
        first: the first look.
        smallest: smaller photos are enlarged to this for the first look.
        blank: a photo without a face is looked at again whole up to this size.
        probes: beyond it, this many parts of the photo are looked at at each size, and the whole only if they show a
            face; 0 ends the search at ``blank``.
        largest: no look is larger (setting ALBUMEN_DETECT_LONGEST).
        budget: pixels that all looks at one photo may take together (setting ALBUMEN_DETECT_PIXELS); the first
            look is always taken.
        tile: a look with more pixels is taken in tiles, which bounds memory.
        hints: detections lower than this many times the detector's ``smallest`` are worth a larger look.
    """

    first: int = 480
    smallest: int = 256
    blank: int = 960
    probes: int = 0
    largest: int = 5120
    budget: float = 24e6
    tile: float = 3.2e6
    hints: float = 1.5


FIRST_LOOK = {
    "mmod": WorkingSize(first=640, smallest=400, blank=1280, probes=2, hints=1.1, tile=float("inf"))
}
"""Detectors that see nothing under 80 pixels start larger (and mmod makes its own tiles); others take the defaults."""


def working_size(detector: str, environment: Mapping[str, str] | None = None) -> WorkingSize:
    """The working size of a detector by name, with the settings of the environment applied.

    ``ALBUMEN_DETECT_LONGEST`` (pixels, 640 to 20000, default 5120) bounds the largest look,
    ``ALBUMEN_DETECT_PIXELS`` (pixels, 300000 to 200000000, default 24000000) all looks at one photo together.

    Raises:
        SettingError: a variable is no whole number or out of range.
    """
    environment = os.environ if environment is None else environment
    sizes = next((s for name, s in FIRST_LOOK.items() if detector.startswith(name)), WorkingSize())
    longest = _whole_number(environment, "ALBUMEN_DETECT_LONGEST", sizes.largest, 640, 20_000)
    budget = _whole_number(environment, "ALBUMEN_DETECT_PIXELS", int(sizes.budget), 300_000, 200_000_000)
    return replace(sizes, largest=longest, budget=float(budget))


def _whole_number(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingError(
            f"{name} is {text!r}.",
            advice=f"Give a whole number from {low} to {high}, or leave it out for {default}.",
        )
    return int(text)


@dataclass(frozen=True, slots=True)
class _Region:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def detect_adaptively(detector: Detector, source: ImageSource, sizes: WorkingSize) -> Detections:
    """Faces of a photo, best first, in pixels of the upright original; only accepted ones.

    Args:
        detector: run one or more times.
        source: the photo; asked for larger pixels only when a larger look is taken.
        sizes: how large to look, and how much.
    """
    width, height = source.size
    longest = max(width, height)
    whole = _Region(0, 0, width, height)
    scale = min(sizes.first, max(longest, sizes.smallest)) / longest
    found = _look(detector, source, whole, scale, sizes)
    spent = whole.area * scale**2
    ceiling = min(sizes.largest, longest)
    region = whole
    while True:
        blank = not np.any(found.scores >= detector.accept)
        next_scale = min(scale * 2, ceiling / longest)
        if next_scale <= scale * 1.2:
            break
        if blank and scale * longest >= sizes.blank:
            spent += sizes.probes * PROBE**2
            if not sizes.probes or spent > sizes.budget:
                break
            if not _probe(detector, source, next_scale, sizes):
                scale = next_scale
                continue
            hints: _Region | None = whole
        else:
            hints = _region_of_hints(detector, found, scale, sizes, region)
            if blank and hints is None:
                hints = whole
        if hints is None:
            break
        cost = hints.area * next_scale**2
        if spent + cost > sizes.budget:
            break
        spent += cost
        scale, region = next_scale, hints
        found = merge(found, _look(detector, source, hints, scale, sizes, SEEN_BEFORE * detector.smallest))
    if not len(found) or not np.any(found.scores >= detector.accept):
        found = _look_with_border(detector, source, sizes)
    return found[found.scores >= detector.accept]


def merge(first: Detections, second: Detections) -> Detections:
    """Two looks at one photo as one: of two detections of a face the surer stays, parts of a face go. Best first."""
    both = Detections(
        np.concatenate([first.boxes, second.boxes]),
        np.concatenate([first.landmarks, second.landmarks]),
        np.concatenate([first.scores, second.scores]),
    )
    both = both[np.argsort(-both.scores, kind="stable")]
    shared = _intersections(both.boxes)
    area = both.boxes[:, 2] * both.boxes[:, 3]
    union = area[:, None] + area[None] - shared
    same = shared > SAME_FACE * union
    part = (shared > INSIDE * area[:, None]) & (area[None] > PART_OF * area[:, None])
    shadowed = np.tril(same | part, -1)
    keep = np.ones(len(both), bool)
    for i in np.flatnonzero(shadowed.any(axis=1)):
        keep[i] = not np.any(shadowed[i, :i] & keep[:i])
    return both[keep]


def _look(
    detector: Detector,
    source: ImageSource,
    region: _Region,
    scale: float,
    sizes: WorkingSize,
    largest: float | None = None,
) -> Detections:
    """Detections in a region of the photo seen at ``scale``, in pixels of the original.

    Faces higher than ``largest`` pixels at that scale may be left out.
    """
    pixels = source.at(int(np.ceil(max(source.size) * scale)))
    decoded = pixels.shape[1] / source.size[0]
    left, top = int(region.left * decoded), int(region.top * decoded)
    part = pixels[top : int(np.ceil(region.bottom * decoded)), left : int(np.ceil(region.right * decoded))]
    part = resized(part, scale / decoded)
    ratio = scale / decoded
    origin = np.array([left, top], np.float32) / np.float32(decoded)
    found = Detections.empty()
    for x, y, tile in _tiles(part, sizes.tile):
        seen = detector.detect(tile, largest)
        offset = np.array([x, y], np.float32)
        moved = Detections(
            seen.boxes + np.concatenate([offset, np.zeros(2, np.float32)]),
            seen.landmarks + offset,
            seen.scores,
        ).scaled(1.0 / (ratio * decoded))
        moved = Detections(
            moved.boxes + np.concatenate([origin, np.zeros(2, np.float32)]),
            moved.landmarks + origin,
            moved.scores,
        )
        found = merge(found, moved) if len(found) else moved
    return merge(found, Detections.empty())


def _probe(detector: Detector, source: ImageSource, scale: float, sizes: WorkingSize) -> bool:
    """Whether the busiest parts of a photo, seen at ``scale``, show a face: worth a look at the whole at that size.

    Busy is what has strong edges at a small size (mean absolute Laplacian); people have, sky and water have not.
    """
    import cv2

    width, height = source.size
    side = PROBE / scale
    columns, rows = max(1, round(width / side)), max(1, round(height / side))
    grey = cv2.cvtColor(source.at(sizes.first), cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (columns * PROBE_DETAIL, rows * PROBE_DETAIL), interpolation=cv2.INTER_AREA)
    edges = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
    busy = edges.reshape(rows, PROBE_DETAIL, columns, PROBE_DETAIL).mean(axis=(1, 3)).ravel()
    for cell in np.argsort(-busy, kind="stable")[: sizes.probes]:
        row, column = divmod(int(cell), columns)
        left, top = width * column / columns, height * row / rows
        part = _Region(left, top, left + width / columns, top + height / rows)
        seen = _look(detector, source, part, scale, sizes, SEEN_BEFORE * detector.smallest)
        if np.any(seen.scores >= detector.accept):
            return True
    return False


def _look_with_border(detector: Detector, source: ImageSource, sizes: WorkingSize) -> Detections:
    """A look at the photo with a border: a face that fills it lacks the surroundings detectors expect."""
    import cv2

    longest = max(source.size)
    scale = min(sizes.first, max(longest, sizes.smallest)) / longest
    pixels = source.at(int(np.ceil(longest * scale)))
    part = resized(pixels, scale * source.size[0] / pixels.shape[1])
    border = max(part.shape[:2]) // 3
    part = cv2.copyMakeBorder(
        part, border, border, border, border, cv2.BORDER_CONSTANT, value=(114, 114, 114)
    )
    seen = detector.detect(np.ascontiguousarray(part))
    boxes = seen.boxes - np.array([border, border, 0, 0], np.float32)
    moved = Detections(boxes, seen.landmarks - np.float32(border), seen.scores).scaled(1.0 / scale)
    return merge(moved, Detections.empty())


def _region_of_hints(
    detector: Detector, found: Detections, scale: float, sizes: WorkingSize, within: _Region
) -> _Region | None:
    """The part of the photo around small detections, or None when there is none."""
    heights = found.boxes[:, 3]
    small = heights * scale < sizes.hints * detector.smallest
    centre = found.boxes[:, :2] + found.boxes[:, 2:] / 2
    here = (
        (centre[:, 0] >= within.left)
        & (centre[:, 0] <= within.right)
        & (centre[:, 1] >= within.top)
        & (centre[:, 1] <= within.bottom)
    )
    hints = small & here
    if not hints.any():
        return None
    margin = HINT_MARGIN * heights[hints][:, None]
    corners = np.concatenate([centre[hints] - margin, centre[hints] + margin])
    low, high = corners.min(axis=0), corners.max(axis=0)
    return _Region(
        max(within.left, float(low[0])),
        max(within.top, float(low[1])),
        min(within.right, float(high[0])),
        min(within.bottom, float(high[1])),
    )


def _tiles(image: Image, pixels: float) -> list[tuple[int, int, Image]]:
    """The picture in overlapping tiles of at most about ``pixels`` pixels: left, top and the tile."""
    height, width = image.shape[:2]
    count = height * width / pixels
    if count <= 1:
        return [(0, 0, image)]
    columns = max(1, int(np.ceil(np.sqrt(count * width / height))))
    rows = max(1, int(np.ceil(count / columns)))
    lefts, tops = np.linspace(0, width, columns + 1).astype(int), np.linspace(0, height, rows + 1).astype(int)
    half = TILE_OVERLAP // 2
    tiles = []
    for top, bottom in pairwise(tops.tolist()):
        for left, right in pairwise(lefts.tolist()):
            x, y = max(0, left - half), max(0, top - half)
            tile = image[y : min(height, bottom + half), x : min(width, right + half)]
            tiles.append((int(x), int(y), np.ascontiguousarray(tile)))
    return tiles


def _intersections(boxes: FloatArray) -> NDArray[np.float32]:
    """(N, N) area that each pair of boxes shares."""
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    ends = boxes[:, :2] + boxes[:, 2:]
    high = np.minimum(ends[:, None], ends[None])
    shared: NDArray[np.float32] = np.clip(high - low, 0, None).prod(axis=2)
    return shared
