"""The spool: one file for each upload on its way, written so that its row never promises more than the disk holds."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from filelock import FileLock, Timeout

from albumen.photos.upload_errors import DiskFullError, SpoolLostError, UploadBusyError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_PART, _LOCK = ".part", ".lock"


def path(upload: UUID) -> Path:
    """Where the bytes of an upload are; not there before the first of them arrived."""
    return Path(settings.ALBUMEN_UPLOAD_SPOOL) / f"{upload}{_PART}"


@contextmanager
def locked(upload: UUID) -> Iterator[None]:
    """Hold an upload alone, across processes; the lock of a process that dies is free at once.

    Raises:
        UploadBusyError: somebody else holds it.
        DiskFullError: not even the lock has room.
    """
    file = path(upload).with_suffix(_LOCK)
    with room():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(file, mode=0o600, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise UploadBusyError("This upload is being written to.") from error
    try:
        yield
    finally:
        lock.release()


def remove(upload: UUID) -> None:
    """Remove the bytes of an upload and its lock; whoever calls it holds the lock or has removed the row."""
    with suppress(OSError):
        path(upload).unlink(missing_ok=True)
    with suppress(OSError):
        path(upload).with_suffix(_LOCK).unlink(missing_ok=True)


def uploads() -> Iterator[UUID]:
    """Ids of all uploads that have files in the spool."""
    folder = Path(settings.ALBUMEN_UPLOAD_SPOOL)
    seen: set[UUID] = set()
    with suppress(FileNotFoundError):
        for file in folder.iterdir():
            with suppress(ValueError):
                if file.suffix in {_PART, _LOCK} and (upload := UUID(file.stem)) not in seen:
                    seen.add(upload)
                    yield upload


def require_room(size: int) -> None:
    """Raise DiskFullError when ``size`` more bytes would not leave ALBUMEN_UPLOAD_FREE_BYTES free."""
    folder = Path(settings.ALBUMEN_UPLOAD_SPOOL)
    with room():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < size + settings.ALBUMEN_UPLOAD_FREE_BYTES:
            raise DiskFullError("The server's disk is full.")


@contextmanager
def appending(upload: UUID, offset: int) -> Iterator[SpoolFile]:
    """The file of an upload, cut back to what its row says and open behind it.

    Raises:
        SpoolLostError: the file is shorter than ``offset``.
        DiskFullError: there is no room to make it.
    """
    target = path(upload)
    with room():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = not target.exists()
        if made and offset:
            raise SpoolLostError("What had arrived of this upload is no longer on the server's disk.")
        handle = os.open(target, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as raw:
        if os.fstat(handle).st_size < offset:
            raise SpoolLostError("What had arrived of this upload is no longer on the server's disk.")
        if made:
            flush_folder(target.parent)
        file = SpoolFile(raw, offset)
        file.cut(offset)
        yield file


class SpoolFile:
    """A file that grows; unbuffered, so that what failed to be written is not tried again on closing.

    Attributes:
        position: where the next byte goes.
    """

    def __init__(self, raw: BinaryIO, offset: int) -> None:
        self._raw = raw
        self.position = offset

    def write(self, data: bytes) -> None:
        """Append all of ``data``; DiskFullError when there is no room."""
        view = memoryview(data)
        with room():
            while view:
                count = self._raw.write(view)
                view = view[count:]
                self.position += count

    def flush(self) -> None:
        """Return when everything written is on the disk."""
        with room():
            os.fsync(self._raw.fileno())

    def cut(self, offset: int) -> None:
        """Forget everything from ``offset`` on."""
        self._raw.truncate(offset)
        self._raw.seek(offset)
        self.position = offset

    def head(self, count: int) -> bytes:
        """The first ``count`` bytes."""
        self._raw.seek(0)
        data = self._raw.read(count)
        self._raw.seek(self.position)
        return data


def flush_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk; does nothing where folders cannot be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def room() -> Iterator[None]:
    """Turn what a full disk (or quota of the operating system) raises into DiskFullError."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError("The server's disk is full.") from error
        raise
