"""Copy, hard link, symbolic link, move."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from photo_event import Event

from albumen.folders.errors import OtherFileSystemError, OutBusyError, PackConflictError
from albumen.folders.library import open_library
from albumen.folders.pack_choice import settle_pack

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - a second file system


def test_copy_keeps_the_time_of_the_photo(event: Event) -> None:
    os.utime(event.photos / "IMG_1.jpg", ns=(10**18, 10**18))
    event.sort()
    assert (event.out / "Person 001" / "IMG_1.jpg").stat().st_mtime_ns == 10**18


def test_hard_links_share_the_file(event: Event) -> None:
    event.sort(mode="hardlink")
    assert (event.out / "Person 001" / "IMG_1.jpg").samefile(event.photos / "IMG_1.jpg")
    assert (event.photos / "IMG_5.jpg").stat().st_nlink == 3


@pytest.mark.skipif(not os.access(SHARED_MEMORY, os.W_OK), reason="needs a second file system")
def test_hard_link_across_file_systems_is_refused_with_advice(event: Event, tmp_path: Path) -> None:
    import tempfile

    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY) as other:
        if os.stat(other).st_dev == os.stat(event.photos).st_dev:
            pytest.skip("one file system")
        with pytest.raises(OtherFileSystemError, match="copy or --mode symlink"):
            event.sort(out=Path(other) / "sorted", mode="hardlink")


def test_symbolic_links_are_relative_and_lead_to_the_photo(event: Event) -> None:
    event.sort(mode="symlink")
    link = event.out / "Person 001" / "IMG_1.jpg"
    assert not os.path.isabs(os.readlink(link))
    assert link.samefile(event.photos / "IMG_1.jpg")


def test_links_moved_by_the_user_are_corrections_too(event: Event) -> None:
    event.sort(mode="symlink")
    (event.out / "Person 001" / "IMG_1.jpg").rename(event.out / "Person 002" / "IMG_1.jpg")
    event.sort(mode="symlink")
    assert "IMG_1.jpg" in event.folders()["Person 002"]
    assert "IMG_1.jpg" not in event.folders()["Person 001"]


def test_move_empties_the_source_and_the_next_run_knows_the_photos(event: Event) -> None:
    event.broken("bad.jpg")
    first = event.sort(mode="move")
    assert {p.name for p in event.photos.iterdir()} == {"bad.jpg"}
    assert first.carried.moved == 10
    event.photo("IMG_11.jpg", "Ana")
    event.looked_at.clear()

    second = event.sort(mode="move")

    assert set(event.looked_at) == {"IMG_11.jpg"}
    assert (second.photos, second.carried.placed, second.carried.moved) == (11, 1, 1)
    assert event.folders()["No faces"] == {"IMG_10.jpg"}


def test_move_keeps_a_source_whose_copy_is_bad(event: Event) -> None:
    event.sort()
    damaged = event.out / "Person 001" / "IMG_1.jpg"
    status = damaged.stat()
    damaged.write_bytes(b"x" * status.st_size)
    os.utime(damaged, ns=(status.st_atime_ns, status.st_mtime_ns))

    summary = event.sort(mode="move")

    assert (event.photos / "IMG_1.jpg").exists()
    assert [Path(path).name for path, _ in summary.carried.problems] == ["IMG_1.jpg"]
    assert not (event.photos / "IMG_2.jpg").exists()


def test_move_after_symlinks_makes_files_of_them_first(event: Event) -> None:
    original = (event.photos / "IMG_1.jpg").read_bytes()
    event.sort(mode="symlink")
    event.sort(mode="move")
    placed = event.out / "Person 001" / "IMG_1.jpg"
    assert not placed.is_symlink()
    assert placed.read_bytes() == original
    assert not (event.photos / "IMG_1.jpg").exists()


def test_moved_photo_goes_with_its_person_when_the_user_corrects(event: Event) -> None:
    event.sort(mode="move")
    (event.out / "Passers-by" / "IMG_9.jpg").rename(event.out / "Person 001" / "IMG_9.jpg")
    event.photo("IMG_11.jpg", "Dee")
    event.sort(mode="move")
    assert {"IMG_9.jpg", "IMG_11.jpg"} <= event.folders()["Person 001"]


def test_links_in_the_photos_folder_are_copied_and_left_in_place(event: Event, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.jpg"
    shutil.move(event.photos / "IMG_1.jpg", elsewhere)
    (event.photos / "IMG_1.jpg").symlink_to(elsewhere)

    event.sort(mode="move")

    assert elsewhere.exists()
    assert (event.out / "Person 001" / "IMG_1.jpg").read_bytes() == elsewhere.read_bytes()


def test_two_runs_at_once_are_refused(event: Event) -> None:
    with open_library(event.out), pytest.raises(OutBusyError, match="Another Albumen is working"):
        event.sort()


def test_another_pack_is_refused_once_there_are_results(event: Event) -> None:
    event.sort()
    with (
        open_library(event.out) as library,
        pytest.raises(PackConflictError, match="builtin cannot be mixed"),
    ):
        settle_pack(library, "builtin")
