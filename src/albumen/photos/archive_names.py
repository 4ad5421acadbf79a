"""Names of files in an archive: safe on every system, and unique where case does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
_LONGEST = 180


class ArchiveNames:
    """Names in one folder of an archive: the second of the same name becomes ``name (2).jpg``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def give(self, name: str, extension: str = "") -> str:
        """A name that nothing here has yet.

        Args:
            name: what the photo was called.
            extension: for its format (``webp``), empty to keep the one it has.
        """
        stem, suffix = _safe(name, extension)
        candidate = f"{stem}{suffix}"
        base = _folded(candidate)
        while _folded(candidate) in self._taken:
            self._counts[base] = self._counts.get(base, 1) + 1
            candidate = f"{stem} ({self._counts[base]}){suffix}"
        self._taken.add(_folded(candidate))
        return candidate

    def has(self, name: str) -> bool:
        """Whether a name is taken."""
        return _folded(name) in self._taken

    def take(self, name: str) -> None:
        """Leave a name to something else."""
        self._taken.add(_folded(name))


def archive_names(wanted: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A name for each (name, extension), in order, as :meth:`ArchiveNames.give` gives them."""
    names = ArchiveNames()
    return (names.give(name, extension) for name, extension in wanted)


def folder_names(wanted: Iterable[str]) -> Iterator[str]:
    """A name of a folder for each, in order; the second of the same name becomes ``name (2)``."""
    taken: set[str] = set()
    for name in wanted:
        visible = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
        safe = _short(_FORBIDDEN.sub("_", visible).strip(" .")).rstrip(" .") or "_"
        safe = f"_{safe}" if safe.split(".")[0].strip().casefold() in _RESERVED else safe
        candidate, number = safe, 1
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{safe} ({number})"
        taken.add(_folded(candidate))
        yield candidate


def _safe(name: str, extension: str) -> tuple[str, str]:
    visible = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    path = PurePosixPath(_FORBIDDEN.sub("_", visible).strip(" .") or "photo")
    suffix = f".{extension}" if extension else path.suffix[:12]
    stem = _short(path.stem if path.suffix else path.name).rstrip(" .") or "photo"
    if stem.split(".")[0].casefold() in _RESERVED:
        stem = f"_{stem}"
    return stem, suffix


def _short(stem: str) -> str:
    """At most 180 bytes of UTF-8: file systems count bytes, and allow 255 with everything."""
    return stem.encode()[:_LONGEST].decode("utf-8", "ignore")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
