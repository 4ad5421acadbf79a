"""The site in a process of its own, to be stopped, killed and started again by tests."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

_SEED = """
import json, django
django.setup()
from django.core.management import call_command
from migrated import migrate
migrate()
call_command("createcachetable", verbosity=0)
import factories
from albumen.accounts.models import AccessToken
from albumen.accounts.queries import digest
ana = factories.photographer("ana")
party = factories.event(ana)
AccessToken.objects.create(user=ana, name="t", digest=digest("alb_test"), hint="alb_", scopes=["photos:write"])
print(json.dumps({"event": str(party.pk), "code": party.code, "library": str(party.library_id)}))
"""

ROOT = Path(__file__).resolve().parent.parent


class LiveSite:
    """Granian with our application on a free port, with data of its own, Ana, her token and her event.

    Attributes:
        url: of the site.
        event, code, library: of Ana's event.
        headers: that authorise Ana.
    """

    headers = {"Authorization": "Bearer alb_test"}

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.environment = {
            **os.environ,
            "ALBUMEN_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
            "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT / 'src'}",
            "ALBUMEN_UPLOAD_FREE_BYTES": "0",
            **_database(),
            **environment,
        }
        seeded: dict[str, str] = json.loads(self.run(_SEED))
        self.event, self.code, self.library = seeded["event"], seeded["code"], seeded["library"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, code: str) -> str:
        """Run Python against the site's data; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *before: str) -> LiveSite:
        """Start the server and wait until it answers; ``before`` is put before its command."""
        command = [
            *before,
            *(sys.executable, "-m", "granian", "albumen.config.asgi:application"),
            *("--interface", "asginl", "--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"),
        ]
        with (self.data / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            try:
                httpx.options(f"{self.url}/api/v1/uploads", timeout=5)
            except httpx.TransportError:
                assert self._server.poll() is None, self.log()
                time.sleep(0.05)  # a real server starts in its own time
            else:
                return self
        raise AssertionError(self.log())

    def stop(self) -> None:
        """Ask it to end, as a restart does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, the workers too."""
        self._end(signal.SIGKILL)

    def originals(self) -> list[Path]:
        """Files of originals in storage."""
        return sorted(self.data.glob("media/libraries/*/originals/[!.]*"))

    def rows(self, model: str, *fields: str) -> list[list[Any]]:
        """Values of all rows of a model of photos."""
        code = f"""
import json, django
django.setup()
from albumen.photos import models
print(json.dumps(list(models.{model}.objects.order_by("pk").values_list(*{fields!r})), default=str))
"""
        rows: list[list[Any]] = json.loads(self.run(code))
        return rows

    def log(self) -> str:
        """What the server wrote."""
        return (self.data / "server.log").read_text("utf-8", "replace")

    def _end(self, number: int) -> None:
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, number)
        self._server.wait(30)
        self._server = None


def _database() -> dict[str, str]:
    """A database of its own on the PostgreSQL the tests run on; nothing on SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        return {}
    import psycopg

    name = f"live_{uuid.uuid4().hex}"
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, mark, query = address.partition("?")
    return {"DATABASE_URL": f"{head.rpartition('/')[0]}/{name}{mark}{query}"}
