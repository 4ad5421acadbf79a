"""The long work in a walk: photos uploaded, faces sorted anew, other models tried, all by the pages for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

Screen = Callable[[str], None]

LONG = 2 * 3600 * 1000.0
"""Milliseconds that photos, or another pack, may take."""


class Watch:
    """What pages did that they must not: uncaught errors, and answers of 500 and more."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on(
            "response",
            lambda answer: (
                self.faults.append(f"{answer.url}: {answer.status}") if answer.status >= 500 else None
            ),
        )


def upload_all(page: Page, photos: list[Path], screen: Screen) -> None:
    """Choose the files on the upload page and wait until it says that all photos are ready."""
    page.goto("/library/upload")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photos").click()
    chooser.value.set_files(photos, timeout=LONG)
    sent = page.get_by_text(f"All {len(photos)} photos are uploaded")
    sending = page.get_by_text(re.compile(rf"^\d+ of {len(photos)} photos uploaded$"))
    sending.or_(sent).first.wait_for()
    screen("uploading")
    sent.first.wait_for(timeout=LONG)
    page.get_by_text("All photos are ready").wait_for(timeout=LONG)
    screen("uploaded")


def sort_by(page: Page, algorithm: str, screen: Screen) -> str:
    """Choose an algorithm, look at what it would change and apply it; what the page says of it then."""
    page.goto("/library/sorting")
    page.get_by_role("radio", name=algorithm).check()
    page.get_by_role("button", name="Show what would change").click()
    ready = page.locator('[data-state="ready"]')
    ready.wait_for(timeout=LONG)
    screen("sorting")
    if ready.get_by_text("Nothing would change").count():
        ready.get_by_role("button", name="Discard").click()
        return "Nothing would change"
    ready.get_by_role("button", name="Apply").click()
    applied = page.locator('[data-state="applied"]')
    applied.wait_for(timeout=LONG)
    return " ".join(applied.inner_text().split())


def try_models(page: Page, models: str, screen: Screen) -> None:
    """Have other models look at everything, look at the comparison, and switch to them."""
    page.goto("/library/models")
    page.get_by_role("radio", name=models).check()
    page.get_by_role("button", name="Have them look").click()
    switch = page.get_by_role("button", name="Switch…")
    switch.wait_for(timeout=LONG)
    screen("models")
    switch.click()
    page.get_by_role("dialog").get_by_role("button", name="Switch now").click()
    page.get_by_text(f"{models} decides now").last.wait_for(timeout=LONG)


def go_back(page: Page, models: str) -> None:
    """Have the models of before decide again."""
    page.goto("/library/models")
    page.get_by_role("button", name=f"Go back to {models}").click()
    page.get_by_role("dialog").get_by_role("button", name="Go back", exact=True).click()
    page.get_by_text(re.compile(f"You went back to {models}")).wait_for(timeout=LONG)
