"""What the page of an event's people loads: faces that the server cuts out, beside the previews they are cut from.

    python -m benchmarks.web_people [--photos 60] [--json FILE]

The photos are composed of lfw-dev with several people each; the site is as `make run` has it. The previews are what the
same page loaded when it cut the faces out itself, each once, however many faces there are in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Response

from benchmarks.corpus import shared_photos
from benchmarks.event.compose import compose_event
from benchmarks.throwaway_site import Mailbox, throwaway_site
from benchmarks.web_browser import Figure, chromium, report, window
from benchmarks.web_grid import photographer
from benchmarks.web_upload import by_push

SHARE = 0.1
"""Most that the faces may weigh of the previews."""

SETTLED = 10.0
"""Seconds in which nobody new is found: all are there."""

PATIENCE = 600.0


def wait_for_people(ana: Any, event: str, library: str, photos: int) -> int:
    """How many people there are once every photo has its largest preview and its people."""
    end = time.monotonic() + PATIENCE
    people, since = 0, time.monotonic()
    while time.monotonic() < end:
        there = ana.api("GET", f"/events/{event}/photos?limit=200")["items"]
        complete = len(there) == photos and all("2560" in photo["previews"] for photo in there)
        now = len(ana.api("GET", f"/libraries/{library}/people?limit=200")["items"])
        if not complete or now != people:
            people, since = now, time.monotonic()
        elif people and time.monotonic() - since > SETTLED:
            return people
        time.sleep(1)
    raise SystemExit(f"{people} people after {PATIENCE:g} s, and not all photos are ready")


def pictures(context: BrowserContext, path: str) -> dict[str, int]:
    """Bytes of each picture that a page loads, by its address."""
    page = context.new_page()
    found: dict[str, int] = {}

    def note(response: Response) -> None:
        if "/preview/" in response.url:
            found[response.url] = len(response.body())

    page.on("response", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)
    page.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory(prefix="albumen-event-") as folder, Mailbox() as mailbox:
        compose_event(shared_photos() / "lfw-dev", Path(folder), photos=arguments.photos, guests=10)
        with throwaway_site(mailbox, ALBUMEN_PACKS="standard") as site, chromium() as browser:
            ana, event = photographer(site.url, mailbox.url)
            by_push(site.url, ana, event, Path(folder) / "photos")
            library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]
            figures.append(Figure("people", wait_for_people(ana, event["id"], library, arguments.photos), ""))
            for phone in (False, True):
                context = window(browser, site.url, ana, phone=phone)
                loaded = pictures(context, f"/events/{event['id']}/people")
                parts = {url: size for url, size in loaded.items() if "/part?" in url}
                if not parts:
                    raise SystemExit("The page loads no parts of previews.")
                whole = {url.partition("/part?")[0] for url in parts}
                before = sum(len(context.request.get(url).body()) for url in whole)
                kind = "phone" if phone else "desktop"
                figures += [
                    Figure(f"{kind}: faces", len(parts), ""),
                    Figure(f"{kind}: previews they are cut from", before / 1e6, "MB"),
                    Figure(f"{kind}: faces", sum(parts.values()) / 1e6, "MB", SHARE * before / 1e6),
                ]
                context.close()
    return report("Pictures of the page of people", figures, arguments.json)


if __name__ == "__main__":
    sys.exit(main())
