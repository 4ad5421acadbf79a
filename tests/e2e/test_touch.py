"""By fingers: choosing after a long press, swiping and pinching, as host and as guest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.fingers import Fingers, middle
from e2e.party import Party, People, fill, make_event
from e2e.windows import Windows
from stored_photos import drawn

Axe = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Gallery:
    """An event with eight photos, to be looked at."""

    ana: Person
    event: dict[str, Any]


@pytest.fixture(scope="module")
def gallery(people: People, tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    folder = tmp_path_factory.mktemp("touched")
    files: list[Path] = []
    for number in range(8):
        files.append(folder / f"photo-{number}.jpg")
        files[-1].write_bytes(drawn(900, 900, 500 + number))
    ana = people.photographer()
    event = make_event(ana)
    fill(ana, event, files)
    return Gallery(ana, event)


@pytest.fixture
def grid(windows: Windows, gallery: Gallery) -> Page:
    """On a phone."""
    page = windows.open(gallery.ana, phone=True)
    page.goto(f"/events/{gallery.event['id']}")
    expect(_cells(page)).to_have_count(8)
    return page


def _cells(page: Page) -> Locator:
    return page.get_by_role("gridcell")


def _width(one: Locator) -> float:
    box = one.bounding_box()
    assert box is not None
    return box["width"]


def test_a_long_press_begins_choosing_and_taps_go_on(grid: Page, axe: Axe) -> None:
    fingers = Fingers(grid)
    fingers.down(middle(_cells(grid).nth(1)))
    expect(grid.get_by_text("1 chosen")).to_be_visible()
    fingers.up()
    expect(_cells(grid).nth(1)).to_have_attribute("aria-selected", "true")
    axe(grid)
    fingers.tap(middle(_cells(grid).nth(3)))
    expect(grid.get_by_text("2 chosen")).to_be_visible()
    fingers.tap(middle(_cells(grid).nth(3)))
    expect(grid.get_by_text("1 chosen")).to_be_visible()
    fingers.tap(middle(_cells(grid).nth(1)))
    expect(grid.get_by_text("chosen")).to_be_hidden()
    fingers.tap(middle(_cells(grid).nth(0)))
    expect(grid.get_by_role("dialog", name="Photo")).to_be_visible()


def test_a_finger_that_goes_on_after_a_long_press_chooses_what_it_passes(grid: Page) -> None:
    fingers = Fingers(grid)
    first, last = middle(_cells(grid).nth(0)), middle(_cells(grid).nth(2))
    fingers.down(first)
    expect(grid.get_by_text("1 chosen")).to_be_visible()
    for part in (0.25, 0.5, 0.75, 1.0):
        fingers.move((first[0] + (last[0] - first[0]) * part, first[1] + (last[1] - first[1]) * part))
    expect(grid.get_by_text("3 chosen")).to_be_visible()
    fingers.up()
    expect(grid.get_by_text("3 chosen")).to_be_visible()


def test_a_finger_that_scrolls_chooses_nothing(grid: Page) -> None:
    x, y = middle(_cells(grid).nth(4))
    Fingers(grid).draw(((x, y), (x, y - 300)), steps=20)
    grid.wait_for_function("() => window.scrollY > 50")
    expect(grid.get_by_text("chosen")).to_be_hidden()
    expect(grid.get_by_role("dialog", name="Photo")).to_be_hidden()


def test_the_host_swipes_pinches_and_pulls(grid: Page) -> None:
    fingers = Fingers(grid)
    fingers.tap(middle(_cells(grid).nth(0)))
    dialog = grid.get_by_role("dialog", name="Photo")
    expect(dialog.get_by_text("Photo 1 of 8", exact=True)).to_be_visible()
    picture = dialog.get_by_role("img").first
    x, y = middle(picture)
    fingers.draw(((x + 100, y), (x - 60, y)))
    expect(dialog.get_by_text("Photo 2 of 8", exact=True)).to_be_visible()
    fingers.draw(((x - 100, y), (x + 60, y)))
    expect(dialog.get_by_text("Photo 1 of 8", exact=True)).to_be_visible()
    fits = _width(picture)
    fingers.draw(((x - 30, y), (x - 90, y)), ((x + 30, y), (x + 90, y)))
    grid.wait_for_function(
        "([one, wide]) => one.getBoundingClientRect().width > 2.5 * wide",
        arg=[picture.element_handle(), fits],
    )
    close = picture.bounding_box()
    assert close is not None
    fingers.draw(((x + 100, y), (x - 60, y)))
    grid.wait_for_function(
        "([one, x]) => Math.abs(one.getBoundingClientRect().x - x) < 10",
        arg=[picture.element_handle(), close["x"] - 160],
    )
    expect(dialog.get_by_text("Photo 1 of 8", exact=True)).to_be_visible()
    fingers.draw(((x - 150, y), (x - 10, y)), ((x + 150, y), (x + 10, y)))
    grid.wait_for_function(
        "([one, wide]) => Math.abs(one.getBoundingClientRect().width - wide) < 2",
        arg=[picture.element_handle(), fits],
    )
    fingers.draw(((x + 100, y), (x - 60, y)))
    expect(dialog.get_by_text("Photo 2 of 8", exact=True)).to_be_visible()


def test_guests_choose_by_a_long_press_and_swipe(windows: Windows, party: Party, axe: Axe) -> None:
    if not party.scene.real:
        pytest.skip("guests are found on photos of real people only (ALBUMEN_SHARED)")
    page = windows.open(party.bo, phone=True)
    page.goto(f"/my/{party.bo_registration}")
    photo = page.get_by_role("button", name=re.compile("^Photo [0-9]+ of"))
    expect(photo.first).to_be_visible()
    fingers = Fingers(page)
    fingers.down(middle(photo.first))
    expect(page.get_by_role("button", name="Download 1")).to_be_visible()
    fingers.up()
    chosen = page.get_by_role("checkbox", checked=True)
    expect(chosen).to_have_count(1)
    axe(page)
    fingers.tap(middle(page.get_by_role("checkbox", checked=False).first))
    expect(chosen).to_have_count(2)
    page.get_by_role("button", name="Cancel").click()
    fingers.tap(middle(photo.first))
    viewer = page.get_by_role("dialog", name="Photo viewer")
    expect(viewer.get_by_text(re.compile("^Photo 1 of"))).to_be_attached()
    expect(viewer.locator(".pswp__img").first).to_be_visible()
    fingers.draw(((330, 400), (40, 400)))
    expect(viewer.get_by_text(re.compile("^Photo 2 of"))).to_be_attached()
