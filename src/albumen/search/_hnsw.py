"""The approximate indexes of pgvector: one partial index for each model, so that widths and neighbours never mix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

from albumen.search._pgvector import analyse

_NO_ROOM = "53"
"""SQLSTATE class of insufficient resources; a shared memory segment that does not fit is 53100, as a full disk."""


def make(model: int, dimension: int, *, megabytes: int) -> bool:
    """Make the index of a model where it is missing, while others search and write; whether it was made.

    Call it outside a transaction. An index that a killed process left half made is made anew. Where another process is
    about it, nothing is done.

    Args:
        model: key of the model version.
        dimension: of its embeddings.
        megabytes: memory for making it. A graph that does not fit goes on several times as slowly.

    Raises:
        OperationalError: the database has no room for it.
    """
    name = f"albumen_search_hnsw_{int(model)}"
    with connection.cursor() as cursor, _alone(cursor, name) as mine:
        if not mine or _usable(cursor, name):
            return False
        try:
            _built(cursor, name, int(model), int(dimension), megabytes)
        except OperationalError as error:
            if not str(getattr(error.__cause__, "sqlstate", "")).startswith(_NO_ROOM):
                raise
            # Several processes share the memory, of which containers often have little (/dev/shm): one by itself.
            cursor.execute("SET max_parallel_maintenance_workers = 0")
            try:
                _built(cursor, name, int(model), int(dimension), megabytes)
            finally:
                cursor.execute("RESET max_parallel_maintenance_workers")
        analyse(cursor)
        return True


def _built(cursor: Any, name: str, model: int, dimension: int, megabytes: int) -> None:
    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    cursor.execute("SELECT set_config('maintenance_work_mem', %s, false)", [f"{megabytes}MB"])
    try:
        # An index takes no parameters; the name and both numbers are ours.
        cursor.execute(
            f"CREATE INDEX CONCURRENTLY {name} ON albumen_search_half"
            f" USING hnsw ((half::halfvec({dimension})) halfvec_ip_ops) WHERE model = {model}"
        )
    finally:
        cursor.execute("RESET maintenance_work_mem")


def _usable(cursor: Any, name: str) -> bool:
    """Whether the index is there and whole; one whose making was cut short is there, but not valid."""
    cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
    found = cursor.fetchone()
    return found is not None and bool(found[0])


@contextmanager
def _alone(cursor: Any, name: str) -> Iterator[bool]:
    """Whether this process is the one that makes it, until the end or until its connection is gone."""
    cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
    (mine,) = cursor.fetchone()
    try:
        yield bool(mine)
    finally:
        if mine:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
