"""What every decoder gives, and the way pixels are turned upright."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""sRGB, shape (height, width, 3), C-contiguous."""


class Decoder(Protocol):
    """One file whose header has been read and whose pixels have not."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as stored, not yet turned."""
        ...

    @property
    def orientation(self) -> int:
        """EXIF orientation, 1 to 8, that makes it upright."""
        ...

    @property
    def stored_orientation(self) -> int:
        """EXIF orientation, 1 to 8, of the picture in the file; another one where the reader turns it by itself."""
        ...

    @property
    def exif(self) -> bytes | None:
        """An EXIF block, or a whole file that is one (TIFF)."""
        ...

    def packets(self) -> list[bytes]:
        """The XMP in it, in one or two parts; nothing is decoded."""
        ...

    def decode(self, longest_side: int) -> tuple[Pixels, list[str]]:
        """sRGB pixels as stored, longest side at least ``min(longest_side, max(size))``; and warnings.

        Raises:
            DamagedPictureError: nothing to be seen could be decoded.
        """
        ...


def shrink_factor(size: tuple[int, int], longest_side: int, steps: tuple[int, ...] | None = None) -> int:
    """The largest whole factor (out of ``steps`` if given) that leaves at least ``longest_side`` pixels."""
    most = max(1, min(max(size) // max(1, longest_side), min(size)))
    return most if steps is None else max(step for step in steps if step <= most)


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height once turned: orientations 5 to 8 swap them."""
    return (size[1], size[0]) if orientation >= 5 else size


def turn_upright(pixels: Pixels, orientation: int) -> Pixels:
    """Pixels turned and mirrored as EXIF orientation 1 to 8 says (EXIF 2.32, 4.6.5.1.6)."""
    if orientation == 1:
        return pixels
    import cv2

    # OpenCV turns three interleaved bytes several times faster than a strided NumPy copy.
    match orientation:
        case 2:
            turned = cv2.flip(pixels, 1)
        case 3:
            turned = cv2.rotate(pixels, cv2.ROTATE_180)
        case 4:
            turned = cv2.flip(pixels, 0)
        case 5:
            turned = cv2.transpose(pixels)
        case 6:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            turned = cv2.flip(cv2.transpose(pixels), -1)
        case _:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
    result: Pixels = turned
    return result
