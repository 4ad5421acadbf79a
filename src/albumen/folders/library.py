"""The memory of a sorted folder: ``DIR/.albumen/`` with one SQLite database, crops of faces, and a lock.

Everything else in this package reads and writes through an open :class:`Library`. The database is in WAL
mode; a commit is on disk before anything that depends on it is done, so a run may be killed between any two
steps.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from albumen.folders import atomic, schema
from albumen.folders.errors import DamagedCacheError, NewerCacheError, OutBusyError, OutUnusableError
from albumen.folders.paths import readable

MEMORY = ".albumen"
"""Name of the folder with Albumen's memory inside a results folder."""

_COMMIT_SECONDS = 1.0
_COMMIT_ROWS = 50


class Library:
    """An open memory. Get one from :func:`open_library`, or from :func:`open_to_read`.

    Attributes:
        out: the results folder, absolute. None for a memory without results (a cache of ``albumen find``).
        memory: the folder with the database, absolute.
        database: the open connection; statements run in transactions that :meth:`commit` ends.
        id: random name of this library, written into folder markers.
        left_over: temporary files of an interrupted run that were swept away at opening.
    """

    def __init__(self, memory: Path, out: Path | None, *, read_only: bool = False) -> None:
        self.memory = memory
        self.out = out
        self.temporary = memory / "tmp"
        self.crops = memory / "crops"
        if read_only:
            self.left_over = 0
            self.database = _connect_to_read(memory / "library.sqlite3")
            self.id = self.get("library") or ""
        else:
            self.left_over = atomic.sweep(self.temporary)
            self.database = _connect(memory / "library.sqlite3")
            self.id = self._identity()
        self._last_commit = time.monotonic()
        self._rows = 0

    def get(self, key: str) -> str | None:
        """A remembered value, None when there is none."""
        row = self.database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Remember a value (with the next commit). One that is remembered already needs no right to write."""
        if self.get(key) != value:
            self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def commit(self) -> None:
        """Bring everything so far to the disk."""
        self.database.commit()
        self._last_commit = time.monotonic()
        self._rows = 0

    def commit_sometimes(self) -> None:
        """Commit when a second or fifty calls have passed since the last time: a kill costs at most that."""
        self._rows += 1
        if self._rows >= _COMMIT_ROWS or time.monotonic() - self._last_commit >= _COMMIT_SECONDS:
            self.commit()

    def next_run(self) -> int:
        """Number of this run, from 1."""
        number = int(self.get("run") or 0) + 1
        self.set("run", str(number))
        self.commit()
        return number

    def close(self) -> None:
        self.database.rollback()
        self.database.close()

    def _identity(self) -> str:
        known = self.get("library")
        if known is None:
            known = uuid.uuid4().hex
            self.set("library", known)
            self.database.commit()
        return known


def has_memory(folder: Path) -> bool:
    """Whether ``folder`` was sorted by Albumen before."""
    # Unlike Path.is_file, this says no of a folder that may not be looked into.
    return os.path.isfile(folder / MEMORY / "library.sqlite3")


@contextmanager
def open_library(out: Path) -> Iterator[Library]:
    """Open (making it if need be) the memory of the results folder ``out``, locked for this process.

    Raises:
        OutBusyError: another process has it open.
        OutUnusableError: the folder cannot be made or written.
        NewerCacheError, DamagedCacheError: the database cannot be used.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutUnusableError(
            f"The folder {readable(str(out))} cannot be made: {error.strerror}."
        ) from error
    with open_memory(out / MEMORY, out.resolve()) as library:
        yield library


@contextmanager
def open_to_read(out: Path) -> Iterator[Library]:
    """The memory of the results folder ``out`` as it is now. Nothing is written, and no lock is taken: it works
    in a folder that may only be read, and beside a run of ``sort``.

    Raises:
        NewerCacheError, DamagedCacheError: the database cannot be used.
    """
    library = Library((out / MEMORY).resolve(), out.resolve(), read_only=True)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def open_memory(memory: Path, out: Path | None = None) -> Iterator[Library]:
    """As :func:`open_library`, for a memory that stands by itself (a cache, a trial run)."""
    from filelock import FileLock, Timeout

    shown = readable(str(out or memory))
    try:
        memory.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds biometric data
        lock = FileLock(memory / "lock", timeout=0)
        with lock:
            library = Library(memory.resolve(), out)
            try:
                yield library
            finally:
                library.close()
    except Timeout as error:
        raise OutBusyError(f"Another Albumen is working in {shown}.") from error
    except PermissionError as error:
        blocked = readable(os.fsdecode(error.filename)) if error.filename else shown
        raise OutUnusableError(f"No permission to write to {blocked}.") from error


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        if _version(database, path) == 0:
            database.executescript(f"BEGIN; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;")
    except sqlite3.DatabaseError as error:
        database.close()
        raise DamagedCacheError(f"The memory in {readable(str(path.parent))} is damaged: {error}.") from error
    except BaseException:
        database.close()
        raise
    return database


def _connect_to_read(path: Path) -> sqlite3.Connection:
    # Where nothing may be written, SQLite cannot make the files of its WAL and opens only what it is told
    # nobody changes ("immutable").
    problem: sqlite3.DatabaseError | None = None
    for way in ("mode=ro", "mode=ro&immutable=1"):
        database = sqlite3.connect(f"{path.as_uri()}?{way}", uri=True)
        try:
            if _version(database, path) > 0:
                database.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
                return database
            database.close()
            return _connect_empty()
        except sqlite3.DatabaseError as error:
            database.close()
            problem = error
        except BaseException:
            database.close()
            raise
    raise DamagedCacheError(
        f"The memory in {readable(str(path.parent))} cannot be read: {problem}.",
        advice="Sort the photos again, or search in the folder that the photos came from.",
    ) from problem


def _connect_empty() -> sqlite3.Connection:
    """Stands for a memory whose first run ended before it held anything."""
    database = sqlite3.connect(":memory:")
    database.executescript(f"BEGIN; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;")
    return database


def _version(database: sqlite3.Connection, path: Path) -> int:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > schema.VERSION:
        raise NewerCacheError(f"The memory in {readable(str(path.parent))} was written by a newer Albumen.")
    return version
