"""Compiled galleries on the disk: whole or not there, exact after every change, readable by nobody else."""

from __future__ import annotations

import logging
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import numpy as np
import pytest
from build_until_killed import table_at
from filelock import FileLock
from table import Table, faces
from test_search_equality import brute_force, listed

from albumen.errors import NotFoundError
from albumen.search import _build, compile_gallery, destroy_galleries, libraries, open_gallery, strategies


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    """Each test begins as a process does that has opened nothing."""
    forget()


def forget() -> None:
    strategies._MAPPED.clear()
    strategies._IN_MEMORY.clear()


def folder_of(root: Path, table: Table) -> Path:
    return root / str(table.library) / str(table.model)


def assert_exact(table: Table, root: Path) -> None:
    probes = faces(3, table.dimension, seed=77)
    forget()
    gallery = open_gallery(table, "compiled", root)
    assert gallery.revision == table.number
    assert len(gallery) == len(table.embeddings())
    assert listed(gallery.search(probes, 0.3)) == brute_force(table, probes, 0.3)


def test_a_build_killed_at_any_moment_leaves_a_valid_gallery(tmp_path: Path) -> None:
    """kill -9 at random, again and again: each time the next reader and the next builder are exact."""
    library, number, progressed = uuid.uuid4(), 0, 0
    moments = random.Random(5)  # noqa: S311 - picks moments, guards nothing
    here = Path(__file__).parent
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, str(here / "build_until_killed.py"), str(tmp_path), str(library), str(number)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(here)},
        )
        assert process.stdout
        seen = [process.stdout.readline()]
        until = time.monotonic() + moments.uniform(0, 0.06)
        while time.monotonic() < until:
            seen.append(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        seen += process.stdout.readlines()
        process.stdout.close()
        process.wait()
        reached = [int(line.split()[0]) for line in seen if line.endswith("\n")]
        progressed += len(reached)
        number = max([number, *reached])
        table = table_at(library, number)
        left = _build.Folder(tmp_path, table, clustered=False).opened()
        assert left is not None
        manifest, gallery = left
        assert manifest.revision in (number, number + 1)
        before = table_at(library, manifest.revision)
        assert gallery.embeddings().tolist() == before.embeddings().tolist()
        number += 1  # the next change is at least as new as what the killed one may have published
        assert_exact(table_at(library, number), tmp_path)
    files = {file.name for file in folder_of(tmp_path, table).iterdir()}
    assert not [name for name in files if name.startswith(".begun-")]
    assert progressed >= 12


def test_a_build_that_fails_at_any_step_leaves_the_gallery_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table()
    table.add(faces(200))
    assert_exact(table, tmp_path)
    before = brute_force(table, faces(2), 0.4)
    for function in ("replace", "fsync"):
        table.add(faces(5, seed=table.last))
        real = getattr(os, function) if function == "fsync" else Path.replace
        for failing in range(1, 5):
            calls = iter(range(1, 100))

            def broken(
                *arguments: object, real: object = real, calls: object = calls, failing: int = failing
            ) -> object:
                if next(calls) == failing:  # type: ignore[call-overload]
                    raise OSError(28, "No space left on device")
                return real(*arguments)  # type: ignore[operator]

            with monkeypatch.context() as patch:
                patch.setattr(os if function == "fsync" else Path, function, broken)
                forget()
                answer = open_gallery(table, "compiled", tmp_path).search(faces(2), 0.4)
            assert listed(answer) == brute_force(table, faces(2), 0.4)
            assert _build.Folder(tmp_path, table, clustered=False).opened() is not None
    assert len(brute_force(table, faces(2), 0.4)) > len(before)
    assert_exact(table, tmp_path)


def test_a_full_disk_is_answered_from_memory_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    table = Table()
    table.add(faces(100))
    root = tmp_path / "file-in-the-way"
    root.write_text("here a folder cannot be")
    with caplog.at_level(logging.WARNING, "albumen.search"):
        assert_exact(table, root)
    assert "stays in memory" in caplog.text
    table.rows_read = 0
    open_gallery(table, "compiled", root)
    assert table.rows_read == 0  # kept for the next search
    table.add(faces(1, seed=3))
    assert len(open_gallery(table, "compiled", root)) == 101


def test_only_new_rows_are_read(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(5000))
    open_gallery(table, "compiled", tmp_path)
    table.rows_read = 0
    table.add(faces(100, seed=1))
    table.remove(1, 2, 3)
    assert_exact(table, tmp_path)
    assert table.rows_read < 150
    table.rows_read = 0
    open_gallery(table, "compiled", tmp_path)
    assert table.rows_read == 0


def test_many_small_additions_keep_few_segments_and_nightly_leaves_one(tmp_path: Path) -> None:
    table = Table()
    for step in range(60):
        table.add(faces(200, seed=step))
        open_gallery(table, "compiled", tmp_path)
    segments = list(folder_of(tmp_path, table).glob("*.faces"))
    assert len(segments) <= 6
    table.remove(*range(1, 500))
    assert_exact(table, tmp_path)
    assert compile_gallery(table, "compiled", tmp_path)
    (only,) = folder_of(tmp_path, table).glob("*.faces")
    assert only.stat().st_size < (12_000 - 499) * (16 * 4 + 17) + 1024  # nothing of the removed faces is left
    assert_exact(table, tmp_path)
    assert not compile_gallery(table, "compiled", tmp_path)


def test_a_key_that_commits_late_is_found(tmp_path: Path) -> None:
    """PostgreSQL gives keys before it commits: a lower key may appear after a higher one."""
    table = Table()
    keys = table.add(faces(10))
    late = table.there.pop(keys[4])
    assert_exact(table, tmp_path)
    table.there[keys[4]] = late
    table.number += 1
    assert_exact(table, tmp_path)


def test_hidden_faces_leave_and_shown_ones_return(tmp_path: Path) -> None:
    table = Table()
    keys = table.add(faces(3000))
    assert_exact(table, tmp_path)
    table.hide(*keys[:1500])
    assert_exact(table, tmp_path)
    table.show(*keys[:1000])
    assert_exact(table, tmp_path)


@pytest.mark.parametrize("damage", ["manifest", "cut", "header", "missing", "empty"])
def test_a_damaged_gallery_is_built_again(tmp_path: Path, damage: str) -> None:
    table = Table()
    table.add(faces(50))
    open_gallery(table, "compiled", tmp_path)
    folder = folder_of(tmp_path, table)
    (segment,) = folder.glob("*.faces")
    forget()
    match damage:
        case "manifest":
            text = (folder / "gallery.json").read_text()
            (folder / "gallery.json").write_text(text.replace('"revision":1', '"revision":7'))
        case "cut":
            segment.write_bytes(segment.read_bytes()[:-100])
        case "header":
            segment.write_bytes(b"x" + segment.read_bytes()[1:])
        case "missing":
            segment.unlink()
        case "empty":
            segment.write_bytes(b"")
    assert_exact(table, tmp_path)


def test_a_flipped_bit_is_mended_at_night(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(50))
    open_gallery(table, "compiled", tmp_path)
    (segment,) = folder_of(tmp_path, table).glob("*.faces")
    content = bytearray(segment.read_bytes())
    content[-9] ^= 1
    segment.write_bytes(bytes(content))
    assert compile_gallery(table, "compiled", tmp_path)
    assert_exact(table, tmp_path)


def test_faces_that_changed_without_a_revision_are_found_at_night_and_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = Table()
    keys = table.add(faces(50))
    open_gallery(table, "compiled", tmp_path)
    table.hidden.update(keys[:3])
    with caplog.at_level(logging.ERROR, "albumen.search"):
        assert compile_gallery(table, "compiled", tmp_path)
    assert "without a new face_revision" in caplog.text
    assert_exact(table, tmp_path)


def test_at_night_a_gallery_gets_or_loses_its_clusters_with_the_strategy(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(3000))
    open_gallery(table, "compiled", tmp_path)
    for strategy, clustered in (("clustered", True), ("compiled", False)):
        assert compile_gallery(table, strategy, tmp_path)
        assert not compile_gallery(table, strategy, tmp_path)
        forget()
        (sheet,) = open_gallery(table, strategy, tmp_path).sheets  # type: ignore[attr-defined]
        assert (sheet.clusters is not None) == clustered
        assert_exact(table, tmp_path)


@pytest.mark.parametrize("later", [0, 1, 30])
def test_a_gallery_of_another_history_is_not_believed(tmp_path: Path, later: int) -> None:
    """After a backup is put back, keys are given again to other faces; revisions may even be equal."""
    table = Table()
    for step in range(20):
        table.add(faces(3, seed=step))
    assert_exact(table, tmp_path)
    restored = Table(library=table.library)
    for step in range(10):
        restored.add(faces(3, seed=step))
    for step in range(10 + later):
        restored.add(faces(3, seed=1000 + step))
    assert_exact(restored, tmp_path)
    fewer = Table(library=table.library)
    fewer.add(faces(3, seed=50))
    fewer.number = 500
    assert_exact(fewer, tmp_path)


def test_readers_are_exact_while_others_build(tmp_path: Path) -> None:
    """Eight threads of readers and builders on one folder, each as a process that remembers nothing."""
    table = Table()
    table.add(faces(300))
    wrong: list[str] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            least = table.number
            gallery = _build.Folder(tmp_path, table, clustered=False)
            try:
                found = gallery.current() or gallery.built()
            except Exception as error:  # noqa: BLE001 - shown by the test
                wrong.append(repr(error))
                return
            if found.revision < least:
                wrong.append(f"{found.revision} < {least}")
            keys = found.embeddings()
            if len(keys) != len(set(keys.tolist())):
                wrong.append("a face twice")

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for step in range(40):
        new = {}
        for vector in faces(7, seed=step):
            table.last += 1
            new[table.last] = (table.last + 1000, vector, True)
        table.there = {**table.there, **new}  # one step, as a commit is
        table.number += 1
        open_gallery(table, "compiled", tmp_path)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert_exact(table, tmp_path)


def test_who_waits_too_long_for_a_builder_reads_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_build, "LOCK_SECONDS", 0.05)
    table = Table()
    table.add(faces(20))
    folder = folder_of(tmp_path, table)
    folder.mkdir(parents=True)
    with FileLock(folder / "lock"):
        assert_exact(table, tmp_path)
        assert not (folder / "gallery.json").exists()


def test_what_may_be_rolled_back_is_not_shared(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(10))
    table.rolled_back = True
    assert_exact(table, tmp_path)
    assert not any(tmp_path.iterdir())


def test_files_are_for_this_user_only(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(10))
    open_gallery(table, "compiled", tmp_path / "galleries")
    paths = [tmp_path / "galleries", *(tmp_path / "galleries").rglob("*")]
    modes = {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in paths}
    assert modes == {(True, 0o700), (False, 0o600)}


@pytest.mark.sqlite_only  # about files; there pgvector's tables are asked too
def test_a_destroyed_library_leaves_nothing_and_nothing_comes_back(tmp_path: Path) -> None:
    table, other = Table(), Table()
    for each in (table, other):
        each.add(faces(10))
        open_gallery(each, "compiled", tmp_path)
    table.gone = True
    destroy_galleries(table.library, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [str(other.library)]
    with pytest.raises(NotFoundError):
        open_gallery(table, "compiled", tmp_path)
    assert not (tmp_path / str(table.library)).exists()
    destroy_galleries(table.library, tmp_path)
    assert_exact(other, tmp_path)


@pytest.mark.sqlite_only  # about files; there pgvector's tables are asked too
def test_what_an_interrupted_destruction_left_is_removed(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(10))
    open_gallery(table, "compiled", tmp_path)
    (tmp_path / ".begun-destroy-1").mkdir()
    (tmp_path / ".begun-destroy-1" / "x.faces").write_bytes(b"x")
    assert libraries(tmp_path) == {table.library}
    assert [path.name for path in tmp_path.iterdir()] == [str(table.library)]


def test_the_matrix_is_mapped_and_not_copied(tmp_path: Path) -> None:
    table = Table()
    table.add(faces(500))
    open_gallery(table, "compiled", tmp_path)
    forget()
    gallery = open_gallery(table, "compiled", tmp_path)
    (sheet,) = gallery.sheets  # type: ignore[attr-defined]
    base = sheet.rows.vector
    while isinstance(base.base, np.ndarray):
        base = base.base
    assert type(base.base).__name__ == "mmap"
    assert not sheet.rows.vector.flags.writeable
