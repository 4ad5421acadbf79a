"""How fast the web client is there for a guest who scans a code, and how fast its pages follow each other.

    python -m benchmarks.web_load [--runs 7] [--json FILE]

A throw-away site with the built client; each first load has an empty cache and a processor slowed down four times, as
a phone's. Route changes are those of a guest who has been on both pages, not slowed down.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.throwaway_site import Mailbox, throwaway_site
from benchmarks.web_browser import Figure, chromium, report, window

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

from http_person import Person

SLOWED = 4
JS_BYTES = 200_000
LCP_MS = 1500
ROUTE_MS = 100

_LCP = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const last = list.getEntries().at(-1)
    done({at: last.startTime, what: last.element?.tagName ?? ''})
  }).observe({type: 'largest-contentful-paint', buffered: true})
})"""

_FOLLOW = """async (path) => {
  const frame = () => new Promise(requestAnimationFrame)
  const link = document.querySelector(`a[href="${path}"]`)
  if (!link) throw new Error(`no link to ${path}`)
  link.focus()  // preloads, as pointing at it does
  await new Promise((done) => setTimeout(done, 500))
  const title = () => document.querySelector('main h1')?.textContent
  const before = title()
  const began = performance.now()
  link.click()
  while (location.pathname !== path || !title() || title() === before) await frame()
  await frame()
  return performance.now() - began
}"""


def first_load(browser: Browser, site: str, path: str) -> dict[str, Any]:
    """Bytes of JavaScript and milliseconds to the largest paint of one cold load."""
    context = window(browser, site, phone=True)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    scripts: set[str] = set()
    sent = {"js": 0, "all": 0, "requests": 0}

    def answered(event: dict[str, Any]) -> None:
        if "javascript" in event["response"]["mimeType"]:
            scripts.add(event["requestId"])

    def came(event: dict[str, Any]) -> None:  # bytes of bodies as they were sent
        if event["requestId"] in scripts:
            sent["js"] += int(event["encodedDataLength"])

    def loaded(event: dict[str, Any]) -> None:  # headers too
        sent["all"] += int(event["encodedDataLength"])
        sent["requests"] += 1

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.dataReceived", came)
    devtools.on("Network.loadingFinished", loaded)
    page.goto(path)
    page.locator("main h1").first.wait_for()
    page.wait_for_load_state("networkidle")
    paint = page.evaluate(_LCP)
    context.close()
    return {**sent, "lcp": paint["at"]}


def route_changes(page: Page, there: str, back: str, runs: int) -> list[float]:
    """Milliseconds of each change between two pages that were both seen before."""
    page.goto(back)
    page.locator(f'a[href="{there}"]').first.wait_for()
    for path in (there, back):
        page.evaluate(_FOLLOW, path)
        page.wait_for_load_state("networkidle")
    return [page.evaluate(_FOLLOW, path) for _ in range(runs) for path in (there, back)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    settings = {"ALBUMEN_PACKS": "builtin", "ALBUMEN_SIGNUP_RATE": "1000/m/ip", "ALBUMEN_ROLES": "web,io"}
    with Mailbox() as mailbox, throwaway_site(mailbox, **settings) as site, chromium() as browser:
        code, guest, registration = _event(site.url, mailbox.url)
        loads = [first_load(browser, site.url, f"/join/{code}") for _ in range(arguments.runs)]
        context = window(browser, site.url, guest, phone=True)
        changes = route_changes(context.new_page(), f"/my/{registration}", "/my", arguments.runs)
        context.close()
    lcp = [load["lcp"] for load in loads]
    figures = [
        Figure("join page, requests", max(load["requests"] for load in loads), ""),
        Figure("join page, JavaScript on the wire", max(load["js"] for load in loads), "B", JS_BYTES),
        Figure("join page, everything on the wire, with headers", max(load["all"] for load in loads), "B"),
        Figure(f"join page, LCP, {SLOWED}x slower CPU, median", statistics.median(lcp), "ms", LCP_MS),
        Figure(f"join page, LCP, {SLOWED}x slower CPU, worst", max(lcp), "ms"),
        Figure("route change, cached, median", statistics.median(changes), "ms", ROUTE_MS),
        Figure("route change, cached, worst", max(changes), "ms"),
    ]
    return report("First load and route changes", figures, arguments.json)


def _event(site: str, mailbox: str) -> tuple[str, Person, str]:
    """An event with one guest; its code, the guest and their registration."""
    ana = Person(site, mailbox, "ana@example.org")
    terms = ana.api("GET", "/account/terms")["version"]
    ana.sign_up(
        "photographer", display_name="Ana", business_name="Ana", events_per_month=4, terms_version=terms
    )
    when = {"starts_at": "2026-11-20T14:00:00+01:00", "ends_at": "2026-11-20T23:00:00+01:00"}
    event = ana.api(
        "POST", "/events", json={"name": "Winter party", "timezone": "Europe/Berlin", "venue": "Mill", **when}
    )
    bo = Person(site, mailbox, "bo@example.org")
    bo.sign_up("guest", display_name="Bo")
    registration = bo.api("POST", f"/join/{event['code']}")["id"]
    return event["code"], bo, registration


if __name__ == "__main__":
    sys.exit(main())
