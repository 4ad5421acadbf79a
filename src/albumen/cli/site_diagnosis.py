"""The site's part of `albumen doctor`: database, broker, store and data folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NEEDED_BYTES = 2 * 10**9
"""Less free space than this beside the photos is worth a word."""

Wrong = tuple[str, str, str]
"""Code, what is wrong, what to do."""


def diagnose_site() -> tuple[dict[str, Any], list[Wrong]]:
    """What a site here would use, and what of it does not work. A site that is not set up is no fault."""
    data = Path(os.environ.get("ALBUMEN_DATA", "").strip() or "data").expanduser().absolute()
    elsewhere = any(os.environ.get(name, "").strip() for name in ("DATABASE_URL", "DATABASE_URL_FILE"))
    if not elsewhere and not (data / "albumen.sqlite3").exists():
        return {"site": f"not set up in {data}; `albumen up` does"}, []
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    try:
        import django
        from django.conf import settings

        django.setup()
    except SystemExit as error:
        return {"site": "not looked at"}, [("setting_invalid", str(error.code), "Mend it: docs/settings.md.")]
    found: dict[str, Any] = {"data_folder": _data_folder(data)}
    wrong: list[Wrong] = []
    for name, look in (("database", _database), ("broker", _broker), ("photo_store", _storage)):
        try:
            found[name] = look(settings, wrong)
        except Exception as error:  # noqa: BLE001 - each service raises its own kinds
            found[name] = "does not work"
            wrong.append(
                (f"{name}_unusable", f"The {name.replace('_', ' ')} does not work: {error}", _ADVICE[name])
            )
    free = shutil.disk_usage(data if data.exists() else data.anchor).free
    found["free_for_photos"] = f"{free / 1e9:.1f} GB"
    if free < NEEDED_BYTES:
        wrong.append(
            ("disk_nearly_full", f"Only {free / 1e6:.0f} MB are free in {data}.", "Free some space.")
        )
    return found, wrong


_ADVICE = {
    "database": "See DATABASE_URL and whether the server runs.",
    "broker": "See ALBUMEN_BROKER_URL and whether the server runs; until then work waits, nothing is lost.",
    "photo_store": "See ALBUMEN_STORAGE_URL and whether its keys are right.",
}


def _data_folder(data: Path) -> str:
    from albumen.config.instance import (
        AlreadyRunningError,
        InstanceLock,
        RestoreUnfinishedError,
        refuse_half_restored,
    )

    try:
        refuse_half_restored(data)
        with InstanceLock(data):
            return f"{data}, nothing runs on it"
    except AlreadyRunningError:
        return f"{data}, a site runs on it"
    except RestoreUnfinishedError as error:
        return f"{data}: {error.sentence}"


def _database(settings: Any, wrong: list[Wrong]) -> str:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('server_version')")
        else:
            cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
    executor = MigrationExecutor(connection)
    left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connection.close()
    if left:
        wrong.append(
            ("migrations_waiting", f"{left} migrations are not applied.", "`albumen up` applies them.")
        )
    return f"{connection.vendor} {version}"


def _broker(settings: Any, wrong: list[Wrong]) -> str:
    from albumen.config.celery import app

    with app.connection_for_read(connect_timeout=5) as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
        channel = connection.default_channel
        waiting = {queue: int(channel._size(queue)) for queue in ("inference", "io")}
    kind = "Redis" if settings.ALBUMEN_BROKER_URL else f"folder {settings.BROKER_FOLDER}"
    return f"{kind}, {sum(waiting.values())} wake-ups wait"


def _storage(settings: Any, wrong: list[Wrong]) -> str:
    from django.core.files.storage import default_storage

    url = settings.ALBUMEN_STORAGE_URL
    if not url:
        return f"folder {settings.MEDIA_ROOT}"
    default_storage.exists("doctor")
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"
