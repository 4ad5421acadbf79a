"""One site for one data folder: a lock that its processes hold together, and a name that tells sites apart."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import time
from pathlib import Path

from albumen.errors import ConflictError, UnavailableError

LOCK = "instance.lock"
NAME = "instance.name"
RESTORING = ".restoring"
"""Folder in which a backup is unpacked; while it is there, the data is not whole."""


class AlreadyRunningError(ConflictError):
    """Another Albumen works on this data folder."""

    code = "already_running"
    advice = "Stop it first, or give this one a data folder of its own with ALBUMEN_DATA."


class DataUnusableError(UnavailableError):
    """The data folder cannot be used."""

    code = "data_unusable"
    advice = "Name a folder you may write to with ALBUMEN_DATA."


class RestoreUnfinishedError(ConflictError):
    """A restore into this folder was interrupted."""

    code = "restore_unfinished"
    advice = "Delete the folder and restore the backup again."


class InstanceLock:
    """Held by a site, and by every child it hands :attr:`handle` to, until the last of them has ended.

    The kernel gives the lock back whatever kills its holders, so it is never stale; and while children of a killed
    supervisor still live, no other site begins on their data.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._handle: int | None = None

    @property
    def handle(self) -> int:
        """The open file that is the lock."""
        if self._handle is None:
            raise RuntimeError("the lock is not held")
        return self._handle

    def acquire(self, seconds: float = 0.0) -> None:
        """Take the lock, waiting so long for one that is about to be given back.

        Raises:
            AlreadyRunningError: another site has it.
            DataUnusableError: the folder cannot be made or written.
        """
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataUnusableError(
                f"The data folder {self._data} cannot be written ({error.strerror})."
            ) from error
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    os.close(handle)
                    raise DataUnusableError(
                        f"{self._data / LOCK} cannot be locked ({error.strerror})."
                    ) from error
                if time.monotonic() >= until:
                    holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
                    os.close(handle)
                    process = f" (process {holder})" if holder else ""
                    raise AlreadyRunningError(
                        f"Albumen runs already on the data folder {self._data}{process}."
                    ) from None
                time.sleep(0.05)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Give this process's hold back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> InstanceLock:
        if self._handle is None:
            self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def refuse_half_restored(data: Path) -> None:
    """See that no restore was interrupted here.

    Raises:
        RestoreUnfinishedError: one was.
    """
    if (data / RESTORING).exists():
        raise RestoreUnfinishedError(f"A backup was restored into {data}, but not to its end.")


def instance_name(data: Path) -> str:
    """A short name of the site in this folder, made once; names of workers on several machines differ by it."""
    path = data / NAME
    with contextlib.suppress(FileNotFoundError):
        known = path.read_text("ascii").strip()
        if known:
            return known
    part = path.with_suffix(".part")
    part.write_text(secrets.token_hex(4) + "\n", "ascii")
    part.replace(path)
    return path.read_text("ascii").strip()
