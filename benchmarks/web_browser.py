"""Chromium for the benchmarks of the web client, and how they tell what was promised beside what was measured."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, sync_playwright

if TYPE_CHECKING:
    from http_person import Person

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
)
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        what: in words.
        value, unit: as measured.
        promise: what it must not exceed (be below, with ``least``); None where nothing is promised.
    """

    what: str
    value: float
    unit: str
    promise: float | None = None
    least: bool = False

    @property
    def kept(self) -> bool:
        """The promise holds."""
        if self.promise is None:
            return True
        return self.value >= self.promise if self.least else self.value <= self.promise


PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
"""Programs of the browser: what people use first, as figures are about it."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window; the one that has none, which tests use, where there is no other."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def window(
    browser: Browser, site: str, person: Person | None = None, *, phone: bool = False
) -> BrowserContext:
    """An empty cache and the cookies of one person."""
    context = browser.new_context(base_url=site, viewport=PHONE if phone else DESKTOP, locale="en-GB")  # type: ignore[arg-type]
    if person:
        cookies = [{"name": n, "value": v, "url": site} for n, v in person.cookies.items()]
        context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def report(title: str, figures: list[Figure], file: Path | None) -> int:
    """Print the table, write JSON, and say by the exit status whether every promise was kept."""
    print(f"\n{title}")
    print(f"{'':<52}{'measured':>14}{'promise':>16}")
    for figure in figures:
        promise = "" if figure.promise is None else f"{'>=' if figure.least else '<='} {figure.promise:,.6g}"
        mark = "" if figure.kept else "  MISSED"
        print(f"{figure.what:<52}{figure.value:>9,.6g} {figure.unit:<4}{promise:>16}{mark}")
    if file:
        about = {"machine": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
        rows = [{**asdict(figure), "kept": figure.kept} for figure in figures]
        file.write_text(json.dumps({"benchmark": title, **about, "figures": rows}, indent=1), "utf-8")
    return 0 if all(figure.kept for figure in figures) else 1
