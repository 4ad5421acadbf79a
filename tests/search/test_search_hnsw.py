"""pgvector's approximate index: made by one process, and anew where making it was cut short."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import OperationalError, connection, connections
from psycopg import errors

from albumen.search import _hnsw, _pgvector

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]

MODEL, NAME = 990_001, "albumen_search_hnsw_990001"
LIBRARY = UUID(int=MODEL)


@pytest.fixture(autouse=True)
def rows(transactional_db: None) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("pgvector is PostgreSQL's")
    _pgvector.prepare()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO albumen_search_half (library, model, embedding, face, half) VALUES (%s, %s, %s, %s, %s)",
            [(LIBRARY, MODEL, number, number, f"[{number},1,0,0]") for number in range(20)],
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")
        cursor.execute("DELETE FROM albumen_search_half WHERE model = %s", [MODEL])


def usable() -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME])
        return [valid for (valid,) in cursor.fetchall()]


def test_it_is_made_once() -> None:
    assert _hnsw.make(MODEL, 4, megabytes=32)
    assert usable() == [True]
    assert not _hnsw.make(MODEL, 4, megabytes=32)
    with connection.cursor() as cursor:
        cursor.execute("SHOW maintenance_work_mem")
        assert cursor.fetchone() != ("32MB",)


def test_one_that_was_left_half_made_is_made_anew() -> None:
    _hnsw.make(MODEL, 4, megabytes=32)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", [NAME])
    assert usable() == [False]
    assert _hnsw.make(MODEL, 4, megabytes=32)
    assert usable() == [True]


def test_two_processes_do_not_make_it_at_once() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [NAME])
            assert not _hnsw.make(MODEL, 4, megabytes=32)
            assert usable() == []
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [NAME])
    finally:
        other.close()
    assert _hnsw.make(MODEL, 4, megabytes=32)


def test_where_several_processes_find_no_shared_memory_one_makes_it() -> None:
    asked: list[str] = []

    def too_little(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append(str(sql))
        if "CREATE INDEX" in str(sql) and sum("CREATE INDEX" in one for one in asked) == 1:
            raise OperationalError("could not resize shared memory segment") from errors.DiskFull()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(too_little):
        assert _hnsw.make(MODEL, 4, megabytes=32)
    assert any("max_parallel_maintenance_workers = 0" in one for one in asked)
    assert usable() == [True]
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_parallel_maintenance_workers")
        assert cursor.fetchone() != ("0",)


def test_what_is_no_lack_of_room_is_not_tried_again() -> None:
    asked: list[str] = []

    def refused(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append(str(sql))
        if "CREATE INDEX" in str(sql):
            raise OperationalError("canceling statement") from errors.QueryCanceled()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refused), pytest.raises(OperationalError):
        _hnsw.make(MODEL, 4, megabytes=32)
    assert sum("CREATE INDEX" in one for one in asked) == 1


def test_searches_walk_along_it() -> None:
    """Without having looked at the table PostgreSQL takes any library for a few rows, and reads and sorts all of it."""
    width = 16
    vectors = np.random.default_rng(0).normal(size=(4000, width)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    source: Any = SimpleNamespace(library=LIBRARY, model=MODEL, dimension=width)
    rows: Any = SimpleNamespace(embedding=np.arange(1000, 5000), face=np.arange(4000), vector=vectors)
    rows = type("Rows", (), {**vars(rows), "__len__": lambda self: 4000})()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM albumen_search_half WHERE model = %s", [MODEL])
        with cursor.copy(
            "COPY albumen_search_half (library, model, embedding, face, half) FROM STDIN WITH (FORMAT BINARY)"
        ) as copy:
            copy.write(_pgvector._copied(source, rows))
    _hnsw.make(MODEL, width, megabytes=64)
    gallery = _pgvector.PgvectorGallery(source, 1, 4000, 1.0, candidates=100)
    asked: list[tuple[Any, Any]] = []

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        with connection.execute_wrapper(keep):
            found = gallery._nearest(cursor, vectors[7], 0.5)
        (sql, params), *_ = [one for one in asked if "ORDER BY" in str(one[0])]
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Scan using {NAME}" in plan
    near = set((np.flatnonzero(vectors @ vectors[7] >= 0.5) + 1000).tolist())
    assert len(near & set(found.tolist())) >= 0.95 * len(near) > 5
