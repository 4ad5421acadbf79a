"""Carry out the changes: make folders, place photos, take away what belongs elsewhere, and in mode "move"
remove the sources whose copies were verified.

Order is what makes it safe to be killed at any moment: a placement is written down before the file appears,
new files come before old ones go, and a source goes last, after its copies were read back from the disk and
the database says so on the disk too.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from albumen.folders import atomic, manifest, markers
from albumen.folders.changes import Changes, key_of
from albumen.folders.duplicates import Duplicate
from albumen.folders.errors import VerificationError
from albumen.folders.library import Library
from albumen.folders.manifest import Folder, Mode, Placement
from albumen.folders.names import NAMES, person_folder
from albumen.folders.paths import free_name, readable, same_name_key
from albumen.folders.placing import is_unchanged, is_whole, place
from albumen.folders.plan import Key
from albumen.folders.records import Source
from albumen.folders.survey import Survey

BATCH = 50
"""Photos between two commits."""


@dataclass(slots=True)
class Carried:
    """What was done. ``problems`` are paths with a sentence each: photos that could not be placed or
    removed."""

    placed: int = 0
    taken_away: int = 0
    moved: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


class Carrier:
    """Carries out changes in one results folder.

    Args:
        library: open memory of the folder.
        out: the folder, absolute.
        mode: how new photos are placed.
        seen: what stands in the folder now.
        step: called after each photo with the number of photos done so far.
    """

    def __init__(
        self,
        library: Library,
        out: Path,
        mode: Mode,
        seen: Survey,
        step: Callable[[int], None] = lambda done: None,
    ) -> None:
        self._library = library
        self._out = out
        self._mode: Mode = mode
        self._seen = seen
        self._step = step
        self._folders: dict[Key, Folder] = {key_of(f): f for f in manifest.folders(library).values()}
        self._taken: dict[str, set[str]] = defaultdict(set)
        for path in (*seen.files, *seen.folders):
            self._taken[os.path.dirname(path)].add(same_name_key(os.path.basename(path)))
        self._known = self._known_files()
        self.carried = Carried()

    def carry_out(
        self, changes: Changes, new_people: Sequence[int], duplicates: Sequence[Duplicate] = ()
    ) -> Carried:
        """Do everything; may be called again after it was interrupted at any point. In mode "move", removable
        ``duplicates`` go as well, after the placed copies of their photo were verified."""
        self._make_folders(changes, new_people)
        again = {
            (source.id, self._folders[key].id)
            for source, keys in changes.add
            for key in keys
            if key in self._folders
        }
        for placement in changes.remove:  # the same place gets new content: the old file goes first
            if (placement.source, placement.folder) in again:
                self._take_away(placement)
        done = 0
        todo = iter(changes.add)
        while batch := list(islice(todo, BATCH)):
            intended = [self._intend(source, key) for source, keys in batch for key in keys]
            self._library.commit()
            for intent in intended:
                self._place_one(intent)
            for folder in sorted({intent.folder.name for intent in intended}):
                atomic.flush_folder(str(self._out / folder))
            self._library.commit()
            done += len(batch)
            self._step(done)
            if self._mode == "move":
                self._remove_sources([(source, source.id) for source, _ in batch])
        if self._mode == "move":
            self._remove_sources([(d.source, d.photo) for d in duplicates if d.removable])
        for placement in changes.remove:
            if (placement.source, placement.folder) not in again:
                self._take_away(placement)
        self._library.commit()
        self.clear_empty_folders()
        return self.carried

    def _known_files(self) -> set[str]:
        folders = {f.id: f.name for f in self._folders.values()}
        return {os.path.join(folders[p.folder], p.name) for p in manifest.placements(self._library)}

    def _make_folders(self, changes: Changes, new_people: Sequence[int]) -> None:
        needed = {key for _, keys in changes.add for key in keys}
        for person in new_people:
            if ("person", person) not in self._folders and ("person", person) in needed:
                number = int(self._library.get("last_number") or 0) + 1
                self._library.set("last_number", str(number))
                self._new_folder(("person", person), person_folder(number), number)
        for key, name in NAMES.items():
            if key in needed and key not in self._folders:
                self._new_folder(key, name, None)
        self._library.commit()
        for key in sorted(needed, key=lambda k: self._folders[k].id):
            folder = self._folders[key]
            path = self._out / folder.name
            path.mkdir(exist_ok=True)
            if not folder.marked or folder.name not in self._seen.marked.get(folder.id, []):
                markers.write(path, markers.Marker(self._library.id, folder.id), self._library.temporary)
                manifest.set_marked(self._library, folder.id)
        atomic.flush_folder(str(self._out))
        self._library.commit()

    def _new_folder(self, key: Key, name: str, number: int | None) -> None:
        free = free_name(name, self._taken[""])
        self._folders[key] = manifest.add_folder(self._library, key[0], key[1], free, number)

    def _intend(self, source: Source, key: Key) -> _Intent:
        """Choose the name and write it down, so that a killed run knows which files it may find."""
        folder = self._folders[key]
        name = os.path.basename(source.relative)
        adopt = self._adopts(source, folder, name)
        if not adopt:
            name = free_name(name, self._taken[folder.name])
        self._known.add(os.path.join(folder.name, name))
        return _Intent(source, folder, name, adopt, self._plan(source, folder, name))

    def _plan(self, source: Source, folder: Folder, name: str) -> int:
        return manifest.plan_placement(self._library, source.id, folder.id, name, self._mode, source.sha256)

    def _place_one(self, intent: _Intent) -> None:
        source, folder, name = intent.source, intent.folder, intent.name
        path = str(self._out / folder.name)

        def planned(other: str) -> None:
            if other != intent.name:  # somebody took the name since
                self._plan(source, folder, other)
                self._library.commit()

        try:
            if not intent.adopt:
                origin = self._origin(source)
                if origin is None:
                    raise OSError(None, "the file changed or went away meanwhile; run again")
                taken = self._taken[folder.name]
                name = place(origin, path, name, self._mode, taken, self._library.temporary, planned)
        except OSError as error:
            manifest.drop_placement(self._library, intent.placement)
            self._problem(source.path, f"Cannot be placed in {folder.name}: {error.strerror or error}.")
            return
        manifest.finish_placement(self._library, intent.placement, os.path.join(path, name), name)
        self.carried.placed += 1

    def _adopts(self, source: Source, folder: Folder, name: str) -> bool:
        """Whether the very photo stands there already, unknown: placed by a run that was killed, or by the
        user."""
        path = os.path.join(folder.name, name)
        file = self._seen.files.get(path)
        if file is None or path in self._known or file.is_link or file.size != source.size:
            return False
        return self._mode in ("copy", "move") and is_whole(str(self._out / path), source.sha256)

    def _origin(self, source: Source) -> str | None:
        """Where the photo's bytes are: the source as it was analysed, or a placed copy of it."""
        if not source.moved and is_unchanged(source.path, source.size, source.mtime_ns):
            return source.path
        return next(self._whole_copies(source.id, source.sha256), None)

    def _whole_copies(self, source: int, sha256: bytes, but: int = -1) -> Iterator[str]:
        folders = {folder.id: folder.name for folder in self._folders.values()}
        rows = self._library.database.execute(
            "SELECT id, folder, name FROM placements WHERE source = ? AND done = 1 AND mode <> 'symlink'",
            (source,),
        ).fetchall()
        for identity, folder, name in rows:
            path = os.path.join(self._out, folders[folder], os.fsdecode(name))
            if identity != but and is_whole(path, sha256):
                yield path

    def _remove_sources(self, sources: Sequence[tuple[Source, int]]) -> None:
        """Remove the sources whose copies are verified, each given with the source that its copies were placed
        for. The database is on the disk before the first one goes."""
        ready = [source for source, photo in sources if not source.moved and self._may_go(source, photo)]
        self._library.commit()
        for source in ready:
            try:
                os.unlink(source.path)
            except OSError as error:
                self._problem(source.path, f"Was copied, but cannot be removed: {error.strerror}.")
                continue
            self._library.database.execute("UPDATE sources SET moved = 1 WHERE id = ?", (source.id,))
            self.carried.moved += 1
        self._library.commit()

    def _may_go(self, source: Source, photo: int) -> bool:
        given = os.path.join(source.root, source.relative)
        inside = source.path.startswith(os.path.realpath(source.root) + os.sep)
        if os.path.islink(given) or not inside:
            self._problem(given, "Is a link to a file elsewhere; it was copied and left in place.")
            return False
        rows = self._library.database.execute(
            "SELECT folder, name, size, mtime_ns, done FROM placements WHERE source = ? AND mode <> 'symlink'",
            (photo,),
        ).fetchall()
        folders = {folder.id: folder.name for folder in self._folders.values()}
        whole = 0
        for folder, name, size, mtime_ns, done in rows:
            path = os.path.join(self._out, folders[folder], os.fsdecode(name))
            if _is_same_entry(path, source.path):
                continue
            if is_whole(path, source.sha256, from_disk=True):
                whole += 1
            elif not done or is_unchanged(
                path, size, mtime_ns
            ):  # not edited by the user since: the copy is bad
                self._problem(source.path, VerificationError("A copy differs from its source.").sentence)
                return False
        return whole > 0 and is_unchanged(source.path, source.size, source.mtime_ns)

    def _take_away(self, placement: Placement) -> None:
        """Remove a placed file, unless the user changed it or it is the last copy of its bytes."""
        folder = next(f for f in self._folders.values() if f.id == placement.folder)
        path = str(self._out / folder.name / placement.name)
        ours = (
            os.path.islink(path)
            if placement.mode == "symlink"
            else is_unchanged(path, placement.size, placement.mtime_ns, placement.sha256)
        )
        if ours:
            if placement.mode != "symlink" and not self._has_other_copy(placement):
                return
            os.unlink(path)
            self._taken[folder.name].discard(same_name_key(placement.name))
            self._seen.files.pop(os.path.join(folder.name, placement.name), None)
            self.carried.taken_away += 1
        manifest.drop_placement(self._library, placement.id)
        self._library.commit_sometimes()

    def _has_other_copy(self, placement: Placement) -> bool:
        row = self._library.database.execute(
            "SELECT path, size, mtime_ns, moved FROM sources WHERE id = ?", (placement.source,)
        ).fetchone()
        if row is not None and not row[3] and is_unchanged(os.fsdecode(row[0]), row[1], row[2]):
            return True
        return any(True for _ in self._whole_copies(placement.source, placement.sha256, but=placement.id))

    def clear_empty_folders(self) -> None:
        """Remove folders that Albumen made and named and that hold nothing but its marker."""
        used = {p.folder for p in manifest.placements(self._library)}
        for folder in list(self._folders.values()):
            path = self._out / folder.name
            if folder.id in used or folder.renamed:
                continue
            with suppress(OSError):
                names = os.listdir(path)
                if all(markers.is_marker(name) for name in names):
                    for name in names:
                        os.unlink(path / name)
                    path.rmdir()
                    manifest.drop_folder(self._library, folder.id)
                    del self._folders[key_of(folder)]
        self._library.commit()

    def _problem(self, path: str, sentence: str) -> None:
        self.carried.problems.append((readable(path), sentence))


def _is_same_entry(path: str, other: str) -> bool:
    """Whether removing ``other`` removes ``path``. Two hard links to one file are two entries."""
    if os.path.realpath(path) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(path, other) and os.lstat(path).st_nlink == 1
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Intent:
    source: Source
    folder: Folder
    name: str
    adopt: bool
    placement: int
