"""Photos of people with names, in places, to be found in a window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.party import People, Scene, fill, make_event, sort_all, wait_until
from e2e.windows import Windows

MUNICH = {"latitude": 48.137, "longitude": 11.575}


@dataclass(frozen=True, slots=True)
class Album:
    """Seven photos of an event: Bo is in four, Cy in three, both in one; two are from Munich.

    Attributes:
        photos: ids by file name.
        people: ids by name.
    """

    ana: Person
    event: dict[str, Any]
    library: str
    photos: dict[str, str]
    people: dict[str, str]

    @property
    def address(self) -> str:
        return f"/events/{self.event['id']}/search"

    def found(self, **filters: Any) -> set[str]:
        """Names of the files that the server finds."""
        asked = "&".join(f"{name}={value}" for name, value in filters.items())
        return {
            photo["filename"]
            for photo in self.ana.api("GET", f"/libraries/{self.library}/search?{asked}")["items"]
        }

    def label(self, names: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put labels on photos, by file name, or take them off."""
        body = {"ids": [self.photos[name] for name in names], "add": list(add), "remove": list(remove)}
        self.ana.api("POST", f"/libraries/{self.library}/photos/label", json=body)

    def labels(self) -> dict[str, int]:
        """Labels by name, and how many photos have each."""
        items = self.ana.api("GET", f"/libraries/{self.library}/labels")["items"]
        return {label["name"]: label["photo_count"] for label in items}

    def searches(self) -> set[str]:
        """Names of the searches that were kept."""
        return {
            one["name"] for one in self.ana.api("GET", f"/libraries/{self.library}/saved-searches")["items"]
        }


def make_album(people: People, scene: Scene) -> Album:
    """The event, once everybody in it is found and the places have their names."""
    ana = people.photographer()
    event = make_event(ana)
    photos = fill(ana, event, scene.photos)
    library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]

    def sizes() -> list[int]:
        return sorted(one["photo_count"] for one in ana.api("GET", f"/libraries/{library}/people")["items"])

    sort_all(ana, library)
    wait_until(lambda: sizes() == [3, 4], "Bo and Cy are found")
    named: dict[str, str] = {}
    for one in ana.api("GET", f"/libraries/{library}/people")["items"]:
        name = "Bo" if one["photo_count"] == 4 else "Cy"
        ana.api("PUT", f"/people/{one['id']}/name", json={"name": name})
        named[name] = one["id"]
    ids = [photos["bo-1.jpg"], photos["cy-1.jpg"]]
    ana.api("POST", "/photos/edit", json={"ids": ids, "changes": MUNICH})
    places = f"/libraries/{library}/albums?by=city"
    wait_until(lambda: bool(ana.api("GET", places)["items"]), "the place has its name")
    return Album(ana, event, library, photos, named)


def box(page: Page) -> Locator:
    """Where one types what is looked for."""
    return page.get_by_role("combobox", name="Search photos")


def searching(windows: Windows, album: Album, query: str = "", **options: Any) -> Page:
    """The page of a search."""
    page = windows.open(album.ana, **options)
    page.goto(f"{album.address}{query}")
    expect(box(page)).to_be_visible()
    return page


def look_for(page: Page, typed: str, option: str) -> None:
    """Type something and take what is offered for it."""
    box(page).fill(typed)
    page.get_by_role("option", name=option, exact=True).click()


def finds(page: Page, count: int) -> None:
    """This many photos are found, and it is said."""
    words = "1 photo" if count == 1 else f"{count} photos"
    expect(page.get_by_role("region", name="Found photos").get_by_role("status").first).to_have_text(words)
    expect(page.get_by_role("gridcell")).to_have_count(count)
