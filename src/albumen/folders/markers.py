"""A small file in each folder that Albumen makes, so that a folder is known whatever the user calls it.

Its name carries the folder's number: when all files of one person's folder are moved into another's, hidden
ones included, the two markers stand side by side instead of one replacing the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from albumen.folders import atomic

PREFIX = ".albumen-folder-"


@dataclass(frozen=True, slots=True)
class Marker:
    """Which library and which of its folders (``folders.id``) a folder is."""

    library: str
    folder: int


def write(folder: Path, marker: Marker, temporary: Path) -> None:
    """Put the marker into ``folder``, which exists."""
    text = json.dumps(
        {
            "about": "Albumen recognises this folder by this file, even when the folder is renamed. Keep it.",
            "library": marker.library,
            "folder": marker.folder,
        },
        indent=1,
    )
    atomic.write_whole(folder / f"{PREFIX}{marker.folder}.json", text.encode(), temporary)


def is_marker(name: str) -> bool:
    return name.startswith(PREFIX) and name.endswith(".json")


def read(folder: Path, names: Iterable[str]) -> list[Marker]:
    """The readable markers among ``names``, files of ``folder``; what is not a marker after all is left
    out."""
    found = []
    for name in sorted(filter(is_marker, names)):
        try:
            content = json.loads((folder / name).read_text("utf-8"))
            found.append(Marker(str(content["library"]), int(content["folder"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
