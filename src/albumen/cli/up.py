"""`albumen up`: the whole site with one command."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from albumen.config import tied
from albumen.errors import ConflictError

if TYPE_CHECKING:
    from albumen.cli.supervisor import Supervisor

CHECKOUT = Path(__file__).resolve().parents[3]
_WAIT_FOR_LOCK = 4.0
"""Seconds for the children of a supervisor that was killed to be gone."""


class PortTakenError(ConflictError):
    """Something else listens where the site should."""

    code = "port_taken"
    advice = "Stop it, or choose another port with ALBUMEN_PORT."


def up() -> None:
    """Set up what is missing and run the site: web, workers and schedules, until Ctrl-C. Settings: docs/settings.md."""
    settings = _settings()
    from albumen.cli.programs import programs
    from albumen.cli.supervisor import Supervisor
    from albumen.config.instance import InstanceLock, instance_name, refuse_half_restored

    lock = InstanceLock(settings.ALBUMEN_DATA)
    lock.acquire(_WAIT_FOR_LOCK)
    with lock:
        refuse_half_restored(settings.ALBUMEN_DATA)
        serves = "web" in settings.ALBUMEN_ROLES
        if serves:
            _see_that_port_is_free(settings.ALBUMEN_HOST, settings.ALBUMEN_PORT)
        typer.echo(f"Data: {settings.ALBUMEN_DATA}")
        _in_a_child(lambda: _set_up(settings, serves))
        name = instance_name(settings.ALBUMEN_DATA)
        greeter = _Greeter(settings)
        supervisor = Supervisor(
            programs(settings, name),
            grace=settings.ALBUMEN_STOP_SECONDS,
            inherited=(lock.handle,),
            on_tick=lambda: greeter.look(supervisor),
        )
        supervisor.run()
        supervisor.say("Stopped.")


def _set_up(settings: Any, serves: bool) -> None:
    import django

    from albumen.cli.client_building import ensure_client
    from albumen.cli.setting_up import set_up

    django.setup()
    if serves:
        ensure_client(CHECKOUT / "frontend", settings.ALBUMEN_CLIENT, typer.echo)
    set_up(settings, typer.echo)


def _in_a_child(work: Callable[[], None]) -> None:
    """Work in a forked process, so that what it loads (Django, models) does not stay in the supervisor's memory.

    Raises:
        typer.Exit: it failed, and said why.
    """
    from albumen.cli import main

    sys.stdout.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            tied.tie(parent)  # else a build would go on alone, beside that of the next start
            status = main.told(work)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise typer.Exit(status if status > 0 else 128 - status)


def _settings() -> Any:
    """Django's settings, with what depends on where we are started made absolute for the children."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    port = os.environ.get("ALBUMEN_PORT", "").strip()
    if port:
        os.environ.setdefault("ALBUMEN_SITE_URL", f"http://localhost:{port}")
    from django.conf import settings

    os.environ["ALBUMEN_DATA"] = str(settings.ALBUMEN_DATA)
    return settings


def _see_that_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PortTakenError(f"The site cannot listen at {host}:{port} ({reason}).") from error


class _Greeter:
    """Says once that the site is ready, when it answers."""

    def __init__(self, settings: Any) -> None:
        self._serves = "web" in settings.ALBUMEN_ROLES
        host = settings.ALBUMEN_HOST
        self._address = ({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), settings.ALBUMEN_PORT)  # noqa: S104
        self._site = settings.ALBUMEN_SITE_URL
        self._answered = threading.Event()
        self._asking: threading.Thread | None = None
        self._done = False

    def look(self, supervisor: Supervisor) -> None:
        """Called every tick; asks in a thread, so that a page that is slow to answer holds nothing up."""
        if self._done:
            return
        if not self._serves:
            self._done = True
            supervisor.say("Albumen is ready: workers without a site.")
        elif self._answered.is_set():
            self._done = True
            supervisor.say(f"Albumen is ready: {self._site} (admin: {self._site}/admin/). Ctrl-C stops it.")
        elif self._asking is None or not self._asking.is_alive():
            self._asking = threading.Thread(target=self._ask, name="ready", daemon=True)
            self._asking.start()

    def _ask(self) -> None:
        import http.client

        connection = http.client.HTTPConnection(*self._address, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            self._answered.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
