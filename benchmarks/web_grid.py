"""The photographer's grid with 20,000 photos, scrolled from the first to the last.

    python -m benchmarks.web_grid [--photos 20000] [--step 300] [--json FILE]

Each frame moves the page by ``--step`` pixels (18,000 a second at 60 frames: faster than anybody reads); at the end of
what is loaded it waits for the next page, as a person would. Previews are small drawn pictures sent by the site.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext

from benchmarks.throwaway_site import Mailbox, throwaway_site
from benchmarks.web_browser import Figure, chromium, report, window

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

from http_person import Person

FRAME_MS = 50
NODES = 400
MEMORY_MB = 300
MINUTES = 20
REST_S = 10
"""Seconds after which what the browser tidies up by itself is gone."""

_SCROLL = """async ({step, total, limit}) => {
  const frames = [], tasks = []
  const note = (list) => tasks.push(...list.getEntries().map((one) => one.duration))
  new PerformanceObserver(note).observe({type: 'longtask'})
  const began = performance.now()
  let before = await new Promise(requestAnimationFrame)
  let nodes = 0, last = -1, still = 0
  while (performance.now() - began < limit) {
    window.scrollBy(0, step)
    const now = await new Promise(requestAnimationFrame)
    frames.push(now - before)
    before = now
    const cells = document.querySelectorAll('[role=gridcell]')
    nodes = Math.max(nodes, cells.length)
    for (const cell of cells) last = Math.max(last, Number(cell.dataset.index))
    if (last + 1 < total) continue
    if (++still > 60) break
  }
  return {frames, tasks, nodes, last, seconds: (performance.now() - began) / 1000}
}"""


def scroll(context: BrowserContext, event: str, photos: int, step: int) -> dict[str, Any]:
    """Scroll through all of an event: frames and long tasks in ms, most photos in the page at once, memory in MB."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.goto(f"/events/{event}")
    page.locator("[role=gridcell]").first.wait_for()
    page.wait_for_load_state("networkidle")
    told: dict[str, Any] = page.evaluate(_SCROLL, {"step": step, "total": photos, "limit": MINUTES * 60_000})
    metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    told["heap"] = metrics["JSHeapUsedSize"] / 1e6
    told["process"] = _greatest_renderer() / 1e6
    page.wait_for_timeout(REST_S * 1000)
    told["rested"] = _greatest_renderer() / 1e6
    return told


def _greatest_renderer() -> int:
    """Bytes that the page's process has for itself alone."""
    sizes = []
    for child in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in child.cmdline():
                sizes.append(int(child.memory_full_info().uss))
        except psutil.Error:
            continue
    return max(sizes, default=0)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=20_000)
    parser.add_argument("--step", type=int, default=300)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    settings = {"ALBUMEN_PACKS": "builtin", "ALBUMEN_ROLES": "web,io"}
    with Mailbox() as mailbox, throwaway_site(mailbox, **settings) as site, chromium() as browser:
        ana, event = photographer(site.url, mailbox.url)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.web_grid_rows", event["id"], str(arguments.photos)],
            env={**os.environ, "ALBUMEN_DATA": str(site.data)},
            check=True,
        )
        told = scroll(window(browser, site.url, ana), event["id"], arguments.photos, arguments.step)
    frames = sorted(told["frames"])
    figures = [
        Figure("photos seen", told["last"] + 1, "", arguments.photos, least=True),
        Figure("seconds from top to bottom", told["seconds"], "s"),
        Figure("frame, median", frames[len(frames) // 2], "ms"),
        Figure("frame, 99 of 100", frames[int(len(frames) * 0.99)], "ms"),
        Figure("frame, longest", frames[-1], "ms", FRAME_MS),
        Figure("frames over 50 ms", sum(frame > FRAME_MS for frame in frames), ""),
        Figure("script task, longest (0: none over 50 ms)", max(told["tasks"], default=0), "ms"),
        Figure("photos in the page at once", told["nodes"], "", NODES),
        Figure("JavaScript heap at the end", told["heap"], "MB"),
        Figure("the page's process at the end", told["process"], "MB", MEMORY_MB),
        Figure(f"{REST_S} seconds later", told["rested"], "MB"),
    ]
    return report(f"Grid of {arguments.photos:,} photos", figures, arguments.json)


def photographer(site: str, mailbox: str) -> tuple[Person, dict[str, Any]]:
    """Ana and an event of hers."""
    ana = Person(site, mailbox, "ana@example.org")
    terms = ana.api("GET", "/account/terms")["version"]
    business = {"business_name": "Ana", "events_per_month": 4, "terms_version": terms}
    ana.sign_up("photographer", display_name="Ana", **business)
    return ana, make_event(ana, "Winter party")


def make_event(ana: Person, name: str) -> dict[str, Any]:
    """An event without photos."""
    when = {"starts_at": "2026-11-20T14:00:00+01:00", "ends_at": "2026-11-20T23:00:00+01:00"}
    event: dict[str, Any] = ana.api(
        "POST", "/events", json={"name": name, "timezone": "Europe/Berlin", **when}
    )
    return event


if __name__ == "__main__":
    sys.exit(main())
