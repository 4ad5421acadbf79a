"""All tables in the database of a site that a test starts: migrated once in a run of tests, copied from then on."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

_KEPT_SECONDS = 86_400


def migrate() -> None:
    """What ``manage migrate`` does. A new SQLite file is a copy of the first one that this run of the tests has made.

    Where tests run in one process, and on PostgreSQL, every database is migrated anew.
    """
    from django.conf import settings
    from django.core.management import call_command

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    database = settings.DATABASES["default"]
    if not run or "sqlite3" not in database["ENGINE"]:
        call_command("migrate", verbosity=0)
        return
    path = Path(database["NAME"])
    folder = (
        Path(tempfile.gettempdir()) / f"albumen-migrated-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    )
    made = folder / f"{run}.sqlite3"
    if made.is_file() and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, path)
        return
    call_command("migrate", verbosity=0)
    folder.mkdir(mode=0o700, exist_ok=True)
    _clear(folder)
    beside = folder / f"{run}.{os.getpid()}"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", [str(beside)])
    beside.replace(made)


def _clear(folder: Path) -> None:
    """Those of runs that are long over."""
    for old in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                old.unlink()
