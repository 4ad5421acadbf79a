"""Pictures of the pages that tests look at, for people: where ALBUMEN_TEST_PICTURES names a folder (`make e2e`)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Error, Page

LONGEST_NAME = 120


class Pictures:
    """Of one test, numbered in the order in which they were taken; none where nobody asked for any."""

    def __init__(self, test: str) -> None:
        folder = os.environ.get("ALBUMEN_TEST_PICTURES")
        self._folder = Path(folder) if folder else None
        self._test = re.sub(r"[^\w.-]+", "-", test).strip("-")[:LONGEST_NAME]
        self._taken = 0

    def take(self, page: Page) -> None:
        """The page as it is now; one that is gone already has none."""
        if self._folder is None or page.is_closed():
            return
        self._taken += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            page.screenshot(path=self._folder / f"{self._test}-{self._taken:02}.png")
        except Error as error:
            print(f"no picture of {page.url}: {error.message}")
