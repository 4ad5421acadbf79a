"""The lane of tests for PostgreSQL runs on PostgreSQL."""

from __future__ import annotations

import os

import pytest


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    from django.conf import settings
    from django.db import connection

    wanted = "postgresql" if os.environ.get("ALBUMEN_TEST_DATABASE") == "postgres" else "sqlite"
    assert connection.vendor == wanted
    if wanted == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",), (
                "as in use: a file, not memory"
            )
    assert "albumen-test-" in str(settings.STATIC_ROOT), "tests must not touch the user's data"
