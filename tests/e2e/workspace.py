"""An event's workspace in a window: whose it is, its photos, and how files are put there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.party import fill
from e2e.windows import Windows
from stored_photos import drawn


@dataclass(frozen=True, slots=True)
class Desk:
    """An event of one's own, to change."""

    ana: Person
    event: dict[str, Any]
    bo: Person | None = None

    @property
    def address(self) -> str:
        return f"/events/{self.event['id']}"

    def names(self) -> set[str]:
        """Of the photos the event has."""
        return {photo["filename"] for photo in self.ana.everything(f"{self.address}/photos")}


def drawn_files(folder: Path) -> list[Path]:
    """Six photos, all different, with nobody in them."""
    made = []
    for number in range(6):
        file = folder / f"photo-{number}.jpg"
        file.write_bytes(drawn(900, 600 + 40 * number, 100 + number))
        made.append(file)
    return made


def cells(page: Page) -> Locator:
    """The photos in the grid."""
    return page.get_by_role("gridcell")


def choose(page: Page, files: list[Path]) -> None:
    """Choose files to upload, on the page for that."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photos").click()
    chooser.value.set_files(files)


def filled(windows: Windows, desk: Desk, files: list[Path]) -> Page:
    """Put six photos on the desk; then as `looking_at`."""
    fill(desk.ana, desk.event, files)
    return looking_at(windows, desk)


def looking_at(windows: Windows, desk: Desk) -> Page:
    """The desk's six photos in a window of Ana's."""
    page = windows.open(desk.ana)
    page.goto(desk.address)
    expect(cells(page)).to_have_count(6)
    return page
