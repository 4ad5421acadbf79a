"""A folder as storage, whose files are on the disk when ``save`` returns, whole or not at all."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from collections.abc import Mapping


class DurableFileSystemStorage(FileSystemStorage):
    """Writes beside the target, flushes to the disk and renames, so that a crash leaves no half file.

    Saving to a name that is there replaces it: keys are chosen by us and a repeated job writes the same bytes.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def save_together(self, files: Mapping[str, bytes]) -> None:
        """Save files by name; a folder is flushed once for all that it gets."""
        folders = {self._write(name, ContentFile(data)) for name, data in files.items()}
        for folder in folders:
            _flush_folder(folder)

    def _save(self, name: str, content: Any) -> str:
        _flush_folder(self._write(name, content))
        return name.replace("\\", "/")

    def _write(self, name: str, content: Any) -> Path:
        """Put a whole file in its place; its folder, which is returned, has yet to be flushed."""
        target = Path(self.path(name))
        _make_folder(target.parent)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            with part.open("xb") as file:
                for chunk in content.chunks(1 << 20):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return target.parent

    def adopt(self, name: str, source: Path) -> str:
        """Keep a file that is on the disk already under ``name``, sharing its bytes where the file system can.

        ``source`` stays; whoever owns it removes it and changes it no more.
        """
        target = Path(self.path(name))
        _make_folder(target.parent)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            os.link(source, part)
        except OSError:  # another file system, or one without links
            with source.open("rb") as file:
                return str(self.save(name, File(file)))
        try:
            part.replace(target)
        finally:
            # Renaming a name onto another of the same file does nothing, and leaves both.
            part.unlink(missing_ok=True)
        _flush_folder(target.parent)
        return name


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, names of new ones on the disk."""
    if folder.is_dir():
        return
    new = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in new:
        _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
