"""An event's guests, found and removed, and the poster that invites them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.doors import press
from e2e.events_desk import Visited, expect_loaded
from e2e.party import join, make_event
from e2e.windows import Windows

Axe = Callable[[Page], None]

COLOUR = "(element) => getComputedStyle(element).color"
LIGHTNESS = """(colour) => {
    const drawing = new OffscreenCanvas(1, 1).getContext('2d')
    drawing.fillStyle = colour
    drawing.fillRect(0, 0, 1, 1)
    return Math.max(...drawing.getImageData(0, 0, 1, 1).data.slice(0, 3)) / 255
}"""
A4 = (595.3, 841.9)
"""Width and height in points."""


def test_guests_are_found_by_name_and_state(windows: Windows, ana: Person, visited_party: Visited) -> None:
    event, bo, _ = visited_party
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    expect(_guests(page)).to_have_count(2)
    search = page.get_by_role("searchbox", name="Search name or e-mail")
    search.fill(bo.email.upper())
    expect(_guests(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Bo")).to_be_visible()
    search.fill("")
    states = page.get_by_role("group", name="Show guests")
    states.get_by_text("Not agreed yet").click()
    expect(page.get_by_role("heading", name="Cy")).to_be_visible()
    expect(_guests(page)).to_have_count(1)
    states.get_by_text("With selfie").click()
    expect(page.get_by_text("No guest fits")).to_be_visible()
    press(page, "Show all guests")
    expect(_guests(page)).to_have_count(2)


def _guests(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading", level=3))


def test_a_guest_is_removed_only_when_that_is_confirmed(
    windows: Windows, ana: Person, visited_party: Visited, axe: Axe
) -> None:
    _, bo, cy = visited_party
    event = make_event(ana)
    join(bo, event)
    registration = join(cy, event)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    for answer in ("Cancel", "Remove and destroy"):
        page.get_by_role("button", name="Remove Cy").click()
        asks = page.get_by_role("dialog", name="Remove Cy?")
        axe(page)
        asks.get_by_role("button", name=answer).click()
        expect(asks).to_be_hidden()
        expect(_guests(page)).to_have_count(2 if answer == "Cancel" else 1)
    expect(page.get_by_text("Cy was removed; their face data is destroyed.")).to_be_visible()
    expect(page.get_by_role("definition").first).to_have_text("1")
    assert cy.send("GET", f"/api/v1/registrations/{registration}").status_code == 404


def test_the_poster_is_light_in_the_dark_and_one_page_of_paper(
    windows: Windows, ana: Person, visited_party: Visited
) -> None:
    event, *_ = visited_party
    page = windows.open(ana, dark=True)
    page.goto(f"/events/{event['id']}/poster")
    code = f"{event['code'][:4]}-{event['code'][4:]}"
    sheet = page.get_by_role("article", name=re.compile("(Poster of|Aushang von) Visited party"))
    expect(sheet.get_by_text(code, exact=True)).to_be_visible()
    expect_loaded(sheet.get_by_role("img", name=f"QR code of the event with the code {code}"))
    name = sheet.get_by_text("Visited party", exact=True)
    title = page.get_by_role("heading", level=1)
    assert page.evaluate(LIGHTNESS, title.evaluate(COLOUR)) > 0.7, "the page around it is not dark"
    for media in ("screen", "print"):
        page.emulate_media(media=media, color_scheme="dark")
        assert page.evaluate(LIGHTNESS, name.evaluate(COLOUR)) < 0.3, f"the name is light on {media}"
    page.emulate_media(media="null", color_scheme="dark")
    assert _sheets(page) == [pytest.approx(A4, abs=1)]
    page.get_by_role("group", name="Paper").get_by_text("A5").click()
    assert _sheets(page) == [pytest.approx((A4[1] / 2, A4[0]), abs=1.5)]
    page.get_by_role("group", name="Language of the poster").get_by_text("Deutsch").click()
    expect(sheet.get_by_text("Scanne den Code")).to_be_visible()


def _sheets(page: Page) -> list[tuple[float, float]]:
    """Width and height of each page that is printed, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return [(float(width), float(height)) for width, height in boxes]


def test_a_guest_is_marked_as_a_child_and_that_is_taken_back(
    windows: Windows, ana: Person, visited_party: Visited, axe: Axe
) -> None:
    _, bo, _ = visited_party
    event = make_event(ana)
    registration = join(bo, event)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    page.get_by_role("button", name="Mark Bo as a child").click()
    expect(page.get_by_text("Child, marked by you")).to_be_visible()
    axe(page)
    assert bo.send("GET", f"/api/v1/registrations/{registration}").json()["child_by_host"] is True
    page.get_by_role("status").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Child, marked by you")).to_be_hidden()
    expect(page.get_by_role("button", name="Mark Bo as a child")).to_be_visible()


def test_a_parent_says_that_the_registration_is_for_a_child(
    windows: Windows, ana: Person, visited_party: Visited, axe: Axe
) -> None:
    _, bo, _ = visited_party
    registration = join(bo, make_event(ana))
    page = windows.open(bo)
    page.goto(f"/my/{registration}/consent")
    child = page.get_by_role("checkbox", name="I am registering for a child")
    expect(child).not_to_be_checked()
    child.check()
    expect(page.get_by_text("Noted: this is for a child")).to_be_visible()
    axe(page)
    page.reload()
    expect(child).to_be_checked()
    page.goto(f"/my/{registration}/sharing")
    expect(child).to_be_checked()
    child.uncheck()
    expect(page.get_by_text("Noted: this is not for a child")).to_be_visible()
