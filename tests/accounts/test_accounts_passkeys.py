"""Passkeys, with an authenticator in software: registered, used to log in, refused when they are not the one."""

from __future__ import annotations

from typing import Any

import pytest
from accounts_browser import Browser
from software_authenticator import Passkey

import factories
from albumen.accounts.models import User

WEBAUTHN = "account/authenticators/webauthn"


def _browser() -> Browser:
    return Browser(SERVER_NAME="localhost")


def _registered(user: User) -> Passkey:
    browser = _browser()
    browser.ask("POST", "auth/login", {"email": user.email, "password": factories.PASSWORD})
    assert browser.ask("GET", f"{WEBAUTHN}?passwordless").status_code == 401  # the password, once more
    browser.ask("POST", "auth/reauthenticate", {"password": factories.PASSWORD})
    options = browser.ask("GET", f"{WEBAUTHN}?passwordless").json()["data"]["creation_options"]
    passkey = Passkey("http://localhost")
    answer = browser.ask("POST", WEBAUTHN, {"name": "phone", "credential": passkey.register(options)})
    assert answer.status_code == 200, answer.content
    return passkey


def _login(browser: Browser, passkey: Passkey) -> Any:
    options = browser.ask("GET", "auth/webauthn/login").json()["data"]["request_options"]
    return browser.ask("POST", "auth/webauthn/login", {"credential": passkey.sign(options)})


@pytest.mark.django_db
def test_a_passkey_logs_in_without_a_password(ana: User) -> None:
    passkey = _registered(ana)
    browser = _browser()
    assert _login(browser, passkey).status_code == 200
    assert browser.ask("GET", "/api/v1/account").json()["email"] == ana.email


@pytest.mark.django_db
def test_somebody_elses_key_does_not(ana: User) -> None:
    passkey = _registered(ana)
    forged = Passkey(passkey.origin)
    forged.credential_id, forged._handle = passkey.credential_id, passkey._handle
    browser = _browser()
    assert _login(browser, forged).status_code == 400
    assert browser.ask("GET", "/api/v1/account").status_code == 401


@pytest.mark.django_db
def test_an_answer_to_an_old_challenge_does_not(ana: User) -> None:
    passkey = _registered(ana)
    browser = _browser()
    options = browser.ask("GET", "auth/webauthn/login").json()["data"]["request_options"]
    answer = passkey.sign(options)
    browser.ask("GET", "auth/webauthn/login")  # another challenge
    assert browser.ask("POST", "auth/webauthn/login", {"credential": answer}).status_code == 400
