"""A real site for tests: Granian over a database and storage of its own, as `albumen up` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

_SETUP = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from migrated import migrate
migrate()
call_command("createcachetable", verbosity=0)
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
import factories
from django.test import Client
ana = factories.photographer("ana")
party = factories.event(ana)
for number in range(int(sys.argv[1])):
    key = f"originals/{number}.jpg"
    default_storage.save(key, ContentFile(bytes([number % 251]) * 1_000_000))
    factories.photo(party.library, number, original=key, bytes=1_000_000)
client = Client()
client.force_login(ana, backend="albumen.accounts.sessions.Backend")
print(json.dumps({"event": str(party.pk), "session": client.cookies["albumen_session"].value}))
"""


@dataclass
class Site:
    """A running site.

    Attributes:
        url: its address.
        event: id of Ana's event.
        cookies: of Ana's browser.
    """

    url: str
    event: str
    cookies: dict[str, str]
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def python(self, code: str) -> str:
        """Run code in a process of its own that sees the same data."""
        return _python(self.environment, code)

    def worker(self) -> psutil.Process:
        """The web process."""
        (child,) = [
            process
            for process in psutil.Process(self.process.pid).children()
            if "resource_tracker" not in " ".join(process.cmdline())
        ]
        return child


def _python(environment: dict[str, str], code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def granian_site(folder: Path, *, photos: int = 0, **settings: str) -> Iterator[Site]:
    """Start a site and stop it."""
    import json

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "ALBUMEN_DATA": str(folder),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        **settings,
    }
    made = json.loads(_python(environment, _SETUP, str(photos)).splitlines()[-1])
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "albumen.config.asgi:application"),
            *("--interface", "asginl", "--no-ws", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--workers-kill-timeout", "10", "--log-level", "warning"),
        ],
        env=environment,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url, process)
        yield Site(url, made["event"], {"albumen_session": made["session"]}, process, environment)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the site did not start")
