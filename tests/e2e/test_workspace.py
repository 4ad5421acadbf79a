"""The event's workspace as a whole: whose it is, its languages, and axe on each of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.party import Party
from e2e.windows import Windows

Axe = Callable[[Page], None]


def test_guests_are_led_to_their_own_pages(windows: Windows, party: Party) -> None:
    page = windows.open(party.bo)
    page.goto(f"/events/{party.event['id']}/upload")
    expect(page).to_have_url(re.compile("/my$"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_the_workspace(
    windows: Windows, party: Party, axe: Axe, dark: bool, phone: bool
) -> None:
    page = windows.open(party.ana, dark=dark, phone=phone)
    photo = next(iter(party.photos.values()))
    for path in (
        "",
        "/upload",
        "/review",
        "/review?show=automatic",
        "/deleted",
        f"/photos/{photo}",
        "?state=failed",
    ):
        page.goto(f"/events/{party.event['id']}{path}")
        page.wait_for_load_state("networkidle")
        axe(page)


def test_the_workspace_speaks_german(windows: Windows, party: Party) -> None:
    page = windows.open(party.ana, language="de-DE")
    page.goto(f"/events/{party.event['id']}/upload")
    expect(page.get_by_role("button", name="Fotos auswählen")).to_be_visible()
