"""The pages of one's account: keys, password, address, sessions, tokens, picture, and the end of it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
from benchmarks.throwaway_site import Mailbox
from http_person import PASSWORD
from playwright.sync_api import Page, expect

from e2e.doors import NEW, WRONG, code_of, confirm, fill, log_in, log_out, new_address, press
from e2e.party import People, join, make_event
from e2e.windows import Windows
from integration.sites import Site
from stored_photos import drawn

Axe = Callable[[Page], None]


def test_a_passkey_is_added_renamed_logs_in_and_is_removed(
    windows: Windows, people: People, site: Site, axe: Axe
) -> None:
    bo = people.guest()
    page = windows.open(base_url=site.url.replace("127.0.0.1", "localhost"))  # a passkey wants a name
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": _device()})
    log_in(page, bo.email, after="?next=/account/security")
    press(page, "Add a key")
    axe(page)
    fill(page, name="Phone")
    page.get_by_role("dialog", name="Add a key").get_by_role("button", name="Continue").click()
    confirm(page)
    press(page, "I have kept them")
    page.get_by_role("button", name="Rename Phone").click()
    page.get_by_role("dialog").locator("input[name=name]").fill("Old phone")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").get_by_text("Old phone")).to_be_visible()
    # The field of the login page offers passkeys by itself, and this authenticator would say yes at once; here the
    # button is pressed, as in a browser whose fields cannot.
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    log_out(page)
    page.goto("/login?next=/account/security")
    press(page, "Passkey")
    expect(page.get_by_role("button", name="Remove Old phone")).to_be_visible()
    page.get_by_role("button", name="Remove Old phone").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    confirm(page)
    expect(page.get_by_text("Old phone is removed.")).to_be_visible()


def _device() -> dict[str, Any]:
    yes = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    return {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(yes, True)}


def test_the_password_changes_and_other_sessions_end(windows: Windows, people: People) -> None:
    bo = people.guest()
    page, elsewhere = windows.open(bo), windows.open()
    log_in(elsewhere, bo.email)
    expect(elsewhere).to_have_url(re.compile("/my$"))
    page.goto("/account/security")
    fill(page, current_password=WRONG, new_password=NEW)
    press(page, "Change password")
    expect(page.get_by_text("not your current password")).to_be_visible()
    fill(page, current_password=PASSWORD)
    press(page, "Change password")
    expect(page.get_by_text("Password changed")).to_be_visible()
    elsewhere.goto("/account")
    expect(elsewhere).to_have_url(re.compile("/login"))


def test_the_address_changes_when_its_code_comes_back(
    windows: Windows, people: People, mailbox: Mailbox
) -> None:
    address = new_address()
    page = windows.open(people.guest())
    page.goto("/account/security")
    _fill_new_address(page, new_address())
    press(page, "Keep the old one")
    _fill_new_address(page, address, asked=False)
    fill(page, code=code_of(mailbox.url, address))
    press(page, "Confirm")
    expect(page.get_by_text(f"You log in with {address} now.")).to_be_visible()
    expect(page.get_by_text(f"You log in with {address}.", exact=True)).to_be_visible()


def _fill_new_address(page: Page, email: str, *, asked: bool = True) -> None:
    page.get_by_role("textbox", name="New address").fill(email)
    press(page, "Change address")
    if asked:
        confirm(page)
    expect(page.get_by_text(f"We sent a code to {email}")).to_be_visible()


def test_sessions_are_listed_and_ended(windows: Windows, people: People, axe: Axe) -> None:
    bo = people.guest()
    page, elsewhere = windows.open(bo, phone=True), windows.open()
    log_in(elsewhere, bo.email)
    expect(elsewhere).to_have_url(re.compile("/my$"))
    page.goto("/account/sessions")
    expect(page.get_by_text("This one")).to_be_visible()
    axe(page)
    page.get_by_role("button", name=re.compile("^End the session of")).click()
    expect(page.get_by_text("You are logged in nowhere else.")).to_be_visible()
    elsewhere.goto("/account")
    expect(elsewhere).to_have_url(re.compile("/login"))


def test_a_token_is_shown_once_works_and_is_revoked(
    windows: Windows, people: People, site: Site, axe: Axe
) -> None:
    page = windows.open(people.photographer())
    page.goto("/account/tokens")
    press(page, "Make a token")
    dialog = page.get_by_role("dialog", name="Make a token")
    dialog.locator("input[name=name]").fill("Studio computer")
    dialog.get_by_role("button", name="Make a token").click()
    expect(dialog.get_by_text("Choose at least one thing")).to_be_visible()
    dialog.get_by_role("group", name="Events").get_by_text("See").click()
    axe(page)
    dialog.get_by_role("button", name="Make a token").click()
    token = page.get_by_role("dialog", name="Your new token").get_by_role("textbox").input_value()
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{site.url}/api/v1/events", headers=bearer).status_code == 200
    assert httpx.get(f"{site.url}/api/v1/account", headers=bearer).status_code == 403
    press(page, "I have copied it")
    expect(page.get_by_text("See events", exact=False)).to_be_visible()
    page.get_by_role("button", name="Revoke Studio computer").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()
    assert httpx.get(f"{site.url}/api/v1/events", headers=bearer).status_code == 401


def test_the_picture_is_prepared_removed_and_brought_back(windows: Windows, people: People) -> None:
    page = windows.open(people.guest())
    page.goto("/account")
    chooser = page.locator("input[type=file]")
    bad = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    chooser.set_input_files([bad])  # type: ignore[list-item]
    expect(page.get_by_text("This picture cannot be used")).to_be_visible()
    good = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": drawn(600, 400)}
    chooser.set_input_files([good])  # type: ignore[list-item]
    shown = page.locator('main img[src^="/api/v1/account/avatar"]')
    expect(shown).to_be_visible()
    press(page, "Remove")
    expect(shown).to_be_hidden()
    press(page, "Undo")
    expect(shown).to_be_visible()


def test_every_tab_is_reached_on_a_phone_and_axe_finds_nothing(
    windows: Windows, people: People, axe: Axe
) -> None:
    bo, ana = people.guest(), people.photographer()
    registration = join(bo, make_event(ana))
    page = windows.open(bo, phone=True, dark=True)
    page.goto("/account")
    for tab in ("Profile", "Security", "Sessions", "Access tokens", "Notifications", "Privacy"):
        link = page.get_by_role("navigation", name="My account").get_by_role("link", name=tab, exact=True)
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        expect(link).to_be_in_viewport(ratio=1)
        expect(page).to_have_title(f"{tab} · Albumen")
        axe(page)
    page.get_by_role("link", name=re.compile("Winter party")).click()
    expect(page).to_have_url(re.compile(registration))


def test_an_account_is_deleted_with_its_events_when_that_is_said(
    windows: Windows, people: People, axe: Axe
) -> None:
    ana = people.photographer()
    make_event(ana)
    page = windows.open(ana)
    page.goto("/account/privacy")
    page.get_by_role("button", name=re.compile("^Delete my account")).click()
    axe(page)
    fill(page, password=WRONG)
    press(page, "Delete for good")
    expect(page.get_by_text("This password is wrong.")).to_be_visible()
    fill(page, password=PASSWORD)
    press(page, "Delete for good")
    expect(page.get_by_text("You have events.", exact=False)).to_be_visible()
    page.get_by_role("checkbox").check()
    press(page, "Delete for good")
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Log in", exact=True)).to_be_visible()
    log_in(page, ana.email)
    expect(page.get_by_text("do not go together")).to_be_visible()
