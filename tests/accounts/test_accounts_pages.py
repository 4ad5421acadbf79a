"""The pages for logging in: both types sign up on pages of their own, without a script running on any of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import factories
from albumen.accounts.models import PhotographerProfile, User, UserType
from albumen.accounts.terms import current_terms

AsUser = Callable[[User], Client]
Code = Callable[[str], str]

OPEN_PAGES = [
    "account_login",
    "account_signup",
    "account_signup_guest",
    "account_signup_photographer",
    "account_terms",
    "account_reset_password",
    "account_request_login_code",
]
OWN_PAGES = [
    "account_home",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "usersessions_list",
]


class _Page(HTMLParser):
    """What a page holds that matters to people who do not see it, and to a content security policy."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.headings = 0
        self.language: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        table = dict(attrs)
        self.handlers += [name for name in table if name.startswith("on") or name == "style"]
        if tag == "label" and table.get("for"):
            self.labelled.add(str(table["for"]))
        elif tag in {"input", "textarea", "select"} and table.get("type") not in {"hidden", "submit"}:
            self.inputs.append(table)
        elif tag == "script":
            self.scripts.append(table)
        elif tag == "h1":
            self.headings += 1
        elif tag == "html":
            self.language = table.get("lang")


def _check(html: str) -> None:
    page = _Page(html)
    assert page.language == "en" and page.headings == 1
    assert page.handlers == []
    for script in page.scripts:
        assert script.get("src") or script.get("type") == "application/json"
    for field in page.inputs:
        assert field.get("id") in page.labelled, field


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_open_pages_are_whole(db: None, name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 200
    _check(answer.content.decode())


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_are_whole_and_closed_to_strangers(as_user: AsUser, ana: User, name: str) -> None:
    answer = as_user(ana).get(reverse(name))
    assert answer.status_code == 200
    _check(answer.content.decode())
    if name != "account_logout":
        assert Client().get(reverse(name)).url.startswith(reverse("account_login"))


def test_a_guest_signs_up_on_a_page(browser: Client, code: Code) -> None:
    client = Client()
    fields = {"email": "dee@example.org", "password1": factories.PASSWORD, "display_name": "Dee"}
    answer = client.post(reverse("account_signup_guest"), fields)
    assert answer.url == reverse("account_email_verification_sent")
    _check(client.get(answer.url).content.decode())
    done = client.post(answer.url, {"code": code("dee@example.org")})
    assert done.status_code == 302
    assert "dee@example.org" in client.get(reverse("account_home")).content.decode()
    assert User.objects.get().user_type == UserType.GUEST


def _photographer(**fields: str) -> dict[str, str]:
    return {
        "email": "dee@example.org",
        "password1": factories.PASSWORD,
        "business_name": "Dee Pictures",
        "terms_version": current_terms().version,
        "accept": "on",
        **fields,
    }


def test_a_photographer_signs_up_on_a_page(db: None, code: Code) -> None:
    client = Client()
    answer = client.post(reverse("account_signup_photographer"), _photographer())
    assert answer.status_code == 302
    client.post(answer.url, {"code": code("dee@example.org")})
    assert client.get("/api/v1/account/photographer").json()["business_name"] == "Dee Pictures"


@pytest.mark.parametrize("fields", [{"accept": ""}, {"terms_version": "1999"}, {"business_name": ""}])
def test_without_terms_and_business_it_is_no_photographer(db: None, fields: dict[str, str]) -> None:
    answer = Client().post(reverse("account_signup_photographer"), _photographer(**fields))
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    _check(answer.content.decode())
    assert not User.objects.exists() and not PhotographerProfile.objects.exists()


def test_the_page_gives_no_known_address_away(bo: User) -> None:
    unknown, known = Client(), Client()
    answers = [
        client.post(reverse("account_signup_guest"), {"email": email, "password1": factories.PASSWORD})
        for client, email in ((unknown, "dee@example.org"), (known, bo.email))
    ]
    assert answers[0].url == answers[1].url
    pages = [
        re.sub(r'value="[^"]{60,}"', "", client.get(answers[0].url).content.decode()).replace(email, "")
        for client, email in ((unknown, "dee@example.org"), (known, bo.email))
    ]
    assert pages[0] == pages[1]


def test_a_forgotten_password_on_pages(bo: User, code: Code) -> None:
    client = Client()
    answer = client.post(reverse("account_reset_password"), {"email": bo.email})
    _check(client.get(answer.url).content.decode())
    answer = client.post(answer.url, {"code": code(bo.email)})
    _check(client.get(answer.url).content.decode())
    client.post(answer.url, {"password1": "another horse battery", "password2": "another horse battery"})
    bo.refresh_from_db()
    assert bo.check_password("another horse battery")


@pytest.mark.parametrize("target", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)"])
def test_a_login_does_not_lead_elsewhere(bo: User, target: str) -> None:
    answer = Client().post(
        reverse("account_login"), {"login": bo.email, "password": factories.PASSWORD, "next": target}
    )
    assert answer.status_code == 302 and answer.url == reverse("account_home")


def test_a_form_without_its_token_is_refused(bo: User) -> None:
    client: Any = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": bo.email, "password": factories.PASSWORD})
    assert answer.status_code == 403
