"""Who is in a photo, corrected where it is seen; sorting again, the log, and faces that are nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.party import People, Scene, fill, make_event, wait_until
from e2e.windows import Windows

Axe = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Sorted:
    """An event whose people were found: Venus in four photos, Trent in three; both are in one."""

    ana: Person
    event: dict[str, Any]
    photos: dict[str, str]
    library: str

    def people(self, **which: Any) -> list[dict[str, Any]]:
        query = "&".join(f"{name}={value}" for name, value in which.items())
        return list(self.ana.everything(f"/libraries/{self.library}/people?{query}"))

    def faces(self, name: str) -> list[dict[str, Any]]:
        """Of the photo of this file name."""
        faces: list[dict[str, Any]] = self.ana.api("GET", f"/photos/{self.photos[name]}")["faces"]
        return faces

    def names(self, name: str) -> list[str]:
        return [face["person"]["name"] if face["person"] else "" for face in self.faces(name)]

    def open(self, windows: Windows, name: str, *, phone: bool = False) -> Page:
        page = windows.open(self.ana, phone=phone)
        page.goto(f"/events/{self.event['id']}/photos/{self.photos[name]}")
        expect(_editable(page).first).to_be_visible()
        return page

    def look(self, windows: Windows, what: str, *, phone: bool = False) -> Page:
        page = windows.open(self.ana, phone=phone)
        page.goto(f"/events/{self.event['id']}/people/{what}")
        return page


@pytest.fixture
def sorted_event(people: People, scene: Scene) -> Sorted:
    if not scene.real:
        pytest.skip("there are no photos of real people")
    ana = people.photographer()
    event = make_event(ana)
    photos = fill(ana, event, scene.photos)
    library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]
    found = Sorted(ana, event, photos, library)
    wait_until(lambda: len(found.people()) >= 2, "two people are found")
    return found


def _editable(page: Page) -> Locator:
    """The faces in the list beside the photo."""
    return page.locator("button[data-choose]")


def _who(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Who is this?")


def _undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").last.click()


def test_a_person_is_named_in_a_photo_and_found_by_name_in_another(
    windows: Windows, sorted_event: Sorted, axe: Axe
) -> None:
    page = sorted_event.open(windows, "bo-1.jpg")
    _editable(page).first.click()
    expect(_who(page)).to_be_focused()
    page.keyboard.type("Venus")
    expect(page.get_by_role("option", name="Name this person “Venus”")).to_have_attribute(
        "aria-selected", "true"
    )
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Named Venus")).to_be_visible()
    expect(_editable(page).first).to_be_focused()
    expect(_editable(page).first).to_contain_text("Venus")
    expect(page.get_by_role("img", name=re.compile("Venus"))).to_be_visible()
    assert sorted_event.names("bo-2.jpg") == ["Venus"], "every face of theirs"
    _undo(page)
    expect(_editable(page).first).to_contain_text("Unnamed")
    assert sorted_event.names("bo-2.jpg") == [""]

    page.keyboard.press("1")
    page.keyboard.type("Venus")
    page.keyboard.press("Enter")
    expect(_editable(page).first).to_contain_text("Venus")
    page.goto(f"/events/{sorted_event.event['id']}/photos/{sorted_event.photos['dee.jpg']}")
    page.locator("[data-face]").first.click()
    page.keyboard.type("ven")
    expect(page.get_by_role("option", name=re.compile("Venus"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 face is Venus")).to_be_visible()
    assert sorted_event.names("dee.jpg") == ["Venus"]


def test_a_face_is_somebody_else_somebody_new_or_none(windows: Windows, sorted_event: Sorted) -> None:
    page = sorted_event.open(windows, "bo-3.jpg")
    before = sorted_event.faces("bo-3.jpg")[0]["person"]["id"]
    _editable(page).first.click()
    page.get_by_role("button", name="Not this person").click()
    expect(_editable(page).first).to_contain_text("Nobody yet")
    _undo(page)
    expect(_editable(page).first).to_contain_text("Unnamed")
    assert sorted_event.faces("bo-3.jpg")[0]["person"]["id"] == before

    _editable(page).first.click()
    page.keyboard.type("Serena")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name=re.compile("Only this face"))).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    expect(_editable(page).first).to_contain_text("Serena")
    assert sorted_event.names("bo-2.jpg") == [""]

    _editable(page).first.click()
    page.get_by_role("button", name="This is no face").click()
    expect(page.get_by_text("No face was found in this photo")).to_be_visible()
    expect(page.get_by_role("heading", name="0 faces")).to_be_focused()
    _undo(page)
    expect(_editable(page).first).to_contain_text("Serena")


def test_escape_leaves_the_face_first_and_the_photo_then(windows: Windows, sorted_event: Sorted) -> None:
    page = sorted_event.open(windows, "both.jpg")
    _editable(page).nth(1).click()
    page.keyboard.press("Escape")
    expect(_who(page)).to_have_count(0)
    expect(_editable(page).nth(1)).to_be_focused()
    page.keyboard.press("d")
    expect(page.locator("[data-drawing]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-drawing]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_face_that_was_missed_is_drawn_by_keyboard(
    windows: Windows, sorted_event: Sorted, axe: Axe
) -> None:
    page = sorted_event.open(windows, "cy-1.jpg")
    page.keyboard.press("d")
    box = page.get_by_role("button", name="Box around a face")
    expect(box).to_be_focused()
    for key, times in {"ArrowLeft": 35, "ArrowUp": 35, "Shift+ArrowLeft": 8, "Shift+ArrowUp": 8}.items():
        for _ in range(times):
            page.keyboard.press(key)
    axe(page)
    page.keyboard.press("Enter")
    expect(_who(page)).to_be_focused()
    page.keyboard.type("Passer-by")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Face added: Passer-by")).to_be_visible()
    face = sorted_event.faces("cy-1.jpg")[-1]
    assert (face["found_by"], face["person"]["name"]) == ("person", "Passer-by")
    assert face["box"] == pytest.approx({"left": 0.05, "top": 0.05, "width": 0.12, "height": 0.12}, abs=0.005)
    _undo(page)
    expect(_editable(page)).to_have_count(1)
    assert len(sorted_event.faces("cy-1.jpg")) == 1


def test_a_face_that_was_missed_is_drawn_by_pointer(windows: Windows, sorted_event: Sorted) -> None:
    page = sorted_event.open(windows, "cy-2.jpg")
    expect(_editable(page).first).to_be_visible()
    before = _editable(page).count()  # other tests draw, too
    page.get_by_role("button", name="Draw a face (D)").click()
    area = page.locator("[data-drawing]").bounding_box()
    assert area
    page.mouse.move(area["x"] + 0.02 * area["width"], area["y"] + 0.03 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.12 * area["width"], area["y"] + 0.18 * area["height"], steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Somebody without a name").click()
    expect(page.get_by_text("Face added")).to_be_visible()
    expect(_editable(page)).to_have_count(before + 1)
    face = sorted_event.faces("cy-2.jpg")[-1]
    assert face["box"] == pytest.approx({"left": 0.02, "top": 0.03, "width": 0.1, "height": 0.15}, abs=0.01)


def test_a_photo_is_corrected_on_a_phone(windows: Windows, sorted_event: Sorted, axe: Axe) -> None:
    page = sorted_event.open(windows, "both.jpg", phone=True)
    _editable(page).first.click()
    _who(page).fill("Trent")
    page.get_by_role("option", name=re.compile("Name this person")).click()
    expect(_editable(page).first).to_contain_text("Trent")
    axe(page)


def _panel(page: Page, state: str) -> Locator:
    panel = page.locator(f'[data-state="{state}"]')
    expect(panel).to_be_visible(timeout=60_000)
    return panel


@pytest.mark.parametrize("phone", [False, True])
def test_what_sorting_again_would_change_is_looked_at_first(
    phone: bool, windows: Windows, sorted_event: Sorted, axe: Axe
) -> None:
    page = sorted_event.look(windows, "sorting", phone=phone)
    page.get_by_label("Whispers").check()
    page.get_by_role("button", name="Use it at night, too").click()
    expect(page.get_by_text("At night faces are sorted by “Whispers” now.")).to_be_visible()
    assert (
        sorted_event.ana.api("GET", f"/libraries/{sorted_event.library}")["algorithm"] == "chinese_whispers"
    )
    page.get_by_role("button", name="Show what would change").click()
    ready = _panel(page, "ready")
    ready.get_by_role("button", name="Discard").click()
    expect(_panel(page, "discarded")).to_contain_text("Nothing was changed")

    # A small event changes little: what a large one would be told is told of these people.
    page.route(
        "**/api/v1/proposals/*",
        lambda route: route.fulfill(json=_with_changes(route.fetch().json(), sorted_event)),
    )
    page.get_by_role("button", name="Show what would change").click()
    ready = _panel(page, "ready")
    expect(ready.get_by_text("1 person would become part of another")).to_be_visible()
    expect(ready.get_by_text("1 person would fall apart")).to_be_visible()
    expect(ready.get_by_text("Somebody new")).to_be_visible()
    axe(page)
    page.unroute("**/api/v1/proposals/*")
    ready.get_by_role("button", name="Apply").click()
    expect(_panel(page, "applied")).to_contain_text(re.compile("changed (their|its) person|Nothing changed"))
    axe(page)


def _with_changes(proposal: dict[str, Any], there: Sorted) -> dict[str, Any]:
    if proposal["state"] != "ready":
        return proposal
    one, two = there.people()[:2]
    new = "01a216bf-0000-7000-8000-000000000000"
    changes = {
        **proposal["changes"], "moved": 5, "found": 1, "made": 1, "merge_count": 1, "split_count": 1,
        "merges": [{"person": two["id"], "into": one["id"], "faces": 3}],
        "splits": [{"person": one["id"], "parts": [{"person": one["id"], "faces": 3}, {"person": new, "faces": 2}]}],
    }  # fmt: skip
    samples = [{"person": one["id"], "into": new, "faces": [one["cover"], two["cover"]]}]
    return {**proposal, "changes": changes, "people": [one, two], "samples": samples}


def test_nothing_would_change_is_said(windows: Windows, sorted_event: Sorted) -> None:
    api, library = sorted_event.ana.api, sorted_event.library
    first = api("POST", f"/libraries/{library}/proposals", json={"apply_at_once": True})["id"]
    wait_until(lambda: bool(api("GET", f"/proposals/{first}")["state"] == "applied"), "all faces are sorted")
    page = sorted_event.look(windows, "sorting")
    page.get_by_role("button", name="Show what would change").click()
    expect(_panel(page, "ready")).to_contain_text("Nothing would change")


@pytest.mark.parametrize("phone", [False, True])
def test_what_was_said_is_taken_back_from_the_log(
    phone: bool, windows: Windows, sorted_event: Sorted, axe: Axe
) -> None:
    api = sorted_event.ana.api
    one, two = sorted_event.people()[:2]
    api("PUT", f"/people/{one['id']}/name", json={"name": "Venus"})
    api("PUT", f"/people/{two['id']}/name", json={"name": "Trent"})
    page = sorted_event.look(windows, "log", phone=phone)
    page.get_by_role("button", name="Take back: Trent is called “Trent”").click()
    again = page.get_by_role("button", name=re.compile("Take back: Taken back: .* is called “Trent”"))
    expect(again).to_be_visible()
    assert not api("GET", f"/people/{two['id']}")["name"]
    again.click()
    expect(page.get_by_role("button", name="Take back: Trent is called “Trent”")).to_be_visible()
    assert api("GET", f"/people/{two['id']}")["name"] == "Trent"

    api("POST", f"/people/{two['id']}/merge", json={"into": one["id"]})
    api("DELETE", f"/people/{one['id']}")
    page.reload()
    page.get_by_role("button", name="Take back: Trent is the same person as Venus").click()
    expect(page.get_by_role("alert")).to_contain_text("was deleted after that")
    axe(page)


@pytest.mark.parametrize("phone", [False, True])
def test_faces_that_are_nobody_become_somebody(
    phone: bool, windows: Windows, sorted_event: Sorted, axe: Axe
) -> None:
    page = sorted_event.look(windows, "nobody", phone=phone)
    faces = page.get_by_role("button", name=re.compile(r"^Face \d"))
    expect(faces.first).to_be_visible()
    count = faces.count()
    faces.first.click()
    expect(page.get_by_text("1 face chosen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Say who (W)").click()
    expect(_who(page)).to_be_focused()
    page.keyboard.type("Walter")
    expect(page.get_by_role("option", name="Somebody new: “Walter”")).to_be_visible()
    axe(page)
    page.keyboard.press("Enter")
    expect(faces).to_have_count(count - 1)
    assert [person["name"] for person in sorted_event.people(named="true")] == ["Walter"]
    _undo(page)
    expect(faces).to_have_count(count)
    faces.first.click()
    page.get_by_role("button", name="No face", exact=True).click()
    expect(faces).to_have_count(count - 1)
