"""report.json is what its published schema says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
from photo_event import Event

from albumen.folders.report import unique_paths

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def read_report(path: Path) -> dict:
    data = json.loads(path.read_bytes())
    jsonschema.validate(data, json.loads((SCHEMAS / "report.schema.json").read_text("utf-8")))
    return data


def test_report_says_who_is_on_which_photo(event: Event, tmp_path: Path) -> None:
    event.broken("bad.jpg")
    event.photo("far.jpg", "Eve?")
    event.sort(report=tmp_path / "report.json")

    data = read_report(tmp_path / "report.json")

    photos = {photo["path"]: photo for photo in data["photos"]}
    assert list(photos) == sorted(photos)
    assert photos["bad.jpg"]["status"] == "error"
    assert photos["bad.jpg"]["error"] == "Nothing can be decoded from the file."
    assert photos["IMG_10.jpg"] == {"path": "IMG_10.jpg", "status": "no_face", "error": None, "faces": []}
    assert photos["far.jpg"]["faces"][0]["person"] is None
    assert [face["person"] for face in photos["IMG_5.jpg"]["faces"]] == ["p1", "p2"]
    assert photos["IMG_1.jpg"]["faces"][0]["box"] == [0.0, 10.0, 80.0, 90.0]
    people = {person["id"]: person for person in data["people"]}
    assert people["p1"] == {"id": "p1", "name": "Person 001", "faces": 6, "photos": 6, "folder": "Person 001"}
    dee = people[photos["IMG_9.jpg"]["faces"][0]["person"]]
    assert (dee["photos"], dee["folder"]) == (1, None)


def test_ids_stay_when_a_folder_is_renamed(event: Event, tmp_path: Path) -> None:
    event.sort()
    (event.out / "Person 002").rename(event.out / "Bo")
    event.sort(report=tmp_path / "report.json")

    people = {person["id"]: person["name"] for person in read_report(tmp_path / "report.json")["people"]}
    assert people["p2"] == "Bo"


def test_names_that_are_not_utf8_survive_as_surrogates(event: Event, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    event.photo(name, "Ana")
    event.sort(report=tmp_path / "report.json")
    assert name in {photo["path"] for photo in read_report(tmp_path / "report.json")["photos"]}


def test_same_relative_paths_of_two_roots_stay_apart() -> None:
    assert unique_paths([("/a/day", "1.jpg"), ("/b/day", "1.jpg"), ("/c/day", "1.jpg")]) == [
        "1.jpg",
        "day/1.jpg",
        "day (2)/1.jpg",
    ]
    places = [(root, name) for root in ("/a/day", "/b/day", "/c/day") for name in ("1.jpg", "2.jpg")]
    assert unique_paths(places)[2:] == ["day/1.jpg", "day/2.jpg", "day (2)/1.jpg", "day (2)/2.jpg"]
    taken = unique_paths([("/a", "1.jpg"), ("/a", "day/1.jpg"), ("/b/day", "1.jpg"), ("/", "1.jpg")])
    assert taken == ["1.jpg", "day/1.jpg", "day (2)/1.jpg", "root/1.jpg"]


def test_three_folders_of_one_name_are_told_apart_in_the_report(event: Event, tmp_path: Path) -> None:
    folders = []
    for card in "xyz":
        event.photo(f"{card}/DCIM/IMG.jpg", f"Person {card}")
        folders.append(event.photos / card / "DCIM")

    event.sort(photos=tuple(folders), report=tmp_path / "report.json")

    paths = {photo["path"] for photo in read_report(tmp_path / "report.json")["photos"]}
    assert paths == {"IMG.jpg", "DCIM/IMG.jpg", "DCIM (2)/IMG.jpg"}
