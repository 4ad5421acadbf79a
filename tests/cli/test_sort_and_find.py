"""`albumen sort` and `albumen find` on real photos, with the real pack, as a user runs them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import jsonschema
import pytest

from albumen.folders.library import open_memory

pytestmark = pytest.mark.shared

# Started in the background of a script, as tests may be, programs inherit that Ctrl-C is not for them.
IN_A_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("albumen", run_name="__main__")
"""
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.fixture(scope="module")
def environment(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Models from the mirror into an own folder; nothing of the user's is touched."""
    home = tmp_path_factory.mktemp("home")
    return {
        **os.environ,
        "ALBUMEN_MODEL_MIRROR": str(models_dir),
        "ALBUMEN_MODELS": str(home / "models"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
    }


def albumen(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "albumen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=200, check=False)


@pytest.fixture(scope="module")
def portraits(photos_dir: Path) -> Path:
    return photos_dir / "portraits"


@pytest.fixture(scope="module")
def results(environment: dict[str, str], portraits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portraits, interrupted with Ctrl-C once and then sorted."""
    out = tmp_path_factory.mktemp("sorted") / "Portraits"
    command = [sys.executable, "-c", IN_A_TERMINAL, "sort", str(portraits), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Looking at photos"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert rest == "Stopped. Run the same command again: it goes on where it stopped.\n"
    done = albumen(environment, "sort", portraits, "--out", out, "--report", out.with_suffix(".json"))
    assert done.returncode == 0, done.stderr
    return out


def test_report_fits_its_schema_and_the_labels(results: Path, portraits: Path) -> None:
    report = json.loads(results.with_suffix(".json").read_text())
    jsonschema.validate(report, json.loads((SCHEMAS / "report.schema.json").read_text("utf-8")))
    person = {
        photo["path"]: max(photo["faces"], key=lambda face: face["box"][2] * face["box"][3])["person"]
        for photo in report["photos"]
        if photo["faces"]
    }
    with (portraits / "master.csv").open(encoding="utf-8") as file:
        pairs = [(row["file_x"], row["file_y"], row["Decision"] == "Yes") for row in csv.DictReader(file)]
    right = sum((person[a] == person[b]) == same for a, b, same in pairs)
    assert right / len(pairs) >= 0.98


def test_one_folder_for_each_person(results: Path) -> None:
    folders = [folder for folder in results.iterdir() if folder.name.startswith("Person")]
    assert 10 <= len(folders) <= 20
    pictures = {
        folder.name: {p.name for p in folder.glob("*.*") if not p.name.startswith(".")} for folder in folders
    }
    assert len(pictures["Person 001"]) >= 9
    shared = [names for names in combinations(pictures.values(), 2) if names[0] & names[1]]
    assert any("couple.jpg" in (a & b) for a, b in shared), "the couple is in two folders"
    assert (results / "index.html").exists()


def test_second_run_has_nothing_to_do(environment: dict[str, str], portraits: Path, results: Path) -> None:
    again = albumen(environment, "sort", portraits, "--out", results)
    assert again.returncode == 0
    assert "0 files looked at in this run" in again.stdout
    assert "Everything is in its place already." in again.stdout


def test_trial_run_leaves_nothing_behind(
    environment: dict[str, str], portraits: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in ("img1.jpg", "img2.jpg"):
        shutil.copy(portraits / name, few / name)
    trial = albumen(environment, "sort", few, "--out", tmp_path / "out", "--dry-run")
    assert trial.returncode == 0, trial.stderr
    assert "Would place 2 files" in trial.stdout
    assert not (tmp_path / "out").exists()


def test_find_ranks_the_photos_of_one_person(
    environment: dict[str, str], portraits: Path, results: Path, tmp_path: Path
) -> None:
    found = albumen(
        environment,
        "find",
        portraits / "img1.jpg",
        portraits / "img2.jpg",
        "--in",
        results,
        "--json",
        "--copy-to",
        tmp_path / "mine",
    )
    assert found.returncode == 0, found.stderr
    data = json.loads(found.stdout)
    jsonschema.validate(data, json.loads((SCHEMAS / "find.schema.json").read_text("utf-8")))
    names = [Path(match["path"]).name for match in data["matches"]]
    assert {"img1.jpg", "img2.jpg", "img4.jpg", "img5.jpg", "img6.jpg", "img7.jpg"} <= set(names)
    chances = [match["probability"] for match in data["matches"]]
    assert chances == sorted(chances, reverse=True)
    assert {p.name for p in (tmp_path / "mine").iterdir()} == set(names)


def test_find_in_plain_photos_remembers_until_told_to_forget(
    environment: dict[str, str], portraits: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("img1.jpg", "img2.jpg", "img20.jpg"):
        shutil.copy(portraits / name, photos / name)
    cache = Path(environment["XDG_CACHE_HOME"]) / "albumen" / "find"

    first = albumen(environment, "find", portraits / "img6.jpg", "--in", photos)
    assert "Looking at photos: 3" in first.stderr
    assert first.stdout.startswith("2 of 3 photos:")
    second = albumen(environment, "find", portraits / "img20.jpg", "--in", photos)
    assert "Looking at photos" not in second.stderr
    albumen(environment, "find", "--forget", "--in", photos)

    assert list(cache.iterdir()) == []


def test_nobody_found_is_no_error(environment: dict[str, str], portraits: Path, tmp_path: Path) -> None:
    shutil.copy(portraits / "img20.jpg", tmp_path / "other.jpg")
    nobody = albumen(environment, "find", portraits / "img1.jpg", "--in", tmp_path, "--no-cache")
    assert nobody.returncode == 0
    assert nobody.stdout == "Nobody in 1 photos looks like this person.\n"


def test_useless_selfies_are_explained(environment: dict[str, str], portraits: Path, tmp_path: Path) -> None:
    import cv2
    import numpy as np

    small = tmp_path / "small.jpg"
    picture = cv2.imread(str(portraits / "img1.jpg"))
    cv2.imwrite(str(small), cv2.resize(picture, None, fx=40 / picture.shape[1], fy=40 / picture.shape[1]))
    empty = tmp_path / "wall.png"
    cv2.imwrite(str(empty), np.full((400, 400, 3), 180, np.uint8))
    expected = {
        (small,): "is too small",
        (empty,): "No face was found in wall.png.",
        (portraits / "couple.jpg",): "2 faces of about the same size",
        (
            portraits / "img1.jpg",
            portraits / "img20.jpg",
        ): "img1.jpg and img20.jpg do not show the same person",
    }
    for selfies, said in expected.items():
        answer = albumen(environment, "find", *selfies, "--in", tmp_path, "--no-cache", "--json")
        assert (answer.returncode, answer.stdout) == (2, "")
        assert said in answer.stderr


def test_find_only_reads_a_sorted_folder(
    environment: dict[str, str], portraits: Path, results: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "sorted"
    shutil.copytree(results, copied)
    lock = copied / ".albumen" / "lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()  # nobody can lock this folder
    found = albumen(environment, "find", portraits / "img6.jpg", "--in", copied)
    assert found.returncode == 0, found.stderr
    assert "Looking at photos" not in found.stderr
    assert "img1.jpg" in found.stdout


def test_find_goes_on_without_a_cache_and_past_what_it_cannot_open(
    environment: dict[str, str], portraits: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    shutil.copy(portraits / "img1.jpg", photos)
    (photos / "broken").symlink_to(photos / "nowhere")
    no_folder = tmp_path / "file"
    no_folder.touch()
    spoilt = {**environment, "XDG_CACHE_HOME": str(no_folder)}
    found = albumen(spoilt, "find", portraits / "img6.jpg", "--in", photos)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("1 of 1 photos:")
    assert found.stderr.count("Going on without the memory of earlier searches") == 1
    assert f"Passed over: {photos.resolve() / 'broken'}: No such file or directory." in found.stderr


def test_two_searches_of_one_folder_at_once_both_find(
    environment: dict[str, str], portraits: Path, tmp_path: Path
) -> None:
    shutil.copy(portraits / "img1.jpg", tmp_path)
    name = hashlib.sha256(os.fsencode(os.path.realpath(tmp_path))).hexdigest()[:32]
    memory = Path(environment["XDG_CACHE_HOME"]) / "albumen" / "find" / name / "chosen"
    with open_memory(memory):
        found = albumen(environment, "find", portraits / "img6.jpg", "--in", tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("1 of 1 photos:")
    assert "Going on without the memory of earlier searches: Another Albumen is working" in found.stderr


def test_find_goes_on_without_a_memory_that_may_only_be_read(
    environment: dict[str, str], portraits: Path, tmp_path: Path
) -> None:
    shutil.copy(portraits / "img1.jpg", tmp_path)
    name = hashlib.sha256(os.fsencode(os.path.realpath(tmp_path))).hexdigest()[:32]
    memory = Path(environment["XDG_CACHE_HOME"]) / "albumen" / "find" / name / "chosen"
    with open_memory(memory):
        pass
    memory.chmod(0o555)
    try:
        if os.access(memory, os.W_OK):
            pytest.skip("this user may write everywhere")
        found = albumen(environment, "find", portraits / "img6.jpg", "--in", tmp_path)
    finally:
        memory.chmod(0o755)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("1 of 1 photos:")
    assert found.stderr.count("Going on without the memory of earlier searches") == 1
