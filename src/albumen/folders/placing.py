"""Put one photo at one place: copy, hard link, symbolic link. Never over a file that is there."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from albumen.folders import atomic
from albumen.folders.errors import OtherFileSystemError, PlacingError
from albumen.folders.manifest import Mode
from albumen.folders.paths import free_name, readable

_FATAL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


class ChangedMeanwhileError(Exception):
    """The source is no longer the file that was analysed."""


def place(
    source: str,
    folder: str,
    name: str,
    mode: Mode,
    taken: set[str],
    temporary: Path,
    planned: Callable[[str], None],
) -> str:
    """Make ``folder/name`` from ``source``; when the name is taken after all, under the next free one.

    Args:
        source: absolute path of the bytes.
        folder: absolute path of an existing folder.
        mode: "move" places a copy; the source is removed elsewhere, after verification.
        taken: keys of the names in the folder (see ``paths.free_name``), ``name``'s own among them.
        temporary: folder for temporary files on the same file system.
        planned: called with the name before the file gets it, so that a killed run knows what it may find.

    Returns:
        The name used.

    Raises:
        OtherFileSystemError: a hard link was asked for across file systems.
        PlacingError: the disk is full or may not be written; nothing else would succeed either.
        OSError: this one file could not be placed.
    """
    try:
        if mode in ("copy", "move"):
            written = atomic.copy_to_temporary(source, temporary)
            try:
                return _named(lambda target: atomic.give_name(written, target), folder, name, taken, planned)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(written)
        if mode == "hardlink":
            return _named(lambda target: os.link(source, target), folder, name, taken, planned)
        return _named(
            lambda target: os.symlink(_link_text(source, folder), target), folder, name, taken, planned
        )
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise OtherFileSystemError(
                f"{readable(source)} lies on another file system than {readable(folder)}; hard links cannot reach it."
            ) from error
        if error.errno in _FATAL:
            raise PlacingError(f"Cannot write to {readable(folder)}: {error.strerror}.") from error
        raise


def is_unchanged(path: str, size: int, mtime_ns: int, sha256: bytes | None = None) -> bool:
    """Whether a file is as it was recorded: size and time, or else its content."""
    try:
        status = os.lstat(path)
        if (status.st_size, status.st_mtime_ns) == (size, mtime_ns):
            return True
        return sha256 is not None and status.st_size == size and atomic.sha256_of(path) == sha256
    except OSError:
        return False


def is_whole(path: str, sha256: bytes, *, from_disk: bool = False) -> bool:
    """Whether ``path`` is a regular file (no link) with exactly these bytes."""
    try:
        return not os.path.islink(path) and atomic.sha256_of(path, from_disk=from_disk) == sha256
    except OSError:
        return False


def _named(
    make: Callable[[str], None], folder: str, name: str, taken: set[str], planned: Callable[[str], None]
) -> str:
    candidate = name
    while True:
        planned(candidate)
        try:
            make(os.path.join(folder, candidate))
            return candidate
        except FileExistsError:
            candidate = free_name(name, taken)


def _link_text(source: str, folder: str) -> str:
    """A relative link where there is a relative way (not from one Windows drive to another)."""
    try:
        return os.path.relpath(source, os.path.realpath(folder))
    except ValueError:
        return source
