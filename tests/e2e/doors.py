"""What people do at the doors of the web client: fill in, press, log in, read the code out of an e-mail."""

from __future__ import annotations

import itertools
import re

import httpx
from http_person import PASSWORD
from playwright.sync_api import Page, expect

from e2e.party import wait_until

NEW, WRONG, SHORT = "another horse battery", "wrong horse battery", "short"
_NUMBERS = itertools.count()


def new_address() -> str:
    """An address that nobody has."""
    return f"new-{next(_NUMBERS)}@example.org"


def code_of(mailbox: str, email: str, unlike: str = "") -> str:
    """The code in the last e-mail to an address; with ``unlike``, waits for another one than that."""
    found = ""

    def came() -> bool:
        nonlocal found
        text = httpx.get(mailbox, params={"to": email}).text
        match = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
        found = match[1] if match else ""
        return bool(found) and found != unlike

    wait_until(came, f"a code for {email}")
    return found


def fill(page: Page, **values: str) -> None:
    """Type into inputs, by their names."""
    for name, value in values.items():
        page.locator(f"input[name={name}]").fill(value)


def press(page: Page, name: str) -> None:
    """Press the button of exactly this name."""
    page.get_by_role("button", name=name, exact=True).click()


def log_in(page: Page, email: str, password: str = PASSWORD, after: str = "") -> None:
    """Log in by password; ``after`` is put behind the page's address."""
    page.goto(f"/login{after}")
    fill(page, email=email, password=password)
    press(page, "Log in")


def log_out(page: Page) -> None:
    """Log out by the menu at the top."""
    page.get_by_role("button", name=re.compile("^Account of")).click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("link", name="Log in", exact=True)).to_be_visible()


def confirm(page: Page, password: str = PASSWORD) -> None:
    """Show the password again, in the dialog that asks for it."""
    dialog = page.get_by_role("dialog", name="Is it you?")
    dialog.locator("input[name=password]").fill(password)
    dialog.get_by_role("button", name="Continue").click()
