"""A folder per person, run after run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from photo_event import Event

from albumen.cli.sort import summary_lines
from albumen.folders.analysis import is_no_photo
from albumen.folders.records import conditions
from albumen.folders.scan import FoundFile
from albumen.imaging.errors import UnsupportedFormatError


def test_everyone_in_two_photos_gets_a_folder_and_the_largest_comes_first(event: Event) -> None:
    summary = event.sort()

    assert event.folders() == {
        "Person 001": {f"IMG_{n}.jpg" for n in range(1, 7)},
        "Person 002": {f"IMG_{n}.jpg" for n in range(5, 9)},
        "Passers-by": {"IMG_9.jpg"},
        "No faces": {"IMG_10.jpg"},
    }
    assert (summary.people, summary.photos, summary.passers_by, summary.no_faces) == (2, 10, 1, 1)


def test_min_photos_decides_who_is_a_passer_by(event: Event) -> None:
    event.sort(min_photos=5)

    assert set(event.folders()) == {"Person 001", "Passers-by", "No faces"}
    assert event.folders()["Passers-by"] == {"IMG_7.jpg", "IMG_8.jpg", "IMG_9.jpg"}


def test_faces_too_poor_to_be_recognised_are_passers_by(event: Event) -> None:
    event.photo("far_1.jpg", "Eve?")
    event.photo("far_2.jpg", "Eve?")

    event.sort()

    assert {"far_1.jpg", "far_2.jpg"} <= event.folders()["Passers-by"]


def test_second_run_analyses_and_places_nothing(event: Event) -> None:
    event.sort()
    before = {p: p.stat().st_mtime_ns for p in event.out.rglob("*.jpg")}
    event.looked_at.clear()

    summary = event.sort()

    assert event.looked_at == []
    assert (summary.carried.placed, summary.carried.taken_away) == (0, 0)
    assert {p: p.stat().st_mtime_ns for p in event.out.rglob("*.jpg")} == before


def test_new_photos_join_their_people_and_only_they_are_analysed(event: Event) -> None:
    event.sort()
    for number in range(20, 30):
        event.photo(f"IMG_{number}.jpg", "Bo")
    event.photo("IMG_30.jpg", "Dee")
    event.looked_at.clear()

    event.sort()

    assert sorted(event.looked_at) == [f"IMG_{n}.jpg" for n in range(20, 31)]
    folders = event.folders()
    assert "IMG_20.jpg" in folders["Person 002"], "Bo has more photos than Ana now and still keeps the folder"
    assert folders["Person 003"] == {"IMG_9.jpg", "IMG_30.jpg"}
    assert "Passers-by" not in folders, "Dee has a folder now, and an empty folder of ours is removed"


def test_changed_photo_is_analysed_again_and_its_copy_replaced(event: Event) -> None:
    event.sort()
    event.photo("IMG_1.jpg", "Bo", data=b"another picture under the same name")

    event.sort()

    assert "IMG_1.jpg" not in event.folders()["Person 001"]
    assert (event.out / "Person 002" / "IMG_1.jpg").read_bytes() == b"another picture under the same name"


def test_same_names_from_two_folders_get_numbers_that_stay(event: Event) -> None:
    event.photo("a/IMG.jpg", "Ana")
    event.photo("b/IMG.jpg", "Ana")
    event.photo("c/img.JPG", "Ana")
    event.sort()
    ana = event.out / "Person 001"
    first = {p.name: p.read_bytes() for p in ana.iterdir()}
    assert {"IMG.jpg", "IMG (2).jpg", "img (3).JPG"} <= set(first)

    event.photo("0/IMG.jpg", "Ana")
    event.sort()

    after = {p.name: p.read_bytes() for p in ana.iterdir()}
    assert {name: after[name] for name in first} == first
    assert "IMG (4).jpg" in after


def test_strange_names_are_placed_or_reported(event: Event) -> None:
    names = [
        "new\nline.jpg",
        "Größe 👩‍👩‍👧 🎉.jpg",
        "صورة.jpg",
        "-rf.jpg",
        "'; DROP TABLE photos.jpg",
        "x" * 251 + ".jpg",
    ]
    for name in names:
        event.photo(name, "Ana")
    raw = os.fsdecode(b"caf\xe9 \xff.jpg")
    event.photo(raw, "Ana")

    summary = event.sort()

    assert {*names, raw} <= event.folders()["Person 001"]
    assert summary.carried.problems == []
    assert summary.index is not None
    assert "caf\\xe9" in summary.index.with_name(".albumen").joinpath("pages", "p1.html").read_text("utf-8")


def test_results_folder_inside_the_photos_is_not_sorted_again(event: Event) -> None:
    out = event.photos / "sorted"
    first = event.sort(out=out)
    second = event.sort(out=out)

    assert second.photos == first.photos == 10


def test_photos_inside_the_results_folder_are_sorted(event: Event) -> None:
    event.sort()
    inbox = event.out / "inbox"
    inbox.mkdir()
    (inbox / "new.jpg").write_bytes(event.photo("../new.jpg", "Ana").read_bytes())

    event.sort(photos=(inbox,))

    assert "new.jpg" in event.folders()["Person 001"]
    assert (inbox / "new.jpg").exists()


def test_sorting_a_folder_into_itself_keeps_going(event: Event) -> None:
    event.sort(out=event.photos)
    summary = event.sort(out=event.photos)

    assert summary.photos == 10
    assert (event.photos / "Person 001" / "IMG_1.jpg").exists()


def test_links_and_loops_and_double_naming_count_each_photo_once(event: Event) -> None:
    (event.photos / "loop").symlink_to(event.photos, target_is_directory=True)
    (event.photos / "again.jpg").symlink_to(event.photos / "IMG_1.jpg")
    (event.photos / "nowhere.jpg").symlink_to(event.photos / "missing.jpg")
    (event.photos / "round").symlink_to("round")

    summary = event.sort(event.photos, event.photos / "IMG_2.jpg")

    assert summary.photos == 10


def test_hidden_files_sidecars_and_other_files_are_no_errors(event: Event) -> None:
    for name in (
        ".hidden.jpg",
        "._IMG_1.jpg",
        "IMG_1.xmp",
        "IMG_1.json",
        "Thumbs.db",
        "@eaDir/IMG_1.jpg",
        "notes.txt",
    ):
        event.photo(name, "Ana")
    os.mkfifo(event.photos / "pipe.jpg")

    summary = event.sort()

    counts = summary.ingested.counts
    assert (summary.photos, summary.failures) == (10, [])
    assert (counts.hidden, counts.sidecars, counts.special) == (3, 3, 1)


def test_files_that_are_no_pictures_are_counted(event: Event) -> None:
    for number in range(3):
        event.photo(f"notes_{number}.txt")

    summary = event.sort()

    assert (summary.photos, summary.no_pictures, summary.failures) == (10, 3, [])
    said = summary_lines(event.options(), summary)
    assert "Passed over: 3 no pictures." in said


def test_picture_of_a_format_that_is_not_read_is_listed(event: Event, tmp_path: Path) -> None:
    event.photo("scan.tga")
    summary = event.sort(report=tmp_path / "report.json")

    assert [(f.relative, f.code) for f in summary.failures] == [("scan.tga", "not_a_picture")]
    assert "scan.tga" in (event.out / "Unreadable.txt").read_text("utf-8")
    reported = {p["path"]: p for p in json.loads((tmp_path / "report.json").read_bytes())["photos"]}
    assert reported["scan.tga"]["error"] == "The file is no picture."


@pytest.mark.parametrize("suffix", ["j2k", "jp2", "tga", "sgi", "pgm", "ico", "psd"])
def test_suffixes_of_pictures_are_known(suffix: str) -> None:
    found = FoundFile(f"/photos/A.{suffix.upper()}", "/photos", f"A.{suffix.upper()}", 9, 0)
    assert not is_no_photo(
        found, UnsupportedFormatError("The file is of a format that Albumen does not read.")
    )
    assert is_no_photo(
        FoundFile("/photos/a.mp4", "/photos", "a.mp4", 9, 0), UnsupportedFormatError("The file is a video.")
    )


def test_unreadable_files_are_listed_with_the_reason_and_the_list_goes_when_mended(event: Event) -> None:
    event.broken("bad.jpg")
    summary = event.sort()
    assert [f.relative for f in summary.failures] == ["bad.jpg"]
    assert "Nothing can be decoded" in (event.out / "Unreadable.txt").read_text("utf-8")

    event.photo("bad.jpg", "Ana")
    event.sort()

    assert not (event.out / "Unreadable.txt").exists()


def test_files_of_the_user_are_never_overwritten(event: Event) -> None:
    event.out.mkdir()
    (event.out / "index.html").write_text("mine")
    (event.out / "Person 001").mkdir()
    (event.out / "Person 001" / "IMG_1.jpg").write_text("mine too")

    event.sort()
    event.sort()

    assert (event.out / "index.html").read_text() == "mine"
    assert (event.out / "index (2).html").exists()
    assert not (event.out / "index (3).html").exists()
    assert event.folders()["Person 001"] == {"IMG_1.jpg"}
    assert "IMG_1.jpg" in event.folders()["Person 001 (2)"]


def test_edited_copy_is_not_deleted_when_it_belongs_elsewhere(event: Event) -> None:
    event.sort()
    edited = event.out / "Person 001" / "IMG_1.jpg"
    edited.write_bytes(b"retouched")
    event.photo("IMG_1.jpg", "Bo", data=b"another")

    event.sort()

    assert edited.read_bytes() == b"retouched"


def test_dry_run_places_nothing_and_makes_nothing(event: Event, tmp_path: Path) -> None:
    event.sort()
    event.photo("new.jpg", "Ana")
    before = event.folders()

    summary = event.sort(dry_run=True)

    assert event.folders() == before
    assert [source.relative for source, _ in summary.changes.add] == ["new.jpg"]


def test_empty_folder_is_no_error(tmp_path: Path) -> None:
    event = Event(tmp_path)

    summary = event.sort()

    said = summary_lines(event.options(), summary)
    assert f"No photos were found in {event.photos}." in said
    assert "Everything is in its place already." not in said
    assert (summary.photos, summary.people) == (0, 0)
    assert summary.index is not None and summary.index.exists()


def test_earlier_photos_stay_when_another_folder_is_sorted_in(event: Event, tmp_path: Path) -> None:
    event.sort()
    before = event.folders()
    later = tmp_path / "later"
    later.mkdir()
    (later / "IMG_1.jpg").write_bytes(event.photo("../elsewhere.jpg", "Ana").read_bytes())

    event.sort(photos=(later,))

    assert event.folders()["Person 001"] == before["Person 001"] | {"IMG_1 (2).jpg"}


def test_copies_stay_when_the_sources_are_deleted(event: Event) -> None:
    event.sort()
    before = event.folders()
    for path in event.photos.iterdir():
        path.unlink()

    event.sort()

    assert event.folders() == before


def test_unreadable_files_are_not_tried_again_until_settings_change(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    event.broken("bad.jpg")
    event.sort()
    event.looked_at.clear()
    event.sort()
    assert event.looked_at == []

    monkeypatch.setenv("ALBUMEN_MAX_BYTES", "200MB")
    conditions.cache_clear()
    event.sort()
    monkeypatch.undo()
    conditions.cache_clear()

    assert event.looked_at == ["bad.jpg"]
