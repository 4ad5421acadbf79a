"""Time, place and camera out of EXIF, checked against values written by another library; broken EXIF is no error."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from albumen.imaging.decode import open_picture
from albumen.imaging.metadata import Metadata, metadata_from_exif
from drawn_pictures import encoded, noise, scene

EXIF, GPS = 0x8769, 0x8825


def block(main: dict[int, object], exif: dict[int, object], gps: dict[int, object]) -> bytes:
    """An EXIF block as Pillow writes it."""
    written = Image.Exif()
    written.update(main)
    written.get_ifd(EXIF).update(exif)
    written.get_ifd(GPS).update(gps)
    return written.tobytes()


def read(
    main: dict[int, object] | None = None,
    exif: dict[int, object] | None = None,
    gps: dict[int, object] | None = None,
) -> Metadata:
    return metadata_from_exif(block(main or {}, exif or {}, gps or {}), size=(4, 3), orientation=1)


def pillow_position(data: bytes) -> tuple[float | None, float | None]:
    """Latitude and longitude as Pillow reads the raw entries."""
    with Image.open(io.BytesIO(data)) as picture:
        gps = picture.getexif().get_ifd(GPS)
    if 2 not in gps or 4 not in gps:
        return None, None
    latitude, longitude = (float(d) + float(m) / 60 + float(s) / 3600 for d, m, s in (gps[2], gps[4]))
    return (-latitude if gps.get(1) == "S" else latitude), (-longitude if gps.get(3) == "W" else longitude)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heif", "avif"])
def test_camera_lens_time_and_size_are_found_in_every_container(kind: str) -> None:
    data = block(
        {271: "Maker", 272: "Model 7"},
        {36867: "2024:05:06 07:08:09", 36881: "+02:00", 37521: "25", 42036: "35mm F1.8"},
        {},
    )
    metadata = open_picture(encoded(scene(64, 48), kind, exif=data)).metadata
    assert (metadata.make, metadata.model, metadata.lens) == ("Maker", "Model 7", "35mm F1.8")
    assert metadata.taken == datetime(2024, 5, 6, 7, 8, 9, 250_000, timezone(timedelta(hours=2)))
    assert (metadata.width, metadata.height, metadata.orientation) == (64, 48, 1)


@pytest.mark.parametrize("kind", ["gif", "bmp"])
def test_without_exif_only_the_size_is_known(kind: str) -> None:
    assert open_picture(encoded(scene(64, 48), kind)).metadata == Metadata(width=64, height=48)


@pytest.mark.parametrize(
    ("refs", "signs"),
    [(("N", "E"), (1, 1)), (("S", "E"), (-1, 1)), (("N", "W"), (1, -1)), (("S", "W"), (-1, -1))],
)
def test_position_is_signed_decimal_degrees(refs: tuple[str, str], signs: tuple[int, int]) -> None:
    metadata = read(
        gps={1: refs[0], 2: (33.0, 51.0, 24.6), 3: refs[1], 4: (151.0, 12.0, 55.5), 5: b"\0", 6: 58.5}
    )
    assert metadata.latitude == pytest.approx(signs[0] * 33.8568333, abs=1e-6)
    assert metadata.longitude == pytest.approx(signs[1] * 151.2154167, abs=1e-6)
    assert metadata.altitude == pytest.approx(58.5)


def test_below_the_sea_is_negative() -> None:
    assert read(gps={5: b"\1", 6: 430.5}).altitude == pytest.approx(-430.5)


@pytest.mark.parametrize(
    "gps", [{1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)}, {1: "N", 2: (5.0, 0.0, 0.0)}]
)
def test_a_place_that_is_none_is_none(gps: dict[int, object]) -> None:
    metadata = read(gps=gps)
    assert (metadata.latitude, metadata.longitude) == (None, None)


def test_time_without_a_zone_stays_without() -> None:
    assert read(exif={36867: "2024:05:06 07:08:09"}).taken == datetime(2024, 5, 6, 7, 8, 9)


@pytest.mark.parametrize(
    ("clock", "hours"),
    [((5.0, 8.0, 9.0), 2.0), ((5.0, 10.0, 0.0), 2.0), ((1.0, 23.0, 9.0), 5.75), ((19.0, 8.0, 9.0), -12.0)],
)
def test_gps_time_shows_the_zone_of_a_local_clock(clock: tuple[float, ...], hours: float) -> None:
    taken = read(exif={36867: "2024:05:06 07:08:09"}, gps={7: clock, 29: "2024:05:06"}).taken
    assert taken is not None
    assert taken.replace(tzinfo=None) == datetime(2024, 5, 6, 7, 8, 9)
    assert taken.utcoffset() == timedelta(hours=hours)


def test_a_clock_that_fits_no_zone_stays_without() -> None:
    taken = read(exif={36867: "2024:05:06 07:15:09"}, gps={7: (5.0, 7.0, 9.0), 29: "2024:05:06"}).taken
    assert taken == datetime(2024, 5, 6, 7, 15, 9)


def test_gps_time_alone_is_utc() -> None:
    assert read(gps={7: (23.0, 59.0, 58.0), 29: "2024:12:31"}).taken == datetime(
        2024, 12, 31, 23, 59, 58, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "2024:13:01 00:00:00", "    :  :     :  :  ", "yesterday", ""]
)
def test_a_time_that_is_none_is_none(text: str) -> None:
    assert read(exif={36867: text}).taken is None


def test_later_choices_are_taken_when_the_first_is_missing() -> None:
    assert read(main={306: "2023:01:02 03:04:05"}).taken == datetime(2023, 1, 2, 3, 4, 5)
    assert read(main={306: "2023:01:02 03:04:05"}, exif={36868: "2022:01:02 03:04:05"}).taken == datetime(
        2022, 1, 2, 3, 4, 5
    )


GOOD = block(
    {271: "Maker", 274: 6},
    {36867: "2024:05:06 07:08:09", 36881: "+02:00"},
    {1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (1.0, 2.0, 3.0), 7: (1.0, 2.0, 3.0), 29: "2024:05:06"},
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.binary(max_size=300) | st.builds(lambda body: b"II*\0\x08\0\0\0" + body, st.binary(max_size=300)))
def test_any_bytes_are_no_error(data: bytes) -> None:
    assert metadata_from_exif(data, size=(4, 3), orientation=1).width == 4


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_exif_is_no_error(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for position, value in changes:
        damaged[position] = value
    metadata = metadata_from_exif(bytes(damaged), size=(4, 3), orientation=1)
    assert metadata.latitude is None or abs(metadata.latitude) <= 90


def test_metadata_alone_decodes_nothing() -> None:
    data = encoded(np.tile(noise(500, 400), (10, 8, 1)), "jpeg", exif=GOOD)  # 16 megapixels
    open_picture(data)
    began = time.perf_counter()
    for _ in range(10):
        assert open_picture(data).metadata.make == "Maker"
    alone = (time.perf_counter() - began) / 10
    began = time.perf_counter()
    open_picture(data).at(4000)
    assert alone < (time.perf_counter() - began) / 10
