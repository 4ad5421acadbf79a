"""What guests see: from the QR code at the party to their photos, and back out with everything destroyed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from http_person import Person, upload
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.party import Party, People, Scene, fill, join, make_event, show_selfie
from e2e.windows import Windows
from stored_photos import drawn

Axe = Callable[[Page], None]
LATE = 40_000.0
"""Milliseconds until a photo that arrives has been looked at, matched and shown."""


@dataclass(frozen=True, slots=True)
class Own:
    """An event that the tests of this file may change."""

    ana: Person
    event: dict[str, Any]


@pytest.fixture(scope="module")
def own(people: People, scene: Scene) -> Own:
    """Ana's second event, with the same photos."""
    if not scene.real:
        pytest.skip("guests are found on photos of real people only (ALBUMEN_SHARED)")
    ana = people.photographer("Ana")
    event = make_event(ana, "Summer party", review_policy="release")
    fill(ana, event, scene.photos)
    return Own(ana, event)


@pytest.fixture
def bo(people: People, own: Own, scene: Scene) -> tuple[Person, str]:
    """A guest with photos, and the id of the registration."""
    guest = people.guest("Bo")
    registration = join(guest, own.event)
    show_selfie(guest, registration, scene.selfies["bo"][0])
    return guest, registration


def _photos(page: Page) -> Any:
    return page.get_by_role("listitem").filter(has=page.get_by_role("button", name=re.compile("^Photo ")))


def _at_photos(page: Page, registration: str) -> int:
    page.goto(f"/my/{registration}")
    expect(_photos(page).first).to_be_visible()
    return int(_photos(page).count())


def test_from_the_qr_code_to_the_photos(
    windows: Windows, people: People, own: Own, scene: Scene, axe: Axe
) -> None:
    address = own.ana.api("GET", f"/events/{own.event['id']}")["join_url"]
    assert address.endswith(f"/join/{own.event['code']}")
    phone = windows.open(people.guest("Bo"), phone=True)
    phone.goto(f"/join/{own.event['code']}")
    expect(phone.get_by_role("heading", name="Summer party")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_role("heading", name=re.compile("^May Albumen compare"))).to_be_visible()
    expect(phone.locator("video")).to_have_count(0)
    axe(phone)
    phone.get_by_role("button", name="I agree").click()
    expect(phone.get_by_text("Put your face into the oval")).to_be_visible()
    axe(phone)
    phone.locator("input[type=file]").first.set_input_files(scene.selfies["bo"][0])
    expect(phone.get_by_role("img", name="The picture you took")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Use this one").click()
    expect(phone).to_have_url(re.compile(r"/my/[0-9a-f-]+$"), timeout=LATE)
    expect(_photos(phone)).to_have_count(len(scene.bo))
    axe(phone)


def test_who_is_not_logged_in_is_led_back_to_the_event(phone: Page, party: Party) -> None:
    code = party.event["code"]
    phone.goto(f"/e/{code}")  # as codes of earlier versions say
    expect(phone).to_have_url(re.compile(f"/join/{code}$"))
    for name in ("Sign up as a guest", "I have an account"):
        link = phone.get_by_role("link", name=name)
        assert re.search(f"next=(%2F|/)join(%2F|/){code}", link.get_attribute("href") or "")


def test_a_code_that_no_event_has(page: Page, axe: Axe) -> None:
    page.goto("/join/ZZZZ9999")
    expect(page.get_by_role("heading", name="No event has this code")).to_be_visible()
    expect(page.get_by_role("textbox", name="Event code")).to_be_visible()
    axe(page)


def test_the_host_learns_why_they_cannot_be_a_guest(windows: Windows, party: Party) -> None:
    page = windows.open(party.ana)
    page.goto(f"/join/{party.event['code']}")
    expect(page.get_by_text("This is your own event")).to_be_visible()
    assert (
        page.get_by_role("link", name="Open my event").get_attribute("href") == f"/events/{party.event['id']}"
    )


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
def test_no_camera_before_consent(windows: Windows, people: People, party: Party, language: str) -> None:
    guest = people.guest("Eve")
    registration = join(guest, party.event, consent=False)
    page = windows.open(guest, phone=True, language=language)
    page.goto(f"/my/{registration}/selfie")
    expect(page).to_have_url(re.compile("/consent$"))
    texts = guest.api("GET", f"/consent-text?language={language[:2]}")
    for part in ("title", "what", "why", "how_long", "withdraw"):
        expect(page.get_by_text(texts[part])).to_be_visible()


def test_a_selfie_without_a_face_gets_a_page_that_says_what_to_do(
    windows: Windows, people: People, party: Party, axe: Axe, tmp_path: Path
) -> None:
    guest = people.guest("Cy")
    registration = join(guest, party.event)
    picture = tmp_path / "wall.jpg"
    picture.write_bytes(drawn(900, 1200, 1))
    page = windows.open(guest, phone=True)
    page.goto(f"/my/{registration}/selfie")
    page.locator("input[type=file]").first.set_input_files(picture)
    expect(page.get_by_text("Put your face into the oval")).to_be_visible()
    page.get_by_role("button", name="Use this one").click()
    expect(page.get_by_role("heading", name="We see no face")).to_be_visible(timeout=LATE)
    axe(page)
    page.get_by_role("link", name="Take another selfie").click()
    expect(page.get_by_role("button", name="Take the picture")).to_be_visible()


def test_the_viewer_by_keyboard_and_back(windows: Windows, bo: tuple[Person, str], axe: Axe) -> None:
    page = windows.open(bo[0])
    count = _at_photos(page, bo[1])
    first = page.get_by_role("button", name=re.compile("^Photo 1 of"))
    assert re.search(r"You are .*on it, \d", first.get_attribute("aria-label") or "")
    first.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Photo viewer")
    expect(viewer.get_by_text(f"Photo 1 of {count}.")).to_be_attached()
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_text(f"Photo 2 of {count}.")).to_be_attached()
    outline = page.locator("[data-my-face]").first
    viewer.get_by_role("button", name="My face").click()
    expect(outline).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(page).to_have_url(re.compile(f"/my/{bo[1]}$"))
    first.click()
    expect(viewer).to_be_visible()
    page.go_back()
    expect(viewer).to_have_count(0)
    expect(first).to_be_visible()


def test_not_me_and_its_undo(windows: Windows, bo: tuple[Person, str]) -> None:
    guest, registration = bo
    page = windows.open(guest, phone=True)
    count = _at_photos(page, registration)
    page.get_by_role("button", name=re.compile("^Photo 1 of")).click()
    page.get_by_role("button", name="Not me").click()
    expect(page.get_by_text(f"Photo 1 of {count - 1}.")).to_be_attached()
    toast = page.get_by_text("Hidden, as it is not you").bounding_box()
    bar = page.get_by_role("button", name="Not me").bounding_box()
    assert toast and bar
    assert toast["y"] + toast["height"] <= bar["y"], "the bar can be used while a toast is there"
    page.get_by_role("button", name="Undo").click()
    page.keyboard.press("Escape")
    expect(_photos(page)).to_have_count(count)
    assert len(guest.api("GET", f"/registrations/{registration}/matches")["items"]) == count


def test_favourites_come_first_when_asked(windows: Windows, bo: tuple[Person, str]) -> None:
    guest, registration = bo
    page = windows.open(guest)
    count = _at_photos(page, registration)
    last = page.get_by_role("button", name=f"Favourite: photo {count}", exact=True)
    with page.expect_response(re.compile("/favourite$")):
        last.click()
    expect(last).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Favourites", exact=True).click()
    expect(page.get_by_role("button", name="Favourite: photo 1", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_some_photos_as_a_zip(windows: Windows, bo: tuple[Person, str], axe: Axe) -> None:
    page = windows.open(bo[0])
    _at_photos(page, bo[1])
    page.get_by_role("button", name="Choose").click()
    for number in (1, 2):
        page.get_by_role("checkbox", name=re.compile(f"^Photo {number} of")).click()
    page.get_by_role("button", name="Download 2").click()
    dialog = page.get_by_role("dialog", name="Download 2 photos")
    expect(dialog.get_by_text(re.compile(r"\d.* [kM]B")).first).to_be_visible()
    axe(page)
    dialog.get_by_role("radio", name=re.compile("^Web size")).check()
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download ZIP").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert len(archive.namelist()) == 2 and archive.testzip() is None


def test_searching_again_and_what_searches_did(windows: Windows, bo: tuple[Person, str], axe: Axe) -> None:
    page = windows.open(bo[0])
    _at_photos(page, bo[1])
    page.get_by_text("Search again, differently").click()
    page.get_by_text("Strict", exact=True).click()
    page.get_by_role("button", name="Search again", exact=True).click()
    expect(page.get_by_text(re.compile("^(Nothing was|[0-9]+ photos?) found"))).to_be_visible(timeout=LATE)
    page.get_by_role("link", name="Searches").click()
    runs = page.locator("main li").filter(has=page.locator("summary"))
    expect(runs).to_have_count(2)
    runs.first.locator("summary").click()
    expect(runs.first.get_by_text("Faces compared", exact=True)).to_be_visible()
    axe(page)


def test_a_photo_arrives_while_one_looks(
    windows: Windows, own: Own, bo: tuple[Person, str], scene: Scene, tmp_path: Path
) -> None:
    page = windows.open(bo[0])
    count = _at_photos(page, bo[1])
    photo = tmp_path / "late.jpg"
    with Image.open(scene.selfies["bo"][0]) as selfie:  # the same face, so that it is surely found
        selfie.resize((1000, 1000)).save(photo)
    upload(own.ana, own.event["id"], photo)
    expect(page.get_by_text("1 new photo of you")).to_be_visible(timeout=LATE)
    expect(_photos(page)).to_have_count(count + 1)


def test_withdrawing_destroys_and_says_so(windows: Windows, bo: tuple[Person, str], axe: Axe) -> None:
    guest, registration = bo
    page = windows.open(guest, dark=True)
    page.goto(f"/my/{registration}/sharing")
    expect(page.get_by_role("img", name="Your face on selfie 1")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Withdraw consent").click()
    dialog = page.get_by_role("dialog", name="Withdraw your consent?")
    expect(dialog.get_by_text("all your selfies")).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="Withdraw and destroy").click()
    expect(page.get_by_role("link", name="Find my photos")).to_be_visible()
    assert guest.api("GET", f"/registrations/{registration}")["consented"] is False
    assert guest.api("GET", f"/registrations/{registration}/selfies")["items"] == []


def test_leaving_an_event(windows: Windows, bo: tuple[Person, str]) -> None:
    guest, registration = bo
    page = windows.open(guest)
    page.goto(f"/my/{registration}/sharing")
    page.get_by_role("button", name="Leave the event").click()
    page.get_by_role("button", name="Leave and destroy").click()
    expect(page.get_by_role("heading", name="You have not joined an event yet")).to_be_visible()
    assert guest.api("GET", "/registrations")["items"] == []


def test_an_event_that_is_over_says_so(windows: Windows, people: People, axe: Axe) -> None:
    ana, guest = people.photographer("Ana"), people.guest("Bo")
    began = datetime.now(UTC) - timedelta(days=9)
    spans = {"starts_at": began.isoformat(), "ends_at": (began + timedelta(hours=5)).isoformat()}
    event = make_event(ana, "Last week", **spans)
    registration = join(guest, event)
    until = (began + timedelta(days=3)).isoformat()
    ana.api("PATCH", f"/events/{event['id']}", json={"available_until": until})
    page = windows.open(guest, phone=True)
    page.goto("/my")
    page.get_by_role("link", name=re.compile("Last week")).click()
    expect(page).to_have_url(re.compile(f"/my/{registration}$"))
    expect(page.get_by_role("heading", name=re.compile("is over$"))).to_be_visible()
    axe(page)
    page.goto(f"/join/{event['code']}")
    expect(page.get_by_role("heading", name=re.compile("is over$"))).to_be_visible()
