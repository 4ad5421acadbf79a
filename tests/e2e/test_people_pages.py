"""People in the browser: they appear, become one, are taken apart, are hidden; by hand and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import FACE, Crowd, give_name, looking, said, tile, tiles, undo
from e2e.party import People, make_event, wait_until
from e2e.windows import Windows

Axe = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True])
def test_everybody_is_shown_and_each_has_a_page(
    windows: Windows, crowd: Crowd, axe: Axe, phone: bool
) -> None:
    page = looking(windows, crowd, phone=phone)
    axe(page)
    page.goto(f"/events/{crowd.event['id']}")
    page.get_by_role("link", name="People").click()
    expect(tile(page, 4)).to_be_visible()
    expect(page.get_by_text("Without a name 3")).to_be_visible()
    tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Somebody without a name")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(4)
    axe(page)
    page.get_by_role("gridcell").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("1 of 4")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("2 of 4")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Faces", exact=True).click()
    expect(page.get_by_role("button", name=FACE)).to_have_count(4)
    axe(page)
    page.goto(f"/libraries/{crowd.library}/naming")
    expect(page.get_by_role("img", name=FACE)).to_have_count(4)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_nobody_is_there_before_photos_are(windows: Windows, people: People, axe: Axe) -> None:
    ana = people.photographer()
    event = make_event(ana)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/people")
    expect(page.get_by_text("People appear as soon as photos are ready")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Upload photos").click()
    expect(page.get_by_role("button", name="Choose photos")).to_be_visible()


def test_chosen_people_become_one_and_are_taken_apart_again(windows: Windows, crowd: Crowd, axe: Axe) -> None:
    page = looking(windows, crowd)
    give_name(page, 4, "Bo")
    give_name(page, 3, "Cy")
    tile(page, 4).get_by_role("checkbox").check(force=True)
    tile(page, 2).get_by_role("link").click(modifiers=["Shift"])
    expect(page.get_by_text("3 chosen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Merge").click()
    dialog = page.get_by_role("dialog", name="Which name stays?")
    axe(page)
    dialog.get_by_role("radio", name="Cy").check()
    dialog.get_by_role("button", name="Merge").click()
    expect(tiles(page)).to_have_count(1)
    said(crowd, {"Cy": 9})
    undo(page)
    expect(tiles(page)).to_have_count(3)
    said(crowd, {"Bo": 4, "Cy": 3})


def test_one_is_dragged_onto_another(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    give_name(page, 3, "Cy")
    tile(page, 4).get_by_role("link").drag_to(tile(page, 3).get_by_role("link"))
    expect(page.get_by_text("2 people are one now: Cy")).to_be_visible()
    expect(tiles(page)).to_have_count(2)
    said(crowd, {"Cy": 7})
    undo(page)
    expect(tiles(page)).to_have_count(3)


def test_the_hidden_are_out_of_the_list_and_come_back(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    tile(page, 2).get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Hide").click()
    expect(tiles(page)).to_have_count(2)
    page.get_by_text("Hidden 1").click()
    expect(tiles(page)).to_have_count(1)
    tile(page, 2).get_by_role("link").click()
    page.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Show again").click()
    expect(page.get_by_text("Shown again")).to_be_visible()
    wait_until(lambda: len(crowd.people()) == 3, "nobody is hidden", seconds=15)


def test_a_person_is_deleted_and_the_photos_stay(windows: Windows, crowd: Crowd, axe: Axe) -> None:
    page = looking(windows, crowd)
    tile(page, 2).get_by_role("link").click()
    page.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Delete this person").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Their photos stay")
    axe(page)
    dialog.get_by_role("button", name="Delete this person").click()
    expect(tiles(page)).to_have_count(2)
    assert len(list(crowd.ana.everything(f"/events/{crowd.event['id']}/photos"))) == 9
    undo(page)
    expect(tiles(page)).to_have_count(3)


def test_arrows_and_space_choose_in_the_grid(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    tile(page, 4).get_by_role("link").focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    expect(tile(page, 3).get_by_role("link")).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    expect(tile(page, 3).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press(" ")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.keyboard.press("F2")
    page.keyboard.type("Cy")
    page.keyboard.press("Enter")
    expect(tile(page, 3).get_by_role("link")).to_be_focused()
    said(crowd, {"Cy": 3})


def test_somebody_is_chosen_by_a_long_press(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd, phone=True)
    link = tile(page, 4).get_by_role("link")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.get_by_text("1 chosen")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tile(page, 3).get_by_role("link").tap()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Merge").tap()
    expect(tiles(page)).to_have_count(2)
