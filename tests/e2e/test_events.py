"""The events desk: making, changing and deleting events, the calendar, guests, the poster."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from http_person import Person
from playwright.sync_api import Locator, Page, expect

from e2e.doors import press
from e2e.party import People, fill, join, make_event
from e2e.windows import DESKTOP, PHONE, Windows
from stored_photos import drawn

Axe = Callable[[Page], None]
Event = dict[str, Any]

MAY = f"{datetime.now(UTC).year + 1}-05"
"""A month to come, in which nothing is planned but by these tests."""

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOADED = "(picture) => picture.complete && picture.naturalWidth > 0"
COLOUR = "(element) => getComputedStyle(element).color"
LIGHTNESS = """(colour) => {
    const drawing = new OffscreenCanvas(1, 1).getContext('2d')
    drawing.fillStyle = colour
    drawing.fillRect(0, 0, 1, 1)
    return Math.max(...drawing.getImageData(0, 0, 1, 1).data.slice(0, 3)) / 255
}"""
A4 = (595.3, 841.9)
"""Width and height in points."""


@pytest.fixture(scope="module")
def ana(people: People) -> Person:
    """The photographer of all events here; each test has its own event."""
    return people.photographer()


@pytest.fixture(scope="module")
def gallery(ana: Person, tmp_path_factory: pytest.TempPathFactory) -> Event:
    """An event to come in May with two photos; only its cover is changed."""
    folder = tmp_path_factory.mktemp("covers")
    photos: list[Path] = []
    for number in range(2):
        photos.append(folder / f"cover-{number}.jpg")
        photos[-1].write_bytes(drawn(900, 600, 300 + number))
    times = {"starts_at": f"{MAY}-12T14:00:00", "ends_at": f"{MAY}-12T23:00:00"}
    event = make_event(ana, "Spring party", **times)
    fill(ana, event, photos)
    return event


@pytest.fixture(scope="module")
def visited(ana: Person, people: People) -> tuple[Event, Person, Person]:
    """An event with its guests: Bo agreed to be looked for, Cy only joined."""
    event = make_event(ana, "Visited party")
    bo, cy = people.guest("Bo"), people.guest("Cy")
    join(bo, event)
    join(cy, event, consent=False)
    return event, bo, cy


def _now(ana: Person, event: Event) -> Event:
    now: Event = ana.api("GET", f"/events/{event['id']}")
    return now


def _settings(page: Page, event: Event) -> Locator:
    """The form, shown."""
    page.goto(f"/events/{event['id']}/edit")
    form = page.get_by_role("form", name="Save changes")
    expect(form).to_be_visible()
    return form


def _text(form: Locator, name: str) -> Locator:
    return form.get_by_role("textbox", name=name, exact=True)


def _save(form: Locator) -> None:
    form.get_by_role("button", name="Save changes").click()


def _card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("link", name=name, exact=True))


def test_an_event_is_made_and_stands_in_the_list_and_the_calendar(
    windows: Windows, ana: Person, axe: Axe
) -> None:
    page = windows.open(ana)
    page.goto(f"/events/new?day={MAY}-15")
    form = page.get_by_role("form", name="Make the event")
    preview = page.get_by_role("complementary", name="What guests will see")
    name, starts = _text(form, "Name"), form.get_by_label(re.compile("^Starts"))
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
    _text(form, "Venue").fill("The lake house")
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
    expect(_card(page, "Anna & Ben").get_by_text("The lake house")).to_be_visible()
    page.get_by_role("searchbox", name="Search name, place or code").fill("lake")
    expect(page.get_by_role("article")).to_have_count(1)
    page.goto(f"/events/calendar?day={MAY}-16")
    day = page.get_by_role("gridcell", selected=True)
    expect(day.get_by_role("button", name=re.compile("16 May .*, 1 event$"))).to_be_visible()
    expect(day.get_by_role("link", name="Anna & Ben")).to_be_visible()


def test_of_two_who_edit_the_second_is_told_and_chooses(windows: Windows, ana: Person, axe: Axe) -> None:
    event = make_event(ana)
    one, two = windows.open(ana), windows.open(ana)
    first, second = _settings(one, event), _settings(two, event)
    _text(first, "Name").fill("Winter ball")
    _save(first)
    expect(one.get_by_role("heading", level=1, name="Winter ball")).to_be_visible()
    _text(second, "Venue").fill("The new mill")
    _save(second)
    expect(two.get_by_text("The event was changed elsewhere meanwhile")).to_be_visible()
    axe(two)
    assert _now(ana, event)["venue"] == "The old mill"
    press(two, "Load it and keep my changes")
    expect(_text(second, "Name")).to_have_value("Winter ball")
    expect(_text(second, "Venue")).to_have_value("The new mill")
    expect(second.get_by_text("Not saved yet")).to_be_visible()
    _save(second)
    expect(two.get_by_text("Saved", exact=True)).to_be_visible()
    _text(first, "Description").fill("Bring a coat.")
    _save(first)
    press(one, "Load it without my changes")
    expect(_text(first, "Venue")).to_have_value("The new mill")
    expect(_text(first, "Description")).to_have_value("")
    expect(first.get_by_text("Not saved yet")).to_be_hidden()
    now = _now(ana, event)
    assert (now["name"], now["venue"], now["description"]) == ("Winter ball", "The new mill", "")


def test_changes_are_not_lost_by_leaving(windows: Windows, ana: Person, axe: Axe) -> None:
    event = make_event(ana)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    tabs = page.get_by_role("navigation", name="Pages of this event")
    tabs.get_by_role("link", name="Settings").click()
    form = page.get_by_role("form", name="Save changes")
    name = _text(form, "Name")
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
    assert _now(ana, event)["name"] == "Winter party"


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
    form = _settings(page, event)
    form.get_by_role("combobox", name="Photos can be seen").select_option(label="7 days after the end")
    _save(form)
    asks = page.get_by_role("dialog", name="End this event now?")
    axe(page)
    asks.get_by_role("button", name="Cancel").click()
    expect(asks).to_be_hidden()
    assert _now(ana, event)["state"] == "delivered"
    _save(form)
    asks.get_by_role("button", name="End it and destroy face data").click()
    expect(page.get_by_role("heading", level=1).get_by_text("Expired")).to_be_visible()
    expect(page.get_by_text(re.compile("^Guests see nothing any more"))).to_be_visible()


def test_a_deleted_event_comes_back(windows: Windows, ana: Person) -> None:
    event = make_event(ana, "Short party")
    page = windows.open(ana)
    _settings(page, event)
    press(page, "Delete the event")
    expect(page).to_have_url(re.compile("/events$"))
    expect(page.get_by_text("Short party was deleted.")).to_be_visible()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(_card(page, "Short party")).to_have_count(0)
    press(page, "Undo")
    expect(page.get_by_text("Short party is back.")).to_be_visible()
    _card(page, "Short party").click()
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


def test_the_calendar_is_walked_through_by_keyboard(windows: Windows, ana: Person, gallery: Event) -> None:
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
    expect(page).to_have_url(re.compile(f"/events/{gallery['id']}"))


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


def test_a_cover_is_chosen_among_the_photos_and_taken_away(
    windows: Windows, ana: Person, gallery: Event, axe: Axe
) -> None:
    page = windows.open(ana)
    form = _settings(page, gallery)
    press(page, "Choose a cover")
    photo = page.get_by_role("dialog").get_by_role("button", name=re.compile("^Photo 2, "))
    expect(photo).to_be_visible()
    axe(page)
    photo.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    cover = form.get_by_role("img", name="The present cover")
    _is_loaded(cover)
    _is_loaded(page.get_by_role("complementary", name="What guests will see").locator("img"))
    _save(form)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Events", exact=True).click()
    _is_loaded(_card(page, "Spring party").locator("img"))
    _settings(page, gallery)
    _is_loaded(cover)
    press(page, "No cover")
    expect(cover).to_be_hidden()
    _save(form)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert _now(ana, gallery)["cover"] is None


def _is_loaded(picture: Locator) -> None:
    expect(picture).to_be_visible()
    picture.page.wait_for_function(LOADED, arg=picture.element_handle())


def test_guests_are_found_by_name_and_state(
    windows: Windows, ana: Person, visited: tuple[Event, Person, Person]
) -> None:
    event, bo, _ = visited
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    expect(_guests(page)).to_have_count(2)
    search = page.get_by_role("searchbox", name="Search name or e-mail")
    search.fill(bo.email.upper())
    expect(_guests(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Bo")).to_be_visible()
    search.fill("")
    states = page.get_by_role("group", name="Show guests")
    states.get_by_text("Not agreed yet").click()
    expect(page.get_by_role("heading", name="Cy")).to_be_visible()
    expect(_guests(page)).to_have_count(1)
    states.get_by_text("With selfie").click()
    expect(page.get_by_text("No guest fits")).to_be_visible()
    press(page, "Show all guests")
    expect(_guests(page)).to_have_count(2)


def _guests(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading", level=3))


def test_a_guest_is_removed_only_when_that_is_confirmed(
    windows: Windows, ana: Person, visited: tuple[Event, Person, Person], axe: Axe
) -> None:
    _, bo, cy = visited
    event = make_event(ana)
    join(bo, event)
    registration = join(cy, event)
    page = windows.open(ana)
    page.goto(f"/events/{event['id']}/guests")
    for answer in ("Cancel", "Remove and destroy"):
        page.get_by_role("button", name="Remove Cy").click()
        asks = page.get_by_role("dialog", name="Remove Cy?")
        axe(page)
        asks.get_by_role("button", name=answer).click()
        expect(asks).to_be_hidden()
        expect(_guests(page)).to_have_count(2 if answer == "Cancel" else 1)
    expect(page.get_by_text("Cy was removed; their face data is destroyed.")).to_be_visible()
    expect(page.get_by_role("definition").first).to_have_text("1")
    assert cy.send("GET", f"/api/v1/registrations/{registration}").status_code == 404


def test_the_poster_is_light_in_the_dark_and_one_page_of_paper(
    windows: Windows, ana: Person, visited: tuple[Event, Person, Person]
) -> None:
    event, *_ = visited
    page = windows.open(ana, dark=True)
    page.goto(f"/events/{event['id']}/poster")
    code = f"{event['code'][:4]}-{event['code'][4:]}"
    sheet = page.get_by_role("article", name=re.compile("(Poster of|Aushang von) Visited party"))
    expect(sheet.get_by_text(code, exact=True)).to_be_visible()
    _is_loaded(sheet.get_by_role("img", name=f"QR code of the event with the code {code}"))
    name = sheet.get_by_text("Visited party", exact=True)
    title = page.get_by_role("heading", level=1)
    assert page.evaluate(LIGHTNESS, title.evaluate(COLOUR)) > 0.7, "the page around it is not dark"
    for media in ("screen", "print"):
        page.emulate_media(media=media, color_scheme="dark")
        assert page.evaluate(LIGHTNESS, name.evaluate(COLOUR)) < 0.3, f"the name is light on {media}"
    page.emulate_media(media="null", color_scheme="dark")
    assert _sheets(page) == [pytest.approx(A4, abs=1)]
    page.get_by_role("group", name="Paper").get_by_text("A5").click()
    assert _sheets(page) == [pytest.approx((A4[1] / 2, A4[0]), abs=1.5)]
    page.get_by_role("group", name="Language of the poster").get_by_text("Deutsch").click()
    expect(sheet.get_by_text("Scanne den Code")).to_be_visible()


def _sheets(page: Page) -> list[tuple[float, float]]:
    """Width and height of each page that is printed, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return [(float(width), float(height)) for width, height in boxes]


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    windows: Windows, ana: Person, gallery: Event, visited: tuple[Event, Person, Person], axe: Axe
) -> None:
    page = windows.open(ana, language="de-DE")  # the longest words
    event, *_ = visited
    own = (f"/{gallery['id']}/edit", f"/{event['id']}/guests", f"/{event['id']}/poster")
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
