"""A guest's own library in the browser: photos put there, the people in them, photos deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import tiles
from e2e.party import People
from e2e.windows import Windows

Axe = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True])
def test_a_guest_has_a_library_of_their_own(
    windows: Windows, people: People, portraits: list[Path], axe: Axe, phone: bool
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
    chooser.value.set_files(portraits[:4])
    expect(page.get_by_text("All 4 photos are uploaded").first).to_be_visible()
    expect(page.get_by_text("All photos are ready")).to_be_visible(timeout=60_000)
    axe(page)
    page.get_by_role("link", name="To the people in them").click()
    expect(tiles(page)).to_have_count(1, timeout=60_000)
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
