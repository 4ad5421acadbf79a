"""A packet in a copy of a file: another program reads it, every pixel is what it was, nothing else is lost."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import judge
from albumen.imaging.sniff import sniff
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.files import embedding, holder_of, packets_in
from albumen.imaging.xmp.holding import spliced
from albumen.imaging.xmp.packet import Packet
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored, regions_of
from albumen.imaging.xmp.turning import Box
from drawn_pictures import encoded, noise

BOX = Box(0.1, 0.2, 0.25, 0.3)
MADE = {
    "jpeg": ("JPEG", {"quality": 90}),
    "png": ("PNG", {}),
    "webp": ("WEBP", {"quality": 80}),
    "webp-lossless": ("WEBP", {"lossless": True}),
    "webp-exif": ("WEBP", {"quality": 80, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}),
    "tiff": ("TIFF", {}),
    "tiff-lzw": ("TIFF", {"compression": "tiff_lzw"}),
}


def with_packet(data: bytes, what: Told, stored: Stored) -> bytes:
    holder = holder_of(sniff(data), lambda first, last: data[first:last], len(data))
    return spliced(data, embedding(holder, told(holder.packet, what, stored)))


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def scan(jpeg: bytes) -> bytes:
    """Everything of a JPEG from the first table on: what the picture is made of."""
    return jpeg[jpeg.index(b"\xff\xdb") :]


@judge.needs_exiftool
@pytest.mark.parametrize("name", MADE)
def test_another_program_reads_it_and_no_pixel_changed(name: str, tmp_path: Path) -> None:
    kind, options = MADE[name]
    data = encoded(noise(64, 48), kind, **options)
    faces = [Region("Ana Müller & <Söhne>", BOX), Region("", Box(0.6, 0.5, 0.2, 0.2))]
    what = Told(faces, (), ["Ana Müller & <Söhne>"], ["Sommer"])
    made = with_packet(data, what, Stored(64, 48))
    path = tmp_path / f"photo.{kind.lower()}"
    path.write_bytes(made)
    found = judge.read(path)
    assert "Error" not in found and "Warning" not in found, found
    regions = found["RegionInfo"]
    assert regions["AppliedToDimensions"] == {"W": 64, "H": 48, "Unit": "pixel"}
    first, second = regions["RegionList"]
    assert (first["Name"], first["Type"]) == ("Ana Müller & <Söhne>", "Face")
    area = first["Area"]
    assert [area[key] for key in "XYWH"] == pytest.approx([0.225, 0.35, 0.25, 0.3], abs=1e-5)
    assert area["Unit"] == "normalized"
    assert "Name" not in second
    assert found["Subject"] == ["Sommer", "Ana Müller & <Söhne>"]
    assert found["HierarchicalSubject"] == ["People|Ana Müller & <Söhne>", "Sommer"]
    assert found["TagsList"] == ["People/Ana Müller & <Söhne>", "Sommer"]
    assert found["PersonInImage"] in (["Ana Müller & <Söhne>"], "Ana Müller & <Söhne>")
    assert np.array_equal(pixels(made), pixels(data))
    if kind == "JPEG":
        assert scan(made) == scan(data)


@pytest.mark.parametrize("name", MADE)
def test_written_again_it_does_not_double(name: str) -> None:
    kind, options = MADE[name]
    data = encoded(noise(40, 40), kind, **options)
    what = Told([Region("Bo", BOX)], (), ["Bo"], ["Fest"])
    once = with_packet(data, what, Stored(40, 40))
    twice = with_packet(once, what, Stored(40, 40))
    (packet,) = packets_in(sniff(twice), twice)
    assert regions_of(Packet(packet), Stored(40, 40))[0].name == "Bo"
    assert twice.count(b"<mwg-rs:Name>Bo</mwg-rs:Name>") == 1
    assert np.array_equal(pixels(twice), pixels(data))
    (before,) = packets_in(sniff(once), once)
    assert packet == before


@judge.needs_exiftool
@pytest.mark.parametrize("name", MADE)
def test_what_was_there_stays(name: str, tmp_path: Path) -> None:
    kind, options = MADE[name]
    path = tmp_path / f"photo.{kind.lower()}"
    path.write_bytes(encoded(noise(64, 48), kind, **options))
    pet = "{Area={X=0.8,Y=0.8,W=0.1,H=0.1,Unit=normalized},Name=Rex,Type=Pet}"
    face = "{Area={X=0.5,Y=0.1,W=0.1,H=0.1,Unit=normalized},Name=Cy,Type=Face}"
    judge.write(
        path,
        "-XMP:Title=Ein Fest",
        "-XMP:Rating=4",
        "-XMP-dc:Subject=garden",
        "-XMP-dc:Subject=Cy",
        f"-RegionInfo={{AppliedToDimensions={{W=64,H=48,Unit=pixel}},RegionList=[{pet},{face}]}}",
        "-XMP-photoshop:History=one thing",
    )
    made = with_packet(path.read_bytes(), Told([Region("Ana", BOX)], (), ["Ana"], []), Stored(64, 48))
    path.write_bytes(made)
    found = judge.read(path)
    assert "Error" not in found and "Warning" not in found, found
    assert (found["Title"], found["Rating"], found["History"]) == ("Ein Fest", 4, "one thing")
    assert found["Subject"] == ["garden", "Cy", "Ana"]
    assert [(one["Name"], one["Type"]) for one in found["RegionInfo"]["RegionList"]] == [
        ("Rex", "Pet"),
        ("Cy", "Face"),
        ("Ana", "Face"),
    ]


@judge.needs_exiftool
def test_a_corrected_and_a_hidden_face_lose_the_names_they_had(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(noise(64, 48), "JPEG"))
    wrong = "{Area={X=0.225,Y=0.35,W=0.25,H=0.3,Unit=normalized},Name=Wrong,Type=Face}"
    hidden = "{Area={X=0.7,Y=0.6,W=0.2,H=0.2,Unit=normalized},Name=Hidden,Type=Face}"
    judge.write(
        path,
        f"-RegionInfo={{AppliedToDimensions={{W=64,H=48,Unit=pixel}},RegionList=[{wrong},{hidden}]}}",
        "-XMP-dc:Subject=Wrong",
        "-XMP-dc:Subject=Hidden",
        "-XMP-dc:Subject=party",
        "-XMP-lr:HierarchicalSubject=People|Hidden",
        "-XMP-iptcExt:PersonInImage=Wrong",
    )
    what = Told([Region("Ana", BOX)], [Box(0.6, 0.5, 0.2, 0.2)], ["Ana"], [])
    path.write_bytes(with_packet(path.read_bytes(), what, Stored(64, 48)))
    found = judge.read(path)
    assert [one["Name"] for one in found["RegionInfo"]["RegionList"]] == ["Ana"]
    assert found["Subject"] == ["party", "Ana"]
    assert b"Hidden" not in path.read_bytes() and b"Wrong" not in path.read_bytes()


def test_an_old_packet_leaves_nothing_readable_behind_in_a_tiff() -> None:
    data = encoded(noise(30, 30), "TIFF")
    first = with_packet(data, Told([Region("Secret", BOX)], (), ["Secret"], []), Stored(30, 30))
    again = with_packet(first, Told((), [BOX], (), []), Stored(30, 30))
    assert b"Secret" in first
    assert b"Secret" not in again
    assert np.array_equal(pixels(again), pixels(data))


@pytest.mark.shared
@judge.needs_exiftool
@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_keeps_its_pixels_and_its_place(
    shape: str, orientation: int, photos_dir: Path, tmp_path: Path
) -> None:
    from albumen.imaging.decode import open_picture

    data = (photos_dir / "tricky" / "orientation" / f"{shape}_{orientation}.jpg").read_bytes()
    picture = open_picture(data)
    width, height = picture.size if orientation < 5 else picture.size[::-1]
    stored = Stored(width, height, orientation)
    made = with_packet(data, Told([Region("Ana", BOX)], (), ["Ana"], []), stored)
    assert scan(made) == scan(data)
    path = tmp_path / "photo.jpg"
    path.write_bytes(made)
    found = judge.read(path)
    assert (found["Orientation"], found.get("Warning")) == (orientation, None)
    applied = found["RegionInfo"]["AppliedToDimensions"]
    assert (applied["W"], applied["H"]) == Image.open(io.BytesIO(data)).size
    area = found["RegionInfo"]["RegionList"][0]["Area"]
    left, top = area["X"] - area["W"] / 2, area["Y"] - area["H"] / 2
    # The stored pixels in the stored box, turned by another library, are those in the upright box.
    turned = Image.new("L", (1000, 1000), 0)
    turned.paste(255, tuple(round(1000 * v) for v in (left, top, left + area["W"], top + area["H"])))
    upright = turned.transpose(_TURN[orientation]) if orientation in _TURN else turned
    ours = tuple(round(1000 * v) for v in (BOX.left, BOX.top, BOX.left + BOX.width, BOX.top + BOX.height))
    assert np.allclose(upright.getbbox(), ours, atol=1)
    (packet,) = packets_in("jpeg", made)
    read = regions_of(Packet(packet), stored)[0].box
    assert [read.left, read.top, read.width, read.height] == pytest.approx(
        [BOX.left, BOX.top, BOX.width, BOX.height], abs=1e-5
    )


_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@pytest.mark.shared
def test_files_that_break_decoders_break_nothing_here(photos_dir: Path) -> None:
    seen = 0
    for path in sorted((photos_dir / "tricky").rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        for kind in ("jpeg", "png", "webp", "tiff"):
            holder = holder_of(kind, lambda first, last, data=data: data[first:last], len(data))
            try:
                made = spliced(data, holder.splices(Packet().written()))
            except NotEmbeddableError:
                continue
            if kind == _kind(data):
                seen += 1
                again = holder_of(kind, lambda first, last, made=made: made[first:last], len(made))
                assert again.packet == Packet().written(), path
    assert seen > 60


def _kind(data: bytes) -> str:
    from albumen.errors import AlbumenError

    try:
        return sniff(data)
    except AlbumenError:
        return ""


def test_a_packet_that_is_too_long_for_a_jpeg_is_refused() -> None:
    data = encoded(noise(20, 20), "JPEG")
    with pytest.raises(NotEmbeddableError):
        with_packet(data, Told((), (), (), [f"label {n} {'x' * 90}" for n in range(800)]), Stored(20, 20))


def test_formats_without_a_place_for_it_are_refused() -> None:
    for kind in ("gif", "bmp", "raw"):
        with pytest.raises(NotEmbeddableError):
            holder_of(kind, lambda first, last: b"", 0)
