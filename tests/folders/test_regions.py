"""`albumen sort --regions`: who is where, beside the photos or in their copies, and never over what a user wrote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from photo_event import Event

import judge
from albumen.folders.errors import RegionsNeedCopiesError
from albumen.folders.sort import sort_photos
from albumen.imaging.xmp.files import packets_in
from albumen.imaging.xmp.packet import DC, Packet
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored, regions_of
from albumen.imaging.xmp.turning import Box
from drawn_pictures import encoded, noise

SIZE = Stored(640, 480)


@pytest.fixture
def album(event: Event) -> Event:
    """The same event in pictures that can be written into; its folders are called Ana and Bo."""
    rng = np.random.default_rng(3)
    for path in sorted(event.photos.iterdir(), key=lambda path: path.name):
        who = event._who[_digest(path)]
        assert who is not None
        data = encoded(noise(640, 480) ^ rng.integers(0, 255, dtype=np.uint8), "JPEG", quality=40)
        event.photo(path.name, *who, data=data)
    event.sort()
    event.folder_with("IMG_1.jpg").rename(event.out / "Ana")
    event.folder_with("IMG_7.jpg").rename(event.out / "Bo")
    event.sort()
    return event


def _digest(path: Path) -> bytes:
    import hashlib

    return hashlib.sha256(path.read_bytes()).digest()


def names_in(data: bytes) -> list[str]:
    return [region.name for region in regions_of(Packet(data), SIZE)]


def embedded_names(path: Path) -> list[str]:
    return [name for packet in packets_in("jpeg", path.read_bytes()) for name in names_in(packet)]


def test_sidecars_tell_who_is_where_and_names_are_those_of_renamed_folders(album: Event) -> None:
    summary = album.sort(regions="sidecar")
    assert summary.regions.sidecars == 10
    sidecar = (album.out / "Ana" / "IMG_5.jpg.xmp").read_bytes()
    assert names_in(sidecar) == ["Ana", "Bo"]
    box = regions_of(Packet(sidecar), SIZE)[1].box
    assert (box.left, box.top) == pytest.approx((100 / 640, 10 / 480), abs=1e-5)
    assert Packet(sidecar).texts(DC, "subject") == ["Ana", "Bo"]
    assert (album.out / "Bo" / "IMG_5.jpg.xmp").read_bytes() == sidecar
    assert not list(album.photos.glob("*.xmp"))


def test_a_second_run_changes_nothing_and_a_new_name_changes_all(album: Event) -> None:
    for regions in ("sidecar", "embedded"):
        album.sort(regions=regions)
        before = {path: path.stat().st_mtime_ns for path in album.out.rglob("*.*") if "html" not in path.name}
        album.sort(regions=regions)
        after = {path: path.stat().st_mtime_ns for path in album.out.rglob("*.*") if "html" not in path.name}
        assert {p for p in before if ".albumen" not in str(p)} == {
            p for p in after if ".albumen" not in str(p)
        }
        assert all(
            after[path] == before[path]
            for path in before
            if path.suffix in (".jpg", ".xmp") and path in after
        )
    (album.out / "Ana").rename(album.out / "Anna")
    album.sort(regions="embedded")
    assert embedded_names(album.out / "Bo" / "IMG_5.jpg") == ["Anna", "Bo"]


@judge.needs_exiftool
def test_copies_tell_it_sources_stay_and_no_pixel_changes(album: Event) -> None:
    sources = {path.name: path.read_bytes() for path in album.photos.iterdir()}
    summary = album.sort(regions="embedded")
    assert (summary.regions.embedded, summary.regions.sidecars) == (10, 0)
    assert {path.name: path.read_bytes() for path in album.photos.iterdir()} == sources
    placed = album.out / "Ana" / "IMG_5.jpg"
    found = judge.read(placed)
    assert [one["Name"] for one in found["RegionInfo"]["RegionList"]] == [
        "Ana",
        "Bo",
    ] and "Warning" not in found
    assert placed.read_bytes().endswith(sources["IMG_5.jpg"][sources["IMG_5.jpg"].index(b"\xff\xdb") :])
    assert placed.stat().st_mtime_ns == (album.photos / "IMG_5.jpg").stat().st_mtime_ns


def test_a_copy_that_was_written_into_is_still_known_when_the_user_moves_it(album: Event) -> None:
    album.sort(regions="embedded")
    (album.out / "Ana" / "IMG_1.jpg").rename(album.out / "Bo" / "IMG_1.jpg")
    summary = album.sort(regions="embedded")
    assert summary.noticed.moved == 1
    assert "IMG_1.jpg" in album.folders()["Bo"] and "IMG_1.jpg" not in album.folders()["Ana"]
    assert embedded_names(album.out / "Bo" / "IMG_1.jpg") == ["Bo"]


def test_sidecars_go_with_their_photos(album: Event) -> None:
    album.sort(regions="sidecar")
    (album.out / "Ana" / "IMG_1.jpg").unlink()
    album.sort()
    assert not (album.out / "Ana" / "IMG_1.jpg.xmp").exists()
    assert (album.out / "Ana" / "IMG_2.jpg.xmp").exists(), "the others stay, asked for or not"


def test_what_the_user_wrote_is_left_alone(album: Event) -> None:
    mine = told(None, Told((), (), (), ["mine"]), SIZE)
    (album.out / "Ana" / "IMG_1.jpg.xmp").write_bytes(mine)
    assert album.sort(regions="sidecar").regions.left == 1
    assert (album.out / "Ana" / "IMG_1.jpg.xmp").read_bytes() == mine
    edited = album.out / "Ana" / "IMG_2.jpg"
    edited.write_bytes(edited.read_bytes() + b"edited")
    assert album.sort(regions="embedded").regions.left >= 1
    assert edited.read_bytes().endswith(b"edited") and not embedded_names(edited)


def test_what_a_sidecar_beside_a_source_says_is_kept(album: Event) -> None:
    pet = told(None, Told([Region("Rex", Box(0.7, 0.7, 0.2, 0.2))], (), (), ["garden"]), SIZE)
    (album.photos / "IMG_1.xmp").write_bytes(pet)
    album.sort(regions="sidecar")
    sidecar = (album.out / "Ana" / "IMG_1.jpg.xmp").read_bytes()
    assert names_in(sidecar) == ["Rex", "Ana"]
    assert Packet(sidecar).texts(DC, "subject") == ["garden", "Ana"]


def test_files_that_take_nothing_get_a_sidecar_and_it_is_said(event: Event) -> None:
    event.sort(regions="embedded")  # "photos" of plain text
    summary = event.sort(regions="embedded")
    assert (summary.regions.embedded, summary.regions.instead) == (0, 10)
    assert summary.regions.sidecars == 10


def test_links_and_sources_that_are_moved_are_never_written_into(event: Event) -> None:
    for mode in ("hardlink", "symlink", "move"):
        with pytest.raises(RegionsNeedCopiesError):
            sort_photos(event.options(mode=mode, regions="embedded"), _silent())


def _silent() -> object:
    from albumen.folders.progress import Silent

    return Silent()
