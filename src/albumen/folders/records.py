"""What the library remembers of photos and faces: written as results arrive, read back as arrays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from albumen import __version__
from albumen.engine.types import FaceQuality, Faces, FloatArray
from albumen.folders import atomic
from albumen.folders.library import Library
from albumen.folders.paths import decoded, encoded
from albumen.folders.scan import FoundFile
from albumen.imaging.limits import SETTINGS

LIMITS = frozenset(setting.variable for setting in SETTINGS)
"""Settings that decide which files are read."""

RETRIED = frozenset({"file_unreadable"})
"""Error codes that say nothing about the content (no permission, a bad cable): such a file is tried in every run."""


SUFFIX_RULES = "suffixes=2"
"""Raised when ``analysis.PICTURE_SUFFIXES`` changes: it decides which files that are no pictures are reported."""


@cache
def conditions() -> str:
    """What decides, beside a file's bytes, whether it can be read: Albumen's version, settings, support for RAW. A
    file that could not be read is looked at again when they change."""
    settings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name in LIMITS]
    return " ".join([__version__, SUFFIX_RULES, f"raw={find_spec('rawpy') is not None}", *settings])


@dataclass(frozen=True, slots=True)
class AnalysedPhoto:
    """What analysis says about one photo.

    Attributes:
        sha256: of the file's bytes, 32 bytes.
        size, mtime_ns: of the file when it was read.
        width, height: of the upright original, pixels.
        faces: every face, boxes in pixels of the upright original.
        crops: one JPEG for each face, or none at all.
    """

    sha256: bytes
    size: int
    mtime_ns: int
    width: int
    height: int
    faces: Faces
    crops: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A photo file of the catalogue."""

    id: int
    path: str
    root: str
    relative: str
    sha256: bytes
    moved: bool
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read."""

    path: str
    root: str
    relative: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class StoredFaces:
    """Faces of the catalogue as arrays of one length F, ordered by photo, then by place in the photo.

    Attributes:
        ids: (F,) int64, ``faces.id``.
        photos: (F,) int64, index into ``contents``.
        numbers: (F,) int64, place in the photo, 0 is first.
        boxes: (F, 4) float32. scores: (F,) float32. embeddings: (F, D) float32.
        eyes, sharpness, overall: (F,) float32, ``size``, ``sharpness`` and ``overall`` of FaceQuality.
        persons: (F,) int64, the recorded person, -1 for none.
        contents: SHA-256 of each photo that has faces.
    """

    ids: NDArray[np.int64]
    photos: NDArray[np.int64]
    numbers: NDArray[np.int64]
    boxes: FloatArray
    scores: FloatArray
    eyes: FloatArray
    sharpness: FloatArray
    overall: FloatArray
    embeddings: FloatArray
    persons: NDArray[np.int64]
    contents: list[bytes]

    def __len__(self) -> int:
        return len(self.ids)


class SourceBook:
    """The files known from earlier runs, to tell at once which of the files found need looking at."""

    def __init__(self, library: Library, run: int) -> None:
        self._library = library
        self._run = run
        rows = library.database.execute(
            "SELECT path, id, size, mtime_ns, status, error_code, version FROM sources WHERE moved = 0"
        )
        self._known = {bytes(row[0]): row[1:] for row in rows}
        sizes = library.database.execute("SELECT DISTINCT size FROM sources WHERE status = 'photo'")
        self._sizes = {row[0] for row in sizes}

    def is_current(self, found: FoundFile) -> bool:
        """Whether the file was looked at before and is unchanged; remembers that this run saw it."""
        known = self._known.get(encoded(found.path))
        if known is None:
            return False
        identity, size, mtime_ns, status, code, version = known
        if (size, mtime_ns) != (found.size, found.mtime_ns):
            return False
        if status != "photo" and (version != conditions() or code in RETRIED):
            return False
        self._library.database.execute(
            "UPDATE sources SET run = ?, root = ?, relative = ? WHERE id = ?",
            (self._run, encoded(found.root), encoded(found.relative), identity),
        )
        return True

    def adopt_renamed(self, found: FoundFile) -> bool:
        """Whether the content is known under another name; if so the file is recorded without analysis."""
        if found.size not in self._sizes or found.size == 0:
            return False
        try:
            digest = atomic.sha256_of(found.path)
        except OSError:
            return False
        database = self._library.database
        if database.execute("SELECT 1 FROM contents WHERE sha256 = ?", (digest,)).fetchone() is None:
            return False
        _put_source(self._library, found, self._run, found.size, found.mtime_ns, digest, "photo", None, None)
        return True

    def record(self, found: FoundFile, photo: AnalysedPhoto) -> None:
        """Write what analysis found. The crops go to ``.albumen/crops``, by content, so each is written
        once."""
        database = self._library.database
        known = database.execute("SELECT 1 FROM contents WHERE sha256 = ?", (photo.sha256,)).fetchone()
        if known is None:
            _put_faces(self._library, photo)
        _put_source(
            self._library, found, self._run, photo.size, photo.mtime_ns, photo.sha256, "photo", None, None
        )
        self._sizes.add(photo.size)
        self._library.commit_sometimes()

    def record_failure(self, found: FoundFile, code: str, sentence: str, *, is_photo: bool = True) -> None:
        """Write that a file could not be read, or that it is no photo."""
        status = "error" if is_photo else "not_photo"
        _put_source(self._library, found, self._run, found.size, found.mtime_ns, None, status, code, sentence)
        self._library.commit_sometimes()


def settle_missing(library: Library, run: int) -> None:
    """Decide about files that this run did not see: moved into this folder, gone, or simply elsewhere.

    A file that is gone and was placed stays in the catalogue (its copies are there); one that was never
    placed is forgotten, faces included.
    """
    database = library.database
    rows = database.execute("SELECT id, path FROM sources WHERE moved = 0 AND run <> ?", (run,)).fetchall()
    gone = [(identity,) for identity, path in rows if not os.path.lexists(path)]
    database.executemany(
        "UPDATE sources SET moved = 1 WHERE id = ? AND EXISTS"
        " (SELECT 1 FROM placements WHERE source = sources.id AND done = 1 AND mode = 'move')",
        gone,
    )
    database.executemany(
        "DELETE FROM sources WHERE id = ? AND moved = 0 AND NOT EXISTS"
        " (SELECT 1 FROM placements WHERE source = sources.id)",
        gone,
    )
    forget_orphans(library)
    library.commit()


def forget_orphans(library: Library) -> None:
    """Remove faces and contents that no file refers to any more."""
    used = "SELECT sha256 FROM sources WHERE sha256 IS NOT NULL"
    orphans = library.database.execute(
        f"SELECT sha256, faces FROM contents WHERE sha256 NOT IN ({used})"  # noqa: S608 - a constant
    ).fetchall()
    for digest, count in orphans:
        for number in range(count):
            (library.crops / crop_name(digest, number)).unlink(missing_ok=True)
    library.database.executemany("DELETE FROM faces WHERE sha256 = ?", [(row[0],) for row in orphans])
    library.database.executemany("DELETE FROM contents WHERE sha256 = ?", [(row[0],) for row in orphans])


def catalogue(library: Library) -> list[Source]:
    """Every photo of the library, ordered by path (and so the same whatever order analysis finished in)."""
    rows = library.database.execute(
        "SELECT id, path, root, relative, sha256, moved, size, mtime_ns FROM sources WHERE status = 'photo'"
    )
    found = [
        Source(r[0], decoded(r[1]), decoded(r[2]), decoded(r[3]), bytes(r[4]), bool(r[5]), r[6], r[7])
        for r in rows
    ]
    return sorted(found, key=lambda source: (encoded(source.path), source.id))


def failures(library: Library, run: int) -> list[Failure]:
    """Files of this run that could not be read, by path."""
    rows = library.database.execute(
        "SELECT path, root, relative, error_code, error FROM sources WHERE status = 'error' AND run = ?"
        " ORDER BY path",
        (run,),
    )
    return [Failure(decoded(r[0]), decoded(r[1]), decoded(r[2]), r[3], r[4]) for r in rows]


def count_seen(library: Library, run: int) -> dict[str, int]:
    """How many files of each status (photo, error, not_photo) a run saw."""
    rows = library.database.execute(
        "SELECT status, count(*) FROM sources WHERE run = ? GROUP BY status", (run,)
    )
    return dict(rows.fetchall())


def load_faces(library: Library, contents: Iterable[bytes], dimension: int) -> StoredFaces:
    """Faces of the photos ``contents`` (each SHA-256 once), photos in the order given."""
    order = {digest: index for index, digest in enumerate(contents)}
    rows = library.database.execute(
        "SELECT sha256, n, id, box, score, overall, embedding, coalesce(person, -1), quality FROM faces"
    )
    kept = [row for row in rows if row[0] in order]
    kept.sort(key=lambda row: (order[row[0]], row[1]))
    quality = np.frombuffer(b"".join(row[8] for row in kept), "<f4").reshape(-1, len(fields(FaceQuality)))
    joined = np.frombuffer(b"".join(row[6] for row in kept), "<f4")
    used = sorted({order[row[0]] for row in kept})
    digests = list(order)
    compact = {photo: index for index, photo in enumerate(used)}
    return StoredFaces(
        ids=np.array([row[2] for row in kept], np.int64),
        photos=np.array([compact[order[row[0]]] for row in kept], np.int64),
        numbers=np.array([row[1] for row in kept], np.int64),
        boxes=np.frombuffer(b"".join(row[3] for row in kept), "<f4").reshape(-1, 4).astype(np.float32),
        scores=np.array([row[4] for row in kept], np.float32),
        eyes=quality[:, 0].astype(np.float32),
        sharpness=quality[:, 1].astype(np.float32),
        overall=np.array([row[5] for row in kept], np.float32),
        embeddings=joined.reshape(len(kept), -1 if kept else dimension).astype(np.float32),
        persons=np.array([row[7] for row in kept], np.int64),
        contents=[digests[photo] for photo in used],
    )


def record_persons(library: Library, ids: NDArray[np.int64], persons: NDArray[np.int64]) -> None:
    """Write the person of each face (-1 for none)."""
    rows = [(None if p < 0 else p, f) for p, f in zip(persons.tolist(), ids.tolist(), strict=True)]
    library.database.executemany("UPDATE faces SET person = ? WHERE id = ?", rows)


def crop_name(digest: bytes, number: int) -> str:
    """Path of a face's crop below ``.albumen/crops``."""
    text = digest.hex()
    return f"{text[:2]}/{text[2:34]}-{number}.jpg"


def _put_faces(library: Library, photo: AnalysedPhoto) -> None:
    for number, crop in enumerate(photo.crops):
        path = library.crops / crop_name(photo.sha256, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(path, crop, library.temporary, durable=False)
    faces = photo.faces
    library.database.execute(
        "INSERT INTO contents VALUES (?, ?, ?, ?)", (photo.sha256, photo.width, photo.height, len(faces))
    )
    library.database.executemany(
        "INSERT INTO faces (sha256, n, box, landmarks, score, quality, overall, embedding)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _face_rows(photo.sha256, faces),
    )


def _face_rows(digest: bytes, faces: Faces) -> Sequence[tuple[object, ...]]:
    quality = np.stack([getattr(faces.quality, f.name) for f in fields(FaceQuality)], axis=-1)
    arrays = (faces.boxes, faces.landmarks, quality, faces.embeddings)
    boxes, landmarks, parts, embeddings = (np.ascontiguousarray(a, "<f4") for a in arrays)
    return [
        (
            digest,
            n,
            boxes[n].tobytes(),
            landmarks[n].tobytes(),
            float(faces.scores[n]),
            parts[n].tobytes(),
            float(faces.quality.overall[n]),
            embeddings[n].tobytes(),
        )
        for n in range(len(faces))
    ]


def _put_source(
    library: Library,
    found: FoundFile,
    run: int,
    size: int,
    mtime_ns: int,
    digest: bytes | None,
    status: str,
    code: str | None,
    sentence: str | None,
) -> None:
    library.database.execute(
        "INSERT INTO sources (path, root, relative, size, mtime_ns, sha256, status, error_code, error, version, run)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (path) WHERE moved = 0 DO UPDATE SET root = excluded.root, relative = excluded.relative,"
        " size = excluded.size, mtime_ns = excluded.mtime_ns, sha256 = excluded.sha256, status = excluded.status,"
        " error_code = excluded.error_code, error = excluded.error, version = excluded.version, run = excluded.run",
        (
            encoded(found.path),
            encoded(found.root),
            encoded(found.relative),
            size,
            mtime_ns,
            digest,
            status,
            code,
            sentence,
            conditions(),
            run,
        ),
    )
