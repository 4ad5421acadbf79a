"""Digests of files, and of what is on its way."""

from __future__ import annotations

import hashlib
from pathlib import Path

ALGORITHMS = ("sha256", "sha1")
"""What a client may check a transfer with; sha1 because tus requires it, it guards against accidents only."""

_PIECE = 1 << 20


def running(algorithm: str) -> hashlib._Hash:
    """A digest to be fed; one of :data:`ALGORITHMS`."""
    return hashlib.new(algorithm, usedforsecurity=False)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal; reads it once, a mebibyte at a time."""
    digest = hashlib.sha256()
    piece = bytearray(_PIECE)
    view = memoryview(piece)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(piece):
            digest.update(view[:count])
    return digest.hexdigest()
