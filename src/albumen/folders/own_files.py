"""Files that Albumen writes for the reader (index.html, Unreadable.txt), never over a file of the user's."""

from __future__ import annotations

import hashlib
from pathlib import Path

from albumen.folders import atomic
from albumen.folders.library import Library
from albumen.folders.paths import free_name, same_name_key


def write_own(library: Library, out: Path, name: str, data: bytes) -> Path:
    """Write ``out/name``, or ``name (2)`` where a file of the user's, or one they changed, has the name.

    Returns:
        The path written.
    """
    digest = hashlib.sha256(data).digest()
    taken: set[str] = set()
    while True:
        path = out / free_name(name, taken)
        if not path.exists() or (path.is_file() and _is_ours(library, path)):
            break
        taken.add(same_name_key(path.name))
    # Written down first: a run killed after the rename must know its own file.
    library.database.execute("INSERT OR IGNORE INTO generated VALUES (?, ?)", (path.name, digest))
    library.commit()
    atomic.write_whole(path, data, library.temporary)
    library.database.execute("DELETE FROM generated WHERE name = ? AND sha256 <> ?", (path.name, digest))
    library.commit()
    return path


def remove_own(library: Library, out: Path, name: str) -> None:
    """Remove ``out/name`` if Albumen wrote it and nobody changed it."""
    path = out / name
    if path.is_file() and _is_ours(library, path):
        path.unlink()
        library.database.execute("DELETE FROM generated WHERE name = ?", (name,))
        library.commit()


def _is_ours(library: Library, path: Path) -> bool:
    known = library.database.execute(
        "SELECT 1 FROM generated WHERE name = ? AND sha256 = ?", (path.name, atomic.sha256_of(str(path)))
    ).fetchone()
    return known is not None
