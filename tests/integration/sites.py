"""A real site for tests: `albumen up` on a free port with throw-away data."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from albumen.config import tied

ADMIN = "admin@localhost"
ADMIN_PASSWORD = "correct horse battery"  # noqa: S105 - of a site that lives for one test


def free_port() -> int:
    """A port nobody listens at right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for a condition on other processes.

    Raises:
        AssertionError: it did not become true in time.
    """
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)


class Site:
    """One `albumen up`; may be killed and started again on the same data.

    Attributes:
        url: where it listens, no slash at the end.
        data: its data folder.
        environment: what it is started with.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.data = folder / "data"
        self.log_path = folder / "site.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in _FOREIGN},
            "ALBUMEN_DATA": str(self.data),
            "ALBUMEN_MODELS": str(folder / "models"),
            "ALBUMEN_PACKS": "builtin",
            "ALBUMEN_CLIENT": str(folder / "no-client"),  # else each site would build the checkout's
            "ALBUMEN_PORT": str(port),
            "ALBUMEN_SITE_URL": self.url,
            "ALBUMEN_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "ALBUMEN_WEB_WORKERS": "1",  # starts sooner; the browser tests' site has as many as it comes with
            "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: float = 90.0) -> Site:
        """Start it and wait until it answers."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, tied.__file__, str(os.getpid()), "0", sys.executable, "-m", "albumen", "up"],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        if wait:
            try:
                until(self._answers, wait, "the site answers")
            except AssertionError as error:
                raise AssertionError(f"{error}\n{self.log()}") from None
        return self

    def stop(self, *, seconds: float = 40.0) -> int:
        """SIGTERM, as a service manager does; returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def end(self) -> None:
        """Have nothing of it left, whatever happened."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def run(self, code: str) -> str:
        """Run Python inside the site's Django, from outside of its processes; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def albumen(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line with the site's settings."""
        return subprocess.run(
            [sys.executable, "-m", "albumen", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def log(self) -> str:
        """All it printed so far."""
        return self.log_path.read_text("utf-8", "replace") if self.log_path.exists() else ""

    def programs(self) -> dict[str, psutil.Process]:
        """The processes under the supervisor by name: web, inference-1, io-1, beat."""
        assert self.process is not None
        found: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.process.pid).children():
            name = _program(child)
            if name:
                found[name] = child
        return found

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the site ended:\n{self.log()}"
        try:
            httpx.get(f"{self.url}/healthz", timeout=5)
        except httpx.HTTPError:
            return False
        return True


_FOREIGN = {
    "DATABASE_URL",
    "ALBUMEN_BROKER_URL",
    "ALBUMEN_CACHE_URL",
    "ALBUMEN_STORAGE_URL",
    "ALBUMEN_TEST_DATABASE",
    "ALBUMEN_HOST",
    "ALBUMEN_WORKERS",
}


def _program(process: psutil.Process) -> str:
    try:
        line = " ".join(process.cmdline())
    except psutil.Error:
        return ""
    if "granian" in line:
        return "web"
    if " beat " in line:
        return "beat"
    named = re.search(r"-n ((?:inference|io)-\d+)@", line)
    return named.group(1) if named else ""
