"""`albumen backup FILE` and `albumen restore FILE`: everything that cannot be made again, in one file."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from albumen import __version__
from albumen.errors import ConflictError, InvalidInputError

if TYPE_CHECKING:
    from albumen.cli.archive import Writer


class FileThereError(ConflictError):
    """The backup would overwrite a file."""

    code = "file_there"
    advice = "Choose another name."


class NotEmptyError(ConflictError):
    """A backup is restored into an empty folder and store only."""

    code = "data_not_empty"
    advice = "Name a new folder with ALBUMEN_DATA (and an empty store), or move what is there away first."


class DoesNotFitError(InvalidInputError):
    """The backup is of another kind of installation."""

    code = "backup_does_not_fit"
    advice = "Restore it with the settings it was made with."


def backup(
    file: Annotated[Path, typer.Argument(help="File to write, .tar or (slower) .tar.gz; must not exist.")],
) -> None:
    """Back up database, photos and keys into one file, while the site runs."""
    target = file.absolute()
    if target.exists():
        raise FileThereError(f"{file} is there already.")
    if not target.parent.is_dir():
        raise InvalidInputError(f"There is no folder {target.parent}.", advice="Make it first.")
    settings = _django()
    from django.db import connection

    from albumen.cli.archive import writing
    from albumen.cli.database_copy import copy_database
    from albumen.config.instance import refuse_half_restored

    refuse_half_restored(settings.ALBUMEN_DATA)
    description = {
        "albumen": __version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
    }
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as scratch:
        copy = Path(scratch) / "database"
        copy_database(copy)  # first: what it names is stored by now, and is added after it
        try:
            with writing(target, description) as writer:
                _add_folder(writer, "database", copy)
                shutil.rmtree(copy)
                _add_folder(writer, "keys", settings.ALBUMEN_DATA / "keys")
                _add_folder(writer, "uploads", settings.ALBUMEN_UPLOAD_SPOOL)
                _add_storage(writer)
        except OSError as error:
            raise InvalidInputError(f"{file} cannot be written ({error}).") from error
    typer.echo(
        f"{file}: {writer.files} files, {writer.bytes / 1e6:.1f} MB. It holds photos, faces and keys: keep it safe."
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A backup made by `albumen backup`.")],
) -> None:
    """Restore a backup into an empty data folder, after comparing every file with its checksum."""
    source = file.absolute()
    if not source.is_file():
        raise InvalidInputError(f"There is no file {file}.", advice="Name a backup.")
    data = Path(os.environ.get("ALBUMEN_DATA", "").strip() or "data").expanduser().absolute()
    from albumen.cli.archive import unpack
    from albumen.config.instance import LOCK, RESTORING, InstanceLock, refuse_half_restored

    lock = InstanceLock(data)
    lock.acquire()
    with lock:
        refuse_half_restored(data)
        there = sorted(path.name for path in data.iterdir() if path.name != LOCK)
        if there:
            raise NotEmptyError(f"The data folder {data} is not empty ({', '.join(there[:3])}).")
        # This process signs nothing; without a key, the settings would make one where the backup's own goes.
        os.environ.setdefault("ALBUMEN_SECRET_KEY", "restoring")
        settings = _django()
        _see_that_all_is_empty()
        scratch = data / RESTORING
        scratch.mkdir(mode=0o700)
        try:
            unpack(source, scratch, _see_that_it_fits)
        except OSError as error:
            shutil.rmtree(scratch, ignore_errors=True)
            raise InvalidInputError(f"{data} cannot be written ({error.strerror}).") from error
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        _put_in_place(scratch, settings)
        shutil.rmtree(scratch)
    typer.echo(f"Restored {file} into {data}. `albumen up` starts the site.")


def _put_in_place(scratch: Path, settings: Any) -> None:
    """Files first, the database that names them last; until the end the folder is marked as half restored."""
    from albumen.cli.database_copy import put_database_back

    if (scratch / "keys").is_dir():
        (scratch / "keys").replace(settings.ALBUMEN_DATA / "keys")
        (settings.ALBUMEN_DATA / "keys").chmod(0o700)
    if (scratch / "uploads").is_dir():
        spool = settings.ALBUMEN_UPLOAD_SPOOL
        spool.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(scratch / "uploads", spool)
    if (scratch / "media").is_dir():
        _fill_storage(scratch / "media")
    put_database_back(scratch / "database")


def _fill_storage(folder: Path) -> None:
    from django.core.files import File
    from django.core.files.storage import FileSystemStorage, default_storage

    if isinstance(default_storage._wrapped, FileSystemStorage):  # made by _see_that_all_is_empty
        place = Path(default_storage.path(""))
        if place.exists():
            place.rmdir()
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder, place)
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as content:
            default_storage.save(path.relative_to(folder).as_posix(), File(content))


def _see_that_it_fits(description: dict[str, Any]) -> None:
    from django.db import connection

    if description.get("database") != connection.vendor:
        raise DoesNotFitError(
            f"The backup holds a {description.get('database')} database, and the settings name {connection.vendor}."
        )
    if _version(str(description.get("albumen"))) > _version(__version__):
        raise DoesNotFitError(
            f"The backup was made by Albumen {description.get('albumen')}, this is {__version__}.",
            advice="Install that version or a newer one.",
        )


def _see_that_all_is_empty() -> None:
    from django.core.files.storage import default_storage

    from albumen.cli.database_copy import see_that_database_is_empty

    see_that_database_is_empty()
    if next(_stored(default_storage), None) is not None:
        raise NotEmptyError("There are files in the photo store already.")


def _add_file(writer: Writer, name: str, path: Path) -> None:
    with path.open("rb") as file:
        writer.add(name, file, os.fstat(file.fileno()).st_size)


def _add_folder(writer: Writer, name: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file() and not path.is_symlink():
                _add_file(writer, f"{name}/{path.relative_to(folder).as_posix()}", path)
        except FileNotFoundError:
            continue  # gone since it was listed: an upload that ended


def _add_storage(writer: Writer) -> None:
    from django.core.files.storage import default_storage

    for name in _stored(default_storage):
        try:
            file: IO[bytes]
            with default_storage.open(name, "rb") as file:
                writer.add(f"media/{name}", file, default_storage.size(name))
        except FileNotFoundError:
            continue  # destroyed since the database was copied: its owner wanted it gone


def _stored(storage: Any, folder: str = "") -> Iterator[str]:
    """Names of everything stored, without what is being written at the moment."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        if name and not (name.startswith(".") and name.endswith(".part")):
            yield f"{prefix}{name}"
    for name in sorted(folders):
        if name:
            yield from _stored(storage, f"{prefix}{name}")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _django() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django
    from django.conf import settings

    django.setup()
    return settings
