"""Formats are told by their bytes; RAW in the clothes of a TIFF is told from a TIFF."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.imaging.errors import EmptyFileError, ImagingError, NotAPictureError, UnsupportedFormatError
from albumen.imaging.sniff import FORMATS, sniff
from drawn_pictures import dng, encoded, scene

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
def test_written_files_are_known(kind: str, name: str) -> None:
    assert sniff(encoded(scene(20, 10), kind)) == name


def _box(brand: bytes, *compatible: bytes) -> bytes:
    body = brand + bytes(4) + b"".join(compatible)
    return (len(body) + 8).to_bytes(4, "big") + b"ftyp" + body


@pytest.mark.parametrize(
    "data",
    [
        b"FUJIFILMCCD-RAW 0201",
        b"IIRO\x08\0\0\0" + bytes(40),
        b"IIRS\x08\0\0\0" + bytes(40),
        b"MMOR\0\0\0\x08" + bytes(40),
        b"IIU\0\x18\0\0\0" + bytes(40),
        b"II*\0\x10\0\0\0CR\x02\0" + bytes(40),
        _box(b"crx ", b"crx ", b"isom"),
        dng(np.zeros((8, 8), np.uint16)),
    ],
)
def test_camera_raw_is_known(data: bytes) -> None:
    assert sniff(data) == "raw"


def test_sensor_data_in_a_sub_directory_makes_a_tiff_raw() -> None:
    # NEF and ARW: a small RGB picture first, the sensor in a sub-directory. Built from a DNG without its version tag.
    whole = dng(np.zeros((8, 8), np.uint16))
    assert sniff(whole.replace((50706).to_bytes(2, "little"), (50999).to_bytes(2, "little"))) == "raw"
    child = 8 + 2 + 12 + 4
    first = (
        b"\x01\0" + (330).to_bytes(2, "little") + b"\x04\0\x01\0\0\0" + child.to_bytes(4, "little") + bytes(4)
    )
    second = (
        b"\x01\0"
        + (262).to_bytes(2, "little")
        + b"\x03\0\x01\0\0\0"
        + (32803).to_bytes(4, "little")
        + bytes(4)
    )
    assert sniff(b"II*\0\x08\0\0\0" + first + second) == "raw"
    assert (
        sniff(b"II*\0\x08\0\0\0" + first + second.replace((32803).to_bytes(4, "little"), b"\x02\0\0\0"))
        == "tiff"
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_box(b"mif1", b"mif1", b"avif"), "avif"),
        (_box(b"mif1", b"heic"), "heic"),
        (_box(b"msf1", b"hevc"), "heic"),
    ],
)
def test_brands_decide_between_heic_and_avif(data: bytes, name: str) -> None:
    assert sniff(data) == name


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"8BPS\0\1", b"\xff\x0a123456", b"P6\n2 2\n", _box(b"mp42", b"isom"), _box(b"qt  ")]
)
def test_known_strangers_are_named(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError):
        sniff(data + bytes(50))


@pytest.mark.parametrize(
    "data", [b"hello", b"BM is how this letter begins, and it is no bitmap", b"\xff\xd8", b"\0" * 100]
)
def test_anything_else_is_no_picture(data: bytes) -> None:
    with pytest.raises(NotAPictureError):
        sniff(data)


def test_no_bytes_are_empty() -> None:
    with pytest.raises(EmptyFileError):
        sniff(b"")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from([b"", b"II*\0", b"MM\0*", b"\0\0\0\x18ftyp", b"RIFF"]), st.binary(max_size=200))
def test_any_bytes_give_a_format_or_a_typed_error(head: bytes, rest: bytes) -> None:
    try:
        assert sniff(head + rest) in FORMATS
    except ImagingError as error:
        assert error.code in {"file_empty", "not_a_picture", "format_unsupported"}
