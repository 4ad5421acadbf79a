"""Logging in by password, code, authenticator app and passkey; forgetting and changing what it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from accounts_browser import Browser
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

import factories
from albumen.accounts.models import User

Code = Callable[[str], str]
NEW = "another horse battery"


def _login(browser: Browser, user: User, password: str = factories.PASSWORD) -> Any:
    return browser.ask("POST", "auth/login", {"email": user.email, "password": password})


def _confirm(browser: Browser) -> None:
    """Show the password again, which sensitive changes ask for."""
    assert browser.ask("POST", "auth/reauthenticate", {"password": factories.PASSWORD}).status_code == 200


def _logged_in(browser: Browser) -> bool:
    return bool(browser.ask("GET", "/api/v1/account").status_code == 200)


def test_logging_in_and_out(browser: Browser, ana: User) -> None:
    answer = _login(browser, ana)
    assert answer.json()["data"]["user"]["user_type"] == "photographer"
    assert _logged_in(browser)
    browser.ask("DELETE", "auth/session")
    assert not _logged_in(browser)


def test_logging_in_needs_the_csrf_token(browser: Browser, ana: User) -> None:
    body = {"email": ana.email, "password": factories.PASSWORD}
    answer = browser.post("/_allauth/browser/v1/auth/login", body, content_type="application/json")
    assert answer.status_code == 403 and not _logged_in(browser)


def test_a_wrong_password_and_an_unknown_address_look_the_same(
    browser: Browser, another_browser: Browser, ana: User
) -> None:
    wrong = _login(browser, ana, "wrong horse battery")
    nobody = another_browser.ask(
        "POST", "auth/login", {"email": "nobody@example.org", "password": "wrong horse battery"}
    )
    assert wrong.status_code == nobody.status_code == 400
    assert wrong.json() == nobody.json()


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ana@example.org\x00", "password": factories.PASSWORD},
        {"email": "ana@example.org", "password": "\x00"},
        {"email": ["ana@example.org"], "password": {"a": 1}},
        {"email": "a" * 300 + "@example.org", "password": "p" * 100_000},
        {"email": "👩‍🎤@example.org", "password": "👩‍🎤"},
        {},
    ],
)
def test_hostile_logins_are_refused(browser: Browser, ana: User, body: dict[str, Any]) -> None:
    assert browser.ask("POST", "auth/login", body).status_code == 400


def test_a_login_by_code(browser: Browser, bo: User, code: Code) -> None:
    browser.ask("POST", "auth/code/request", {"email": bo.email})
    assert browser.ask("POST", "auth/code/confirm", {"code": "WRON-GCOD"}).status_code == 400
    assert browser.ask("POST", "auth/code/confirm", {"code": code(bo.email)}).status_code == 200
    assert _logged_in(browser)


def test_a_code_is_of_no_use_after_three_wrong_ones(browser: Browser, bo: User, code: Code) -> None:
    browser.ask("POST", "auth/code/request", {"email": bo.email})
    right = code(bo.email)
    for _ in range(3):
        browser.ask("POST", "auth/code/confirm", {"code": "WRON-GCOD"})
    assert browser.ask("POST", "auth/code/confirm", {"code": right}).status_code != 200
    assert not _logged_in(browser)


def test_a_code_is_of_no_use_in_another_browser(
    browser: Browser, another_browser: Browser, bo: User, code: Code
) -> None:
    browser.ask("POST", "auth/code/request", {"email": bo.email})
    another_browser.ask("POST", "auth/code/request", {"email": "nobody@example.org"})
    answer = another_browser.ask("POST", "auth/code/confirm", {"code": code(bo.email)})
    assert answer.status_code == 400 and not _logged_in(another_browser)


def test_a_password_reset_by_code(browser: Browser, another_browser: Browser, bo: User, code: Code) -> None:
    _login(another_browser, bo)
    browser.ask("POST", "auth/password/request", {"email": bo.email})
    right = code(bo.email)
    wrong = browser.ask("POST", "auth/password/reset", {"key": "WRON-GCOD", "password": NEW})
    assert wrong.status_code == 400
    weak = browser.ask("POST", "auth/password/reset", {"key": right, "password": "short"})
    assert weak.status_code == 400
    browser.ask("POST", "auth/password/reset", {"key": right, "password": NEW})
    assert not _logged_in(another_browser)  # who logged in with the old password is out
    assert _login(Browser(), bo, factories.PASSWORD).status_code == 400
    assert _login(Browser(), bo, NEW).status_code == 200


def test_a_reset_for_an_unknown_address_looks_the_same(
    browser: Browser, another_browser: Browser, bo: User, mailoutbox: list[Any], run_jobs: Callable[[], int]
) -> None:
    known = browser.ask("POST", "auth/password/request", {"email": bo.email})
    unknown = another_browser.ask("POST", "auth/password/request", {"email": "nobody@example.org"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    run_jobs()
    [told] = [mail for mail in mailoutbox if mail.to == ["nobody@example.org"]]
    assert "http://localhost:8000/accounts/signup/" in told.body


def test_changing_the_password_ends_other_sessions_and_tells_the_owner(
    browser: Browser, another_browser: Browser, bo: User, mailoutbox: list[Any], run_jobs: Callable[[], int]
) -> None:
    _login(browser, bo)
    _login(another_browser, bo)
    change = {"current_password": factories.PASSWORD, "new_password": NEW}
    assert browser.ask("POST", "account/password/change", change).status_code == 200
    assert _logged_in(browser) and not _logged_in(another_browser)
    run_jobs()
    assert any("password" in mail.subject.lower() for mail in mailoutbox)


def test_changing_the_address_needs_its_code(browser: Browser, bo: User, code: Code) -> None:
    _login(browser, bo)
    assert browser.ask("PATCH", "/api/v1/account", {"email": "x@example.org"}).status_code == 422
    assert browser.ask("POST", "account/email", {"email": "bo@example.net"}).status_code == 401
    _confirm(browser)
    browser.ask("POST", "account/email", {"email": "bo@example.net"})
    assert User.objects.get(pk=bo.pk).email == "bo@example.org"
    browser.ask("POST", "auth/email/verify", {"key": code("bo@example.net")})
    assert User.objects.get(pk=bo.pk).email == "bo@example.net"
    assert _login(Browser(), User.objects.get(pk=bo.pk)).status_code == 200


def test_sessions_are_listed_and_ended(browser: Browser, another_browser: Browser, bo: User) -> None:
    _login(browser, bo)
    _login(another_browser, bo)
    sessions = browser.ask("GET", "auth/sessions").json()["data"]
    assert len(sessions) == 2
    other = next(session["id"] for session in sessions if not session["is_current"])
    browser.ask("DELETE", "auth/sessions", {"sessions": [other]})
    assert _logged_in(browser) and not _logged_in(another_browser)


def _totp_code(secret: str, steps: int = 0) -> str:
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def _activate_totp(browser: Browser) -> str:
    _confirm(browser)
    answer = browser.ask("GET", "account/authenticators/totp")
    secret: str = answer.json()["meta"]["secret"]
    assert browser.ask("POST", "account/authenticators/totp", {"code": _totp_code(secret)}).status_code == 200
    return secret


def test_a_second_factor_is_asked_for_and_its_secret_is_sealed(browser: Browser, ana: User) -> None:
    _login(browser, ana)
    secret = _activate_totp(browser)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    other = Browser()
    pending = _login(other, ana)
    assert pending.status_code == 401
    assert any(
        flow["id"] == "mfa_authenticate" and flow["is_pending"]
        for flow in pending.json()["data"]["flows"]
        if "is_pending" in flow
    )
    assert not _logged_in(other)
    assert other.ask("POST", "auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    assert other.ask("POST", "auth/2fa/authenticate", {"code": _totp_code(secret, 1)}).status_code == 200
    assert _logged_in(other)


@pytest.mark.parametrize(("steps", "fits"), [(-1, True), (1, True), (-3, False), (3, False)])
def test_clocks_may_be_half_a_minute_off_and_no_more(
    browser: Browser, ana: User, steps: int, fits: bool
) -> None:
    _login(browser, ana)
    secret = _activate_totp(browser)
    other = Browser()
    _login(other, ana)
    answer = other.ask("POST", "auth/2fa/authenticate", {"code": _totp_code(secret, steps)})
    assert (answer.status_code == 200) is fits
    assert _logged_in(other) is fits


def test_a_one_time_code_works_one_time(browser: Browser, ana: User) -> None:
    _login(browser, ana)
    code_now = _totp_code(_activate_totp(browser), 1)
    outcomes = []
    for other in (Browser(), Browser()):
        _login(other, ana)
        outcomes.append(other.ask("POST", "auth/2fa/authenticate", {"code": code_now}).status_code)
    assert outcomes == [200, 400]


def test_a_used_code_stays_used_while_it_would_fit(
    browser: Browser, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _login(browser, ana)
    secret = _activate_totp(browser)
    now = time.time() // 30 * 30 + 1
    monkeypatch.setattr(time, "time", lambda: now)
    ahead = _totp_code(secret, 1)
    other = Browser()
    _login(other, ana)
    assert other.ask("POST", "auth/2fa/authenticate", {"code": ahead}).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 45)
    thief = Browser()
    _login(thief, ana)
    assert thief.ask("POST", "auth/2fa/authenticate", {"code": ahead}).status_code == 400


def test_a_recovery_code_works_one_time(browser: Browser, ana: User) -> None:
    _login(browser, ana)
    _activate_totp(browser)
    recovery = browser.ask("GET", "account/authenticators/recovery-codes").json()["data"]["unused_codes"][0]
    outcomes = []
    for other in (Browser(), Browser()):
        _login(other, ana)
        outcomes.append(other.ask("POST", "auth/2fa/authenticate", {"code": recovery}).status_code)
    assert outcomes == [200, 400]


def test_a_code_by_mail_does_not_go_around_the_second_factor(browser: Browser, ana: User, code: Code) -> None:
    _login(browser, ana)
    _activate_totp(browser)
    other = Browser()
    other.ask("POST", "auth/code/request", {"email": ana.email})
    assert other.ask("POST", "auth/code/confirm", {"code": code(ana.email)}).status_code == 401
    assert not _logged_in(other)
