"""The events desk in a window: events to look at, the form of an event's settings, the list's cards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.party import People, fill, join, make_event
from stored_photos import drawn

Event = dict[str, Any]
Visited = tuple[Event, Person, Person]
"""An event and its guests Bo and Cy."""

MAY = f"{datetime.now(UTC).year + 1}-05"
"""A month to come, in which nothing is planned but by these tests."""

LOADED = "(picture) => picture.complete && picture.naturalWidth > 0"


def make_spring_party(ana: Person, folder: Path) -> Event:
    """An event to come in May with two photos."""
    photos: list[Path] = []
    for number in range(2):
        photos.append(folder / f"cover-{number}.jpg")
        photos[-1].write_bytes(drawn(900, 600, 300 + number))
    times = {"starts_at": f"{MAY}-12T14:00:00", "ends_at": f"{MAY}-12T23:00:00"}
    event = make_event(ana, "Spring party", **times)
    fill(ana, event, photos)
    return event


def make_visited_party(ana: Person, people: People) -> Visited:
    """An event with its guests: Bo agreed to be looked for, Cy only joined."""
    event = make_event(ana, "Visited party")
    bo, cy = people.guest("Bo"), people.guest("Cy")
    join(bo, event)
    join(cy, event, consent=False)
    return event, bo, cy


def fresh(ana: Person, event: Event) -> Event:
    """The event as the API gives it by now."""
    now: Event = ana.api("GET", f"/events/{event['id']}")
    return now


def settings_form(page: Page, event: Event) -> Locator:
    """The form of the event's settings, shown."""
    page.goto(f"/events/{event['id']}/edit")
    form = page.get_by_role("form", name="Save changes")
    expect(form).to_be_visible()
    return form


def text_field(form: Locator, name: str) -> Locator:
    """The input of exactly this name."""
    return form.get_by_role("textbox", name=name, exact=True)


def save(form: Locator) -> None:
    """Press the button that saves the form."""
    form.get_by_role("button", name="Save changes").click()


def card(page: Page, name: str) -> Locator:
    """The event of this name in the list."""
    return page.get_by_role("article").filter(has=page.get_by_role("link", name=name, exact=True))


def expect_loaded(picture: Locator) -> None:
    """It is seen, and its file has come."""
    expect(picture).to_be_visible()
    picture.page.wait_for_function(LOADED, arg=picture.element_handle())
