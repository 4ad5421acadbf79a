"""People in the browser: they appear, get names, become one, are taken apart, are hidden; by hand and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from http_person import Person
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from e2e.party import BO, CY, DEE, SIDE, People, fill, make_event, wait_until
from e2e.windows import Windows

Axe = Callable[[Page], None]

WHO = {"bo": (BO, 4), "cy": (CY, 3), "dee": (DEE, 2)}
"""Folders of lfw-dev, and in how many photos of the event each is; nobody else is in them."""

FACE = re.compile(r"^Face \d")


@dataclass(frozen=True, slots=True)
class Desk:
    """Photos of one's own, and the people in them."""

    ana: Person
    event: dict[str, Any]
    library: str

    @property
    def address(self) -> str:
        return f"/events/{self.event['id']}/people"

    def people(self, **which: str) -> list[dict[str, Any]]:
        asked = "&".join(f"{name}={value}" for name, value in which.items())
        found: list[dict[str, Any]] = self.ana.api("GET", f"/libraries/{self.library}/people?{asked}")[
            "items"
        ]
        return found

    def sizes(self) -> dict[str, int]:
        """Names, or ids where there is none, and how many photos."""
        return {one["name"] or one["id"]: one["photo_count"] for one in self.people()}

    def take_everything_back(self) -> None:
        """Nothing was ever said."""
        for statement in self.ana.api("GET", f"/libraries/{self.library}/statements?limit=100")["items"]:
            if statement["stands"] and statement["kind"] != "undo":
                self.ana.api("POST", f"/statements/{statement['id']}/undo")
        wait_until(lambda: sorted(self.sizes().values()) == [2, 3, 4], "everybody is as they were found")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, scene: Any) -> list[Path]:
    """Nine photos of three people."""
    if not scene.real:
        pytest.skip("needs photos of real people (ALBUMEN_SHARED)")
    from e2e.conftest import _shared

    folder = tmp_path_factory.mktemp("people")
    made = []
    for who, (name, count) in WHO.items():
        for number, file in enumerate(
            sorted((_shared() / "photos" / "lfw-dev" / name).glob("*.jpg"))[:count]
        ):
            with Image.open(file) as picture:
                target = folder / f"{who}-{number}.jpg"
                picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(target, "jpeg", quality=90)
                made.append(target)
    return made


@pytest.fixture(scope="module")
def found(people: People, files: list[Path]) -> Desk:
    ana = people.photographer()
    event = make_event(ana)
    fill(ana, event, files)
    library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]
    desk = Desk(ana, event, library)
    wait_until(lambda: sorted(desk.sizes().values()) == [2, 3, 4], "everybody is found")
    return desk


@pytest.fixture
def desk(found: Desk) -> Iterator[Desk]:
    yield found
    found.take_everything_back()


def _looking(windows: Windows, desk: Desk, count: int = 3, **options: Any) -> Page:
    page = windows.open(desk.ana, **options)
    page.goto(desk.address)
    expect(_tiles(page)).to_have_count(count)
    return page


def _tiles(page: Page) -> Locator:
    return page.get_by_role("list", name="People").locator("> li")


def _tile(page: Page, photos: int) -> Locator:
    return _tiles(page).filter(has_text=f"{photos} photos")


def _name(page: Page, photos: int, name: str) -> None:
    _tile(page, photos).get_by_role("button", name="Add a name").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(_tile(page, photos).get_by_text(name, exact=True)).to_be_visible()


def _undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Taken back").first).to_be_visible()


def _said(desk: Desk, sizes: dict[str, int]) -> None:
    def heard() -> bool:
        now = desk.sizes()
        return all(now.get(name) == count for name, count in sizes.items())

    wait_until(heard, f"the server heard {sizes}", seconds=15)


@pytest.mark.parametrize("phone", [False, True])
def test_everybody_is_shown_and_each_has_a_page(windows: Windows, desk: Desk, axe: Axe, phone: bool) -> None:
    page = _looking(windows, desk, phone=phone)
    axe(page)
    page.goto(f"/events/{desk.event['id']}")
    page.get_by_role("link", name="People").click()
    expect(_tile(page, 4)).to_be_visible()
    expect(page.get_by_text("Without a name 3")).to_be_visible()
    _tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Somebody without a name")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(4)
    axe(page)
    page.get_by_role("gridcell").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("1 of 4")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("2 of 4")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Faces").click()
    expect(page.get_by_role("button", name=FACE)).to_have_count(4)
    axe(page)
    page.goto(f"/libraries/{desk.library}/naming")
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


def test_a_name_is_given_changed_and_taken_back(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _name(page, 4, "Bo")
    _said(desk, {"Bo": 4})
    page.get_by_text("Named 1").click()
    expect(_tiles(page)).to_have_count(1)
    _tile(page, 4).get_by_role("link").click()
    page.get_by_role("button", name="Change the name").click()
    page.keyboard.type("Bo Berg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bo Berg")).to_be_visible()
    expect(page.get_by_role("button", name="Change the name")).to_be_focused()
    _undo(page)
    expect(page.get_by_role("heading", name="Bo", exact=True)).to_be_visible()
    _said(desk, {"Bo": 4})
    page.get_by_role("link", name="People of Winter party").click()
    page.get_by_role("searchbox", name="Search by name").fill("nobody")
    expect(page.get_by_role("heading", name="Nobody is called that")).to_be_visible()
    page.get_by_role("searchbox", name="Search by name").fill("b")
    expect(_tiles(page)).to_have_count(1)


def test_a_name_that_is_there_offers_to_merge(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _name(page, 4, "Bo")
    _tile(page, 3).get_by_role("link").click()
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
    _said(desk, {"Bo": 7})
    _undo(page)
    expect(page.get_by_role("gridcell")).to_have_count(4)
    _said(desk, {"Bo": 4})


def test_chosen_people_become_one_and_are_taken_apart_again(windows: Windows, desk: Desk, axe: Axe) -> None:
    page = _looking(windows, desk)
    _name(page, 4, "Bo")
    _name(page, 3, "Cy")
    _tile(page, 4).get_by_role("checkbox").check(force=True)
    _tile(page, 2).get_by_role("link").click(modifiers=["Shift"])
    expect(page.get_by_text("3 chosen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Merge").click()
    dialog = page.get_by_role("dialog", name="Which name stays?")
    axe(page)
    dialog.get_by_role("radio", name="Cy").check()
    dialog.get_by_role("button", name="Merge").click()
    expect(_tiles(page)).to_have_count(1)
    _said(desk, {"Cy": 9})
    _undo(page)
    expect(_tiles(page)).to_have_count(3)
    _said(desk, {"Bo": 4, "Cy": 3})


def test_one_is_dragged_onto_another(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _name(page, 3, "Cy")
    _tile(page, 4).get_by_role("link").drag_to(_tile(page, 3).get_by_role("link"))
    expect(page.get_by_text("2 people are one now: Cy")).to_be_visible()
    expect(_tiles(page)).to_have_count(2)
    _said(desk, {"Cy": 7})
    _undo(page)
    expect(_tiles(page)).to_have_count(3)


def test_the_hidden_are_out_of_the_list_and_come_back(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _tile(page, 2).get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Hide").click()
    expect(_tiles(page)).to_have_count(2)
    page.get_by_text("Hidden 1").click()
    expect(_tiles(page)).to_have_count(1)
    _tile(page, 2).get_by_role("link").click()
    page.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Show again").click()
    expect(page.get_by_text("Shown again")).to_be_visible()
    wait_until(lambda: len(desk.people()) == 3, "nobody is hidden", seconds=15)


def test_a_person_is_deleted_and_the_photos_stay(windows: Windows, desk: Desk, axe: Axe) -> None:
    page = _looking(windows, desk)
    _tile(page, 2).get_by_role("link").click()
    page.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Delete this person").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Their photos stay")
    axe(page)
    dialog.get_by_role("button", name="Delete this person").click()
    expect(_tiles(page)).to_have_count(2)
    assert len(list(desk.ana.everything(f"/events/{desk.event['id']}/photos"))) == 9
    _undo(page)
    expect(_tiles(page)).to_have_count(3)


@pytest.mark.parametrize("phone", [False, True])
def test_faces_that_are_somebody_else_are_taken_out(
    windows: Windows, desk: Desk, axe: Axe, phone: bool
) -> None:
    page = _looking(windows, desk, phone=phone)
    _tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Somebody without a name")).to_be_visible()
    page.get_by_role("link", name="Faces").click()
    faces = page.get_by_role("button", name=FACE)
    expect(faces).to_have_count(4)
    faces.nth(1).click()
    faces.nth(3).click(modifiers=["Shift"])
    expect(page.get_by_text("3 faces chosen")).to_be_visible()
    faces.nth(2).click()
    expect(page.get_by_text("2 faces chosen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="These are somebody else").click()
    axe(page)
    page.keyboard.type("Eve")
    page.keyboard.press("Enter")
    expect(faces).to_have_count(2)
    _said(desk, {"Eve": 2})
    faces.first.click()
    page.get_by_role("button", name="These are somebody else").click()
    page.keyboard.type("ev")
    page.get_by_role("option", name="Eve").click()
    expect(faces).to_have_count(1)
    _said(desk, {"Eve": 3})
    _undo(page)
    expect(faces).to_have_count(2)


def test_a_face_that_is_not_the_person_leaves_them(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _name(page, 4, "Bo")
    _tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Bo", exact=True)).to_be_visible()
    page.get_by_role("link", name="Faces").click()
    faces = page.get_by_role("button", name=FACE)
    faces.nth(2).click()
    page.get_by_role("button", name="Not this person").click()
    expect(faces).to_have_count(3)
    _said(desk, {"Bo": 3})
    _undo(page)
    expect(faces).to_have_count(4)


def test_people_are_named_by_keyboard_alone(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    page.get_by_role("link", name="Name people").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Name of this person")
    expect(page.get_by_text("1 of 3").first).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type("Bo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 3").first).to_be_visible()
    expect(field).to_be_focused()
    _said(desk, {"Bo": 4})
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
    _said(desk, {"Bo": 7})
    page.keyboard.press("Control+z")
    expect(page.get_by_text("2 of 3").first).to_be_visible()
    _said(desk, {"Bo": 4})
    page.keyboard.type("Cy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 3").first).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_role("heading", name="That was everybody")).to_be_visible()
    _said(desk, {"Bo": 4, "Cy": 3})
    wait_until(lambda: len(desk.people(hidden="true")) == 1, "the third is hidden", seconds=15)
    expect(page.get_by_role("link", name="To all people")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_tiles(page)).to_have_count(2)


def test_arrows_and_space_choose_in_the_grid(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk)
    _tile(page, 4).get_by_role("link").focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    expect(_tile(page, 3).get_by_role("link")).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    expect(_tile(page, 3).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press(" ")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.keyboard.press("F2")
    page.keyboard.type("Cy")
    page.keyboard.press("Enter")
    expect(_tile(page, 3).get_by_role("link")).to_be_focused()
    _said(desk, {"Cy": 3})


def test_somebody_is_chosen_by_a_long_press(windows: Windows, desk: Desk) -> None:
    page = _looking(windows, desk, phone=True)
    link = _tile(page, 4).get_by_role("link")
    box = link.bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.get_by_text("1 chosen")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _tile(page, 3).get_by_role("link").tap()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Merge").tap()
    expect(_tiles(page)).to_have_count(2)


@pytest.mark.parametrize("phone", [False, True])
def test_a_guest_has_a_library_of_their_own(
    windows: Windows, people: People, files: list[Path], axe: Axe, phone: bool
) -> None:
    bo = people.guest("Bo")
    page = windows.open(bo, phone=phone)
    page.goto("/my")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="No photos of your own yet")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Upload photos").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photos").click()
    chooser.value.set_files(files[:4])
    expect(page.get_by_text("All 4 photos are uploaded").first).to_be_visible()
    expect(page.get_by_text("All photos are ready")).to_be_visible(timeout=60_000)
    axe(page)
    page.get_by_role("link", name="To the people in them").click()
    expect(_tiles(page)).to_have_count(1, timeout=60_000)
    axe(page)
    page.get_by_role("navigation", name="Library").get_by_role("link", name="Photos").click()
    expect(page.get_by_role("gridcell")).to_have_count(4)
    axe(page)
    page.get_by_role("gridcell").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("1 of 4")
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog")).to_contain_text("1 of 3")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("gridcell")).to_have_count(4)
