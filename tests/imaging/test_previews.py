"""Previews are smaller, upright, sRGB and hold nothing but pixels."""

from __future__ import annotations

import io

import numpy as np
import pytest
import thumbhash as reference
from PIL import Image

from albumen.imaging.decode import open_picture
from albumen.imaging.previews import PreviewFormat, fitted, make_previews, placeholder
from albumen.imaging.thumbhash import thumbhash
from drawn_pictures import assert_corners, encoded, noise, scene


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_each_size_is_the_longest_side_and_shows_the_same(kind: PreviewFormat) -> None:
    previews = make_previews(scene(1600, 1200), (320, 640, 1280), kind)
    assert [(p.size, p.width, p.height) for p in previews] == [
        (1280, 1280, 960),
        (640, 640, 480),
        (320, 320, 240),
    ]
    for preview in previews:
        with Image.open(io.BytesIO(preview.data)) as image:
            assert image.format == {"jpeg": "JPEG", "webp": "WEBP"}[preview.format] == preview.format.upper()
            assert image.size == (preview.width, preview.height)
            assert_corners(np.asarray(image.convert("RGB")), tolerance=20)


def test_nothing_is_enlarged() -> None:
    assert [(p.width, p.height) for p in make_previews(scene(200, 100), (320, 1280))] == [(200, 100)] * 2


@pytest.mark.parametrize("shape", [(5000, 3), (3, 5000), (1, 1), (2561, 2559)])
def test_odd_shapes_keep_at_least_a_pixel(shape: tuple[int, int]) -> None:
    for preview in make_previews(scene(*shape), (320, 2560)):
        assert max(preview.width, preview.height) == min(preview.size, max(shape))
        assert min(preview.width, preview.height) >= 1


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_place_camera_and_profile_of_the_original_are_gone(kind: PreviewFormat) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 0.0)
    exif[0x0112] = 6
    original = encoded(Image.fromarray(scene(400, 300)), "jpeg", exif=exif, comment=b"SecretNote")
    picture = open_picture(original)
    (preview,) = make_previews(picture.at(320), (320,), kind)
    assert b"Secret" in original and b"Secret" not in preview.data
    with Image.open(io.BytesIO(preview.data)) as image:
        assert not image.getexif() and "icc_profile" not in image.info
        assert image.height > image.width, "turned upright"


def test_making_smaller_averages_rather_than_picks() -> None:
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[::2] = 255
    for size in (320, 256, 200, 100):
        inner = fitted(stripes, size)[2:-2, 2:-2].astype(float)
        assert abs(inner.mean() - 127.5) < 6
    assert fitted(stripes, 256).std() < 2


@pytest.mark.parametrize("size", [(100, 75), (75, 100), (64, 64), (100, 3), (1, 1)])
def test_the_hash_is_that_of_the_reference(size: tuple[int, int]) -> None:
    width, height = size
    for pixels in (scene(width, height), noise(width, height), np.zeros((height, width, 3), np.uint8)):
        opaque = np.dstack([pixels, np.full((height, width), 255, np.uint8)])
        expected = reference.rgba_to_thumb_hash(width, height, opaque.ravel().tolist())
        assert np.abs(np.array(expected) - np.frombuffer(thumbhash(pixels), np.uint8)).max() <= 16


def test_a_hash_is_small_and_large_pictures_are_refused() -> None:
    assert len(placeholder(noise(3000, 2000))) <= 28
    with pytest.raises(ValueError, match="does not fit"):
        thumbhash(noise(101, 20))
