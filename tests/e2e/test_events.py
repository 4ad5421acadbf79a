"""The events desk: making, listing and deleting events, the calendar, and axe on each of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from http_person import Person
from playwright.sync_api import Page, expect

from e2e.doors import press
from e2e.events_desk import MAY, Event, Visited, card, settings_form, text_field
from e2e.party import People, make_event
from e2e.windows import DESKTOP, PHONE, Windows

Axe = Callable[[Page], None]

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_an_event_is_made_and_stands_in_the_list_and_the_calendar(
    windows: Windows, ana: Person, axe: Axe
) -> None:
    page = windows.open(ana)
    page.goto(f"/events/new?day={MAY}-15")
    form = page.get_by_role("form", name="Make the event")
    preview = page.get_by_role("complementary", name="What guests will see")
    name, starts = text_field(form, "Name"), form.get_by_label(re.compile("^Starts"))
    ends = form.get_by_label(re.compile("^Ends"))
    expect(preview.get_by_text("Name of your event")).to_be_visible()
    ends.fill(f"{MAY}-15T13:00")
    press(page, "Make the event")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Give the event a name.")
    expect(ends).to_have_accessible_description("It must end after it starts.")
    axe(page)
    ends.fill(f"{MAY}-15T23:00")
    name.press_sequentially("Anna & Ben")
    text_field(form, "Venue").fill("The lake house")
    expect(preview.get_by_text("Anna & Ben")).to_be_visible()
    expect(preview.get_by_text("The lake house")).to_be_visible()
    starts.fill(f"{MAY}-16T12:00")
    expect(ends).to_have_value(f"{MAY}-16T21:00")  # it moves along
    form.get_by_role("combobox", name="Photos can be seen").select_option(label="Until a date of my choice")
    own = form.get_by_label(re.compile("^Photos can be seen until"))
    own.fill(f"{MAY}-17T12:00")
    expect(own).to_have_accessible_description("At least two days after the end.")
    own.fill(f"{MAY}-31T12:00")
    expect(preview.get_by_text(re.compile("^Photos until 31 May"))).to_be_visible()
    expect(form.locator("[aria-invalid=true]")).to_have_count(0)
    press(page, "Make the event")
    expect(page.get_by_text("Anna & Ben is made.", exact=False)).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Anna & Ben")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Events", exact=True).click()
    expect(card(page, "Anna & Ben").get_by_text("The lake house")).to_be_visible()
    page.get_by_role("searchbox", name="Search name, place or code").fill("lake")
    expect(page.get_by_role("article")).to_have_count(1)
    page.goto(f"/events/calendar?day={MAY}-16")
    day = page.get_by_role("gridcell", selected=True)
    expect(day.get_by_role("button", name=re.compile("16 May .*, 1 event$"))).to_be_visible()
    expect(day.get_by_role("link", name="Anna & Ben")).to_be_visible()


def test_a_deleted_event_comes_back(windows: Windows, ana: Person) -> None:
    event = make_event(ana, "Short party")
    page = windows.open(ana)
    settings_form(page, event)
    press(page, "Delete the event")
    expect(page).to_have_url(re.compile("/events$"))
    expect(page.get_by_text("Short party was deleted.")).to_be_visible()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(card(page, "Short party")).to_have_count(0)
    press(page, "Undo")
    expect(page.get_by_text("Short party is back.")).to_be_visible()
    card(page, "Short party").click()
    expect(page.get_by_role("heading", level=1, name="Short party")).to_be_visible()


def test_deleted_events_are_restored_from_their_page(windows: Windows, people: People, axe: Axe) -> None:
    ana = people.photographer()
    events = {name: make_event(ana, name) for name in ("Lost party", "Lost ball", "Found party")}
    page = windows.open(ana)
    page.goto("/events")
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile("^Deleted"))).to_have_count(0)
    for name in ("Lost party", "Lost ball"):
        ana.api("DELETE", f"/events/{events[name]['id']}")
    page.reload()
    page.get_by_role("link", name="Deleted (2)").click()
    expect(page.get_by_role("heading", level=1, name="Deleted events")).to_be_visible()
    rows = page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("button"))
    expect(rows.get_by_role("heading")).to_have_text(["Lost ball", "Lost party"])
    expect(rows.first.get_by_text(re.compile("gone for good in (10|9) minutes"))).to_be_visible()
    expect(rows.first.get_by_text("0 photos")).to_be_visible()
    axe(page)
    restore = page.get_by_role("button", name="Restore Lost ball")
    restore.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lost ball is back.")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(page.get_by_role("group", name="Deleted events")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No deleted events")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="To your events").click()
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile("^Deleted"))).to_have_count(0)


def test_the_calendar_is_walked_through_by_keyboard(
    windows: Windows, ana: Person, spring_party: Event
) -> None:
    page = windows.open(ana)
    page.goto(f"/events/calendar?day={MAY}-12")
    focus = page.get_by_role("grid").locator("button:focus")
    page.get_by_role("gridcell", selected=True).get_by_role("button").focus()
    for key, day in _walk():
        page.keyboard.press(key)
        expect(focus).to_have_attribute("data-day", day.isoformat())
        expect(page.get_by_role("gridcell", selected=True)).to_have_count(1)
        expect(page.get_by_role("grid", name=f"{day:%B %Y}")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("12 May$"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring party").and_(page.locator(":focus"))).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/events/{spring_party['id']}"))


def _walk() -> list[tuple[str, date]]:
    """Keys, and the days they lead to from 12 May and back; weeks begin on Mondays."""
    year = int(MAY[:4])
    monday = date(year, 5, 13) - timedelta(days=date(year, 5, 13).weekday())
    sunday = monday + timedelta(days=6)
    june = sunday.replace(month=sunday.month + 1)
    return [
        ("ArrowRight", date(year, 5, 13)),
        ("Home", monday),
        ("End", sunday),
        ("PageDown", june),
        ("ArrowUp", june - timedelta(days=7)),
        ("ArrowDown", june),
        ("Shift+PageDown", june.replace(year=year + 1)),
        ("Shift+PageUp", june),
        ("PageUp", sunday),
        *(
            ("ArrowLeft", sunday - timedelta(days=back))
            for back in range(1, (sunday - date(year, 5, 12)).days + 1)
        ),
    ]


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    windows: Windows, ana: Person, spring_party: Event, visited_party: Visited, axe: Axe
) -> None:
    page = windows.open(ana, language="de-DE")  # the longest words
    event, *_ = visited_party
    own = (f"/{spring_party['id']}/edit", f"/{event['id']}/guests", f"/{event['id']}/poster")
    for path in ("", f"/calendar?day={MAY}-12", *own):
        page.set_viewport_size(DESKTOP["viewport"])
        page.emulate_media(color_scheme="light")
        page.goto(f"/events{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        axe(page)
        page.set_viewport_size(PHONE["viewport"])
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("() => document.getAnimations().length === 0")
        axe(page)
        assert page.evaluate(WIDER) <= 0, f"{page.url} is wider than a phone"
