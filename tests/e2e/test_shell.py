"""What every page stands in: landing page, language, addresses that lead nowhere, offline, keyboard, headers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from e2e.party import Party
from e2e.windows import Windows
from integration.sites import Site

Axe = Callable[[Page], None]
PART = "A part of the client could not be loaded"
"""What the console says when a script did not come."""

PUBLIC = ("/", "/login", "/reset", "/signup/guest", "/signup/photographer", "/listed", "/nowhere/at/all")


def _shown(page: Page, path: str) -> None:
    """Open an address and wait until its content is there."""
    page.goto(path)
    expect(page.get_by_role("contentinfo")).to_be_visible()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_public_pages(windows: Windows, axe: Axe, dark: bool, phone: bool) -> None:
    page = windows.open(dark=dark, phone=phone)
    for path in PUBLIC:
        _shown(page, path)
        axe(page)


def test_axe_finds_nothing_on_the_page_of_an_event(windows: Windows, party: Party, axe: Axe) -> None:
    for dark in (False, True):
        page = windows.open(phone=True, dark=dark)
        _shown(page, f"/join/{party.event['code']}")
        axe(page)


def test_pages_come_with_the_language_of_the_browser(windows: Windows) -> None:
    page = windows.open(language="de-DE")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("link", name="Anmelden", exact=True).first).to_be_visible()


def test_the_language_is_switched_at_once_and_remembered(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Language").select_option("de")
    expect(page.get_by_role("combobox", name="Sprache")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_a_code_leads_to_its_event(page: Page, party: Party) -> None:
    page.goto("/")
    page.get_by_role("textbox").first.fill(party.event["code"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/join/{party.event['code']}$"))


def test_an_address_that_leads_nowhere_says_so_and_leads_on(page: Page) -> None:
    page.goto("/nowhere/at/all")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_network_a_bar_says_so(page: Page, windows: Windows) -> None:
    windows.watch(page).expect(PART)  # it is gone before all of the page is there, or after
    page.goto("/")
    page.context.set_offline(True)
    bar = page.get_by_text("You are offline")
    expect(bar).to_be_visible()
    page.context.set_offline(False)
    expect(bar).to_be_hidden()


def test_without_a_network_a_page_that_was_not_loaded_yet_says_so(
    page: Page, windows: Windows, axe: Axe
) -> None:
    windows.watch(page).expect(PART)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("banner").get_by_role("link").last.click()
    failed = page.get_by_role("heading", name="The server could not be reached")
    expect(failed).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Try again").click()
    expect(failed).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
    expect(page).to_have_url(re.compile("/login"))


def test_a_page_whose_texts_did_not_come_says_so(page: Page, windows: Windows) -> None:
    windows.watch(page).expect(PART)
    page.route(re.compile(r"/assets/en-"), lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("This page could not be loaded")
    page.unroute_all()
    page.get_by_role("link", name="Load again").click()
    expect(page.get_by_role("contentinfo")).to_be_visible()


MAIN = re.compile(r"/assets/index-[\w-]+\.js")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_whose_script_did_not_come_says_so(windows: Windows, axe: Axe, dark: bool) -> None:
    page = windows.open(dark=dark, phone=dark)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(MAIN, refuse)
    page.goto("/")
    expect(page.get_by_role("heading", name="This page could not be loaded")).to_be_visible()
    expect(page.get_by_role("heading", name="Diese Seite konnte nicht geladen werden")).to_be_visible()
    assert len(asked) == 2, "the page is loaded anew once: another build may have taken the script away"
    axe(page)
    with page.expect_request(MAIN):
        page.get_by_role("link", name="Load again").press("Enter")
    expect(page.get_by_role("heading", name="This page could not be loaded")).to_be_visible()
    page.unroute_all()
    page.get_by_role("link", name="Load again").click()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    expect(page.locator(".unloaded")).to_have_count(0)


def test_a_page_whose_script_a_new_build_took_away_comes_by_itself(page: Page, windows: Windows) -> None:
    windows.watch(page).expect("was answered with 404")
    page.route(MAIN, lambda route: route.fulfill(status=404), times=1)
    page.goto("/")
    expect(page.get_by_role("contentinfo")).to_be_visible()


def test_nothing_is_said_while_a_page_loads_as_usual(page: Page) -> None:
    held: list[Route] = []
    page.route(MAIN, lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    expect(page.locator("#root > .unloaded")).to_be_attached()
    expect(page.locator("#root > .unloaded")).to_be_hidden()
    expect(page.locator("#root > .unloaded")).to_have_css("animation-delay", "12s")
    held[0].continue_()
    expect(page.get_by_role("contentinfo")).to_be_visible()


def test_without_scripts_a_page_says_what_it_needs(windows: Windows) -> None:
    page = windows.open(java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("heading", name="Albumen needs JavaScript")).to_be_visible()
    expect(page.locator("#root > .unloaded")).to_be_hidden()


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_another_page_gets_the_focus_of_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("/login"))
    expect(page.locator("main")).to_be_focused()


def test_somebody_logged_in_sees_their_own_pages(windows: Windows, party: Party) -> None:
    for person, home in ((party.ana, "/dashboard"), (party.bo, "/my")):
        page = windows.open(person)
        page.goto("/")
        expect(page).to_have_url(re.compile(f"{home}$"))


def test_a_page_that_wants_a_session_asks_for_it_and_comes_back(page: Page) -> None:
    page.goto("/my")
    expect(page).to_have_url(re.compile("/login"))


def test_pages_come_with_a_policy_that_allows_nothing_inline(site: Site) -> None:
    answer = httpx.get(f"{site.url}/join/ABCDEFGH")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
    assert "camera=(self)" in answer.headers["permissions-policy"]
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-cache", "noindex")
    assert "albumen_csrf" in answer.cookies


def test_scripts_are_sent_compressed_and_kept_for_good(site: Site, client_folder: Path) -> None:
    manifest = json.loads((client_folder / ".vite" / "manifest.json").read_text("utf-8"))
    url = f"{site.url}/{manifest['index.html']['file']}"
    answer = httpx.get(url, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br" and "immutable" in answer.headers["cache-control"]


def test_what_is_inline_is_refused_by_the_browser(page: Page, windows: Windows) -> None:
    windows.watch(page).expect("Content Security Policy")
    page.goto("/")
    ran = page.evaluate(
        """() => {
          const script = document.createElement('script')
          script.textContent = 'window.ranInline = true'
          document.head.append(script)
          return window.ranInline === true
        }"""
    )
    assert not ran


def test_the_camera_may_be_used_by_our_pages(page: Page) -> None:
    page.goto("/")
    kinds = page.evaluate(
        """async () => {
          const stream = await navigator.mediaDevices.getUserMedia({video: true})
          const kinds = stream.getTracks().map((track) => track.kind)
          stream.getTracks().forEach((track) => track.stop())
          return kinds
        }"""
    )
    assert kinds == ["video"]


@pytest.fixture
def late(client_folder: Path) -> str:
    """Address of the script that comes with the login page."""
    manifest = json.loads((client_folder / ".vite" / "manifest.json").read_text("utf-8"))
    file = next(part["file"] for name, part in manifest.items() if name.startswith("src/routes/login.tsx"))
    return f"**/{file}"


def test_a_script_that_a_new_build_took_away_is_no_dead_end(page: Page, windows: Windows, late: str) -> None:
    windows.watch(page).expect(PART)
    loads: list[str] = []
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.on("request", lambda asked: loads.append(asked.url) if asked.is_navigation_request() else None)
    page.route(late, lambda route: route.continue_() if loads else route.abort())
    page.get_by_role("banner").get_by_role("link").last.click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
    expect(page).to_have_url(re.compile("/login"))
    assert len(loads) == 1


def test_a_script_that_stays_away_is_waited_for_once_and_then_when_wanted(
    page: Page, windows: Windows, late: str
) -> None:
    windows.watch(page).expect(PART)
    loads: list[str] = []
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.on("request", lambda asked: loads.append(asked.url) if asked.is_navigation_request() else None)
    page.route(late, lambda route: route.abort())
    page.get_by_role("banner").get_by_role("link").last.click()
    again = page.locator("button:not([aria-busy])", has_text="Try again")
    expect(again).to_be_visible()
    expect(page.get_by_role("heading", name="A part of this page is missing")).to_be_visible()
    assert len(loads) == 1
    page.unroute_all()
    again.click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
