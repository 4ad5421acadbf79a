"""Photos dropped on the browser's upload page at once, beside `albumen push` of the same files to the same site.

    python -m benchmarks.web_upload [--photos 500] [--megabytes 5] [--one-machine] [--json FILE]

The site runs without workers, so that both are judged by how fast bytes are taken; each photo is a JPEG of its own
bytes. Room for three times all of them is needed under the system's temporary folder.

People's browsers run on machines of their own. So the site has half of the cores here, and the browser or `push` the
other half; with ``--one-machine`` they all share them, and what the browser computes the site has not.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from benchmarks.throwaway_site import Mailbox, throwaway_site
from benchmarks.web_browser import Figure, chromium, report, window
from benchmarks.web_grid import make_event, photographer

TASK_MS = 100
SHARE = 0.8
"""Part of the speed of `albumen push` from which on the browser counts as keeping the server busy."""

PATIENCE = 1800.0
"""Seconds to wait for all photos."""

SETTLED_MS = 1000
"""After the page is there, until photos are dropped: what it does to come up is not what a drop does."""

_WATCH = """() => {
  window.longTasks = []
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({type: 'longtask'})
}"""


def make_photos(folder: Path, count: int, size: int) -> list[Path]:
    """JPEGs of this many bytes, each different in what follows its picture."""
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (600, 800, 3), dtype=np.uint8)
    Image.fromarray(noise).save(file, "jpeg", quality=90)
    head = file.getvalue()
    dice = np.random.default_rng(1)
    photos = []
    for number in range(count):
        photo = folder / f"IMG_{number:04}.jpg"
        photo.write_bytes(head + dice.bytes(size - len(head)))
        photos.append(photo)
    return photos


def by_browser(
    context: BrowserContext, ana: Any, event: dict[str, Any], photos: list[Path]
) -> dict[str, Any]:
    """Seconds until the site has all photos, and the page's tasks over 50 ms."""
    page = context.new_page()
    page.goto(f"/events/{event['id']}/upload")
    page.locator("input[type=file][multiple]").first.wait_for(state="attached")
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate(_WATCH)
    began = time.monotonic()
    drop(page, photos)
    while taken(ana, event) < len(photos):
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"{taken(ana, event)} of {len(photos)} photos after {PATIENCE:g} s")
        page.wait_for_timeout(250)
    return {"seconds": time.monotonic() - began, "tasks": page.evaluate("() => window.longTasks")}


def drop(page: Page, photos: list[Path]) -> None:
    """As from a window of the system's: the browser itself makes the page's files of them."""
    devtools = page.context.new_cdp_session(page)
    size = page.viewport_size or {"width": 1000, "height": 700}
    dragged = {"items": [], "files": [str(photo) for photo in photos], "dragOperationsMask": 1}
    for what in ("dragEnter", "dragOver", "drop"):
        devtools.send(
            "Input.dispatchDragEvent",
            {"type": what, "x": size["width"] / 2, "y": size["height"] / 2, "data": dragged},
        )


def apart(site: int) -> None:
    """`site` and all it started on the first half of the cores, this process and all it will start on the others."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        print("one core, or a system that does not give them out: site and browser share it")
        return
    for process in [psutil.Process(site), *psutil.Process(site).children(recursive=True)]:
        for thread in process.threads():
            os.sched_setaffinity(thread.id, cores[: len(cores) // 2])
    os.sched_setaffinity(0, cores[len(cores) // 2 :])


def by_push(site: str, ana: Any, event: dict[str, Any], folder: Path) -> float:
    """Seconds that `albumen push` takes for the folder."""
    token = ana.api("POST", "/account/tokens", json={"name": "push", "scopes": ["photos:write"], "days": 1})
    began = time.monotonic()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "albumen",
            "push",
            str(folder),
            "--event",
            event["code"],
            "--server",
            site,
            "-q",
        ],
        env={**os.environ, "ALBUMEN_TOKEN": token["token"]},
        check=True,
    )
    return time.monotonic() - began


def taken(ana: Any, event: dict[str, Any]) -> int:
    """Photos that the site has."""
    return int(ana.api("GET", f"/events/{event['id']}")["hosting"]["photo_count"])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--one-machine", action="store_true", help="site and browser share all cores")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    size = round(arguments.megabytes * 1e6)
    settings = {"ALBUMEN_PACKS": "builtin", "ALBUMEN_ROLES": "web,io"}
    with (
        tempfile.TemporaryDirectory(prefix="albumen-photos-") as made,
        Mailbox() as mailbox,
    ):
        photos = make_photos(Path(made), arguments.photos, size)
        with throwaway_site(mailbox, **settings) as site, ExitStack() as later:
            if not arguments.one_machine:
                apart(site.process.pid)
            browser = later.enter_context(chromium())
            ana, first = photographer(site.url, mailbox.url)
            pushed = by_push(site.url, ana, first, Path(made))
            told = by_browser(window(browser, site.url, ana), ana, make_event(ana, "Second"), photos)
    total = arguments.photos * arguments.megabytes
    ours, theirs = total / told["seconds"], total / pushed
    figures = [
        Figure("albumen push", theirs, "MB/s"),
        Figure("the upload page", ours, "MB/s", SHARE * theirs, least=True),
        Figure("script task, longest (0: none over 50 ms)", max(told["tasks"], default=0), "ms", TASK_MS),
        Figure("script tasks over 50 ms", len(told["tasks"]), ""),
    ]
    title = f"{arguments.photos} photos of {arguments.megabytes:g} MB, site without workers, " + (
        "all on the same cores" if arguments.one_machine else "on cores of its own"
    )
    return report(title, figures, arguments.json)


if __name__ == "__main__":
    sys.exit(main())
