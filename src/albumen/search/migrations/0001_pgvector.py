"""Tables of half-precision vectors, where the database is a PostgreSQL that has pgvector."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def forwards(apps: Any, schema_editor: Any) -> None:
    from albumen.search import _pgvector

    if schema_editor.connection.vendor == "postgresql" and _pgvector.available():
        _pgvector.prepare()


def backwards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE IF EXISTS albumen_search_half, albumen_search_synced")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunPython(forwards, backwards)]
