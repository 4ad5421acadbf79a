"""Files with the same bytes are one photo: who stands for it, and who takes its place when it was renamed."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from albumen.folders import manifest
from albumen.folders.library import Library
from albumen.folders.paths import decoded
from albumen.folders.records import Source


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A further file with the bytes of a photo.

    Attributes:
        source: the file.
        photo: number (``Source.id``) of the file that stands for the photo.
        removable: whether mode "move" may remove the file: this run saw it and it is no placed copy.
    """

    source: Source
    photo: int
    removable: bool


def take_places(library: Library, run: int) -> None:
    """Let files of this run that were never placed take the place of a placed photo with the same bytes whose own
    file is gone (renamed, or moved into this folder by an earlier run). Commits.

    Links that were placed lead to the old path and are marked to be made anew (size -1).
    """
    database = library.database
    fresh = database.execute(
        "SELECT id, path, root, relative, size, mtime_ns, sha256 FROM sources AS n WHERE run = ? AND moved = 0"
        " AND status = 'photo' AND NOT EXISTS (SELECT 1 FROM placements WHERE source = n.id)"
        " AND EXISTS (SELECT 1 FROM sources AS o JOIN placements AS p ON p.source = o.id"
        " WHERE o.sha256 = n.sha256 AND (o.moved = 1 OR o.run <> n.run)) ORDER BY path",
        (run,),
    ).fetchall()
    own = _placed_paths(library) if fresh else set()
    for identity, path, root, relative, size, mtime_ns, digest in fresh:
        # A placed copy is not its own source: it would pass for a second copy of itself.
        if os.path.realpath(decoded(path)) in own:
            continue
        older = database.execute(
            "SELECT id, path, moved FROM sources AS o WHERE sha256 = ? AND status = 'photo'"
            " AND (moved = 1 OR run <> ?) AND EXISTS (SELECT 1 FROM placements WHERE source = o.id) ORDER BY id",
            (digest, run),
        ).fetchall()
        gone = next((o for o, its_path, moved in older if moved or not os.path.lexists(its_path)), None)
        if gone is None:
            continue
        database.execute("DELETE FROM sources WHERE id = ?", (identity,))
        database.execute(
            "UPDATE sources SET path = ?, root = ?, relative = ?, size = ?, mtime_ns = ?, run = ?, moved = 0"
            " WHERE id = ?",
            (path, root, relative, size, mtime_ns, run, gone),
        )
        database.execute("UPDATE placements SET size = -1 WHERE source = ? AND mode = 'symlink'", (gone,))
    library.commit()


def set_apart(library: Library, sources: Sequence[Source], run: int) -> tuple[list[Source], list[Duplicate]]:
    """One file for each photo, in the order of ``sources``, and the further files with the same bytes.

    The file that was placed stands for the photo; of files that were not placed, one that this run saw.
    """
    groups: dict[bytes, list[Source]] = defaultdict(list)
    for source in sources:
        groups[source.sha256].append(source)
    if len(groups) == len(sources):
        return list(sources), []
    placed = {(p.source, p.sha256) for p in manifest.placements(library)}
    seen = {row[0] for row in library.database.execute("SELECT id FROM sources WHERE run = ?", (run,))}
    standing: dict[bytes, int] = {}
    for digest, group in groups.items():
        standing[digest] = min(group, key=lambda s: ((s.id, digest) not in placed, s.id not in seen)).id
    photos = [s for s in sources if standing[s.sha256] == s.id]
    own = _placed_paths(library)
    others = [
        Duplicate(s, standing[s.sha256], s.id in seen and os.path.realpath(s.path) not in own)
        for s in sources
        if standing[s.sha256] != s.id
    ]
    return photos, others


def _placed_paths(library: Library) -> set[str]:
    if library.out is None:
        return set()
    out, folders = os.path.realpath(library.out), manifest.folders(library)
    return {os.path.join(out, folders[p.folder].name, p.name) for p in manifest.placements(library)}
