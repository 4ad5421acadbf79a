"""Looking for photos in the browser: by people, days, places and words, by hand and by keys; albums; kept searches."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.finding import Album, box, finds, look_for, searching
from e2e.party import People
from e2e.windows import Windows

Axe = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True])
def test_photos_of_two_people_of_one_without_the_other_and_of_nobody_else(
    windows: Windows, album: Album, axe: Axe, phone: bool
) -> None:
    page = searching(windows, album, phone=phone)
    expect(page.get_by_role("heading", name="Saved searches")).to_be_visible()
    axe(page)
    box(page).fill("bo")
    expect(page.get_by_role("option", name="Bo 4 photos")).to_be_visible()
    axe(page)
    page.get_by_role("option", name="Bo 4 photos").click()
    finds(page, 4)
    look_for(page, "cy", "Cy 3 photos")
    finds(page, 1)
    axe(page)
    page.get_by_role("button", name="Cy: change how").click()
    page.get_by_role("menuitem", name="Is not in the photo").click()
    finds(page, 3)
    page.get_by_role("button", name="without Cy: change how").click()
    page.get_by_role("menuitem", name="This one or others").click()
    finds(page, 1)
    page.get_by_role("button", name="Take away: or Cy").click()
    finds(page, 4)
    page.get_by_role("button", name="Bo: change how").click()
    page.get_by_role("menuitem", name="Nobody else").click()
    finds(page, 3)
    page.go_back()
    finds(page, 4)
    page.reload()
    finds(page, 4)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_everything_goes_by_keys_alone(windows: Windows, album: Album) -> None:
    page = windows.open(album.ana)
    page.goto(f"/events/{album.event['id']}")
    expect(page.get_by_role("gridcell")).to_have_count(7)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("bo")
    expect(page.get_by_role("option", name="Bo 4 photos")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Search for “bo”")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    finds(page, 4)
    expect(box(page)).to_be_focused()
    page.keyboard.type("both")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Search for")).to_be_hidden()
    page.keyboard.press("Enter")
    finds(page, 1)
    page.keyboard.press("Backspace")
    finds(page, 4)
    expect(page.get_by_text("Taken away: “both”")).to_be_attached()
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("1 of 4")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("2 of 4")
    page.keyboard.press("Escape")
    expect(page.get_by_role("gridcell").nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()


def test_days_faces_and_places(windows: Windows, album: Album, axe: Axe) -> None:
    page = searching(windows, album)
    page.get_by_role("button", name="Filters").click()
    axe(page)
    page.get_by_label("From this day").fill("2026-06-20")
    page.get_by_label("To this day").fill("2026-06-20")
    page.get_by_label("Faces, at least").fill("2")
    several = album.found(least_faces=2)  # somebody stands in the background of some
    assert "both.jpg" in several and len(several) < 7
    finds(page, len(several))
    expect(page).to_have_url(re.compile("from=2026-06-20.*to=2026-06-20.*least=2"))
    page.get_by_role("button", name="Take away: 2 faces or more").click()
    finds(page, 7)
    look_for(page, "mun", "Munich, Germany")
    finds(page, 2)
    expect(page.get_by_role("link", name="GeoNames")).to_be_visible()
    page.get_by_label("To this day").fill("2026-06-19")
    page.keyboard.press("Enter")
    page.get_by_label("From this day").fill("2026-06-19")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No photo has all of this")).to_be_visible()
    axe(page)


def test_where_nothing_is_found_less_is_offered(windows: Windows, album: Album) -> None:
    page = searching(windows, album, f"?with={album.people['Bo']},{album.people['Cy']}&only=true&q=dee")
    page.get_by_role("button", name=re.compile("^Without “dee”: 1 photo")).click()
    finds(page, 1)
    page.goto(f"{album.address}?with={album.people['Bo']}&q=cy-1")
    page.get_by_role("button", name=re.compile("^Without Bo: 1 photo")).click()
    finds(page, 1)


def test_a_search_is_kept_renamed_and_deleted_with_a_way_back(
    windows: Windows, album: Album, axe: Axe
) -> None:
    page = searching(windows, album, f"?with={album.people['Bo']},{album.people['Cy']}")
    finds(page, 1)
    page.get_by_role("button", name="Save this search").click()
    name = page.get_by_label("Name of the search")
    expect(name).to_have_value("Bo, Cy")
    axe(page)
    name.fill("Both of them")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as “Both of them”")).to_be_visible()
    page.get_by_role("button", name="Take all filters away").click()
    kept = page.get_by_role("list", name="Saved searches").get_by_role("link")
    kept.filter(has_text="Both of them").click()
    finds(page, 1)
    page.go_back()
    more = page.get_by_role("button", name="More for Both of them")
    more.click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("Name of the search").fill("Bo with Cy")
    page.keyboard.press("Enter")
    expect(kept.filter(has_text="Bo with Cy")).to_be_visible()
    page.get_by_role("button", name="More for Bo with Cy").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(kept.filter(has_text="Bo with Cy")).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(kept.filter(has_text="Bo with Cy")).to_be_visible()
    assert album.searches() == {"Bo with Cy"}


@pytest.mark.parametrize("phone", [False, True])
def test_albums_make_themselves_and_open_as_searches(
    windows: Windows, album: Album, axe: Axe, phone: bool
) -> None:
    page = windows.open(album.ana, phone=phone, dark=phone)
    page.goto(f"{album.address}/albums")
    expect(
        page.get_by_role("link", name="June 20, 2026").or_(page.get_by_role("link", name="20 June 2026"))
    ).to_be_visible()
    axe(page)
    page.get_by_text("Places", exact=True).click()
    expect(page.get_by_role("heading", name="Germany")).to_be_visible()
    expect(page.get_by_role("link", name="GeoNames")).to_have_attribute("href", "https://www.geonames.org/")
    axe(page)
    page.get_by_role("link", name=re.compile("^Munich")).click()
    finds(page, 2)
    page.go_back()
    page.get_by_text("People", exact=True).last.click()
    page.get_by_role("link", name=re.compile("^Cy")).click()
    finds(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_somebody_who_is_no_longer_there_is_said_to_be(windows: Windows, album: Album) -> None:
    page = searching(windows, album, "?with=0198a5e0-0000-7000-8000-00000000000a")
    expect(page.get_by_text("no longer there")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Take away: no longer there").click()
    expect(page.get_by_role("heading", name="Saved searches")).to_be_visible()


def test_a_library_of_ones_own_is_searched_on_a_phone(
    windows: Windows, people: People, portraits: list[Path], axe: Axe
) -> None:
    page = windows.open(people.guest("Bo"), phone=True, language="de-DE")
    page.goto("/library/upload")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Fotos auswählen").click()
    chooser.value.set_files(portraits[:2])
    expect(page.get_by_text("Alle Fotos sind fertig")).to_be_visible(timeout=60_000)
    page.get_by_role("navigation", name="Mediathek").get_by_role("link", name="Suche").click()
    axe(page)
    page.get_by_role("combobox", name="Fotos suchen").fill("bo-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("gridcell")).to_have_count(1)
    expect(page.get_by_text("1 Foto", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("navigation", name="Mediathek").get_by_role("link", name="Alben").click()
    expect(page.get_by_role("link", name=re.compile("2 Fotos"))).to_be_visible()
    axe(page)
