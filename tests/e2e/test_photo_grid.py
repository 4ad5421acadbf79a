"""The grid of an event's photos: chosen by keys and mouse, edited, deleted, brought back, taken home."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.windows import Windows
from e2e.workspace import Desk, cells, filled, looking_at

Axe = Callable[[Page], None]


def test_the_grid_is_walked_through_and_chosen_from_by_keyboard(
    windows: Windows, exhibition: Desk, axe: Axe
) -> None:
    page = looking_at(windows, exhibition)
    cells(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells(page).nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    axe(page)
    page.keyboard.press("Control+a")
    expect(page.get_by_text("6 chosen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("chosen")).to_be_hidden()
    page.keyboard.press("End")
    expect(
        page.get_by_role("gridcell", name=re.compile("^Photo . of 6")).and_(page.locator(":focus"))
    ).to_have_count(1)


def test_deleted_photos_come_back(windows: Windows, desk: Desk, drawings: list[Path]) -> None:
    page = filled(windows, desk, drawings)
    cells(page).nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    expect(cells(page)).to_have_count(4)
    expect(page.locator("[role=gridcell]:focus")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(cells(page)).to_have_count(6)
    assert len(desk.names()) == 6


def test_deleted_photos_are_restored_from_their_page(
    windows: Windows, desk: Desk, drawings: list[Path], axe: Axe
) -> None:
    page = filled(windows, desk, drawings)
    expect(page.get_by_role("link", name=re.compile("^Deleted"))).to_have_count(0)
    cells(page).first.focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    page.get_by_role("link", name="Deleted (3)").click()
    expect(page.get_by_role("heading", name="Deleted photos")).to_be_visible()
    expect(cells(page)).to_have_count(3)
    picture = cells(page).first.locator("img")
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    expect(page.get_by_role("button", name="Restore", exact=True)).to_be_disabled()
    axe(page)
    cells(page).nth(0).click()
    cells(page).nth(2).click()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("2 photos are back")).to_be_visible()
    expect(cells(page)).to_have_count(1)
    assert len(desk.names()) == 5
    cells(page).first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("No deleted photos")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="To the photos").click()
    expect(cells(page)).to_have_count(6)


def test_the_focus_goes_to_the_next_photo_when_the_bar_that_deleted_goes_away(
    windows: Windows, desk: Desk, drawings: list[Path]
) -> None:
    page = filled(windows, desk, drawings)
    names = [cells(page).nth(at).locator("img").get_attribute("src") for at in range(6)]
    cells(page).nth(1).focus()
    page.keyboard.press("Space")
    bar = page.get_by_role("toolbar", name="Chosen photos")
    bar.get_by_role("button", name="Delete").press("Enter")
    expect(cells(page)).to_have_count(5)
    expect(cells(page).nth(1)).to_be_focused()
    expect(cells(page).nth(1).locator("img")).to_have_attribute("src", names[2] or "")

    page.keyboard.press("Space")
    bar.get_by_role("button", name="Choose nothing").press("Enter")
    expect(bar).to_be_hidden()
    expect(cells(page).nth(1)).to_be_focused()

    page.keyboard.press("Control+a")
    bar.get_by_role("button", name="Delete").click()
    expect(cells(page)).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_a_mouse_chooses_with_the_mark_and_ranges_with_shift_and_by_dragging(
    windows: Windows, exhibition: Desk
) -> None:
    page = looking_at(windows, exhibition)
    cells(page).nth(0).hover()
    cells(page).nth(0).click(position={"x": 20, "y": 20})
    expect(page.get_by_text("1 chosen")).to_be_visible()
    cells(page).nth(2).click(modifiers=["Shift"])
    expect(page.get_by_text("3 chosen")).to_be_visible()
    page.keyboard.press("Escape")
    cells(page).nth(0).click(position={"x": 20, "y": 20})
    cells(page).nth(1).hover()
    page.mouse.down()
    cells(page).nth(3).hover()
    page.mouse.up()
    expect(page.get_by_text("4 chosen")).to_be_visible()


def test_many_photos_are_edited_at_once(windows: Windows, desk: Desk, drawings: list[Path], axe: Axe) -> None:
    page = filled(windows, desk, drawings)
    cells(page).first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Edit details").click()
    axe(page)
    page.get_by_label("Photographer").fill("Ana")
    page.get_by_label("Taken at").fill("2026-06-20T14:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("6 photos changed")).to_be_visible()
    photos = list(desk.ana.everything(f"{desk.address}/photos"))
    assert {photo["photographer"] for photo in photos} == {"Ana"}
    assert {photo["taken_at"] for photo in photos} == {"2026-06-20T12:30:00Z"}
    assert {photo["title"] for photo in photos} == {""}


def test_chosen_photos_are_taken_home_as_a_zip(windows: Windows, exhibition: Desk) -> None:
    page = looking_at(windows, exhibition)
    cells(page).first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Originals as a ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")
