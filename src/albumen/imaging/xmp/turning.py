"""Boxes of an upright picture, and the same boxes in the picture as it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_TURNED_BACK: Final = {6: 8, 8: 6}
"""The orientation that undoes each; every other one undoes itself."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box in fractions of a picture's width and height.

    Attributes:
        left, top, width, height: of the corner and the sides, 0..1; a face at the edge may reach outside.
    """

    left: float
    top: float
    width: float
    height: float

    def turned(self, orientation: int) -> Box:
        """The box once the picture was turned as EXIF orientation 1 to 8 says (EXIF 2.32, 4.6.5.1.6)."""
        x0, y0 = _point(self.left, self.top, orientation)
        x1, y1 = _point(self.left + self.width, self.top + self.height, orientation)
        return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))

    def stored(self, orientation: int) -> Box:
        """A box of the upright picture, in the picture as it is stored with this orientation."""
        return self.turned(_TURNED_BACK.get(orientation, orientation))

    def inside(self) -> Box | None:
        """The part of it that is in the picture, None where there is none."""
        left, top = max(self.left, 0.0), max(self.top, 0.0)
        width = min(self.left + self.width, 1.0) - left
        height = min(self.top + self.height, 1.0) - top
        return Box(left, top, width, height) if width > 0 and height > 0 else None

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        shared = max(wide, 0.0) * max(high, 0.0)
        union = self.width * self.height + other.width * other.height - shared
        return shared / union if union > 0 else 0.0


def composed(first: int, second: int) -> int:
    """The EXIF orientation that turns as one and then another do."""
    corner, side = (_point(*_point(x, y, first), second) for x, y in ((0.0, 0.0), (1.0, 0.0)))
    return next(o for o in range(1, 9) if (_point(0.0, 0.0, o), _point(1.0, 0.0, o)) == (corner, side))


def _point(x: float, y: float, orientation: int) -> tuple[float, float]:
    match orientation:
        case 2:
            return 1 - x, y
        case 3:
            return 1 - x, 1 - y
        case 4:
            return x, 1 - y
        case 5:
            return y, x
        case 6:
            return 1 - y, x
        case 7:
            return 1 - y, 1 - x
        case 8:
            return y, 1 - x
        case _:
            return x, y
