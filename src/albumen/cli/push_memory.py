"""What `albumen push` remembers: which uploads are under way, and the digests of files it has read."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (path TEXT, size INTEGER, mtime INTEGER, sha256 TEXT, PRIMARY KEY (path));
CREATE TABLE IF NOT EXISTS upload (target TEXT, sha256 TEXT, url TEXT, PRIMARY KEY (target, sha256));
"""


class Memory:
    """A small database in the user's state folder; threads share it. Losing it costs time, nothing else.

    ``target`` is the server and event an upload goes to.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def digest(self, path: Path) -> str | None:
        """SHA-256 of a file as it was when its size and time were what they are now."""
        now = path.stat()
        rows = self._run("SELECT size, mtime, sha256 FROM file WHERE path = ?", str(path))
        if rows and rows[0][:2] == (now.st_size, now.st_mtime_ns):
            return str(rows[0][2])
        return None

    def keep_digest(self, path: Path, size: int, mtime: int, sha256: str) -> None:
        """Remember the digest of a file that had this size and time while it was read."""
        self._run("REPLACE INTO file VALUES (?, ?, ?, ?)", str(path), size, mtime, sha256)

    def upload(self, target: str, sha256: str) -> str | None:
        """Address of the upload of these bytes that is under way."""
        rows = self._run("SELECT url FROM upload WHERE target = ? AND sha256 = ?", target, sha256)
        return str(rows[0][0]) if rows else None

    def keep_upload(self, target: str, sha256: str, url: str) -> None:
        """Remember where the upload of these bytes goes on."""
        self._run("REPLACE INTO upload VALUES (?, ?, ?)", target, sha256, url)

    def forget_upload(self, target: str, sha256: str) -> None:
        """The upload has ended."""
        self._run("DELETE FROM upload WHERE target = ? AND sha256 = ?", target, sha256)

    def _run(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()
