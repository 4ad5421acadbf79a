"""A picture in about 25 bytes, to show while it loads.

Evan Wallace's ThumbHash (https://evanw.github.io/thumbhash/) for opaque pictures: a coarse cosine transform of
lightness and two colour differences. The reference walks pixels one by one; here they are matrix products.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.imaging.decoders import Pixels

LARGEST: Final = 100
"""Longest side of the picture a hash is made of, pixels."""


def thumbhash(pixels: Pixels) -> bytes:
    """The hash of sRGB pixels, (height, width, 3) uint8, no side longer than :data:`LARGEST`.

    Raises:
        ValueError: the picture is empty or larger.
    """
    height, width = pixels.shape[:2]
    if not 0 < max(width, height) <= LARGEST or not min(width, height):
        raise ValueError(f"{width} x {height} does not fit in {LARGEST} x {LARGEST}")
    red, green, blue = np.moveaxis(pixels.astype(np.float64) / 255, 2, 0)
    longest = max(width, height)
    across, down = max(1, round(7 * width / longest)), max(1, round(7 * height / longest))
    lightness = _encode((red + green + blue) / 3, max(3, across), max(3, down))
    yellow_blue = _encode((red + green) / 2 - blue, 3, 3)
    red_green = _encode(red - green, 3, 3)
    landscape = width > height
    first = (
        round(63 * lightness[0])
        | round(31.5 + 31.5 * yellow_blue[0]) << 6
        | round(31.5 + 31.5 * red_green[0]) << 12
        | round(31 * lightness[2]) << 18
    )
    second = (
        (down if landscape else across)
        | round(63 * yellow_blue[2]) << 3
        | round(63 * red_green[2]) << 9
        | landscape << 15
    )
    fours = [round(15 * float(f)) for channel in (lightness, yellow_blue, red_green) for f in channel[1]]
    fours += [0] * (len(fours) % 2)
    body = bytes(low | high << 4 for low, high in zip(fours[::2], fours[1::2], strict=True))
    answer: bytes = first.to_bytes(3, "little") + second.to_bytes(2, "little") + body
    return answer


def _encode(channel: NDArray[np.float64], across: int, down: int) -> tuple[float, list[float], float]:
    """Mean, the other coefficients scaled to 0..1 in the order of the reference, and their scale."""
    height, width = channel.shape
    table = _waves(down, height) @ channel @ _waves(across, width).T / (width * height)
    kept = [float(table[y, x]) for y in range(down) for x in range(across) if x * down < across * (down - y)]
    scale = max((abs(f) for f in kept[1:]), default=0.0)
    return kept[0], [0.5 + 0.5 / scale * f if scale else f for f in kept[1:]], scale


@lru_cache(maxsize=64)
def _waves(count: int, length: int) -> NDArray[np.float64]:
    """The first cosines over so many pixels, (count, length); photos of one camera ask for the same."""
    waves: NDArray[np.float64] = np.cos(np.pi / length * np.outer(np.arange(count), np.arange(length) + 0.5))
    return waves
