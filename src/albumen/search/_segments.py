"""Segments of a compiled gallery: files that are written once, whole, and then only mapped and removed.

Layout, little-endian: a header of 128 bytes (its checksum included), then, each at a multiple of 64 bytes, the
embeddings' keys, the faces' keys, the reliable flags, the clusters if there are any, and the float32 matrix. Numbers
only: nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.search._clusters import LEAST_ROWS, Clusters, arranged
from albumen.search._durable import written_whole
from albumen.search.errors import DamagedGalleryError
from albumen.search.similarity import norms
from albumen.search.source import Rows

MAGIC = b"ALBUMSEG"
FORMAT = 1
_HEADER = struct.Struct("<8sIIQQQd32s")
_SIZE = 128


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A mapped segment file; its arrays live in the page cache, shared by all processes that map them.

    Attributes:
        longest: length of its longest vector.
    """

    path: Path
    rows: Rows
    clusters: Clusters | None
    longest: float
    digest: bytes

    def __len__(self) -> int:
        return len(self.rows)

    def intact(self) -> bool:
        """Whether the file still holds what was written: reads all of it."""
        with self.path.open("rb") as file:
            file.seek(_SIZE)
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).digest() == self.digest


def write(path: Path, rows: Rows, model: int, *, clustered: bool) -> None:
    """Write a segment; it is on the disk, whole, under its name when this returns.

    Raises:
        OSError: the disk is full or may not be written.
    """
    clusters = None
    if clustered and len(rows) >= LEAST_ROWS:
        order, clusters = arranged(rows.vector)
        rows = rows[order]
    dimension = rows.vector.shape[1]
    parts = [
        np.ascontiguousarray(array, kind)
        for array, (kind, _) in zip(
            _arrays(rows, clusters),
            _layout(len(rows), dimension, len(clusters) if clusters else 0),
            strict=True,
        )
    ]
    payload: list[bytes | memoryview] = []
    for part in parts:
        payload += [part.reshape(-1).view(np.uint8).data, b"\0" * (-part.nbytes % 64)]
    digest = hashlib.blake2b(digest_size=32)
    for piece in payload:
        digest.update(piece)
    longest = float(norms(rows.vector).max(initial=0.0))
    header = _HEADER.pack(
        MAGIC,
        FORMAT,
        dimension,
        model,
        len(rows),
        len(clusters) if clusters else 0,
        longest,
        digest.digest(),
    )
    header = header.ljust(_SIZE - 4, b"\0")
    written_whole(path, [header, struct.pack("<I", zlib.crc32(header)), *payload])


def read(path: Path, model: int, dimension: int) -> Segment:
    """Map a segment.

    Raises:
        FileNotFoundError: it was removed.
        DamagedGalleryError: it is not a segment of this model, or not whole.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_SIZE)
    if len(head) < _SIZE or struct.unpack("<I", head[-4:])[0] != zlib.crc32(head[:-4]):
        raise DamagedGalleryError(f"{path.name} has no valid header.")
    magic, layout, width, its_model, count, clusters, longest, digest = _HEADER.unpack_from(head)
    if (magic, layout, width, its_model) != (MAGIC, FORMAT, dimension, model):
        raise DamagedGalleryError(f"{path.name} belongs to another format or model.")
    if not count:
        return Segment(path, Rows.empty(dimension), None, 0.0, digest)
    arrays = []
    offset = _SIZE
    whole = np.memmap(path, np.uint8, mode="r")
    for kind, shape in _layout(count, dimension, clusters):
        length = int(np.prod(shape)) * np.dtype(kind).itemsize
        if offset + length > size:
            raise DamagedGalleryError(f"{path.name} is shorter than it says.")
        arrays.append(np.asarray(whole)[offset : offset + length].view(kind).reshape(shape))
        offset += length + (-length % 64)
    embedding, face, reliable, *rest, matrix = arrays
    found = Clusters(*rest) if clusters else None
    return Segment(path, Rows(embedding, face, matrix, reliable), found, longest, digest)


def _layout(count: int, dimension: int, clusters: int) -> list[tuple[str, tuple[int, ...]]]:
    parts: list[tuple[str, tuple[int, ...]]] = [("<i8", (count,)), ("<i8", (count,)), ("?", (count,))]
    if clusters:
        parts += [("<f4", (clusters, dimension)), ("<i8", (clusters + 1,))]
        parts += [("<f8", (clusters,))] * 3
    return [*parts, ("<f4", (count, dimension))]


def _arrays(rows: Rows, clusters: Clusters | None) -> list[NDArray[Any]]:
    arrays: list[NDArray[Any]] = [rows.embedding, rows.face, rows.reliable]
    if clusters is not None:
        arrays += [clusters.representative, clusters.start]
        arrays += [clusters.cosine, clusters.longest, clusters.shortest]
    return [*arrays, rows.vector]
