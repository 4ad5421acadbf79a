"""What the user changed in the results folder since the last run, taken as their word.

A folder renamed keeps its people. A photo moved from one person's folder into another's belongs to the
other; a photo deleted from a folder is not placed there again; a folder deleted is not brought back; a
folder emptied into another one is the same person. Everything else the user does (own files, edited photos,
own folders) is left alone.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from albumen.folders import atomic, manifest
from albumen.folders.library import Library
from albumen.folders.manifest import Folder, Kind, Placement
from albumen.folders.people import Verdicts
from albumen.folders.records import StoredFaces
from albumen.folders.regions import embedded_in
from albumen.folders.survey import SeenFile, Survey


@dataclass(slots=True)
class Noticed:
    """What the user did, for the summary. Names of folders and numbers of photos."""

    renamed: list[tuple[str, str]] = field(default_factory=list)
    moved: int = 0
    deleted: int = 0
    removed: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)


def notice(library: Library, out: Path, seen: Survey) -> Noticed:
    """Compare the manifest with the disk and record every correction. Commits.

    Args:
        library: open memory of ``out``.
        out: the results folder.
        seen: what stands there now.
    """
    noticed = Noticed()
    _settle_unfinished(library, out, seen)
    where = _locate_folders(library, seen, noticed)
    folders = manifest.folders(library)
    missing = [p for p in manifest.placements(library) if p.done and not _stands(p, where, seen)]
    found = _find_moved(library, out, missing, where, seen)
    _record(library, folders, where, missing, found, noticed)
    library.commit()
    return noticed


def restore(library: Library) -> int:
    """Forget every deletion, so that removed people and photos come back. Returns how many corrections that
    undid."""
    database = library.database
    undone = database.execute("DELETE FROM corrections WHERE verdict = 'not' AND reason = 'deleted'").rowcount
    undone += database.execute("UPDATE people SET removed = 0 WHERE removed = 1").rowcount
    library.commit()
    return undone


def verdicts(library: Library, faces: StoredFaces) -> Verdicts:
    """The recorded corrections as indices into ``faces``."""
    index = {
        (faces.contents[photo], number): position
        for position, (photo, number) in enumerate(
            zip(faces.photos.tolist(), faces.numbers.tolist(), strict=True)
        )
    }
    result = Verdicts.none(len(faces))
    denied = []
    rows = library.database.execute(
        "SELECT verdict, sha256, face, person FROM corrections WHERE face IS NOT NULL AND person IS NOT NULL"
        " ORDER BY id"
    )
    for verdict, digest, face, person in rows:
        position = index.get((bytes(digest), face))
        if position is None:
            continue
        if verdict == "belongs":
            result.pinned[position] = person
        else:
            denied.append((position, person))
    denied = [(face, person) for face, person in denied if result.pinned[face] != person]
    return Verdicts(result.pinned, np.array(denied, np.int64).reshape(-1, 2))


def photos_kept_out(library: Library) -> set[tuple[bytes, Kind, int | None]]:
    """Photos (by SHA-256) that are not to be placed in a folder: kind, and person for a person's folder."""
    rows = library.database.execute("SELECT sha256, kind, person FROM corrections WHERE verdict = 'not'")
    return {(bytes(r[0]), r[1], r[2]) for r in rows}


def photos_put_in(library: Library) -> list[tuple[bytes, int]]:
    """Photos (by SHA-256) that belong in a person's folder whatever faces they show."""
    rows = library.database.execute(
        "SELECT sha256, person FROM corrections WHERE verdict = 'belongs' AND person IS NOT NULL ORDER BY id"
    )
    return [(bytes(r[0]), r[1]) for r in rows]


def _settle_unfinished(library: Library, out: Path, seen: Survey) -> None:
    """Placements that a killed run planned: done if the file stands there whole, else forgotten and planned
    anew."""
    folders = manifest.folders(library)
    for placement in manifest.placements(library):
        if placement.done:
            continue
        name = os.path.join(folders[placement.folder].name, placement.name)
        file = seen.files.get(name)
        if file is not None and (file.is_link or atomic.sha256_of(str(out / name)) == placement.sha256):
            manifest.finish_placement(library, placement.id, str(out / name), placement.name)
        else:
            manifest.drop_placement(library, placement.id)
    library.commit()


def _locate_folders(library: Library, seen: Survey, noticed: Noticed) -> dict[int, str]:
    """Where each recorded folder stands now. A folder that is nowhere is left out."""
    recorded = manifest.folders(library).values()
    where = {
        folder.id: folder.name
        for folder in recorded
        if folder.name in seen.marked.get(folder.id, [])
        or (folder.name in seen.folders and not _other(seen, folder))
    }
    claimed = set(where.values())
    for folder in recorded:
        if folder.id in where:
            continue
        # A marker in a folder that is another one's home only says that hidden files were moved along.
        elsewhere = [path for path in seen.marked.get(folder.id, []) if path and path not in claimed]
        if elsewhere:
            where[folder.id] = elsewhere[0]
            claimed.add(elsewhere[0])
            noticed.renamed.append((folder.name, elsewhere[0]))
            manifest.set_folder_name(library, folder.id, elsewhere[0])
    return where


def _other(seen: Survey, folder: Folder) -> bool:
    """Whether the folder of that name bears the marker of another one, or this one's marker stands
    elsewhere."""
    bears_other = any(folder.name in paths for number, paths in seen.marked.items() if number != folder.id)
    return bears_other or (folder.marked and bool(seen.marked.get(folder.id)))


def _stands(placement: Placement, where: dict[int, str], seen: Survey) -> bool:
    folder = where.get(placement.folder)
    return folder is not None and os.path.join(folder, placement.name) in seen.files


def _find_moved(
    library: Library, out: Path, missing: list[Placement], where: dict[int, str], seen: Survey
) -> dict[int, tuple[int, SeenFile]]:
    """For each missing placement (by number) the folder and the file that it has become, if there is one."""
    placed = {
        os.path.join(where[p.folder], p.name)
        for p in manifest.placements(library)
        if p.done and p.folder in where
    }
    homes = sorted(((path, folder) for folder, path in where.items()), key=lambda home: -len(home[0]))
    unknown: dict[int, list[SeenFile]] = defaultdict(list)
    sizes = {p.size for p in missing}
    for file in seen.files.values():
        if (file.size in sizes and file.path not in placed) or (file.is_link and file.path not in placed):
            unknown[-1 if file.is_link else file.size].append(file)
    digests: dict[str, bytes] = {}
    found: dict[int, tuple[int, SeenFile]] = {}
    used: set[str] = set()
    for placement in sorted(missing, key=lambda p: p.id):
        candidates = unknown[-1] if placement.mode == "symlink" else unknown[placement.size]
        ranked = sorted(
            candidates, key=lambda f: (os.path.basename(f.path) != os.path.basename(placement.name), f.path)
        )
        for file in ranked:
            home = next((folder for path, folder in homes if file.path.startswith(path + os.sep)), None)
            if home is None or file.path in used or not _same(library, out, file, placement, digests):
                continue
            used.add(file.path)
            found[placement.id] = (home, file)
            break
    return found


def _same(
    library: Library, out: Path, file: SeenFile, placement: Placement, digests: dict[str, bytes]
) -> bool:
    path = str(out / file.path)
    if placement.mode == "symlink":
        row = library.database.execute(
            "SELECT path FROM sources WHERE id = ?", (placement.source,)
        ).fetchone()
        base = os.path.basename(os.readlink(path))
        return file.is_link and row is not None and os.fsencode(base) == os.path.basename(bytes(row[0]))
    if file.path not in digests:
        digests[file.path] = atomic.sha256_of(path)
    digest = digests[file.path]
    return digest == placement.sha256 or embedded_in(library, placement.id, digest)


def _record(
    library: Library,
    folders: dict[int, Folder],
    where: dict[int, str],
    missing: list[Placement],
    found: dict[int, tuple[int, SeenFile]],
    noticed: Noticed,
) -> None:
    emptied = _emptied(library, folders, missing, found, where)
    went_to: dict[int, Counter[int]] = defaultdict(Counter)
    lost = {placement.id for placement in missing if placement.id not in found}
    for placement in missing:
        target = found.get(placement.id)
        origin = folders[placement.folder]
        if target is None:
            if placement.folder not in emptied:
                noticed.deleted += 1
                _deny(library, placement.sha256, origin, "deleted")
            manifest.drop_placement(library, placement.id)
            continue
        home, file = target
        name = os.path.relpath(file.path, where[home])
        manifest.relocate(library, placement, home, name, file.size, file.mtime_ns)
        if home == placement.folder:
            continue
        noticed.moved += 1
        went_to[placement.folder][home] += 1
        if placement.folder not in emptied or folders[home].kind != "person":
            _deny(library, placement.sha256, origin, "moved")
        if folders[home].kind == "person":
            _pin(library, placement.sha256, origin, folders[home])
    for number in sorted(emptied):
        folder = folders[number]
        people = [h for h, _ in went_to[number].most_common() if folders[h].kind == "person"]
        if folder.kind != "person" or folder.person is None:
            for placement in missing:
                if placement.folder == number and placement.id not in found:
                    noticed.deleted += 1
                    _deny(library, placement.sha256, folder, "deleted")
        elif people:
            _merge(library, folder, folders[people[0]])
            there = {
                p.sha256 for p in manifest.placements(library) if p.folder == people[0] and p.id not in lost
            }
            for placement in missing:  # deleted on the way: not to come back in the other folder
                if placement.folder == number and placement.id in lost and placement.sha256 not in there:
                    _add(
                        library, "not", placement.sha256, None, folders[people[0]].person, "person", "deleted"
                    )
            noticed.merged.append((folder.name, folders[people[0]].name))
        else:
            library.database.execute("UPDATE people SET removed = 1 WHERE id = ?", (folder.person,))
            noticed.removed.append(folder.name)
        if number not in where:
            manifest.drop_folder(library, number)


def _emptied(
    library: Library,
    folders: dict[int, Folder],
    missing: list[Placement],
    found: dict[int, tuple[int, SeenFile]],
    where: dict[int, str],
) -> set[int]:
    """Folders that had photos and have none left, or are gone."""
    had = Counter(p.folder for p in manifest.placements(library) if p.done)
    left = Counter(p.folder for p in missing if p.id not in found or found[p.id][0] != p.folder)
    gone = {f.id for f in folders.values() if f.marked and f.id not in where}
    return gone | {folder for folder, count in had.items() if left[folder] == count}


def _deny(library: Library, digest: bytes, folder: Folder, reason: str) -> None:
    """The photo does not belong in the folder; neither do its faces that were taken for the folder's
    person."""
    _add(library, "not", digest, None, folder.person, folder.kind, reason)
    if folder.person is None:
        return
    for (number,) in library.database.execute(
        "SELECT n FROM faces WHERE sha256 = ? AND person = ?", (digest, folder.person)
    ).fetchall():
        library.database.execute(
            "DELETE FROM corrections WHERE verdict = 'belongs' AND sha256 = ? AND face = ? AND person = ?",
            (digest, number, folder.person),
        )
        _add(library, "not", digest, number, folder.person, "person", reason)
    library.database.execute(
        "DELETE FROM corrections WHERE verdict = 'belongs' AND sha256 = ? AND face IS NULL AND person = ?",
        (digest, folder.person),
    )
    library.database.execute(
        "UPDATE faces SET person = NULL WHERE sha256 = ? AND person = ?", (digest, folder.person)
    )


def _pin(library: Library, digest: bytes, origin: Folder, target: Folder) -> None:
    """The photo belongs to ``target``'s person, and so does the face it was in ``origin`` for."""
    database = library.database
    database.execute(
        "DELETE FROM corrections WHERE verdict = 'not' AND sha256 = ? AND person = ?", (digest, target.person)
    )
    _add(library, "belongs", digest, None, target.person, "person", "moved")
    for number in _faces_meant(library, digest, origin, target):
        database.execute(
            "DELETE FROM corrections WHERE verdict = 'belongs' AND sha256 = ? AND face = ?", (digest, number)
        )
        _add(library, "belongs", digest, number, target.person, "person", "moved")
        database.execute(
            "UPDATE faces SET person = ? WHERE sha256 = ? AND n = ?", (target.person, digest, number)
        )


def _faces_meant(library: Library, digest: bytes, origin: Folder, target: Folder) -> list[int]:
    """Which faces of a moved photo are the target's person.

    From a person's folder: the faces that were taken for that person. From another folder (passers-by): the
    one face without a folder of its own that is most like the target's faces.
    """
    database = library.database
    if origin.person is not None:
        rows = database.execute(
            "SELECT face FROM corrections WHERE verdict = 'not' AND sha256 = ? AND person = ? AND face IS NOT NULL"
            " UNION SELECT n FROM faces WHERE sha256 = ? AND person = ?",
            (digest, origin.person, digest, origin.person),
        )
        return [int(r[0]) for r in rows]
    free = database.execute(
        "SELECT n, embedding FROM faces WHERE sha256 = ? AND (person IS NULL OR person NOT IN"
        " (SELECT person FROM folders WHERE person IS NOT NULL))",
        (digest,),
    ).fetchall()
    theirs = database.execute("SELECT embedding FROM faces WHERE person = ?", (target.person,)).fetchall()
    if not free:
        return []
    if not theirs:
        return [int(free[0][0])]
    mine = np.stack([np.frombuffer(r[1], "<f4") for r in free])
    centre = np.stack([np.frombuffer(r[0], "<f4") for r in theirs]).mean(axis=0)
    return [int(free[int(np.argmax(mine @ centre))][0])]


def _merge(library: Library, folder: Folder, target: Folder) -> None:
    """All faces of ``folder``'s person belong to ``target``'s person from now on.

    The target's own faces are pinned as well: both are in some photos together, which is otherwise a reason to keep
    them apart.
    """
    database = library.database
    rows = database.execute(
        "SELECT sha256, n FROM faces WHERE person IN (?, ?)", (folder.person, target.person)
    ).fetchall()
    for digest, number in rows:
        database.execute(
            "DELETE FROM corrections WHERE verdict = 'belongs' AND sha256 = ? AND face = ?", (digest, number)
        )
        _add(library, "belongs", bytes(digest), number, target.person, "person", "merged")
    database.execute(
        "UPDATE corrections SET person = ?, reason = 'merged' WHERE verdict = 'belongs' AND person = ?"
        " AND NOT EXISTS (SELECT 1 FROM corrections AS c WHERE c.verdict = 'belongs' AND c.person = ?"
        " AND c.sha256 = corrections.sha256 AND coalesce(c.face, -1) = coalesce(corrections.face, -1))",
        (target.person, folder.person, target.person),
    )
    database.execute("UPDATE faces SET person = ? WHERE person = ?", (target.person, folder.person))
    database.execute("UPDATE people SET merged_into = ? WHERE id = ?", (target.person, folder.person))


def _add(
    library: Library,
    verdict: str,
    digest: bytes,
    face: int | None,
    person: int | None,
    kind: str,
    reason: str,
) -> None:
    library.database.execute(
        "INSERT OR IGNORE INTO corrections (verdict, sha256, face, person, kind, reason, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (verdict, digest, face, person, kind, reason, datetime.now(UTC).isoformat(timespec="seconds")),
    )
