"""Files that are there whole or not at all: written under a temporary name, flushed, then given their name.

Temporary files live in one folder (``.albumen/tmp``), so nothing half-written ever stands among the user's
photos, and what a killed run leaves behind is swept away by the next one.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import BinaryIO

_NUMBERS = count()
_CHUNK = 1 << 20
_FICLONE = 0x40049409  # Linux ioctl: let two files share their blocks (btrfs, XFS, bcachefs)
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EACCES}


def sweep(temporary: Path) -> int:
    """Empty the folder of temporary files (making it if need be). Returns how many were left from before.

    Call it only while holding the lock of the library: temporary files of a running sort must stay.
    """
    temporary.mkdir(parents=True, exist_ok=True)
    left = 0
    for entry in os.scandir(temporary):
        left += 1
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    return left


def temporary_name(temporary: Path) -> str:
    """A path in ``temporary`` that no other file of this process has."""
    return os.path.join(temporary, f"{os.getpid()}-{next(_NUMBERS)}")


def write_whole(path: Path, data: bytes, temporary: Path, *, durable: bool = True) -> None:
    """Write ``data`` to ``path``, replacing what is there, at once or not at all."""
    name = temporary_name(temporary)
    with open(name, "wb") as file:
        file.write(data)
        if durable:
            flush(file)
    os.replace(name, path)


def write_beside(path: Path, data: bytes) -> None:
    """As :func:`write_whole`, for a file outside the library: the temporary file stands beside it, hidden."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            flush(file)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def copy_to_temporary(source: str, temporary: Path) -> str:
    """Copy a file's bytes and times to a temporary file, flushed to disk. Returns its path.

    Shares blocks where the file system can (a reflink), copies inside the kernel where it can, else in
    chunks.
    """
    name = temporary_name(temporary)
    with open(source, "rb") as reader, open(name, "xb") as writer:
        if not _clone(reader, writer) and not _copy_in_kernel(reader, writer):
            reader.seek(0)
            writer.seek(0)
            writer.truncate()
            shutil.copyfileobj(reader, writer, _CHUNK)
        flush(writer)
        before = os.fstat(reader.fileno())
    os.utime(name, ns=(before.st_atime_ns, before.st_mtime_ns))
    with contextlib.suppress(OSError):
        os.chmod(name, before.st_mode & 0o777)
    return name


def give_name(temporary_file: str, target: str) -> None:
    """Give a finished temporary file its name, never over an existing file.

    Raises:
        FileExistsError: something of that name is there already.
    """
    try:
        os.link(temporary_file, target, follow_symlinks=False)
    except OSError as error:
        if isinstance(error, FileExistsError) or error.errno not in _NO_LINKS:
            raise
        # A file system without hard links (exFAT, some network shares): look, then rename.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists", target) from error
        os.rename(temporary_file, target)
        return
    os.unlink(temporary_file)


def flush(file: BinaryIO) -> None:
    """Bring a file's bytes to the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: str) -> None:
    """Bring a folder's entries to the disk, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def sha256_of(path: str, *, from_disk: bool = False) -> bytes:
    """SHA-256 of a file's bytes (32 bytes). ``from_disk`` asks the system to forget what it holds in memory
    first, so that the answer speaks of what was written."""
    with open(path, "rb") as file:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").digest()


def _clone(reader: BinaryIO, writer: BinaryIO) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    try:
        fcntl.ioctl(writer.fileno(), _FICLONE, reader.fileno())
    except OSError:
        return False
    return True


def _copy_in_kernel(reader: BinaryIO, writer: BinaryIO) -> bool:
    if not hasattr(os, "copy_file_range"):
        return False
    left = os.fstat(reader.fileno()).st_size
    try:
        while left > 0:
            done = os.copy_file_range(reader.fileno(), writer.fileno(), left)
            if done == 0:
                return False
            left -= done
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        return False
    return True
