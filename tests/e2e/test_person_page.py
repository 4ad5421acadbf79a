"""The page of a person in the browser: with whom they are in photos, when, and twice in one photo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import Crowd
from e2e.pictures import Pictures
from e2e.windows import Windows

Axe = Callable[[Page], None]

MONTHS = ("2025-11-20T12:00:00Z", "2026-06-20T12:00:00Z", "2026-07-20T12:00:00Z", "2026-07-21T12:00:00Z")


@pytest.fixture
def scattered(crowd: Crowd) -> Iterator[Crowd]:
    """Bo's four photos are of three months; Cy is in two of them, too, and Dee in one."""
    bo, cy, dee = (one["id"] for one in crowd.people())
    for person, name in ((bo, "Bo"), (cy, "Cy"), (dee, "")):
        crowd.ana.api("PUT", f"/people/{person}/name", json={"name": name})
    photos = [photo["id"] for photo in crowd.ana.api("GET", f"/people/{bo}/photos")["items"]]
    for photo, moment in zip(photos, MONTHS, strict=True):
        edit(crowd, photo, moment)
    for photo, person, left in ((photos[1], cy, 0.02), (photos[3], cy, 0.02), (photos[3], dee, 0.8)):
        box = {"left": left, "top": 0.02, "width": 0.12, "height": 0.12}
        crowd.ana.api("POST", f"/photos/{photo}/faces", json={"box": box, "person": person})
    yield crowd
    for photo in photos:
        edit(crowd, photo, None)


def edit(crowd: Crowd, photo: str, moment: str | None) -> None:
    crowd.ana.api("POST", "/photos/edit", json={"ids": [photo], "changes": {"taken_at": moment}})


def bo_of(crowd: Crowd) -> Any:
    return next(one for one in crowd.people() if one["name"] == "Bo")


@pytest.mark.parametrize("phone", [False, True])
def test_months_and_company_lead_to_photos(
    windows: Windows, scattered: Crowd, axe: Axe, pictures: Pictures, phone: bool
) -> None:
    page = windows.open(scattered.ana, phone=phone)
    page.goto(f"/people/{bo_of(scattered)['id']}")
    cells = page.get_by_role("gridcell")
    expect(cells).to_have_count(4)
    months = page.get_by_role("navigation", name="Months")
    expect(months.get_by_role("link")).to_have_count(3)
    company = page.get_by_role("navigation", name="In photos with Bo")
    expect(company.get_by_role("link")).to_have_count(2)
    pictures.take(page)
    axe(page)
    months.get_by_role("link", name="June 2026, 1 photo").click()
    expect(page.get_by_text("From June 2026 on: 3 photos")).to_be_visible()
    expect(cells).to_have_count(3)
    expect(months.get_by_role("link", name="June 2026, 1 photo")).to_have_attribute("aria-current", "page")
    cells.first.click()
    expect(page.get_by_role("dialog")).to_contain_text("1 of 3")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("2 of 3")
    page.keyboard.press("Escape")
    expect(page.get_by_text("From June 2026 on: 3 photos")).to_be_visible()
    company.get_by_role("link", name="Cy 2 photos").press("Enter")
    expect(page.get_by_text("2 photos with Cy, too")).to_be_visible()
    expect(cells).to_have_count(2)
    expect(months.get_by_role("link")).to_have_count(2)
    pictures.take(page)
    axe(page)
    page.reload()
    expect(cells).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="All of Cy").click()
    expect(page.get_by_role("heading", name="Cy", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Show all photos").click()
    expect(cells).to_have_count(4)


def test_somebody_may_be_twice_in_a_photo_when_asked(
    windows: Windows, scattered: Crowd, axe: Axe, pictures: Pictures
) -> None:
    ana, bo = scattered.ana, bo_of(scattered)
    face = ana.api("GET", f"/people/{bo['id']}/faces")["items"][0]
    ana.api("POST", f"/people/{bo['id']}/faces", json={"faces": [face["id"]]})
    page = windows.open(ana)
    page.goto(f"/people/{bo['id']}/photos/{face['photo']}")

    def draw() -> Any:
        page.keyboard.press("d")
        box = page.get_by_role("button", name="Box around a face")
        expect(box).to_be_focused()
        for key in ["ArrowLeft", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowUp"] * 8 + [
            "ArrowLeft",
            "ArrowUp",
        ] * 27:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.keyboard.type("Bo")
        page.keyboard.press("Enter")
        return page.get_by_role("dialog", name="Twice in one photo?")

    expect(page.get_by_role("dialog")).to_contain_text("1 of 4")
    asked = draw()
    expect(asked).to_contain_text("Bo would be in this photo with two faces")
    expect(asked.get_by_role("img", name="The photo, with both faces framed")).to_be_visible()
    pictures.take(page)
    axe(page)
    asked.get_by_role("button", name="Cancel").click()
    expect(asked).to_have_count(0)
    assert len(faces_of(scattered, face["photo"], bo["id"])) == 1
    page.get_by_role("combobox", name="Who is this?").press("Enter")
    asked.get_by_role("button", name="May be twice here").click()
    expect(page.get_by_text("Face added: Bo")).to_be_visible()
    assert len(faces_of(scattered, face["photo"], bo["id"])) == 2
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Taken back").first).to_be_visible()
    assert len(faces_of(scattered, face["photo"], bo["id"])) == 1
    again = draw()  # that they may be twice was taken back, too
    again.get_by_role("button", name="Cancel").click()
    expect(again).to_have_count(0)


def faces_of(crowd: Crowd, photo: str, person: str) -> list[Any]:
    faces = crowd.ana.api("GET", f"/photos/{photo}")["faces"]
    return [face for face in faces if (face["person"] or {}).get("id") == person]
