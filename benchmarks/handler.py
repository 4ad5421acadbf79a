"""Requests answered by our ASGI handler and by Django's, as many at once: time, threads and connections they take.

    python -m benchmarks.handler [--at-once 50] [--requests 600]

Both answer the same requests in this process on the same throw-away site (SQLite), in turns, without a server between:
half of them previews as a guest fetches them, half the list of the guest's photos.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

PHOTOS = 20
ROUNDS = 3

Application = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Found:
    """Of each round: milliseconds of wall and of processor time for each request; and the most threads seen."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    threads: int = 0
    connections: int = 0


def _site(folder: str) -> tuple[str, list[str]]:
    """A guest's session and the addresses they fetch."""
    os.environ |= {"ALBUMEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "albumen.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from albumen.events.models import Event
    from albumen.guests.models import Match, MatchState, Registration
    from albumen.photos.models import Photo, PhotoState
    from benchmarks.load_people import make

    people = make(guests=1, events=1)
    event = Event.objects.get(pk=people["events"][0])
    registration = Registration.objects.get(pk=people["guests"][0]["registration"])
    default_storage.save("previews/one.webp", ContentFile(os.urandom(20_000)))
    for number in range(PHOTOS):
        photo = Photo.objects.create(
            library=event.library,
            uploader=event.owner,
            sha256=f"{number:064x}",
            state=PhotoState.READY,
            original=f"originals/{number}",
            filename=f"{number}.jpg",
            bytes=1,
            sort_at=timezone.now(),
            previews={"320": "previews/one.webp"},
        )
        Match.objects.create(
            registration=registration,
            event=event,
            photo=photo,
            probability=0.99,
            level="certain",
            state=MatchState.RELEASED,
        )
    photos = [str(key) for key in Photo.objects.values_list("pk", flat=True)]
    paths = [f"/api/v1/photos/{photo}/preview/320" for photo in photos]
    return people["guests"][0]["session"], [
        *paths,
        *[f"/api/v1/registrations/{registration.pk}/matches"] * len(paths),
    ]


async def _ask(application: Application, session: str, path: str) -> None:
    async def receive() -> dict[str, Any]:
        if asked.is_set():
            await asyncio.Event().wait()  # who asks stays until the answer is there
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, (path, message)

    asked = asyncio.Event()
    headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", f"albumen_session={session}".encode())]
    scope = {
        **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""},
        **{"root_path": "", "scheme": "http", "http_version": "1.1", "headers": headers},
        **{"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 5000)},
    }
    await application(scope, receive, send)


async def _round(
    application: Application, session: str, paths: list[str], at_once: int, requests: int, found: Found
) -> None:
    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with gate:
            await _ask(application, session, paths[number % len(paths)])
            found.threads = max(found.threads, threading.active_count())

    wall, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(requests)))
    found.wall.append((time.perf_counter() - wall) * 1000 / requests)
    found.processor.append((time.process_time() - processor) * 1000 / requests)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--requests", type=int, default=600)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-handler-") as folder:
        session, paths = _site(folder)
        from django.core.handlers.asgi import ASGIHandler
        from django.db.backends.signals import connection_created

        from albumen.config.handler import Handler

        handlers = {"Django's": ASGIHandler(), "ours": Handler()}
        found = {name: Found() for name in handlers}
        for turn in range(ROUNDS + 1):
            for name, handler in handlers.items():
                into = found[name] if turn else Found()  # the first turn warms up

                def opened(into: Found = into, **_: Any) -> None:
                    into.connections += 1

                connection_created.connect(opened)
                work = _round(handler, session, paths, arguments.at_once, arguments.requests, into)
                asyncio.run(work)
                connection_created.disconnect(opened)
    print(f"{arguments.requests} requests, {arguments.at_once} at once, {ROUNDS} rounds")
    print(f"{'handler':<10}{'ms each':>10}{'cpu ms':>10}{'threads':>10}{'connections':>13}")
    for name, row in found.items():
        each, processor = statistics.median(row.wall), statistics.median(row.processor)
        print(f"{name:<10}{each:>10.2f}{processor:>10.2f}{row.threads:>10}{row.connections:>13}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
