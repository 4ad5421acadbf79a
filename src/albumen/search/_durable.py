"""Files that are there whole or not at all, readable by this server's user only."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

BEGUN = ".begun-"
"""Names of files being written begin with this; what a crash leaves of them is removed by the next builder."""


def written_whole(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file of mode 0600 beside its place, bring it to the disk, and give it its name.

    Raises:
        OSError: the disk is full or may not be written; nothing is left behind.
    """
    begun = path.parent / f"{BEGUN}{uuid.uuid4().hex}"
    try:
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            begun.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
