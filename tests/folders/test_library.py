"""The memory of a folder: read where nothing may be written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from albumen.folders.errors import DamagedCacheError
from albumen.folders.library import MEMORY, has_memory, open_library, open_to_read


def test_reading_takes_no_lock_and_sees_what_is_there(tmp_path: Path) -> None:
    with open_library(tmp_path) as writer:
        writer.set("pack", "standard")
        writer.commit()
        with open_to_read(tmp_path) as reader:
            assert reader.get("pack") == "standard"
            assert reader.id == writer.id
            assert reader.out == tmp_path.resolve()


def test_reading_can_write_nothing_but_what_is_remembered_already(tmp_path: Path) -> None:
    with open_library(tmp_path) as writer:
        writer.set("pack", "standard")
        writer.commit()
    with open_to_read(tmp_path) as reader:
        reader.set("pack", "standard")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.set("pack", "builtin")


def test_a_folder_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    with open_library(tmp_path) as writer:
        writer.set("pack", "standard")
        writer.commit()
    memory = tmp_path / MEMORY
    memory.chmod(0o555)
    try:
        if os.access(memory, os.W_OK):
            pytest.skip("this user may write everywhere")
        with open_to_read(tmp_path) as reader:
            assert reader.get("pack") == "standard"
    finally:
        memory.chmod(0o755)


def test_a_memory_without_tables_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / MEMORY).mkdir()
    (tmp_path / MEMORY / "library.sqlite3").touch()
    assert has_memory(tmp_path)
    with open_to_read(tmp_path) as reader:
        assert reader.get("pack") is None


def test_a_damaged_memory_is_said_so_without_naming_options_of_sort(tmp_path: Path) -> None:
    (tmp_path / MEMORY).mkdir()
    (tmp_path / MEMORY / "library.sqlite3").write_bytes(b"no database at all" * 300)
    with pytest.raises(DamagedCacheError) as caught, open_to_read(tmp_path):
        pass
    assert "--out" not in str(caught.value)


def test_a_folder_that_may_not_be_looked_into_has_no_memory(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        if os.access(closed, os.X_OK):
            pytest.skip("this user may look everywhere")
        assert not has_memory(closed)
    finally:
        closed.chmod(0o755)
