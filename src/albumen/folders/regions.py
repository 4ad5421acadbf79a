"""Who is where in a photo, written beside the photos that were placed or into their copies.

Only what Albumen wrote itself is ever written again or taken away: a sidecar that somebody else wrote or changed, and
a copy that was edited since, are left as they are. Sources are never touched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from albumen.errors import AlbumenError
from albumen.folders import atomic, manifest
from albumen.folders.library import Library
from albumen.folders.manifest import Folder, Placement
from albumen.folders.people import Ints
from albumen.folders.placing import is_unchanged
from albumen.folders.records import Source, StoredFaces
from albumen.imaging.sniff import sniff
from albumen.imaging.xmp.errors import XmpError
from albumen.imaging.xmp.files import embedding, holder_of
from albumen.imaging.xmp.holding import Holder, spliced
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored
from albumen.imaging.xmp.turning import Box

Regions = Literal["none", "sidecar", "embedded"]

ENDING = ".xmp"
EMBEDDED = "embedded:"
"""What the record of a copy that was written into begins with, in the table of what Albumen wrote."""

_HEAD = 1 << 16


@dataclass(slots=True)
class RegionsWritten:
    """What was done: copies that tell who is in them, sidecars, how many of these are there because nothing could be
    written into the file, and files of the user's that were left alone."""

    embedded: int = 0
    sidecars: int = 0
    instead: int = 0
    left: int = 0


class RegionWriter:
    """Writes for one results folder.

    Args:
        library: open memory of the folder.
        out: the folder, absolute.
        sources: the catalogue.
        faces, persons: the faces and the person of each, -1 for none.
    """

    def __init__(
        self, library: Library, out: Path, sources: Sequence[Source], faces: StoredFaces, persons: Ints
    ) -> None:
        self._library, self._out = library, out
        self._sources = {source.id: source for source in sources}
        self._folders = manifest.folders(library)
        self._names = {f.person: _name(f) for f in self._folders.values() if f.person is not None}
        self._faces, self._persons = faces, persons
        self._photo = {digest: index for index, digest in enumerate(faces.contents)}
        rows = library.database.execute("SELECT sha256, width, height FROM contents")
        self._sizes: dict[bytes, tuple[int, int]] = {bytes(row[0]): (row[1], row[2]) for row in rows}
        self.done = RegionsWritten()

    def write(self, regions: Regions) -> RegionsWritten:
        """Bring everything up to date; sidecars of photos that are no longer placed go."""
        wanted: set[str] = set()
        for placement in manifest.placements(self._library):
            source = self._sources.get(placement.source)
            if not placement.done or source is None:
                continue
            beside = self._beside(placement)
            wanted.add(beside)
            if regions == "none":
                continue
            what = self._told(source.sha256)
            if not what.faces and not self._spoken_of(placement):
                wanted.discard(beside)
                continue
            if regions == "embedded":
                done = self._embed(placement, source, what) if placement.mode == "copy" else False
                if done is not False:
                    wanted.discard(beside)
                    self.done.embedded += done is True
                    continue
                self.done.instead += 1
            self._write_sidecar(beside, source, placement, what)
        self._clear(wanted)
        self._library.commit()
        return self.done

    def _beside(self, placement: Placement) -> str:
        """The path of a sidecar below the results folder."""
        return os.path.join(self._folders[placement.folder].name, placement.name) + ENDING

    def _told(self, digest: bytes) -> Told:
        """Everybody with a folder who is in a photo; a name has who was given one by renaming the folder."""
        photo, size = self._photo.get(digest), self._sizes.get(digest)
        if photo is None or size is None:
            return Told()
        first, last = np.searchsorted(self._faces.photos, [photo, photo + 1])
        boxes = self._faces.boxes[first:last].astype(np.float64) / [*size, *size]
        regions, names = [], []
        for person, box in zip(self._persons[first:last].tolist(), boxes.tolist(), strict=True):
            if person in self._names:
                regions.append(Region(self._names[person], Box(*box)))
                names.append(self._names[person])
        return Told(regions, (), [name for name in dict.fromkeys(names) if name])

    def _write_sidecar(self, beside: str, source: Source, placement: Placement, what: Told) -> None:
        path = self._out / beside
        existing = _sidecar_of(source.path)
        if not what.faces and existing is None:
            self._remove(beside)
            return
        try:
            data = told(existing, what, self._stored(source, self._out / beside.removesuffix(ENDING)))
        except XmpError:
            data = told(None, what, self._stored(source, self._out / beside.removesuffix(ENDING)))
        digest = hashlib.sha256(data).digest()
        if path.exists() or path.is_symlink():
            there = b"" if path.is_symlink() or not path.is_file() else _digest(path)
            if there == digest and self._is_ours(digest):
                self.done.sidecars += 1
                return
            if not there or not self._is_ours(there):
                self.done.left += 1
                return
        self._record(beside, digest)
        atomic.write_whole(path, data, self._library.temporary)
        self.done.sidecars += 1

    def _stored(self, source: Source, placed: Path) -> Stored:
        holder = _holder(source.path if not source.moved else str(placed))
        width, height = self._sizes.get(source.sha256, (0, 0))
        orientation = holder.orientation if holder is not None else 1
        return Stored.of_upright(width, height, orientation)

    def _embed(self, placement: Placement, source: Source, what: Told) -> bool | None:
        """Write into a placed copy what its source has and who is in it; whether it tells that now, None for a copy
        that the user edited: neither that nor a sidecar says anything of it."""
        path = str(self._out / self._folders[placement.folder].name / placement.name)
        mark = f"{EMBEDDED}{placement.id}:{hashlib.sha256(repr(what).encode()).hexdigest()}"
        unchanged = is_unchanged(path, placement.size, placement.mtime_ns)
        if unchanged and self._recorded(mark):
            return True
        if not unchanged and not self._recorded(f"{EMBEDDED}{placement.id}:", _digest(Path(path))):
            self.done.left += 1
            return None
        try:
            data = Path(source.path).read_bytes()
            if hashlib.sha256(data).digest() != source.sha256:
                return False
            holder = holder_of(sniff(data), lambda first, last: data[first:last], len(data))
            stored = self._stored(source, Path(path))
            made = spliced(data, embedding(holder, told(holder.packet, what, stored)))
        except (OSError, AlbumenError):
            return False
        self._record(mark, hashlib.sha256(made).digest())
        before = os.stat(path)
        name = atomic.temporary_name(self._library.temporary)
        with open(name, "xb") as file:
            file.write(made)
            atomic.flush(file)
        os.utime(name, ns=(before.st_atime_ns, before.st_mtime_ns))
        with suppress(OSError):
            os.chmod(name, before.st_mode & 0o777)
        os.replace(name, path)
        manifest.finish_placement(self._library, placement.id, path, placement.name)
        self._library.commit()
        return True

    def _clear(self, wanted: set[str]) -> None:
        """Take away sidecars that nothing belongs to any more, where they are as Albumen wrote them."""
        rows = self._library.database.execute("SELECT name FROM generated WHERE name LIKE '%.xmp'").fetchall()
        keys = {_key(path) for path in wanted}
        for (name,) in rows:
            if name not in keys:
                self._remove(name)

    def _remove(self, beside: str) -> None:
        path = self._out / beside
        if path.is_file() and not path.is_symlink() and self._is_ours(_digest(path)):
            path.unlink()
        self._library.database.execute("DELETE FROM generated WHERE name = ?", (_key(beside),))

    def _record(self, name: str, digest: bytes) -> None:
        """Write down what is about to be there, first: a run that is killed must know its own files."""
        self._library.database.execute("INSERT OR IGNORE INTO generated VALUES (?, ?)", (_key(name), digest))
        self._library.commit()

    def _recorded(self, name: str, digest: bytes | None = None) -> bool:
        if digest is None:
            row = self._library.database.execute("SELECT 1 FROM generated WHERE name = ?", (name,)).fetchone()
            return row is not None
        return embedded_in(self._library, int(name.removeprefix(EMBEDDED).split(":")[0]), digest)

    def _spoken_of(self, placement: Placement) -> bool:
        """Whether anything was said of a photo before, or is said by a sidecar of its source."""
        written = self._library.database.execute(
            "SELECT 1 FROM generated WHERE name = ? OR name LIKE ?",
            (_key(self._beside(placement)), f"{EMBEDDED}{placement.id}:%"),
        )
        return written.fetchone() is not None or _sidecar_of(self._sources[placement.source].path) is not None

    def _is_ours(self, digest: bytes) -> bool:
        found = self._library.database.execute("SELECT 1 FROM generated WHERE sha256 = ?", (digest,))
        return found.fetchone() is not None


def embedded_in(library: Library, placement: int, digest: bytes) -> bool:
    """Whether a file with these bytes is the placed copy, as Albumen wrote into it."""
    found = library.database.execute(
        "SELECT 1 FROM generated WHERE sha256 = ? AND name LIKE ?", (digest, f"{EMBEDDED}{placement}:%")
    )
    return found.fetchone() is not None


def _name(folder: Folder) -> str:
    """A person's name: that of a folder the user renamed, made readable."""
    if not folder.renamed:
        return ""
    name = os.fsencode(os.path.basename(folder.name)).decode("utf-8", "replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())


def _sidecar_of(path: str) -> bytes | None:
    """What a sidecar beside a source says already."""
    for name in (f"{path}{ENDING}", f"{os.path.splitext(path)[0]}{ENDING}"):
        with suppress(OSError):
            return Path(name).read_bytes()
    return None


def _holder(path: str) -> Holder | None:
    """A file's metadata, of which little is read."""
    with suppress(OSError, AlbumenError), open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        kind = sniff(file.read(_HEAD))

        def read(first: int, last: int) -> bytes:
            file.seek(first)
            return file.read(max(0, last - first))

        return holder_of("tiff" if kind == "raw" else kind, read, size)
    return None


def _digest(path: Path) -> bytes:
    return atomic.sha256_of(str(path))


def _key(name: str) -> str:
    """A path as the table has it; names need not be UTF-8."""
    return os.fsencode(name).decode("utf-8", "surrogateescape").encode("utf-8", "backslashreplace").decode()
