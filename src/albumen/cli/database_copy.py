"""A consistent copy of the database while it is in use, and its way back.

SQLite copies itself. From PostgreSQL every table is copied in one snapshot; the tables it goes back into are made by
the same migrations. So no program of PostgreSQL's is needed (``pg_dump`` refuses servers newer than itself), and the
versions of the two servers do not matter.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from albumen.errors import ConflictError, UnavailableError

SQLITE = "albumen.sqlite3"
STATE = "tables.json"
_PASSING = {"albumen_cache"}
"""Tables whose rows nobody misses."""


class DatabaseCopyError(UnavailableError):
    """The database could not be copied."""

    code = "database_copy_failed"
    advice = "Nothing was changed."


class DatabaseNotEmptyError(ConflictError):
    """There is something in the database already."""

    code = "database_not_empty"
    advice = "Name an empty database with DATABASE_URL."


def copy_database(folder: Path) -> None:
    """Write a copy as of now into a new folder.

    Raises:
        DatabaseCopyError: it did not work.
    """
    from django.db import connection

    folder.mkdir()
    if connection.vendor == "postgresql":
        _copy_tables(folder)
    else:
        _copy_sqlite(Path(str(connection.settings_dict["NAME"])), folder / SQLITE)


def see_that_database_is_empty() -> None:
    """Refuse a PostgreSQL database with tables; SQLite lives in the data folder.

    Raises:
        DatabaseNotEmptyError: there are tables.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
        if tables:
            raise DatabaseNotEmptyError(f"The database has {len(tables)} tables already.")


def put_database_back(folder: Path) -> None:
    """Bring an unpacked copy into place.

    Raises:
        DatabaseCopyError: it did not work.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        _fill_tables(folder)
    else:
        (folder / SQLITE).replace(Path(str(connection.settings_dict["NAME"])))


def _copy_sqlite(source_path: Path, target: Path) -> None:
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


def _copy_tables(folder: Path) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {}
        for table in sorted(set(connection.introspection.table_names(cursor)) - _PASSING):
            description = connection.introspection.get_table_description(cursor, table)
            tables[table] = [column.name for column in description]
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(f"COPY {_columns(table, tables[table])} TO STDOUT (FORMAT binary)") as rows,
            ):
                for piece in rows:
                    file.write(piece)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        state = {"migrations": cursor.fetchall(), "tables": tables}
    (folder / STATE).write_text(json.dumps(state), "utf-8")


def _fill_tables(folder: Path) -> None:
    from django.db import connection, transaction

    state: dict[str, Any] = json.loads((folder / STATE).read_text("utf-8"))
    _migrate_to([(app, name) for app, name in state["migrations"]])
    with transaction.atomic(), connection.cursor() as cursor:
        quote = connection.ops.quote_name
        cursor.execute(f"TRUNCATE {', '.join(map(quote, state['tables']))}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, columns in state["tables"].items():
            with (
                (folder / f"{table}.copy").open("rb") as file,
                cursor.copy(f"COPY {_columns(table, columns)} FROM STDIN (FORMAT binary)") as rows,
            ):
                while piece := file.read(1 << 20):
                    rows.write(piece)
            for sequence in connection.introspection.get_sequences(cursor, table):
                column = quote(sequence["column"])
                cursor.execute(
                    f"SELECT setval(%s, COALESCE(max({column}), 1), max({column}) IS NOT NULL) "  # noqa: S608 - names of our own tables
                    f"FROM {quote(table)}",
                    [quote(sequence["name"])],
                )


def _migrate_to(applied: list[tuple[str, str]]) -> None:
    """Make the tables as they were when the copy was taken; the next start migrates on from there."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    unknown = [name for name in applied if name not in executor.loader.graph.nodes]
    replaced = {old for migration in executor.loader.graph.nodes.values() for old in migration.replaces}
    missing = [name for name in unknown if name not in replaced]
    if missing:
        raise DatabaseCopyError(
            f"The backup has the migration {missing[0]}, which this version does not know.",
            advice="Restore it with the Albumen that made it, or a newer one.",
        )
    executor.migrate([name for name in applied if name in executor.loader.graph.nodes])


def _columns(table: str, columns: list[str]) -> str:
    from django.db import connection

    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"
