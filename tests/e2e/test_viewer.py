"""One photo of the workspace: looked at, looked at closely, deleted, left again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.party import Party
from e2e.windows import Windows
from e2e.workspace import Desk, cells, filled, looking_at

Axe = Callable[[Page], None]


def test_one_photo_is_looked_at_and_left_again(windows: Windows, exhibition: Desk, axe: Axe) -> None:
    page = looking_at(windows, exhibition)
    cells(page).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    expect(page.get_by_text("Photo 1 of 6", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Photo 2 of 6", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Photo")).to_be_hidden()
    expect(cells(page).nth(1)).to_be_focused()


def test_a_photo_is_looked_at_closely(windows: Windows, party: Party, axe: Axe) -> None:
    page = windows.open(party.ana)
    photo = party.photos[party.scene.photos[0].name]
    page.goto(f"/events/{party.event['id']}/photos/{photo}")
    picture = page.get_by_role("dialog", name="Photo").get_by_role("img").first
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    fits = _place(picture)
    spot = (fits["x"] + fits["width"] / 4, fits["y"] + fits["height"] / 4)
    page.mouse.move(*spot)
    with page.expect_request("**/preview/2560*"):
        page.mouse.wheel(0, -600)
    page.wait_for_function(
        "([one, least]) => one.clientWidth > least", arg=[picture.element_handle(), 2 * fits["width"]]
    )
    close = _place(picture)
    for side, (start, length), at in (("x", ("x", "width"), spot[0]), ("y", ("y", "height"), spot[1])):
        assert (at - close[start]) / close[length] == pytest.approx(0.25, abs=0.01), (
            f"{side} under the pointer"
        )
    axe(page)
    page.mouse.down()
    page.mouse.move(spot[0] - 80, spot[1] - 60, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "([one, x, y]) => { const at = one.getBoundingClientRect(); return Math.hypot(at.x - x, at.y - y) < 2 }",
        arg=[picture.element_handle(), close["x"] - 80, close["y"] - 60],
    )
    pulled = _place(picture)
    if party.scene.real:
        frame = page.locator("[data-face]").first
        expect(frame).to_be_visible()
        inside = _inside(_place(frame), pulled)
        page.keyboard.press("0")
        _is_wide(picture, fits["width"])
        assert _inside(_place(frame), _place(picture)) == pytest.approx(inside, abs=0.01)
    page.keyboard.press("0")
    _is_wide(picture, fits["width"])
    page.keyboard.press("+")
    _is_wide(picture, 1.5 * fits["width"])
    before = _place(picture)["x"]
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(
        "([one, x]) => one.getBoundingClientRect().x < x - 5", arg=[picture.element_handle(), before]
    )
    page.keyboard.press("-")
    _is_wide(picture, fits["width"])
    page.mouse.dblclick(*spot)
    _is_wide(picture, 2.5 * fits["width"])
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^Photo 2 of"))).to_be_visible()
    expect(page.get_by_text(re.compile("^Looked at closely"))).to_have_count(0)


def _place(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box is not None
    return dict(box)


def _inside(one: dict[str, float], other: dict[str, float]) -> tuple[float, float, float]:
    """Left, top and width of a box in fractions of another."""
    left, top = one["x"] - other["x"], one["y"] - other["y"]
    return left / other["width"], top / other["height"], one["width"] / other["width"]


def _is_wide(picture: Locator, pixels: float) -> None:
    picture.page.wait_for_function(
        "([one, wide]) => Math.abs(one.getBoundingClientRect().width - wide) < 2",
        arg=[picture.element_handle(), pixels],
    )


def test_a_photo_deleted_while_looked_at_gives_way_to_the_next(
    windows: Windows, desk: Desk, drawings: list[Path]
) -> None:
    page = filled(windows, desk, drawings)
    cells(page).first.click()
    expect(page.get_by_text("Photo 1 of 6", exact=True)).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Photo 1 of 5", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Photo 2 of 6", exact=True)).to_be_visible()


def test_a_photo_has_an_address_of_its_own(windows: Windows, party: Party) -> None:
    page = windows.open(party.ana)
    photo = next(iter(party.photos.values()))
    page.goto(f"/events/{party.event['id']}/photos/{photo}")
    expect(page.get_by_role("dialog", name="Photo").get_by_role("img").first).to_be_visible()
