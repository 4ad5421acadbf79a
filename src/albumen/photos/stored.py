"""Reading and writing whole files in storage, with one kind of error whatever the store is."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

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
        with default_storage.open(key, "rb") as file:
            data: bytes = file.read(most + 1)
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
    try:
        default_storage.save(key, ContentFile(data))
    except Exception as error:  # object stores raise their own kinds
        raise StorageFailedError(f"A file cannot be stored ({type(error).__name__}).") from error
