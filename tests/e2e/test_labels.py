"""Labels in the browser: on many photos, on one, renamed, merged, deleted, and each of it taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from e2e.finding import Album, finds, look_for, searching
from e2e.party import wait_until
from e2e.windows import Windows

Axe = Callable[[Page], None]


def test_many_photos_get_labels_with_a_way_back(windows: Windows, album: Album, axe: Axe) -> None:
    album.label(["bo-1.jpg"], add=["Garden"])
    page = windows.open(album.ana)
    page.goto(f"/events/{album.event['id']}")
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Labels").click()
    dialog = page.get_by_role("dialog", name="Labels of 2 photos")
    expect(dialog.get_by_text("1 of 2")).to_be_visible()
    expect(dialog.get_by_role("combobox", name="Add a label")).to_be_focused()
    page.keyboard.type("Cake")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox", name="Cake")).to_be_checked()
    axe(page)
    dialog.get_by_role("checkbox", name="Garden").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Labels of 2 photos changed")).to_be_visible()
    assert album.labels() == {"Cake": 2, "Garden": 2}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    wait_until(lambda: album.labels() == {"Cake": 0, "Garden": 1}, "all is as before")
    album.label(["bo-1.jpg"], remove=["Garden"])


def test_one_photo_is_labelled_in_its_view_and_found_by_it(windows: Windows, album: Album, axe: Axe) -> None:
    page = searching(windows, album, "?q=dee")
    finds(page, 1)
    page.get_by_role("gridcell").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Labels")).to_be_visible()
    page.keyboard.press("l")
    expect(dialog.get_by_role("combobox", name="Add a label")).to_be_focused()
    page.keyboard.type("Speech")
    expect(dialog.get_by_role("option", name="New label “Speech”")).to_be_visible()
    axe(page)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("link", name="Speech")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_focused()
    dialog.get_by_role("link", name="Speech").click()
    finds(page, 1)
    expect(page.get_by_role("list", name="What is looked for")).to_contain_text("Speech")
    page.get_by_role("gridcell").first.click()
    page.get_by_role("button", name="Take off: Speech").click()
    expect(page.get_by_text("1 photo has the label “Speech” no more")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    wait_until(lambda: album.labels()["Speech"] == 1, "it is back")
    album.label(["dee.jpg"], remove=["Speech"])


def test_labels_are_renamed_merged_and_deleted(windows: Windows, album: Album, axe: Axe) -> None:
    album.label(["bo-1.jpg", "bo-2.jpg"], add=["Dances"])
    album.label(["bo-2.jpg", "bo-3.jpg"], add=["Dance"])
    page = searching(windows, album)
    look_for(page, "dances", "Dances")
    finds(page, 2)
    page.goto(f"{album.address}/albums?by=label&search=dance")
    cards = page.get_by_role("list", name="Labels").locator("> li")
    expect(cards).to_have_count(2)
    axe(page)
    page.get_by_role("button", name="More for Dances").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("Name of the label").fill("dance")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rename this label")
    expect(dialog.get_by_role("alert")).to_contain_text("Another label has this name")
    axe(page)
    dialog.get_by_role("button", name="Merge with “dance”").click()
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("3 photos")
    page.get_by_role("button", name="Undo").last.click()
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="More for Dances").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("Name of the label").fill("Dance floor")
    page.keyboard.press("Enter")
    expect(cards.filter(has_text="Dance floor")).to_be_visible()
    page.get_by_role("button", name="More for Dance floor").click()
    page.get_by_role("menuitem", name="Merge with another").click()
    merging = page.get_by_role("dialog", name="Merge “Dance floor”")
    merging.get_by_label("Into this label").select_option(label="Dance")
    axe(page)
    merging.get_by_role("button", name="Merge").click()
    expect(cards).to_have_count(1)
    page.get_by_role("button", name="More for Dance", exact=True).click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("No label is called that")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(cards.filter(has_text=re.compile("^Dance3 photos"))).to_be_visible()
    assert album.labels()["Dance"] == 3
