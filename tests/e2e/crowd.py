"""Three people whose faces were found in nine photos, and the pages that show them in a window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from http_person import Person
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from e2e.party import BO, CY, DEE, SIDE, People, fill, make_event, wait_until
from e2e.windows import Windows

WHO = {"bo": (BO, 4), "cy": (CY, 3), "dee": (DEE, 2)}
"""Folders of lfw-dev, and in how many photos of the event each is; nobody else is in them."""

FACE = re.compile(r"^Face \d")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Photos of one's own, and the people in them."""

    ana: Person
    event: dict[str, Any]
    library: str

    @property
    def address(self) -> str:
        return f"/events/{self.event['id']}/people"

    def people(self, **which: str) -> list[dict[str, Any]]:
        asked = "&".join(f"{name}={value}" for name, value in which.items())
        found: list[dict[str, Any]] = self.ana.api("GET", f"/libraries/{self.library}/people?{asked}")[
            "items"
        ]
        return found

    def sizes(self) -> dict[str, int]:
        """Names, or ids where there is none, and how many photos."""
        return {one["name"] or one["id"]: one["photo_count"] for one in self.people()}

    def take_everything_back(self) -> None:
        """Nothing was ever said."""
        for statement in self.ana.api("GET", f"/libraries/{self.library}/statements?limit=100")["items"]:
            if statement["stands"] and statement["kind"] != "undo":
                self.ana.api("POST", f"/statements/{statement['id']}/undo")
        wait_until(lambda: sorted(self.sizes().values()) == [2, 3, 4], "everybody is as they were found")


def make_portraits(people: Path, folder: Path) -> list[Path]:
    """Nine photos of three people, out of labelled ones."""
    made = []
    for who, (name, count) in WHO.items():
        for number, file in enumerate(sorted((people / name).glob("*.jpg"))[:count]):
            with Image.open(file) as picture:
                target = folder / f"{who}-{number}.jpg"
                picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(target, "jpeg", quality=90)
                made.append(target)
    return made


def make_crowd(people: People, portraits: list[Path]) -> Crowd:
    """An event with these photos, once everybody in them is found."""
    ana = people.photographer()
    event = make_event(ana)
    fill(ana, event, portraits)
    library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]
    crowd = Crowd(ana, event, library)
    wait_until(lambda: sorted(crowd.sizes().values()) == [2, 3, 4], "everybody is found")
    return crowd


def looking(windows: Windows, crowd: Crowd, count: int = 3, **options: Any) -> Page:
    """The page of all people, with this many on it."""
    page = windows.open(crowd.ana, **options)
    page.goto(crowd.address)
    expect(tiles(page)).to_have_count(count)
    return page


def tiles(page: Page) -> Locator:
    """Everybody who is shown."""
    return page.get_by_role("list", name="People").locator("> li")


def tile(page: Page, photos: int) -> Locator:
    """Whoever is in this many photos."""
    return tiles(page).filter(has_text=f"{photos} photos")


def give_name(page: Page, photos: int, name: str) -> None:
    """Give a name to whoever is in this many photos."""
    tile(page, photos).get_by_role("button", name="Add a name").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(tile(page, photos).get_by_text(name, exact=True)).to_be_visible()


def undo(page: Page) -> None:
    """Take back what was done last."""
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Taken back").first).to_be_visible()


def said(crowd: Crowd, sizes: dict[str, int]) -> None:
    """Wait until the server knows these names, and how many photos each has."""

    def heard() -> bool:
        now = crowd.sizes()
        return all(now.get(name) == count for name, count in sizes.items())

    wait_until(heard, f"the server heard {sizes}", seconds=15)


def last_answer_said_above(page: Page, answers: list[Locator]) -> None:
    """Of all that was answered only the last is told, and where the next is answered nothing is covered."""
    messages = page.locator("[role=status][aria-live=polite] > div")

    ends: list[float] = []

    def told() -> bool:
        # Counted and measured at once: the next answer's message takes the place of this one at any moment.
        ends[:] = messages.evaluate_all("all => all.map((one) => one.getBoundingClientRect().bottom)")
        return len(ends) == 1

    wait_until(told, "one message is told", seconds=15)
    for answer in answers:
        assert ends[0] <= answer.evaluate("one => one.getBoundingClientRect().top"), "it is above the answer"
