"""pgvector's approximate index: made by one process, and anew where making it was cut short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections

from albumen.search import _hnsw, _pgvector

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]

MODEL, NAME = 990_001, "albumen_search_hnsw_990001"


@pytest.fixture(autouse=True)
def rows(transactional_db: None) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("pgvector is PostgreSQL's")
    _pgvector.prepare()
    library = uuid4()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO albumen_search_half (library, model, embedding, face, half) VALUES (%s, %s, %s, %s, %s)",
            [(library, MODEL, number, number, f"[{number},1,0,0]") for number in range(20)],
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
            raise OperationalError("could not resize shared memory segment: No space left on device")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(too_little):
        assert _hnsw.make(MODEL, 4, megabytes=32)
    assert any("max_parallel_maintenance_workers = 0" in one for one in asked)
    assert usable() == [True]
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_parallel_maintenance_workers")
        assert cursor.fetchone() != ("0",)
