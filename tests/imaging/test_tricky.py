"""The real photos that break decoders, each through a worker with all limits on."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import hostile_jobs
import numpy as np
import pytest
from PIL import Image, ImageOps
from test_metadata import pillow_position

from albumen.errors import AlbumenError
from albumen.imaging.decode import open_picture
from albumen.imaging.limits import Limits
from albumen.imaging.workers import SupervisedPool

pytestmark = pytest.mark.shared

Answer = dict[str, object] | AlbumenError

PICTURES_LOST = {
    "tiff_tiled_planar_16bit_RGB.tiff",
    "tiff_tiled_planar_16bit_RGBa.tiff",
}
"""TIFFs that Pillow reads and libvips does not: tiles in separate planes."""


@pytest.fixture(scope="module")
def answers(photos_dir: Path) -> dict[Path, Answer]:
    files = sorted(file for file in (photos_dir / "tricky").rglob("*") if file.is_file())
    limits = Limits()
    with SupervisedPool[Path, dict[str, object]](
        partial(hostile_jobs.picture_reader, limits, 1600),
        processes=1,
        seconds_per_item=20,
        memory_limit=limits.worker_memory,
    ) as pool:
        found = dict(pool.run(files))
    assert set(found) == set(files)
    assert len(files) > 150
    return found


def test_each_gives_a_picture_or_one_typed_error(answers: dict[Path, Answer]) -> None:
    for path, answer in answers.items():
        if isinstance(answer, AlbumenError):
            assert answer.code in {"picture_damaged", "format_unsupported", "not_a_picture", "file_empty"}, (
                path
            )
            assert answer.sentence.endswith("."), path
            assert answer.advice, path
        else:
            width, height = answer["size"]  # type: ignore[misc]
            rows, columns, bands = answer["shape"]  # type: ignore[misc]
            assert bands == 3, path
            assert (answer["dtype"], answer["contiguous"]) == ("uint8", True), path
            assert max(rows, columns) >= min(1600, max(width, height)), path
            assert rows <= height, path
            assert columns <= width, path


def test_none_takes_long_or_much(answers: dict[Path, Answer]) -> None:
    pictures = [answer for answer in answers.values() if not isinstance(answer, AlbumenError)]
    assert max(float(str(picture["seconds"])) for picture in pictures) < 10
    assert max(int(str(picture["peak_bytes"])) for picture in pictures) < 1_500_000_000


def test_what_another_reader_can_show_is_shown(answers: dict[Path, Answer]) -> None:
    """Pictures of the allowed formats that Pillow decodes in full are not lost here."""
    warnings.simplefilter("ignore")  # Pillow's, about the damage
    lost = set()
    for path, answer in answers.items():
        if isinstance(answer, AlbumenError) and answer.code == "picture_damaged":
            try:
                with Image.open(path) as picture:
                    picture.load()
            except Exception:  # noqa: BLE001, S112 - Pillow raises many types on these; then nothing is lost
                continue
            lost.add(path.name)
    assert lost == PICTURES_LOST


def test_metadata_never_raises_and_is_plausible(answers: dict[Path, Answer]) -> None:
    for path, answer in answers.items():
        if not isinstance(answer, AlbumenError):
            metadata = answer["metadata"]
            assert (metadata.width, metadata.height) == answer["size"], path  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_all_orientations_come_out_alike(photos_dir: Path, shape: str) -> None:
    def small(number: int) -> np.ndarray:  # type: ignore[type-arg]
        picture = open_picture(photos_dir / "tricky" / "orientation" / f"{shape}_{number}.jpg")
        assert picture.metadata.orientation == number
        assert (picture.size[0] > picture.size[1]) == (shape == "Landscape")
        image = Image.fromarray(picture.at(600)).resize((60, 60), Image.Resampling.BOX)
        return np.asarray(image).astype(int)

    first = small(1)
    # The set prints each picture's number into it, so a small part may differ.
    for number in range(2, 9):
        assert np.median(np.abs(small(number) - first)) <= 3
        assert (np.abs(small(number) - first) > 40).mean() < 0.08


@pytest.mark.parametrize(
    "name",
    ["hopper_orientation_2.jpg", "hopper_orientation_7.webp", "g4_orientation_6.tif", "exif_typeerror.jpg",
     "sugarshack_bad_mpo_header.jpg", "iss634.gif", "exif_text.png", "exif-72dpi-int.jpg"],
)  # fmt: skip
def test_pixels_agree_with_pillow(photos_dir: Path, name: str) -> None:
    path = photos_dir / "tricky" / "pillow" / name
    pixels = open_picture(path).at(100_000)
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB")).astype(int)
    assert pixels.shape == expected.shape
    assert np.abs(pixels.astype(int) - expected).mean() < 2


@pytest.mark.parametrize("name", ["xiaomi.heic", "aux_YCbCr.heic", "zPug_3.heic", "RGB_12__29x100.heif"])
def test_heic_agrees_with_eight_bit_reading(photos_dir: Path, name: str) -> None:
    import pillow_heif

    data = (photos_dir / "tricky" / "heic" / name).read_bytes()
    heif = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    expected = heif.to_pillow().convert("RGB")
    pixels = open_picture(data).at(100_000)
    assert pixels.shape == (expected.height, expected.width, 3)
    assert np.abs(pixels.astype(int) - np.asarray(expected)).mean() < 3


@pytest.mark.parametrize("depth", [10, 12])
def test_deep_grey_heic_is_scaled_and_not_clipped(photos_dir: Path, depth: int) -> None:
    folder = photos_dir / "tricky" / "heic"
    shallow = open_picture(folder / "L_8__128x128.heif").at(128).astype(int)
    assert np.abs(open_picture(folder / f"L_{depth}__128x128.heif").at(128) - shallow).mean() < 3


@pytest.fixture
def gps_photos(photos_dir: Path) -> Iterator[list[Path]]:
    yield sorted((photos_dir / "tricky" / "gps").glob("*.jpg"))


def test_positions_agree_with_pillow(gps_photos: list[Path]) -> None:
    known = 0
    for path in gps_photos:
        found, expected = open_picture(path).metadata, pillow_position(path.read_bytes())
        assert (found.latitude, found.longitude) == (
            pytest.approx(expected[0]),
            pytest.approx(expected[1]),
        ), path
        known += found.latitude is not None
    assert known >= 9


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [("DSCN0010.jpg", 43.467448, 11.885127), ("DSCN0025.jpg", 43.468365, 11.881635)],
)
def test_positions_that_are_known(photos_dir: Path, name: str, latitude: float, longitude: float) -> None:
    metadata = open_picture(photos_dir / "tricky" / "gps" / name).metadata
    assert metadata.latitude == pytest.approx(latitude, abs=1e-5)
    assert metadata.longitude == pytest.approx(longitude, abs=1e-5)
    assert metadata.make == "NIKON"
    assert metadata.model == "COOLPIX P6000"
