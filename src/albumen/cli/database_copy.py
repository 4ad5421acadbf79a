"""A consistent copy of the database while it is in use, and its way back."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from albumen.errors import ConflictError, UnavailableError

SQLITE = "database/albumen.sqlite3"
POSTGRES = "database/albumen.pgdump"


class DatabaseCopyError(UnavailableError):
    """The database could not be copied."""

    code = "database_copy_failed"
    advice = "Nothing was changed."


class DatabaseNotEmptyError(ConflictError):
    """There is something in the database already."""

    code = "database_not_empty"
    advice = "Name an empty database with DATABASE_URL."


def member(vendor: str) -> str:
    """Name of the copy in a backup."""
    return POSTGRES if vendor == "postgresql" else SQLITE


def copy_database(target: Path) -> None:
    """Write a copy as of now to ``target``.

    Raises:
        DatabaseCopyError: it did not work.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    source_path = Path(str(connection.settings_dict["NAME"]))
    if not source_path.is_file():
        raise DatabaseCopyError(
            f"There is no database at {source_path}.", advice="Name the data folder with ALBUMEN_DATA."
        )
    with (
        contextlib.closing(
            sqlite3.connect(f"{source_path.as_uri()}?mode=ro", uri=True, timeout=60)
        ) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)  # all pages in one read transaction: writers go on meanwhile
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise DatabaseCopyError(f"The database is damaged: {verdict}.")


def see_that_database_is_empty() -> None:
    """Refuse a PostgreSQL database with tables; SQLite lives in the data folder.

    Raises:
        DatabaseNotEmptyError: there are tables.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
        connection.close()
        if tables:
            raise DatabaseNotEmptyError(f"The database has {len(tables)} tables already.")


def put_database_back(source: Path) -> None:
    """Bring an unpacked copy into place.

    Raises:
        DatabaseCopyError: it did not work.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        options = (
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            "--exit-on-error",
            "--single-transaction",
        )
        _run("pg_restore", *options, "--dbname", _place()["PGDATABASE"], str(source))
        return
    target = Path(str(connection.settings_dict["NAME"]))
    source.replace(target)


def _place() -> dict[str, str]:
    """The database in the environment's words of PostgreSQL's programs: passwords do not show in lists of processes."""
    from django.db import connection

    parameters: dict[str, Any] = connection.get_connection_params()
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    return {
        **{variable: str(parameters[name]) for name, variable in names.items() if parameters.get(name)},
        **({"PGSSLMODE": str(parameters["sslmode"])} if parameters.get("sslmode") else {}),
    }


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise DatabaseCopyError(
            f"{program} is not installed.", advice="Install PostgreSQL's client programs (postgresql-client)."
        )
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [path, *arguments], env={**os.environ, **_place()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseCopyError(
            f"{program} failed: {done.stderr.strip() or done.returncode}.",
            advice="Its version must be at least the server's.",
        )
