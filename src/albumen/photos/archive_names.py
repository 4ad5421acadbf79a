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


def archive_names(wanted: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A name for each (name, extension), in order; the second of the same name becomes ``name (2).jpg``.

    Args:
        wanted: what the photo was called, and the extension for its format (``webp``), empty to keep the one it has.
    """
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for name, extension in wanted:
        stem, suffix = _safe(name, extension)
        candidate = f"{stem}{suffix}"
        base = _folded(candidate)
        while _folded(candidate) in taken:
            counts[base] = counts.get(base, 1) + 1
            candidate = f"{stem} ({counts[base]}){suffix}"
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
