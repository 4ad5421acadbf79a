"""The doors of the web client: signing up, every way to log in, the second factor, a forgotten password."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from benchmarks.throwaway_site import Mailbox
from http_person import PASSWORD
from playwright.sync_api import Page, expect

from e2e.doors import NEW, SHORT, WRONG, code_of, confirm, fill, log_in, log_out, new_address, press
from e2e.party import People
from e2e.windows import Windows
from integration.sites import ADMIN
from stored_photos import drawn

Axe = Callable[[Page], None]
Code = Callable[..., str]


@pytest.fixture
def code(mailbox: Mailbox) -> Code:
    """Reads the code in the last e-mail to an address; with ``unlike``, waits for another one than that."""
    return functools.partial(code_of, mailbox.url)


@pytest.fixture
def address() -> str:
    """An address that nobody has."""
    return new_address()


def _app_code(secret: str, steps: int = 0) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps)))


def _add_app(page: Page) -> tuple[str, list[str]]:
    """Add an authenticator app; its secret, and the recovery codes that are shown."""
    page.goto("/account/security")
    press(page, "Add an app")
    secret = page.get_by_role("dialog").locator("code").inner_text().replace(" ", "")
    fill(page, code=_app_code(secret))
    press(page, "Turn on")
    confirm(page)
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()
    return secret, codes


def test_a_guest_signs_up_verifies_and_goes_on(page: Page, axe: Axe, code: Code, address: str) -> None:
    page.goto("/signup/guest?next=/account")
    fill(page, display_name="Dee", email=address, password=SHORT)
    picture = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": drawn(600, 600)}
    page.locator("input[type=file]").set_input_files([picture])  # type: ignore[list-item]
    press(page, "Sign up")
    expect(page.get_by_text("too short")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_focused()
    fill(page, password=PASSWORD)
    press(page, "Sign up")
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    expect(page.get_by_role("textbox", name="Code")).to_be_focused()
    axe(page)
    fill(page, code="WRON-GCOD")
    press(page, "Confirm")
    expect(page.get_by_text("This code is wrong")).to_be_visible()
    fill(page, code=code(address).lower())
    press(page, "Confirm")
    expect(page).to_have_url(re.compile("/account$"))
    expect(page.get_by_role("button", name="Another picture")).to_be_visible()
    assert page.evaluate("fetch('/api/v1/account').then((r) => r.json())")["user_type"] == "guest"


def test_a_photographer_accepts_the_terms_that_are_shown(
    page: Page, axe: Axe, code: Code, address: str
) -> None:
    page.goto("/signup/photographer?next=/account")
    fill(page, email=address, password=PASSWORD, business_name="Dee Photography", events_per_month="3")
    press(page, "Sign up")
    expect(page).to_have_url(re.compile("/signup/photographer"))  # not without the terms
    page.get_by_role("checkbox").check()
    press(page, "Sign up")
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    page.reload()  # the step is kept
    fill(page, code=code(address))
    press(page, "Confirm")
    expect(page.locator("input[name=business_name]")).to_have_value("Dee Photography")
    expect(page.get_by_text(re.compile("^Terms .*, accepted on"))).to_be_visible()
    axe(page)
    fill(page, phone="+49 30 1234")
    page.get_by_role("region", name="Your business").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.locator("input[name=phone]")).to_have_value("+49 30 1234")


def test_an_address_with_an_account_signs_up_alike(windows: Windows) -> None:
    seen = []
    for email in (ADMIN, new_address()):  # to whom no code went a moment ago
        page = windows.open()
        page.goto("/signup/guest")
        fill(page, email=email, password=PASSWORD)
        press(page, "Sign up")
        expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
        fill(page, code="WRON-GCOD")
        press(page, "Confirm")
        expect(page.get_by_text("This code is wrong")).to_be_visible()
        seen.append(page.get_by_role("main").inner_text().replace(email, "ADDRESS"))
    assert seen[0] == seen[1]


def test_who_signs_up_twice_learns_how_long_to_wait(windows: Windows, address: str) -> None:
    pages = [windows.open(), windows.open()]
    for page in pages:
        page.goto("/signup/guest")
        fill(page, email=address, password=PASSWORD)
    with pages[0].expect_response("**/signup/guest"):
        press(pages[0], "Sign up")
    press(pages[1], "Sign up")
    expect(pages[1].get_by_role("alert").get_by_text("That was too often")).to_be_visible()
    expect(pages[1].get_by_role("alert").get_by_text(re.compile(r"^Try again in \d+ sec"))).to_have_count(2)


@pytest.mark.parametrize("after", ["//evil.example/", "https://evil.example/", "/.//evil.example/", "/login"])
def test_a_login_leads_to_no_other_site(page: Page, people: People, after: str) -> None:
    log_in(page, people.guest("Eve").email, after=f"?next={after}")
    expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/my$"))


def test_a_wrong_password_and_an_unknown_address_look_the_same(windows: Windows, people: People) -> None:
    seen = []
    for email in (people.guest().email, "nobody@example.org"):
        page = windows.open()
        log_in(page, email, WRONG)
        expect(page.get_by_text("do not go together")).to_be_visible()
        seen.append(page.get_by_role("main").inner_text())
    assert seen[0] == seen[1]


def test_a_login_by_code(page: Page, people: People, axe: Axe, code: Code) -> None:
    bo = people.guest()
    before = code(bo.email)
    page.goto("/login")
    press(page, "Code by e-mail")
    fill(page, email=bo.email)
    press(page, "Send a code")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    axe(page)
    fill(page, code=code(bo.email, unlike=before))
    press(page, "Log in")
    expect(page).to_have_url(re.compile("/my$"))


def test_a_forgotten_password(page: Page, people: People, axe: Axe, code: Code) -> None:
    bo = people.guest()
    before = code(bo.email)
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()  # both pages ask for it
    fill(page, email=bo.email)
    press(page, "Send a code")
    expect(page.get_by_role("heading", name="A new password")).to_be_visible()
    axe(page)
    fill(page, code=code(bo.email, unlike=before), password=NEW)
    press(page, "Save the new password")
    expect(page).to_have_url(re.compile("/login"))
    log_in(page, bo.email, NEW)
    expect(page).to_have_url(re.compile("/my$"))


def test_an_app_is_asked_for_and_a_recovery_code_stands_in(
    windows: Windows, people: People, axe: Axe
) -> None:
    bo = people.guest()
    page = windows.open(bo)
    secret, codes = _add_app(page)
    axe(page)
    assert len(codes) == 10
    with page.expect_download() as download:
        press(page, "Download")
    kept = Path(download.value.path()).read_text("utf-8")
    assert bo.email in kept and all(one in kept for one in codes)
    press(page, "I have kept them")
    expect(page.get_by_text("10 left")).to_be_visible()
    for shown in (_app_code(secret, 1), codes[0]):
        log_out(page)
        log_in(page, bo.email)
        expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        axe(page)
        page.reload()  # the step is kept
        fill(page, code=shown)
        press(page, "Log in")
        expect(page).to_have_url(re.compile("/my$"))
    page.goto("/account/security")
    expect(page.get_by_text("9 left")).to_be_visible()
    press(page, "Turn off")
    page.get_by_role("dialog").get_by_role("button", name="Turn off").click()
    confirm(page)
    expect(page.get_by_role("button", name="Add an app")).to_be_visible()
    expect(page.get_by_text("9 left")).to_be_hidden()
