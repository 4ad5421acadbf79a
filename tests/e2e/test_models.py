"""Moving an event to other models: they look, the two are compared with faces, switched, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from http_person import Person
from playwright.sync_api import Page, expect

from e2e.party import People, Scene, fill, join, make_event, show_selfie
from e2e.windows import Windows

Axe = Callable[[Page], None]

WORK = 120_000.0
"""Milliseconds that workers may take to look at seven photos on a busy machine."""


@pytest.fixture
def moving(people: People, scene: Scene) -> tuple[Person, dict[str, Any]]:
    """An event of Ana's with photos of real people, one of whom is a guest; its models are the standard ones."""
    if not scene.real:
        pytest.skip("there are no photos of real people")
    ana, bo = people.photographer(), people.guest()
    event = make_event(ana)
    fill(ana, event, scene.photos)
    show_selfie(bo, join(bo, event), scene.selfies["bo"][0])
    return ana, event


def _choose_built_in(page: Page) -> None:
    page.get_by_role("radio", name="Built in").check()
    page.get_by_role("button", name="Have them look").click()


def test_an_event_moves_to_other_models_and_back(
    windows: Windows, moving: tuple[Person, dict[str, Any]], axe: Axe
) -> None:
    ana, event = moving
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/edit")
    page.get_by_role("link", name="Recognition models").click()
    expect(page.get_by_role("heading", name="Recognition models")).to_be_visible()
    in_use = page.get_by_role("region", name="In use")
    expect(in_use).to_contain_text("Standard")
    expect(page.get_by_role("radio", name="Built in")).to_be_enabled()
    expect(page.get_by_role("radio", name=re.compile("VGG-Face"))).to_be_disabled()
    axe(page)
    _choose_built_in(page)
    group = page.get_by_role("group", name="Moving to Built in")
    expect(group).to_be_visible()
    expect(in_use).to_contain_text("Looks, decides nothing")

    switch = page.get_by_role("button", name="Switch…")
    expect(switch).to_be_visible(timeout=WORK)
    expect(page.get_by_role("region", name="Photos of your guests")).to_contain_text("1 guest was compared")
    expect(page.get_by_role("region", name="Faces", exact=True)).to_contain_text("found by both")
    axe(page)
    switch.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="Sort people as shown")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name=re.compile("Look again"))).not_to_be_checked()
    axe(page)
    dialog.get_by_role("button", name="Switch now").click()
    expect(page.get_by_text("Built in decides now").last).to_be_visible()
    expect(in_use.get_by_role("listitem").filter(has_text="Built in")).to_contain_text("Decides")
    library = ana.api("GET", f"/libraries?event={event['id']}")["items"][0]["id"]
    assert ana.api("GET", f"/libraries/{library}/models")["in_use"] == ["builtin"]

    page.get_by_role("button", name="Go back to Standard").click()
    page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    expect(page.get_by_text(re.compile("You went back to Standard"))).to_be_visible()
    assert ana.api("GET", f"/libraries/{library}/models")["in_use"] == ["standard"]
    page.get_by_role("button", name="Switch…").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch now").click()
    page.get_by_role("button", name="Remove the old view…").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You moved to Built in")).to_be_visible(timeout=WORK)
    assert ana.api("GET", f"/libraries/{library}/models")["beside"] == []


def test_a_move_is_given_up_on_a_phone(
    windows: Windows, moving: tuple[Person, dict[str, Any]], axe: Axe
) -> None:
    ana, event = moving
    page = windows.open(ana, phone=True, dark=True, language="de-DE")
    page.goto(f"/events/{event['id']}/people/models")
    page.get_by_role("radio", name="Mitgeliefert").check()
    page.get_by_role("button", name="Hinsehen lassen").click()
    expect(page.get_by_role("button", name="Wechseln …")).to_be_visible(timeout=WORK)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing is wider than the phone"
    axe(page)
    page.get_by_role("button", name="Aufgeben …").click()
    page.get_by_role("dialog").get_by_role("button", name="Aufgeben").click()
    expect(page.get_by_text("Du bist nicht zu Mitgeliefert gewechselt")).to_be_visible(timeout=WORK)
    assert ana.api("GET", f"/events/{event['id']}")["id"] == event["id"]
