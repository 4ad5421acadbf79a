"""The same bytes are one photo, whatever the files are called and however many there are."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from photo_event import Event
from test_killed_runs import contents, killed_at

from albumen.cli.sort import summary_lines

SORTED = {
    "Person 001": {f"IMG_{n}.jpg" for n in range(1, 7)},
    "Person 002": {f"IMG_{n}.jpg" for n in range(5, 9)},
    "Passers-by": {"IMG_9.jpg"},
    "No faces": {"IMG_10.jpg"},
}


def rename_photos(event: Event) -> None:
    event.photos.rename(event.photos.with_name("renamed"))
    event.photos = event.photos.with_name("renamed")


@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink"])
def test_renamed_folder_of_photos_changes_nothing(event: Event, mode: str) -> None:
    event.sort(mode=mode)
    (event.out / "Person 001" / "IMG_1.jpg").rename(event.out / "Person 002" / "IMG_1.jpg")
    event.sort(mode=mode)
    before = event.folders()
    rename_photos(event)

    for _ in range(2):
        summary = event.sort(mode=mode)
        assert (summary.people, summary.photos, summary.duplicates) == (2, 10, 0)
        assert event.folders() == before
    assert (event.out / "Person 002" / "IMG_1.jpg").read_bytes() == (event.photos / "IMG_1.jpg").read_bytes()
    assert summary.carried.placed == 0


def test_second_copy_is_reported_and_neither_placed_nor_counted(event: Event, tmp_path: Path) -> None:
    shutil.copytree(event.photos, event.photos / "backup")

    summary = event.sort(report=tmp_path / "report.json")

    assert (summary.people, summary.photos, summary.duplicates) == (2, 10, 10)
    assert {name: len(files) for name, files in event.folders().items()} == {
        k: len(v) for k, v in SORTED.items()
    }
    said = summary_lines(event.options(), summary)
    assert "10 files are duplicates of other photos (same bytes): not placed or counted again." in said
    photos = {p["path"]: p["faces"] for p in json.loads((tmp_path / "report.json").read_bytes())["photos"]}
    assert len(photos) == 20
    assert photos["backup/IMG_5.jpg"] == photos["IMG_5.jpg"]
    again = event.sort()
    assert (again.carried.placed, again.photos, again.duplicates) == (0, 10, 10)


def test_duplicate_takes_the_place_when_the_first_file_goes(event: Event) -> None:
    event.sort()
    shutil.copytree(event.photos, event.photos / "backup")
    event.sort()
    for path in event.photos.glob("*.jpg"):
        path.unlink()

    summary = event.sort()

    assert event.folders() == SORTED
    assert (summary.photos, summary.duplicates, summary.carried.placed) == (10, 0, 0)


def test_move_removes_duplicates_after_verifying_and_loses_nothing(event: Event) -> None:
    originals = {p.read_bytes() for p in event.photos.iterdir()}
    shutil.copytree(event.photos, event.photos / "backup")

    event.sort(mode="move")

    assert [p for p in event.photos.rglob("*") if p.is_file()] == []
    placed = [p for p in event.out.rglob("*.jpg") if ".albumen" not in p.parts]
    assert {p.read_bytes() for p in placed} == originals
    assert len(placed) == sum(map(len, SORTED.values()))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_moving_duplicates_loses_nothing_when_killed(event: Event) -> None:
    originals = contents(event.photos)
    shutil.copytree(event.photos, event.photos / "backup")

    for moment in (140, 150, 60, 20, 30, 40, 30, 20):
        killed_at(event, moment, "move")
        assert originals <= contents(event.photos, event.out)
    event.sort(mode="move")

    assert [p for p in event.photos.rglob("*") if p.is_file()] == []
    assert originals <= contents(event.out)
    assert {name: len(files) for name, files in event.folders().items()} == {
        name: len(files) for name, files in SORTED.items()
    }


def test_move_keeps_a_duplicate_whose_placed_copy_is_bad(event: Event) -> None:
    event.sort()
    twin = shutil.copy(event.photos / "IMG_1.jpg", event.photos / "twin.jpg")
    damaged = event.out / "Person 001" / "IMG_1.jpg"
    status = damaged.stat()
    damaged.write_bytes(b"x" * status.st_size)
    os.utime(damaged, ns=(status.st_atime_ns, status.st_mtime_ns))

    event.sort(mode="move")

    assert (event.photos / "IMG_1.jpg").exists()
    assert Path(twin).exists()


def test_photo_that_was_moved_here_and_comes_again_is_removed_after_verifying(event: Event) -> None:
    kept = event.photos.with_name("card")
    shutil.copytree(event.photos, kept)
    event.sort(mode="move")

    summary = event.sort(mode="move", photos=(kept,))

    assert list(kept.iterdir()) == []
    assert event.folders() == SORTED
    assert (summary.photos, summary.carried.moved, summary.carried.placed) == (10, 10, 0)


def test_a_placed_copy_is_never_removed_as_a_duplicate_of_itself(event: Event) -> None:
    event.sort(mode="move")
    originals = {p.read_bytes() for p in event.out.rglob("*.jpg") if ".albumen" not in p.parts}
    for marker in event.out.rglob(".albumen-folder-*"):
        marker.unlink()

    event.sort(mode="move", photos=(event.out,))

    assert {p.read_bytes() for p in event.out.rglob("*.jpg") if ".albumen" not in p.parts} == originals
    assert event.folders() == SORTED
