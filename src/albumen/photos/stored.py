"""Reading and writing files in storage, with one kind of error whatever the store is, and parts of files as parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from albumen.jobs.errors import TransientError


class StorageFailedError(TransientError):
    """The store does not give or take a file at the moment."""

    code = "storage_failed"
    advice = "It is tried again by itself; if it goes on, look at the disk or the object store."


class FileLostError(TransientError):
    """The store says that a file we put there is not there."""

    code = "file_lost"
    advice = "Bring the file back from a backup of the store, then try again."


def read_stored(key: str, most: int) -> bytes:
    """A stored file, read once; at most ``most`` + 1 bytes of it, so that who decodes it sees that it is too large.

    Raises:
        FileLostError, StorageFailedError: it cannot be had now; a job tries again.
    """
    try:
        data = read_part(key, 0, most + 1)
    except FileNotFoundError as error:
        raise FileLostError("The stored file is not there.") from error
    except Exception as error:  # object stores raise their own kinds
        raise StorageFailedError(f"The stored file cannot be read ({type(error).__name__}).") from error
    return data


def store(key: str, data: bytes) -> None:
    """Put a file into storage under exactly this key; what was there is replaced.

    Raises:
        StorageFailedError: it cannot be written now; a job tries again.
    """
    with _store_fails_alike():
        default_storage.save(key, ContentFile(data))


def store_together(files: Mapping[str, bytes]) -> None:
    """Put files into storage by their keys, each as :func:`store` does; into a folder for less than one by one.

    Raises:
        StorageFailedError: not all of them can be written now; a job tries again.
    """
    together = getattr(default_storage, "save_together", None)
    with _store_fails_alike():
        if together is not None:
            together(files)
        else:
            for key, data in files.items():
                default_storage.save(key, ContentFile(data))


@contextmanager
def _store_fails_alike() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # object stores raise their own kinds
        raise StorageFailedError(f"A file cannot be stored ({type(error).__name__}).") from error


BLOCK = 1 << 20
"""Bytes asked of an object store at a time. Between two blocks a slow client holds no connection to it."""


def let_go_of_the_database() -> None:
    """Give this thread's connection back before waiting for an object store, so that a slow one starves nobody of them.

    The next query takes one again. Inside a transaction, and where files are in a folder, nothing happens.
    """
    if hasattr(default_storage, "read_part") and not connection.in_atomic_block:
        connection.close()


def read_part(key: str, first: int, last: int) -> bytes:
    """Bytes from ``first`` up to and without ``last`` of a stored file, as many of them as there are.

    An object store is asked for these bytes only. Raises whatever the store raises, FileNotFoundError where there is
    no such file.
    """
    if last <= first:
        return b""
    part = getattr(default_storage, "read_part", None)
    if part is not None:
        let_go_of_the_database()
        return bytes(part(key, first, last))
    with default_storage.open(key, "rb") as file:
        if first:
            file.seek(first)
        # What is asked for is set aside before it is read: room for the largest file there may be costs page faults.
        return bytes(file.read(max(0, min(last, file.size) - first)))


def open_part(key: str, first: int, last: int) -> IO[bytes] | StoredPart:
    """The same to be read piece by piece: ``read`` and ``close``. Raises OSError, whatever the store is."""
    if hasattr(default_storage, "read_part"):
        return StoredPart(key, first, last)
    file: IO[bytes] = default_storage.open(key, "rb")
    if first:
        file.seek(first)
    return file


class StoredPart:
    """Part of a file in an object store, fetched block by block."""

    def __init__(self, key: str, first: int, last: int) -> None:
        self._key = key
        self._position = first
        self._last = last
        self._block = memoryview(b"")

    def read(self, most: int) -> bytes:
        """The next bytes, at most as many; none at the end.

        Raises:
            OSError: the store does not give them; FileNotFoundError where there is no such file.
        """
        if not self._block and self._position < self._last:
            self._fetch()
        piece, self._block = self._block[:most], self._block[most:]
        return bytes(piece)

    def _fetch(self) -> None:
        end = min(self._position + BLOCK, self._last)
        try:
            block = read_part(self._key, self._position, end)
        except OSError:
            raise
        except Exception as error:  # object stores raise their own kinds
            raise OSError(f"The store does not give {self._key} ({type(error).__name__}).") from error
        if len(block) < end - self._position:
            self._last = self._position + len(block)  # the file ends here
        self._position += len(block)
        self._block = memoryview(block)

    def close(self) -> None:
        """Let go of what was fetched and not read."""
        self._block = memoryview(b"")
        self._position = self._last
