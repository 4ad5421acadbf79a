"""Building compiled galleries: one builder at a time, incremental, valid whenever it is interrupted.

The order of things is what makes it safe. A builder reads the library's revision first and the rows after it, so a
gallery holds at least what its revision says; a later change raised the revision and is found by the next look.
Segments are written whole before the manifest names them, and removed only after a manifest without them is in place.
Readers take the manifest and map what it names; when a segment has gone meanwhile, they take the newer manifest.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from albumen.search import _manifest, _segments
from albumen.search._clusters import LEAST_ROWS
from albumen.search._compiled import CompiledGallery, Sheet
from albumen.search._durable import BEGUN, sync_folder
from albumen.search._manifest import Manifest, Part
from albumen.search.errors import DamagedGalleryError
from albumen.search.source import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.search.source import Source

_LOG = logging.getLogger(__name__)

LOCK_SECONDS = 10.0
"""How long a searcher waits for another that builds; then it reads the rows itself."""

SMALL = 1024
"""Segments up to this many rows are always joined with new ones."""

MOST_DEAD = 0.25
"""A segment with a larger part of its rows gone is written anew."""

NEWEST = 8
"""Rows compared with the database before a gallery found on the disk is believed."""


class Folder:
    """Where one library's gallery under one model is."""

    def __init__(self, root: Path, source: Source, *, clustered: bool) -> None:
        self.path = root / str(source.library) / str(source.model)
        self.source = source
        self.clustered = clustered

    def opened(self) -> tuple[Manifest, CompiledGallery] | None:
        """The gallery as it is on the disk, whatever its revision; None when there is none that can be used."""
        source = self.source
        for _ in range(5):
            try:
                manifest = _manifest.load(self.path, source.library, source.model, source.dimension)
                if manifest is None:
                    return None
                return manifest, self._mapped(manifest)
            except FileNotFoundError:
                continue  # published anew between the two reads
            except DamagedGalleryError as error:
                _LOG.warning("The gallery of %s is built again: %s", source.library, error.sentence)
                return None
        return None

    def current(self) -> CompiledGallery | None:
        """The gallery when it answers for the library as it is now, else None."""
        revision = self.source.revision()
        found = self.opened()
        if found is None or found[0].revision < revision:
            return None
        manifest, gallery = found
        if manifest.revision > revision and manifest.revision > self.source.revision():
            return None  # of another history of the database
        held = gallery.embeddings()
        return gallery if self._believable(gallery, held) else None

    def built(self) -> CompiledGallery:
        """The gallery at the present revision or newer, built from what is there and what is new.

        Raises:
            OSError: the disk is full or may not be written.
            Timeout: another builds, and takes long.
        """
        self._make()
        with FileLock(self.path / "lock", timeout=LOCK_SECONDS, mode=0o600):
            gallery = self.current()
            if gallery is not None:
                return gallery
            return self._built_now()

    def compiled_anew(self) -> bool:
        """Nightly: all in one verified segment, written anew unless it is so already. Whether it was.

        Raises:
            OSError: the disk is full or may not be written.
            Timeout: another builds, and takes long.
        """
        self._make()
        with FileLock(self.path / "lock", timeout=LOCK_SECONDS, mode=0o600):
            revision = self.source.revision()
            found = self.opened()
            if found is not None and found[0].revision == revision and self._settled(*found):
                self._swept(found[0])
                return False
            rows = self.source.rows(self.source.embeddings())
            self._published(revision, [], rows)
            return True

    def _built_now(self) -> CompiledGallery:
        source = self.source
        revision = source.revision()
        found = self.opened()
        wanted = source.embeddings()
        if found is not None and (
            found[0].revision > revision
            or not self._believable(found[1], np.intersect1d(found[1].embeddings(), wanted))
        ):
            _LOG.warning("The gallery of %s is of another history: built from the rows.", source.library)
            found = None
        if found is None:
            return self._published(revision, [], source.rows(wanted))
        manifest, gallery = found
        kept: list[tuple[Part, Sheet]] = []
        loose: list[Rows] = []
        for part, sheet in zip(manifest.parts, gallery.sheets, strict=True):
            alive = np.isin(sheet.rows.embedding, wanted)
            if len(part.dead):
                alive[part.dead] = False
            dead = np.flatnonzero(~alive)
            if len(dead) > MOST_DEAD * part.count:
                loose.append(sheet.rows[alive])
            else:
                kept.append((Part(part.file, part.count, dead.tolist()), _sheet(sheet, alive)))
        have = np.concatenate(
            [np.zeros(0, np.int64), *(s.living().embedding for _, s in kept), *(r.embedding for r in loose)]
        )
        new = source.rows(np.setdiff1d(wanted, have))
        if len(new):
            loose.append(new)
        count = sum(len(rows) for rows in loose)
        while count and kept and len(kept[-1][1]) <= max(SMALL, 2 * count):
            _, sheet = kept.pop()
            loose.append(sheet.living())
            count += len(sheet)
        rows = Rows.join(loose) if loose else Rows.empty(source.dimension)
        return self._published(revision, [part for part, _ in kept], rows)

    def _published(self, revision: int, kept: list[Part], rows: Rows) -> CompiledGallery:
        parts = list(kept)
        if len(rows):
            name = f"{uuid.uuid4().hex}.faces"
            _segments.write(self.path / name, rows, self.source.model, clustered=self.clustered)
            parts.append(Part(name, len(rows)))
        manifest = Manifest(
            str(self.source.library),
            self.source.model,
            self.source.dimension,
            revision,
            sum(part.count - len(part.dead) for part in parts),
            parts,
        )
        _manifest.publish(self.path, manifest)
        gallery = self._mapped(manifest)
        self._swept(manifest)
        return gallery

    def _mapped(self, manifest: Manifest) -> CompiledGallery:
        sheets = []
        for part in manifest.parts:
            segment = _segments.read(self.path / part.file, manifest.model, manifest.dimension)
            if len(segment) != part.count:
                raise DamagedGalleryError(f"{part.file} does not hold as many faces as its manifest says.")
            alive = None
            if part.dead:
                alive = np.ones(part.count, bool)
                alive[part.dead] = False
            sheets.append(Sheet(segment.rows, segment.longest, segment.clusters, alive))
        return CompiledGallery(sheets, manifest.dimension, manifest.revision)

    def _believable(self, gallery: CompiledGallery, common: NDArray[np.int64]) -> bool:
        """Whether the newest of these rows are the database's: they differ when a backup was put back under it."""
        sample = np.sort(common)[-NEWEST:]
        if not len(sample):
            return True
        held = [sheet.rows[np.isin(sheet.rows.embedding, sample)] for sheet in gallery.sheets]
        return _equal(Rows.join(held), self.source.rows(sample))

    def _settled(self, manifest: Manifest, gallery: CompiledGallery) -> bool:
        """Whether it is one segment, as it was written, of exactly the faces that may be compared."""
        held = gallery.embeddings()
        if not np.array_equal(held, self.source.embeddings()) or not self._believable(gallery, held):
            if self.source.revision() == manifest.revision:
                _LOG.error("Faces of %s changed without a new face_revision.", self.source.library)
            return False
        if len(manifest.parts) > 1 or any(part.dead for part in manifest.parts):
            return False
        for part in manifest.parts:
            segment = _segments.read(self.path / part.file, manifest.model, manifest.dimension)
            wanted = self.clustered and len(segment) >= LEAST_ROWS
            if not segment.intact() or (segment.clusters is not None) != wanted:
                return False
        return True

    def _make(self) -> None:
        self.source.revision()  # of a library that is gone nothing is made
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.path, self.path.parent, self.path.parent.parent):
            folder.chmod(0o700)

    def _swept(self, manifest: Manifest) -> None:
        """Remove segments that the manifest does not name, and what crashes left."""
        named = {part.file for part in manifest.parts}
        for file in self.path.iterdir():
            if file.name.startswith(BEGUN) or (file.suffix == ".faces" and file.name not in named):
                file.unlink(missing_ok=True)


def destroy(root: Path, library: uuid.UUID) -> None:
    """Remove a library's galleries: gone under their name at once, and from the disk when this returns.

    Call it after the transaction that removed the faces has committed: before that, they could be built again.
    """
    home = root / str(library)
    doomed = root / f"{BEGUN}destroy-{uuid.uuid4().hex}"
    try:
        home.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed)
    sync_folder(root)


def left_over(root: Path) -> list[uuid.UUID]:
    """Libraries that have galleries on the disk; removes what interrupted destructions left."""
    found = []
    try:
        entries = list(os.scandir(root))
    except FileNotFoundError:
        return []
    for entry in entries:
        if entry.name.startswith(BEGUN):
            shutil.rmtree(entry.path, ignore_errors=True)
            continue
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(entry.name))
    return found


def _sheet(sheet: Sheet, alive: NDArray[np.bool_]) -> Sheet:
    return Sheet(sheet.rows, sheet.longest, sheet.clusters, alive)


def _equal(ours: Rows, theirs: Rows) -> bool:
    return (
        np.array_equal(ours.embedding, theirs.embedding)
        and np.array_equal(ours.face, theirs.face)
        and np.array_equal(ours.reliable, theirs.reliable)
        and ours.vector.tobytes() == theirs.vector.tobytes()
    )


__all__ = ["Folder", "Timeout", "destroy", "left_over"]
