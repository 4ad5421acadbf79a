"""What stands in the results folder right now: which folder is which, and every file with its size and
time."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from albumen.folders import markers
from albumen.folders.library import MEMORY

DEEPEST = 12
"""Folders below this depth are not looked into."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it stands there: path below the results folder, size and time of the entry itself."""

    path: str
    size: int
    mtime_ns: int
    is_link: bool


@dataclass(slots=True)
class Survey:
    """The results folder at one moment.

    Attributes:
        files: every file by its path below the results folder, markers and hidden files left out.
        marked: for each folder number found in a marker of this library, the paths of the folders that bear
        it. folders: every folder's path.
    """

    files: dict[str, SeenFile] = field(default_factory=dict)
    marked: dict[int, list[str]] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)


def survey(out: Path, library: str) -> Survey:
    """Walk the results folder (links are not followed).

    Raises:
        OSError: a folder cannot be listed. Going on would take its photos for deleted ones.
    """
    seen = Survey()
    waiting = [("", 0)]
    while waiting:
        below, depth = waiting.pop()
        folder = os.path.join(out, below)
        names = []
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                path = os.path.join(below, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEEPEST and not entry.name.startswith(".") and path != MEMORY:
                        seen.folders.add(path)
                        waiting.append((path, depth + 1))
                elif entry.name.startswith("."):
                    names.append(entry.name)
                else:
                    seen.files[path] = _seen(path, entry)
        for marker in markers.read(Path(folder), names):
            if marker.library == library:
                seen.marked.setdefault(marker.folder, []).append(below)
    return seen


def _seen(path: str, entry: os.DirEntry[str]) -> SeenFile:
    status = entry.stat(follow_symlinks=False)
    return SeenFile(path, status.st_size, status.st_mtime_ns, stat.S_ISLNK(status.st_mode))
