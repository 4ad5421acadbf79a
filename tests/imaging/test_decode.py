"""Every format and every kind of pixel comes out as upright sRGB, at the size asked for, within limits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import psutil
import pytest
import pyvips
from PIL import Image, ImageCms

from albumen.imaging.decode import open_picture
from albumen.imaging.errors import (
    DamagedPictureError,
    EmptyFileError,
    FileTooLargeError,
    NotAPictureError,
    RawSupportMissingError,
    TooManyPixelsError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from albumen.imaging.limits import Limits
from drawn_pictures import ADOBE_RGB, CORNERS, assert_corners, dng, encoded, noise, png_header, scene

LOSSLESS = {
    "webp": {"lossless": True},
    "jpeg": {"quality": 95},
    "avif": {"quality": 95},
    "heif": {"quality": 95},
}
KINDS = {
    "jpeg": "jpeg",
    "png": "png",
    "webp": "webp",
    "tiff": "tiff",
    "gif": "gif",
    "bmp": "bmp",
    "avif": "avif",
    "heif": "heic",
}


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_every_format_comes_out_as_rgb(kind: str, name: str) -> None:
    picture = open_picture(encoded(scene(300, 200), kind, **LOSSLESS.get(kind, {})))
    pixels = picture.at(300)
    assert (picture.format, picture.size) == (name, (300, 200))
    assert (pixels.shape, pixels.dtype, pixels.flags.c_contiguous) == ((200, 300, 3), np.uint8, True)
    assert_corners(pixels)
    assert picture.warnings == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("asked", [1, 100, 333, 500, 999, 1000, 5000])
def test_at_gives_at_least_what_is_asked_and_never_more_than_there_is(kind: str, asked: int) -> None:
    picture = open_picture(encoded(scene(1000, 602), kind, **LOSSLESS.get(kind, {})))
    pixels = picture.at(asked)
    longest = max(pixels.shape)
    assert min(asked, 1000) <= longest <= 1000
    assert longest <= max(2 * asked, 1000 // 8)
    assert abs(pixels.shape[0] - longest * 602 / 1000) <= 1.5
    if longest >= 100:
        assert_corners(pixels)


def test_the_last_decoded_size_is_kept_and_a_larger_one_replaces_it() -> None:
    picture = open_picture(encoded(noise(1600, 1200), "jpeg"))
    half = picture.at(800)
    assert picture.at(800) is half
    assert picture.at(100) is half
    full = picture.at(1600)
    assert full.shape == (1200, 1600, 3)
    assert picture.at(800) is full


@pytest.mark.parametrize("asked", [0, -5])
def test_a_size_of_nothing_is_refused(asked: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        open_picture(encoded(scene(8, 8), "png")).at(asked)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(kind: str, orientation: int) -> None:
    upright = Image.fromarray(scene(320, 200))
    # What a camera stores so that the orientation makes it upright: the inverse of the turn.
    inverse = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if inverse is None else upright.transpose(inverse)
    exif = Image.Exif()
    exif[274] = orientation
    picture = open_picture(encoded(stored, kind, exif=exif, **LOSSLESS.get(kind, {})))
    assert picture.size == (320, 200)
    assert picture.metadata.orientation == orientation
    for asked in (320, 100):
        pixels = picture.at(asked)
        assert pixels.flags.c_contiguous
        assert_corners(pixels)


def _vips_bytes(image: pyvips.Image, suffix: str, **options: object) -> bytes:
    return bytes(image.write_to_buffer(suffix, **options))


def _scene_image() -> pyvips.Image:
    return pyvips.Image.new_from_array(scene(200, 120)).copy(interpretation="srgb")


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_become_eight(suffix: str) -> None:
    deep = (_scene_image().cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    assert_corners(open_picture(_vips_bytes(deep, suffix)).at(200), tolerance=1)


@pytest.mark.parametrize("scale", [1 / 255, 1.0])
def test_float_becomes_eight_bits(scale: float) -> None:
    black_to_white = pyvips.Image.new_from_array(
        np.linspace(0, 255, 256, dtype=np.float32)[np.newaxis].repeat(8, 0)
    )
    pixels = open_picture(_vips_bytes((black_to_white * scale).cast("float"), ".tif")).at(256)
    assert np.abs(pixels[4, :, 1].astype(int) - np.arange(256)).max() <= 1


@pytest.mark.parametrize("kind", ["png", "webp", "tiff", "heif", "avif"])
@pytest.mark.parametrize("asked", [200, 50])
def test_alpha_lies_on_white(kind: str, asked: int) -> None:
    pixels = np.zeros((120, 200, 4), np.uint8)
    pixels[:, :100] = (10, 20, 30, 0)
    pixels[:, 100:] = (200, 40, 40, 255)
    shown = open_picture(encoded(pixels, kind, **LOSSLESS.get(kind, {}))).at(asked)
    height, width = shown.shape[:2]
    assert shown[height // 2, width // 8].min() >= 250
    assert np.abs(shown[height // 2, -width // 8].astype(int) - (200, 40, 40)).max() <= 12


def test_a_half_clear_pixel_is_mixed_with_white() -> None:
    shown = open_picture(encoded(np.full((8, 8, 4), (100, 0, 0, 128), np.uint8), "png")).at(8)
    assert np.abs(shown[4, 4].astype(int) - (177, 127, 127)).max() <= 2


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16"])
def test_grey_and_palette_become_rgb(mode: str) -> None:
    ramp = Image.fromarray(np.tile(np.arange(256, dtype=np.uint8), (16, 1)))
    if mode == "I;16":
        source = Image.fromarray(np.tile(np.arange(256, dtype=np.uint16) * 257, (16, 1)))
    else:
        source = ramp.convert(mode)
    pixels = open_picture(encoded(source, "png")).at(256)
    assert pixels.shape == (16, 256, 3)
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert pixels[:, :16].mean() < 20
    assert pixels[:, -16:].mean() > 235


def test_transparent_gif_shows_its_first_frame_on_white() -> None:
    frames = [Image.new("P", (20, 10), 0), Image.new("P", (20, 10), 2)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 200, 40, 40, 40, 40, 200])
    frames[0].paste(1, (10, 0, 20, 10))
    data = encoded(frames[0], "gif", save_all=True, append_images=frames[1:], transparency=0, disposal=2)
    pixels = open_picture(data).at(20)
    assert tuple(pixels[5, 2]) == (255, 255, 255)
    assert tuple(pixels[5, 15]) == (200, 40, 40)


@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
def test_cmyk_has_plausible_colours(kind: str) -> None:
    inks = np.zeros((40, 160, 4), np.uint8)
    inks[:, :40] = (0, 255, 255, 0)  # red
    inks[:, 40:80] = (255, 0, 255, 0)  # green
    inks[:, 80:120] = (0, 0, 0, 255)  # black
    data = encoded(Image.fromarray(inks, "CMYK"), kind)
    red, green, black, paper = (open_picture(data).at(160)[20, x].astype(int) for x in (20, 60, 100, 140))
    assert red[0] > red[1] + 80
    assert red[0] > red[2] + 80
    assert green[1] > green[0] + 60
    assert green[1] > green[2] + 30
    assert black.max() < 70
    assert paper.min() > 235


@pytest.mark.parametrize(
    ("kind", "tolerance"), [("jpeg", 5), ("png", 3), ("webp", 3), ("tiff", 3), ("heif", 8), ("avif", 8)]
)
def test_a_wide_gamut_profile_is_brought_to_srgb(kind: str, tolerance: int) -> None:
    # Adobe RGB by its definition: linear light by the power 2.19921875, then to XYZ and to sRGB.
    stored = np.array([180, 120, 90])
    to_xyz = np.array([[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]])
    to_srgb = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    linear = to_srgb @ to_xyz @ (stored / 255) ** 2.19921875
    expected = 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(expected - stored).max() > 12  # or the test would show nothing
    options = {**LOSSLESS.get(kind, {}), **({"subsampling": 0} if kind == "jpeg" else {})}
    data = encoded(np.full((64, 64, 3), stored, np.uint8), kind, icc_profile=ADOBE_RGB, **options)
    picture = open_picture(data)
    assert np.abs(picture.at(64)[32, 32] - expected).max() <= tolerance
    assert picture.warnings == ()


def test_sixteen_bit_wide_gamut_is_brought_to_srgb() -> None:
    deep = pyvips.Image.new_from_array(np.full((16, 16, 3), (180 * 257, 120 * 257, 90 * 257), np.uint16))
    deep = deep.copy(interpretation="rgb16")
    deep.set_type(pyvips.GValue.blob_type, "icc-profile-data", ADOBE_RGB)
    shallow = encoded(np.full((16, 16, 3), (180, 120, 90), np.uint8), "png", icc_profile=ADOBE_RGB)
    found = open_picture(_vips_bytes(deep, ".png")).at(16)[8, 8].astype(int)
    assert np.abs(found - open_picture(shallow).at(16)[8, 8]).max() <= 2
    assert np.abs(found - (180, 120, 90)).max() > 12


def test_srgb_itself_is_left_alone() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = noise(64, 64)
    assert np.array_equal(open_picture(encoded(pixels, "png", icc_profile=profile)).at(64), pixels)


def test_a_broken_profile_costs_a_warning() -> None:
    picture = open_picture(encoded(scene(64, 64), "jpeg", quality=95, icc_profile=ADOBE_RGB[:200]))
    assert_corners(picture.at(64))
    assert len(picture.warnings) == 1


def test_the_pixels_of_a_plain_jpeg_are_those_of_libjpeg() -> None:
    data = encoded(noise(640, 480), "jpeg", quality=90)
    for asked, factor in ((640, 1), (320, 2), (160, 4), (80, 8)):
        expected = pyvips.Image.jpegload_buffer(data, shrink=factor).numpy()
        assert np.array_equal(open_picture(data).at(asked), expected)


@pytest.mark.parametrize("progressive", [False, True])
def test_half_a_jpeg_shows_its_half_with_a_warning(progressive: bool) -> None:
    data = encoded(noise(640, 480), "jpeg", progressive=progressive)
    picture = open_picture(data[: len(data) // 2])
    pixels = picture.at(640)
    assert pixels.shape == (480, 640, 3)
    assert pixels[:100].std() > 20
    assert len(picture.warnings) == 1


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp", "gif", "heif", "avif", "bmp"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
def test_a_cut_off_file_is_a_picture_or_a_typed_error(kind: str, part: float) -> None:
    data = encoded(noise(200, 150), kind)
    try:
        pixels = open_picture(data[: int(len(data) * part)]).at(200)
    except (DamagedPictureError, NotAPictureError, UnsupportedFormatError) as error:
        assert error.code
        assert error.sentence.endswith(".")
    else:
        assert pixels.shape == (150, 200, 3)


def test_a_jpeg_of_header_only_is_damaged() -> None:
    data = encoded(noise(640, 480), "jpeg")
    with pytest.raises(DamagedPictureError):
        open_picture(data[: data.index(b"\xff\xda") + 14]).at(640)


def test_a_jpeg_with_another_file_behind_it_is_whole() -> None:
    picture = open_picture(encoded(scene(64, 64), "jpeg") + b"a film behind a photo" * 1000)
    assert_corners(picture.at(64))
    assert picture.warnings == ()


def test_the_name_is_never_believed(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(encoded(scene(64, 64), "jpeg"))
    assert open_picture(file).format == "jpeg"
    text = tmp_path / "photo.jpg"
    text.write_bytes(b"not a photo at all")
    with pytest.raises(NotAPictureError):
        open_picture(text)


@pytest.mark.parametrize("name", ["missing.jpg", "", "nul\0l.jpg"])
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError):
        open_picture(f"{tmp_path}/{name}")


def test_a_pipe_is_no_file_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UnreadableFileError):
        open_picture(tmp_path / "pipe.jpg")


def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "secret.jpg"
    file.write_bytes(encoded(scene(8, 8), "jpeg"))
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UnreadableFileError):
        open_picture(file)


@pytest.mark.parametrize("as_file", [True, False])
def test_empty_and_large_files_are_refused(tmp_path: Path, as_file: bool) -> None:
    def source(data: bytes) -> Path | bytes:
        (tmp_path / "photo").write_bytes(data)
        return tmp_path / "photo" if as_file else data

    with pytest.raises(EmptyFileError):
        open_picture(source(b""))
    with pytest.raises(FileTooLargeError):
        open_picture(source(encoded(noise(100, 100), "png")), Limits(max_bytes=1000))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.jpg"
    with file.open("wb") as handle:
        handle.truncate(3 * 10**9)
    tracemalloc.start()
    try:
        with pytest.raises(FileTooLargeError):
            open_picture(file)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_too_many_pixels_are_refused_before_they_exist() -> None:
    open_picture(png_header(10, 10))  # the decoder is loaded
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    for width, height in ((30_000, 30_000), (500_000, 500_000)):
        with pytest.raises((TooManyPixelsError, DamagedPictureError)) as caught:
            open_picture(png_header(width, height))
        assert caught.value.code == "too_many_pixels" or width > 30_000
    assert time.perf_counter() - began < 1
    assert psutil.Process().memory_info().rss - before < 50_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_pixel_limit_counts_for_every_format(kind: str) -> None:
    with pytest.raises(TooManyPixelsError):
        open_picture(encoded(scene(300, 200), kind), Limits(max_pixels=59_999))
    open_picture(encoded(scene(300, 200), kind), Limits(max_pixels=60_000))


def test_a_format_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match="GIF"):
        open_picture(encoded(scene(8, 8), "gif"), Limits(formats=frozenset(("jpeg",))))


@pytest.mark.parametrize(("orientation", "size"), [(1, (640, 400)), (6, (400, 640))])
def test_a_raw_file_is_developed(orientation: int, size: tuple[int, int]) -> None:
    pytest.importorskip("rawpy")
    sensor = np.full((400, 640), 6000, np.uint16)
    sensor[:200, :320] = 52000  # bright at the top left
    picture = open_picture(dng(sensor, orientation=orientation))
    assert picture.format == "raw"
    assert picture.size == size
    assert picture.metadata.make == "Albumen"
    half, full = open_picture(dng(sensor, orientation=orientation)).at(320), picture.at(640)
    assert full.shape == (size[1], size[0], 3)
    assert half.shape == (size[1] // 2, size[0] // 2, 3)
    for pixels in (half, full):
        quarters = [[q.mean() for q in np.array_split(row, 2, axis=1)] for row in np.array_split(pixels, 2)]
        brightest = np.unravel_index(np.argmax(quarters), (2, 2))
        assert tuple(brightest) == ((0, 0) if orientation == 1 else (0, 1))


def test_raw_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    with pytest.raises(RawSupportMissingError) as caught:
        open_picture(dng(np.zeros((64, 64), np.uint16)))
    assert "pip install albumen[raw]" in caught.value.advice


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, albumen.imaging, albumen.imaging.decode, albumen.imaging.workers, albumen.imaging.limits\n"
        "print([m for m in ('pyvips', 'PIL', 'cv2', 'rawpy', 'pillow_heif', 'pebble') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_corners_differ_enough_for_these_tests_to_mean_something() -> None:
    colours = np.array(list(CORNERS.values()))
    distances = np.abs(colours[:, None] - colours[None]).max(-1) + 255 * np.eye(4)
    assert distances.min() > 100
