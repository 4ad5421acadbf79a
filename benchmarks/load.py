"""A hundred guests browse and search while photos are taken in, on one machine, over loopback.

    python -m benchmarks.load [--seconds 60] [--guests 100] [--photos 300]

First the photos are ingested with nobody looking (the idle rate); then the guests, each with think time between
pages, look at their lists, previews and photos and search again, while the same photos go into a second event. As
browsers do, they do not fetch again what the server said to keep, and have at most six connections each. Reads are
timed by the guests themselves, whose own work shares the cores: `processor seconds` tells how much that is. With
--seconds 600 it also tells whether the web process grows.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import numpy as np
import psutil

from benchmarks.corpus import shared_photos
from benchmarks.event.compose import compose_event
from benchmarks.throwaway_site import Mailbox, Site, throwaway_site

THINK = (1.0, 4.0)
"""Seconds between a guest's pages, least and most."""
SEARCHES = 0.08
"""Part of the pages that are a new search."""
PREVIEWS = 12
"""Previews on a screen of a page of the list."""
CONNECTIONS = 6
"""Of one browser at a time, as browsers have to a site over HTTP/1.1."""
CSRF = "0" * 32


@dataclass
class Browser:
    """One person's: a client that is logged in, and the addresses whose contents it keeps for good."""

    client: aiohttp.ClientSession
    kept: set[str] = field(default_factory=set)


@dataclass
class Tally:
    """What guests saw: seconds of each read by kind, when each began and how long it took, seconds until searches were
    done, what failed."""

    reads: dict[str, list[float]] = field(default_factory=dict)
    moments: list[tuple[float, float]] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def all_reads(self) -> list[float]:
        return [seconds for kind in self.reads.values() for seconds in kind]


def client(site: Site, session: str) -> aiohttp.ClientSession:
    """Somebody's browser, logged in."""
    return aiohttp.ClientSession(
        site.url,
        cookies={"albumen_session": session, "albumen_csrf": CSRF},
        headers={"X-CSRFToken": CSRF, "Referer": site.url},
        timeout=aiohttp.ClientTimeout(total=30),
        connector=aiohttp.TCPConnector(limit_per_host=CONNECTIONS),
        cookie_jar=aiohttp.CookieJar(unsafe=True),  # the site is an address without a name
    )


async def upload_all(browser: aiohttp.ClientSession, event: str, photos: list[Path]) -> None:
    """Upload photos by tus, four at a time."""
    gate = asyncio.Semaphore(4)

    async def one(path: Path) -> None:
        async with gate:
            data = path.read_bytes()
            told = ",".join(
                f"{key} {base64.b64encode(value.encode()).decode()}"
                for key, value in {"filename": path.name, "event": event}.items()
            )
            headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Upload-Metadata": told}
            async with browser.post("/api/v1/uploads", headers=headers) as made:
                made.raise_for_status()
                where = made.headers["Location"]
            headers = {
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
            }
            async with browser.patch(where, data=data, headers=headers) as sent:
                sent.raise_for_status()

    await asyncio.gather(*(one(path) for path in photos))


async def fetch(browser: aiohttp.ClientSession, path: str) -> Any:
    """What the site answers, of JSON."""
    async with browser.get(path) as answer:
        answer.raise_for_status()
        return await answer.json()


async def ready(browser: aiohttp.ClientSession, event: str) -> int:
    """How many photos of an event are ready."""
    return int((await fetch(browser, f"/api/v1/events/{event}/progress"))["photos"]["ready"])


async def ingest(browser: aiohttp.ClientSession, event: str, photos: list[Path]) -> float:
    """Upload photos and wait until all are ready; photos per second."""
    began = time.monotonic()
    await upload_all(browser, event, photos)
    while await ready(browser, event) < len(photos):
        await asyncio.sleep(0.5)
    return len(photos) / (time.monotonic() - began)


def selfies_for(truth: dict[str, Any], number: int) -> list[Path]:
    """What a guest may show: the selfies of one of the event's guests, then those of the next ones."""
    known = truth["guests"]
    people = [known[(number + more) % len(known)] for more in range(len(known))]
    return [Path(selfie) for person in people for selfie in person["selfies"]]


async def show_selfie(browser: aiohttp.ClientSession, registration: str, selfies: list[Path]) -> None:
    """Show one after the other until one is taken: some are too unclear, and a guest without one cannot search."""
    path = f"/api/v1/registrations/{registration}/selfies"
    for selfie in selfies:
        form = aiohttp.FormData()
        form.add_field("file", selfie.read_bytes(), filename="selfie.jpg", content_type="image/jpeg")
        async with browser.post(path, data=form) as made:
            made.raise_for_status()
            shown = (await made.json())["selfie"]["id"]
        state = "received"
        while state == "received":
            await asyncio.sleep(0.05)
            state = (await fetch(browser, f"{path}/{shown}"))["state"]
        if state == "ready":
            return
    raise SystemExit("no selfie was taken")


async def browse(browser: Browser, registration: str, until: float, tally: Tally, seed: int) -> None:
    """One guest until the time is over."""
    dice = random.Random(seed)  # noqa: S311 - think time
    await asyncio.sleep(dice.uniform(0, THINK[1]))
    while time.monotonic() < until:
        if dice.random() < SEARCHES:
            await search(browser.client, registration, tally)
        else:
            await look(browser, registration, tally, dice)
        await asyncio.sleep(dice.uniform(*THINK))


async def look(browser: Browser, registration: str, tally: Tally, dice: random.Random) -> None:
    """A page of the list, the previews on the screen, one photo in large."""
    path = f"/api/v1/registrations/{registration}/matches?limit=50"
    page = await read(browser.client, path, "list", tally)
    photos = [item["photo"] for item in json.loads(page.body)["items"]] if page is not None else []
    if not photos:
        return
    first = dice.randrange(max(1, len(photos) - PREVIEWS + 1))
    screen = photos[first : first + PREVIEWS]
    await asyncio.gather(*(show(browser, photo["previews"]["320"], "preview", tally) for photo in screen))
    photo = dice.choice(screen)
    await read(browser.client, f"/api/v1/photos/{photo['id']}", "photo", tally)
    await show(browser, photo["previews"]["1280"], "large preview", tally)


async def show(browser: Browser, path: str, kind: str, tally: Tally) -> None:
    """One picture, fetched unless it is kept."""
    if path in browser.kept:
        return
    answer = await read(browser.client, path, kind, tally)
    if answer is not None and "immutable" in answer.keeping:
        browser.kept.add(path)


class Answer(NamedTuple):
    """What was read: the body, and the answer's Cache-Control."""

    body: bytes
    keeping: str


async def read(browser: aiohttp.ClientSession, path: str, kind: str, tally: Tally) -> Answer | None:
    """One timed read."""
    began = time.monotonic()
    try:
        async with browser.get(path) as answer:
            body = await answer.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        tally.errors.append(f"{kind}: {type(error).__name__}")
        return None
    if answer.status != 200:
        tally.errors.append(f"{kind}: {answer.status} {body[:100]!r}")
        return None
    took = time.monotonic() - began
    tally.reads.setdefault(kind, []).append(took)
    tally.moments.append((began, took))
    return Answer(body, answer.headers.get("Cache-Control", ""))


async def search(browser: aiohttp.ClientSession, registration: str, tally: Tally) -> None:
    """Ask again, and wait for the answer."""
    began = time.monotonic()
    path = f"/api/v1/registrations/{registration}/searches"
    async with browser.post(path, json={"strictness": "balanced"}) as made:
        if made.status not in {200, 201, 202}:
            tally.errors.append(f"search: {made.status} {(await made.text())[:100]}")
            return
        started = (await made.json())["id"]
    while time.monotonic() - began < 30:
        answer = await read(browser, f"/api/v1/searches/{started}", "search state", tally)
        if answer is None:
            return
        if json.loads(answer.body)["state"] in {"done", "failed"}:
            tally.searches.append(time.monotonic() - began)
            return
        await asyncio.sleep(0.3)
    tally.errors.append("search: not done in 30 s")


def web_processes(site: Site) -> list[psutil.Process]:
    """The web server's processes, the largest (one that answers) first."""
    family = psutil.Process(site.process.pid).children(recursive=True)
    web = [p for p in family if "granian" in " ".join(p.cmdline()).lower()]
    return sorted(web, key=lambda p: -p.memory_info().rss)


def processor_seconds(site: Site) -> dict[str, float]:
    """Seconds of a core used so far: by the web server, by all others of the site, by the guests (this process)."""
    web = {process.pid for process in web_processes(site)}
    family = psutil.Process(site.process.pid).children(recursive=True)
    used = {p.pid: sum(p.cpu_times()[:2]) for p in family}
    own = sum(psutil.Process().cpu_times()[:2])
    return {
        "web": sum(seconds for pid, seconds in used.items() if pid in web),
        "workers": sum(seconds for pid, seconds in used.items() if pid not in web),
        "guests": own,
    }


async def watch(process: psutil.Process, until: float, seen: list[tuple[float, int, int]]) -> None:
    """Note every two seconds how much memory the process has, and how much of it is its own.

    The rest are files it has mapped, the database above all (``mmap_size``): they are counted as they are read, and the
    system takes them back when it wants the room.
    """
    while time.monotonic() < until:
        info = process.memory_info()
        seen.append((time.monotonic(), info.rss, info.rss - info.shared))
        await asyncio.sleep(2)


async def run(
    site: Site, truth: dict[str, Any], photos: list[Path], people: dict[str, Any], seconds: float
) -> dict[str, Any]:
    """The benchmark on a running site."""
    host = client(site, people["host"])
    guests = [client(site, guest["session"]) for guest in people["guests"]]
    try:
        return await measured(site, truth, photos, people, seconds, host, guests)
    finally:
        await asyncio.gather(*(browser.close() for browser in (host, *guests)))


async def measured(
    site: Site,
    truth: dict[str, Any],
    photos: list[Path],
    people: dict[str, Any],
    seconds: float,
    host: aiohttp.ClientSession,
    guests: list[aiohttp.ClientSession],
) -> dict[str, Any]:
    """The figures."""
    alone = processor_seconds(site)
    idle = await ingest(host, people["events"][0], photos)
    alone = {name: now - alone[name] for name, now in processor_seconds(site).items()}
    print(f"idle: {idle:.2f} photos/s", flush=True)
    for number, (browser, guest) in enumerate(zip(guests, people["guests"], strict=True)):
        await show_selfie(browser, guest["registration"], selfies_for(truth, number))
    tally = Tally()
    memory: list[tuple[float, int, int]] = []
    for browser, guest in zip(guests, people["guests"], strict=True):
        await search(browser, guest["registration"], Tally())
    print("every guest has a selfie and an answer", flush=True)
    until = time.monotonic() + seconds
    process, before = web_processes(site)[0], processor_seconds(site)
    loaded = asyncio.create_task(ingest(host, people["events"][1], photos))
    await asyncio.gather(
        watch(process, until, memory),
        *(
            browse(Browser(browser), guest["registration"], until, tally, number)
            for number, (browser, guest) in enumerate(zip(guests, people["guests"], strict=True))
        ),
    )
    used = {name: now - before[name] for name, now in processor_seconds(site).items()}
    busy = await loaded
    reads = tally.all_reads()
    times, sizes, own = np.array(memory, float).T
    settled = times > times[0] + seconds / 4
    growth = [
        float(np.polyfit(times[settled], some[settled] / 1e6, 1)[0] * 60) if settled.sum() > 2 else 0.0
        for some in (sizes, own)
    ]
    return {
        "guests": len(guests),
        "seconds": seconds,
        "reads": len(reads),
        "reads_per_second": round(len(reads) / seconds, 1),
        "read_ms_median": round(float(np.median(reads)) * 1000, 1),
        "read_ms_p95": round(float(np.percentile(reads, 95)) * 1000, 1),
        "read_ms_p95_by_kind": {
            k: round(float(np.percentile(v, 95)) * 1000, 1) for k, v in tally.reads.items()
        },
        "read_ms_p95_by_sixths": _by_sixths(tally, until - seconds, seconds),
        "processor_seconds": {name: round(value, 1) for name, value in used.items()},
        "processor_seconds_of_ingest_alone": {name: round(value, 1) for name, value in alone.items()},
        "web_ms_per_read": round(used["web"] * 1000 / max(1, len(reads)), 2),
        "searches": len(tally.searches),
        "search_s_median": round(float(np.median(tally.searches)), 3) if tally.searches else None,
        "search_s_p95": round(float(np.percentile(tally.searches, 95)), 3) if tally.searches else None,
        "errors": len(tally.errors),
        "first_errors": tally.errors[:5],
        "idle_photos_per_second": round(idle, 2),
        "busy_photos_per_second": round(busy, 2),
        "busy_of_idle": round(busy / idle, 2),
        "web_memory_mb": _sixths_mb(sizes),
        "web_memory_of_its_own_mb": _sixths_mb(own),
        "web_growth_mb_per_minute": round(growth[0], 2),
        "web_growth_of_its_own_mb_per_minute": round(growth[1], 2),
    }


def _by_sixths(tally: Tally, began: float, seconds: float) -> list[float]:
    """p95 of the reads, ms, of each sixth of the time: photos are uploaded in the first."""
    start, took = np.array(tally.moments).T
    sixth = np.clip((start - began) / seconds * 6, 0, 5).astype(int)
    return [round(float(np.percentile(took[sixth == part], 95)) * 1000, 1) for part in range(6)]


def _sixths_mb(sizes: Any) -> list[float]:
    """Mean of each sixth of the time, MB."""
    return [round(float(some.mean()) / 1e6, 1) for some in np.array_split(sizes, 6) if len(some)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--guests", type=int, default=100)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-event-") as composed, Mailbox() as mailbox:  # noqa: SIM117
        with throwaway_site(mailbox, ALBUMEN_PACKS=arguments.pack) as site:
            truth = compose_event(
                shared_photos() / "lfw-dev", Path(composed), photos=arguments.photos, pack=arguments.pack
            )
            photos = [Path(composed) / "photos" / photo["file"] for photo in truth["photos"]]
            made = subprocess.run(
                [sys.executable, "-m", "benchmarks.load_people", "--guests", str(arguments.guests)],
                env={**os.environ, "ALBUMEN_DATA": str(site.data), "ALBUMEN_PACKS": arguments.pack},
                stdout=subprocess.PIPE,
                check=True,
            )
            people = json.loads(made.stdout.splitlines()[-1])
            figures = asyncio.run(run(site, truth, photos, people, arguments.seconds))
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):28}{value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 1 if figures["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
