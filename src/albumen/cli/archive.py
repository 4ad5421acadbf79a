"""A backup as one tar file: a description, the files, and last the SHA-256 of each, as ``sha256sum -c`` reads them."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from albumen.errors import InvalidInputError

DESCRIPTION = "albumen.json"
MANIFEST = "MANIFEST.sha256"
FOLDERS = ("database", "keys", "media", "uploads")
"""What a backup may hold besides its description and manifest."""
FORMAT = 1
_PIECE = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


class BackupUnusableError(InvalidInputError):
    """The file is no whole and sound backup."""

    code = "backup_unusable"
    advice = "Nothing was restored. Use another backup."


class _Hashing:
    """A file read once, with the SHA-256 of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    """Adds files to a backup; use :func:`writing`."""

    def __init__(self, tar: tarfile.TarFile, manifest: IO[bytes]) -> None:
        self._tar = tar
        self._manifest = manifest
        self.files = 0
        self.bytes = 0

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """The first ``size`` bytes of an open file, under a relative name with slashes."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(time.time()), 0o600
        source = _Hashing(file)
        self._tar.addfile(info, source)
        self._manifest.write(f"{source.digest.hexdigest()}  {name}\n".encode())
        self.files += 1
        self.bytes += size


@contextlib.contextmanager
def writing(target: Path, description: dict[str, Any]) -> Iterator[Writer]:
    """A backup that appears at ``target`` whole, or not at all; compressed when the name ends with ``gz``.

    Raises:
        OSError: it cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    mode: Any = "w|gz" if target.suffix in {".gz", ".tgz"} else "w|"
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tempfile.TemporaryFile() as manifest, tarfile.open(fileobj=file, mode=mode) as tar:
                writer = Writer(tar, manifest)
                content = json.dumps({"format": FORMAT, **description}, indent=2).encode()
                with tempfile.TemporaryFile() as first:
                    first.write(content)
                    first.seek(0)
                    writer.add(DESCRIPTION, first, len(content))
                yield writer
                info = tarfile.TarInfo(MANIFEST)
                info.size = manifest.tell()
                manifest.seek(0)
                tar.addfile(info, manifest)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def unpack(source: Path, folder: Path, check: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Unpack a backup into an empty folder and compare every file with the manifest.

    Args:
        check: called with the description before anything else is unpacked; raises when it does not fit.

    Returns:
        The description.

    Raises:
        BackupUnusableError: it is no backup, damaged, cut short, or names places outside of itself.
    """
    description: dict[str, Any] | None = None
    whole = False
    seen: set[str] = set()
    try:
        with tempfile.TemporaryFile() as computed, _reading(source) as tar:
            for member in tar:
                name = _sound_name(member)
                if name in seen or whole:
                    raise BackupUnusableError(f"{source} holds {name} where it should not.")
                if name != DESCRIPTION and description is None:
                    raise BackupUnusableError(f"{source} is no backup of Albumen's.")
                content = tar.extractfile(member)
                if content is None:
                    raise BackupUnusableError(f"{name} in {source} has no content.")
                if name == MANIFEST:
                    computed.seek(0)
                    _compare(content, computed, source)
                    whole = True
                    continue
                seen.add(name)
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                digest = _write(content, path)
                computed.write(f"{digest}  {name}\n".encode())
                if name == DESCRIPTION:
                    description = _read_description(path, source)
                    check(description)
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None and source.is_file():
            raise  # a full disk is not the archive's fault
        raise BackupUnusableError(f"{source} cannot be read ({error}).") from error
    if description is None or not whole:
        raise BackupUnusableError(f"{source} is cut short: its manifest is missing.")
    return description


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive as a stream, which is read to its very end, so that gzip's own checksum is looked at as well."""
    with source.open("rb") as file:
        packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
        file.seek(0)
        stream: Any = gzip.GzipFile(fileobj=file) if packed else file
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            yield tar
        while stream.read(_PIECE):
            pass


def _sound_name(member: tarfile.TarInfo) -> str:
    """The member's name, which stays inside the folder whatever the archive says."""
    parts = PurePosixPath(member.name).parts
    inside = parts and not member.name.startswith("/") and ".." not in parts and "\0" not in member.name
    known = member.name in (DESCRIPTION, MANIFEST) or (len(parts) > 1 and parts[0] in FOLDERS)
    if not (inside and known and member.isreg() and "/".join(parts) == member.name):
        raise BackupUnusableError(f"The backup holds {member.name!r}, which no backup of Albumen's does.")
    return member.name


def _write(content: IO[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _compare(manifest: IO[bytes], computed: IO[bytes], source: Path) -> None:
    """Both name the same files in the same order."""
    while True:
        told, found = manifest.readline(), computed.readline()
        if told != found:
            name = (found or told).decode("utf-8", "replace").partition("  ")[2].strip()
            raise BackupUnusableError(f"{name} in {source} is not what was backed up.")
        if not told:
            return


def _read_description(path: Path, source: Path) -> dict[str, Any]:
    description = json.loads(path.read_text("utf-8"))
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise BackupUnusableError(
            f"{source} has a format this version does not know.",
            advice="Use the Albumen that made it, or newer.",
        )
    return description
