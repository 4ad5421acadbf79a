"""The record of folders that were made and files that were placed in them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

from albumen.folders.library import Library
from albumen.folders.paths import decoded, encoded

Kind = Literal["person", "no_faces", "passers_by"]
Mode = Literal["copy", "hardlink", "symlink", "move"]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was made: its kind, its person (of kind "person"), its path below the results folder.

    ``number`` is the N of "Person N"; ``renamed`` says that the user gave it its present name.
    """

    id: int
    kind: Kind
    person: int | None
    name: str
    number: int | None
    marked: bool
    renamed: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """A file that was placed (``done``) or is about to be, as it was when it was placed. ``size`` is -1 for a link
    whose photo has another path now."""

    id: int
    source: int
    folder: int
    name: str
    mode: Mode
    size: int
    mtime_ns: int
    sha256: bytes
    done: bool


def folders(library: Library) -> dict[int, Folder]:
    """Every recorded folder by its number (``folders.id``)."""
    rows = library.database.execute(
        "SELECT id, kind, person, name, number, marked, renamed FROM folders ORDER BY id"
    )
    return {r[0]: Folder(r[0], r[1], r[2], decoded(r[3]), r[4], bool(r[5]), bool(r[6])) for r in rows}


def placements(library: Library) -> list[Placement]:
    """Every recorded placement, in the order they were planned."""
    rows = library.database.execute(
        "SELECT id, source, folder, name, mode, size, mtime_ns, sha256, done FROM placements ORDER BY id"
    )
    return [
        Placement(r[0], r[1], r[2], decoded(r[3]), r[4], r[5], r[6], bytes(r[7]), bool(r[8])) for r in rows
    ]


def add_folder(library: Library, kind: Kind, person: int | None, name: str, number: int | None) -> Folder:
    """Record a folder that is about to be made."""
    cursor = library.database.execute(
        "INSERT INTO folders (kind, person, name, number) VALUES (?, ?, ?, ?)",
        (kind, person, encoded(name), number),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - sqlite gives one after an INSERT
    return Folder(cursor.lastrowid, kind, person, name, number, marked=False, renamed=False)


def set_marked(library: Library, folder: int) -> None:
    library.database.execute("UPDATE folders SET marked = 1 WHERE id = ?", (folder,))


def set_folder_name(library: Library, folder: int, name: str) -> None:
    """Record the name that the user gave to a folder."""
    library.database.execute("UPDATE folders SET name = ?, renamed = 1 WHERE id = ?", (encoded(name), folder))


def drop_folder(library: Library, folder: int) -> None:
    """Forget a folder and what was placed in it."""
    library.database.execute("DELETE FROM placements WHERE folder = ?", (folder,))
    library.database.execute("DELETE FROM folders WHERE id = ?", (folder,))


def plan_placement(library: Library, source: int, folder: int, name: str, mode: Mode, sha256: bytes) -> int:
    """Record that a file is about to be placed; returns the placement's number."""
    cursor = library.database.execute(
        "INSERT INTO placements (source, folder, name, mode, sha256) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (source, folder) DO UPDATE SET name = excluded.name, mode = excluded.mode,"
        " sha256 = excluded.sha256, done = 0 RETURNING id",
        (source, folder, encoded(name), mode, sha256),
    )
    return int(cursor.fetchone()[0])


def finish_placement(library: Library, placement: int, path: str, name: str) -> None:
    """Record that the file stands at ``path`` under ``name``."""
    status = os.lstat(path)
    library.database.execute(
        "UPDATE placements SET done = 1, name = ?, size = ?, mtime_ns = ? WHERE id = ?",
        (encoded(name), status.st_size, status.st_mtime_ns, placement),
    )


def relocate(
    library: Library, placement: Placement, folder: int, name: str, size: int, mtime_ns: int
) -> None:
    """Record that the user moved or renamed a placed file. A placement that is there already gives way."""
    database = library.database
    database.execute(
        "DELETE FROM placements WHERE source = ? AND folder = ? AND id <> ?",
        (placement.source, folder, placement.id),
    )
    database.execute(
        "UPDATE placements SET folder = ?, name = ?, size = ?, mtime_ns = ? WHERE id = ?",
        (folder, encoded(name), size, mtime_ns, placement.id),
    )


def drop_placement(library: Library, placement: int) -> None:
    library.database.execute("DELETE FROM placements WHERE id = ?", (placement,))
