"""An event's settings: edited by two, left without saving, its end and its cover."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from http_person import Person
from playwright.sync_api import Page, expect

from e2e.doors import press
from e2e.events_desk import Event, card, expect_loaded, fresh, save, settings_form, text_field
from e2e.party import make_event
from e2e.windows import Windows

Axe = Callable[[Page], None]


def test_of_two_who_edit_the_second_is_told_and_chooses(windows: Windows, ana: Person, axe: Axe) -> None:
    event = make_event(ana)
    one, two = windows.open(ana), windows.open(ana)
    first, second = settings_form(one, event), settings_form(two, event)
    text_field(first, "Name").fill("Winter ball")
    save(first)
    expect(one.get_by_role("heading", level=1, name="Winter ball")).to_be_visible()
    text_field(second, "Venue").fill("The new mill")
    save(second)
    expect(two.get_by_text("The event was changed elsewhere meanwhile")).to_be_visible()
    axe(two)
    assert fresh(ana, event)["venue"] == "The old mill"
    press(two, "Load it and keep my changes")
    expect(text_field(second, "Name")).to_have_value("Winter ball")
    expect(text_field(second, "Venue")).to_have_value("The new mill")
    expect(second.get_by_text("Not saved yet")).to_be_visible()
    save(second)
    expect(two.get_by_text("Saved", exact=True)).to_be_visible()
    text_field(first, "Description").fill("Bring a coat.")
    save(first)
    press(one, "Load it without my changes")
    expect(text_field(first, "Venue")).to_have_value("The new mill")
    expect(text_field(first, "Description")).to_have_value("")
    expect(first.get_by_text("Not saved yet")).to_be_hidden()
    now = fresh(ana, event)
    assert (now["name"], now["venue"], now["description"]) == ("Winter ball", "The new mill", "")


def test_changes_are_not_lost_by_leaving(windows: Windows, ana: Person, axe: Axe) -> None:
    event = make_event(ana)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    tabs = page.get_by_role("navigation", name="Pages of this event")
    tabs.get_by_role("link", name="Settings").click()
    form = page.get_by_role("form", name="Save changes")
    name = text_field(form, "Name")
    name.fill("Half a na")
    asks = page.get_by_role("dialog", name="Leave without saving?")
    for leave in (tabs.get_by_role("link", name="Poster").click, page.go_back):
        leave()
        expect(asks).to_be_visible()
        asks.get_by_role("button", name="Cancel").click()
        expect(asks).to_be_hidden()
        expect(page).to_have_url(re.compile("/edit$"))
        expect(name).to_have_value("Half a na")
    with page.expect_event("dialog") as browser_asks:
        page.close(run_before_unload=True)
    assert browser_asks.value.type == "beforeunload"
    browser_asks.value.dismiss()
    tabs.get_by_role("link", name="Poster").click()
    axe(page)
    asks.get_by_role("button", name="Leave").click()
    expect(page).to_have_url(re.compile("/poster$"))
    assert fresh(ana, event)["name"] == "Winter party"


def test_an_end_that_is_past_is_asked_about(windows: Windows, ana: Person, axe: Axe) -> None:
    now = datetime.now(UTC)
    event = make_event(
        ana,
        "Autumn party",
        starts_at=(now - timedelta(days=10)).isoformat(),
        ends_at=(now - timedelta(days=9)).isoformat(),
        available_until=(now + timedelta(days=5)).isoformat(),
    )
    page = windows.open(ana)
    form = settings_form(page, event)
    form.get_by_role("combobox", name="Photos can be seen").select_option(label="7 days after the end")
    save(form)
    asks = page.get_by_role("dialog", name="End this event now?")
    axe(page)
    asks.get_by_role("button", name="Cancel").click()
    expect(asks).to_be_hidden()
    assert fresh(ana, event)["state"] == "delivered"
    save(form)
    asks.get_by_role("button", name="End it and destroy face data").click()
    expect(page.get_by_role("heading", level=1).get_by_text("Expired")).to_be_visible()
    expect(page.get_by_text(re.compile("^Guests see nothing any more"))).to_be_visible()


def test_a_cover_is_chosen_among_the_photos_and_taken_away(
    windows: Windows, ana: Person, spring_party: Event, axe: Axe
) -> None:
    page = windows.open(ana)
    form = settings_form(page, spring_party)
    press(page, "Choose a cover")
    photo = page.get_by_role("dialog").get_by_role("button", name=re.compile("^Photo 2, "))
    expect(photo).to_be_visible()
    axe(page)
    photo.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    cover = form.get_by_role("img", name="The present cover")
    expect_loaded(cover)
    expect_loaded(page.get_by_role("complementary", name="What guests will see").locator("img"))
    save(form)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Events", exact=True).click()
    expect_loaded(card(page, "Spring party").locator("img"))
    settings_form(page, spring_party)
    expect_loaded(cover)
    press(page, "No cover")
    expect(cover).to_be_hidden()
    save(form)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert fresh(ana, spring_party)["cover"] is None
