"""Parts of previews: the right pixels, no more of them than asked, and nothing but previews is opened."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from albumen.imaging.errors import DamagedPictureError
from albumen.imaging.parts import Part, cut_out
from albumen.imaging.previews import PreviewFormat, make_previews

COLOURS = ((220, 30, 30), (30, 200, 30), (30, 30, 220), (220, 220, 30))
"""Of the quarters: upper left, upper right, lower left, lower right."""


def preview(kind: PreviewFormat, width: int = 1200, height: int = 800) -> bytes:
    pixels = np.zeros((height, width, 3), np.uint8)
    for number, colour in enumerate(COLOURS):
        top, left = number // 2 * height // 2, number % 2 * width // 2
        pixels[top : top + height // 2, left : left + width // 2] = colour
    return make_previews(pixels, [max(width, height)], kind)[0].data


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    return picture.convert("RGB")


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
@pytest.mark.parametrize("quarter", range(4))
def test_a_part_is_that_part(kind: PreviewFormat, quarter: int) -> None:
    part = Part(0.1 + 0.5 * (quarter % 2), 0.1 + 0.5 * (quarter // 2), 0.2, 0.3)
    picture = opened(cut_out(preview(kind), part, 64))
    assert picture.size == (64, 64)
    assert np.abs(np.asarray(picture).astype(int) - COLOURS[quarter]).max() < 12


@pytest.mark.parametrize("side", [64, 128, 256, 512])
def test_borders_stand_where_they_do_in_the_picture(side: int) -> None:
    """However much of it libjpeg leaves out."""
    data = preview("jpeg", 2560, 1920)
    # A square of 640 pixels, a quarter of it left of the middle and a half above.
    picture = np.asarray(
        opened(cut_out(data, Part(0.5 - 160 / 2560, 0.5 - 320 / 1920, 640 / 2560, 640 / 1920), side))
    )
    assert picture.shape == (side, side, 3)
    red = picture[: side // 2 - 3, : side // 4 - 3]
    yellow = picture[side // 2 + 3 :, side // 4 + 3 :]
    assert np.abs(red.astype(int) - COLOURS[0]).mean() < 8
    assert np.abs(yellow.astype(int) - COLOURS[3]).mean() < 8


def test_nothing_is_made_larger() -> None:
    assert opened(cut_out(preview("jpeg"), Part(0, 0, 0.05, 0.05), 512)).size == (60, 40)
    assert opened(cut_out(preview("jpeg"), Part(0.5, 0.5, 1e-9, 1e-9), 512)).size == (1, 1)


def test_what_is_beyond_the_picture_is_left_out() -> None:
    assert opened(cut_out(preview("jpeg"), Part(0.9, 0.9, 1, 1), 512)).size == (120, 80)
    assert opened(cut_out(preview("jpeg"), Part(0.99999, 0.99999, 1, 1), 512)).size == (1, 1)


def test_a_cut_off_file_and_other_files_are_told() -> None:
    whole = preview("jpeg")
    png = io.BytesIO()
    Image.new("RGB", (100, 100)).save(png, "PNG")
    for data in (whole[: len(whole) // 2], b"", b"no picture", png.getvalue()):
        with pytest.raises(DamagedPictureError):
            cut_out(data, Part(0, 0, 1, 1), 64)
