"""Names of people in the browser: given, changed, taken back; by hand and by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from e2e.crowd import Crowd, give_name, last_answer_said_above, looking, said, tile, tiles, undo
from e2e.party import wait_until
from e2e.windows import Windows


def test_a_name_is_given_changed_and_taken_back(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    give_name(page, 4, "Bo")
    said(crowd, {"Bo": 4})
    page.get_by_text("Named 1").click()
    expect(tiles(page)).to_have_count(1)
    tile(page, 4).get_by_role("link").click()
    page.get_by_role("button", name="Change the name").click()
    page.keyboard.type("Bo Berg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bo Berg")).to_be_visible()
    expect(page.get_by_role("button", name="Change the name")).to_be_focused()
    undo(page)
    expect(page.get_by_role("heading", name="Bo", exact=True)).to_be_visible()
    said(crowd, {"Bo": 4})
    page.get_by_role("link", name="People of Winter party").click()
    page.get_by_role("searchbox", name="Search by name").fill("nobody")
    expect(page.get_by_role("heading", name="Nobody is called that")).to_be_visible()
    page.get_by_role("searchbox", name="Search by name").fill("b")
    expect(tiles(page)).to_have_count(1)


def test_a_name_that_is_there_offers_to_merge(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    give_name(page, 4, "Bo")
    tile(page, 3).get_by_role("link").click()
    page.get_by_role("button", name="Add a name", exact=True).click()
    page.keyboard.type("b")
    option = page.get_by_role("option", name="Bo")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Is this Bo, too?").get_by_role("button", name="Yes, the same").click()
    expect(page.get_by_role("heading", name="Bo", exact=True)).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(7)
    said(crowd, {"Bo": 7})
    undo(page)
    expect(page.get_by_role("gridcell")).to_have_count(4)
    said(crowd, {"Bo": 4})


def test_people_are_named_by_keyboard_alone(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    page.get_by_role("link", name="Name people").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Name of this person")
    expect(page.get_by_text("1 of 3").first).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type("Bo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 3").first).to_be_visible()
    expect(field).to_be_focused()
    said(crowd, {"Bo": 4})
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("3 of 3").first).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("2 of 3").first).to_be_visible()
    expect(field).to_have_value("")
    page.keyboard.type("bo")
    expect(page.get_by_role("option", name="Bo")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 3").first).to_be_visible()
    said(crowd, {"Bo": 7})
    last_answer_said_above(page, [field])
    page.keyboard.press("Control+z")
    expect(page.get_by_text("2 of 3").first).to_be_visible()
    said(crowd, {"Bo": 4})
    page.keyboard.type("Cy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 3").first).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_role("heading", name="That was everybody")).to_be_visible()
    said(crowd, {"Bo": 4, "Cy": 3})
    wait_until(lambda: len(crowd.people(hidden="true")) == 1, "the third is hidden", seconds=15)
    expect(page.get_by_role("link", name="To all people")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tiles(page)).to_have_count(2)
