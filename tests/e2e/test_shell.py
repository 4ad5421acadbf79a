"""What every page stands in: landing page, language, addresses that lead nowhere, offline, keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.windows import Windows

Axe = Callable[[Page], None]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_landing_page(windows: Windows, axe: Axe, dark: bool, phone: bool) -> None:
    page = windows.open(dark=dark, phone=phone)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
