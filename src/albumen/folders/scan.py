"""Find the files that may be photos. Only names and sizes are looked at here; what a file is, its content
decides."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from albumen.folders.errors import PhotosMissingError
from albumen.folders.paths import readable

SIDECARS = frozenset({".xmp", ".json", ".aae", ".thm", ".pp3", ".dop", ".db", ".ini", ".lrcat", ".cos"})
"""Suffixes of files that cameras and editors keep beside photos."""

SYSTEM_NAMES = frozenset({"@eadir", "__macosx", "$recycle.bin", "system volume information"})
"""Folders that storage boxes and operating systems make; their pictures are thumbnails, not photos."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a photo.

    Attributes:
        path: absolute path, symbolic links in folders resolved.
        root: absolute path of the folder that was named, or the folder of the file that was named.
        relative: path below ``root`` as the user sees it.
        size, mtime_ns: bytes and time of the last change, of the file itself (not of a link to it).
    """

    path: str
    root: str
    relative: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class ScanCounts:
    """What the scan passed over, by reason."""

    hidden: int = 0
    sidecars: int = 0
    duplicates: int = 0
    loops: int = 0
    special: int = 0
    own: int = 0
    unreadable_folders: list[tuple[str, str]] = field(default_factory=list)
    """Path and reason of each folder or link that could not be opened."""


def check_roots(photos: Sequence[Path]) -> None:
    """Raise :class:`PhotosMissingError` for the first of ``photos`` that does not exist."""
    for path in photos:
        if not path.exists():
            raise PhotosMissingError(f"There is no file or folder {readable(str(path))}.")


def scan(
    photos: Sequence[Path], counts: ScanCounts, is_own: Callable[[str], bool] = lambda folder: False
) -> Iterator[FoundFile]:
    """Walk files and folders in a stable order, each file once however often it is reachable.

    Args:
        photos: files and folders; a file may have any name, hidden or not.
        counts: filled in on the way.
        is_own: says of an absolute folder path that it holds our own results and is not to be entered.
    """
    walk = _Walk(counts, is_own)
    for path in photos:
        absolute = os.path.abspath(path)
        if os.path.isdir(absolute):
            yield from walk.folder(absolute)
        else:
            yield from walk.file(absolute, os.path.dirname(absolute), os.path.basename(absolute))


class _Walk:
    def __init__(self, counts: ScanCounts, is_own: Callable[[str], bool]) -> None:
        self.counts = counts
        self.is_own = is_own
        self.folders: set[tuple[int, int]] = set()
        self.files: set[str] = set()

    def folder(self, root: str) -> Iterator[FoundFile]:
        waiting = [(root, "")]
        while waiting:
            folder, below = waiting.pop()
            real = os.path.realpath(folder)
            if self.is_own(real):
                self.counts.own += 1
                continue
            try:
                status = os.stat(real)
                if (status.st_dev, status.st_ino) in self.folders:
                    self.counts.loops += 1
                    continue
                self.folders.add((status.st_dev, status.st_ino))
                with os.scandir(real) as entries:
                    listing = sorted(entries, key=lambda e: e.name)
            except OSError as error:
                self.counts.unreadable_folders.append((folder, error.strerror or str(error)))
                continue
            deeper = []
            for entry in listing:
                relative = os.path.join(below, entry.name)
                if self._passed_over(entry.name):
                    continue
                if _is_folder(entry):
                    if entry.name.casefold() in SYSTEM_NAMES:
                        self.counts.hidden += 1
                    else:
                        deeper.append((os.path.join(folder, entry.name), relative))
                else:
                    yield from self.file(os.path.join(real, entry.name), root, relative)
            waiting.extend(reversed(deeper))

    def file(self, path: str, root: str, relative: str) -> Iterator[FoundFile]:
        try:
            linked = stat.S_ISLNK(os.lstat(path).st_mode)
            real = os.path.realpath(path) if linked or not relative else _real_file(path)
            status = os.stat(real)
        except OSError as error:
            self.counts.unreadable_folders.append((path, error.strerror or str(error)))
            return
        if stat.S_ISDIR(status.st_mode):
            self.counts.loops += 1
        elif not stat.S_ISREG(status.st_mode):
            self.counts.special += 1
        elif self.is_own(os.path.dirname(real)):
            self.counts.own += 1
        elif real in self.files:
            self.counts.duplicates += 1
        else:
            self.files.add(real)
            yield FoundFile(real, root, relative, status.st_size, status.st_mtime_ns)

    def _passed_over(self, name: str) -> bool:
        if name.startswith("."):
            self.counts.hidden += 1
            return True
        if os.path.splitext(name)[1].casefold() in SIDECARS:
            self.counts.sidecars += 1
            return True
        return False


def _real_file(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False
