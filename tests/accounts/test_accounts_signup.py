"""Both types of users sign up by themselves; nobody becomes a photographer without the terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from accounts_browser import Browser
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import PhotographerProfile, User, UserType
from albumen.accounts.terms import current_terms
from albumen.audit.models import Entry
from albumen.jobs.models import Job

GUEST = "/api/v1/account/signup/guest"
PHOTOGRAPHER = "/api/v1/account/signup/photographer"
Code = Callable[[str], str]


def _guest(**fields: Any) -> dict[str, Any]:
    return {"email": "dee@example.org", "password": factories.PASSWORD, "display_name": "Dee", **fields}


def _photographer(**fields: Any) -> dict[str, Any]:
    return {
        **_guest(),
        "business_name": "Dee Pictures",
        "phone": "+49 30 1234",
        "website": "dee.example.org",
        "events_per_month": 4,
        "terms_version": current_terms().version,
        **fields,
    }


def test_a_guest_signs_up_verifies_and_is_logged_in(browser: Browser, code: Code) -> None:
    assert browser.ask("POST", GUEST, _guest()).status_code == 202
    assert browser.ask("GET", "/api/v1/account").status_code == 401
    answer = browser.ask("POST", "auth/email/verify", {"key": code("dee@example.org")})
    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["user_type"] == "guest"
    me = browser.ask("GET", "/api/v1/account").json()
    assert (me["email"], me["display_name"], me["user_type"]) == ("dee@example.org", "Dee", "guest")
    assert browser.ask("GET", "/api/v1/account/photographer").status_code == 403


def test_a_photographer_signs_up_with_profile_and_terms(browser: Browser, code: Code) -> None:
    before = timezone.now()
    assert browser.ask("POST", PHOTOGRAPHER, _photographer()).status_code == 202
    browser.ask("POST", "auth/email/verify", {"key": code("dee@example.org")})
    profile = browser.ask("GET", "/api/v1/account/photographer").json()
    assert profile["business_name"] == "Dee Pictures"
    assert profile["website"] == "https://dee.example.org"
    assert profile["events_per_month"] == 4
    stored = PhotographerProfile.objects.get()
    assert stored.terms_version == current_terms().version
    assert before <= stored.terms_accepted_at <= timezone.now()
    entry = Entry.objects.get(action="account.open")
    assert entry.details == {"user_type": "photographer", "terms_version": current_terms().version}


@pytest.mark.parametrize("version", ["", "1999-01", None])
def test_without_todays_terms_nobody_becomes_a_photographer(browser: Browser, version: str | None) -> None:
    body = _photographer(terms_version=version)
    if version is None:
        del body["terms_version"]
    answer = browser.ask("POST", PHOTOGRAPHER, body)
    assert answer.status_code == 422
    assert "terms_version" in answer.json()["fields"]
    assert not User.objects.exists() and not Job.objects.exists()


def test_the_plain_signup_makes_guests_whatever_it_is_told(browser: Browser) -> None:
    body = {"email": "dee@example.org", "password": factories.PASSWORD, "user_type": "photographer"}
    assert browser.ask("POST", "auth/signup", body).status_code == 401  # waits for the code
    assert User.objects.get().user_type == UserType.GUEST


def test_signing_up_needs_the_csrf_token(browser: Browser) -> None:
    answer = browser.post(GUEST, _guest(), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert not User.objects.exists()


def test_who_is_logged_in_does_not_sign_up(as_user: Callable[[User], Any], bo: User) -> None:
    answer = as_user(bo).post(GUEST, _guest(), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_signed_in")


def test_a_known_address_is_not_given_away(
    browser: Browser, another_browser: Browser, bo: User, run_jobs: Callable[[], int], mailoutbox: list[Any]
) -> None:
    known = browser.ask("POST", GUEST, _guest(email="BO@example.org"))
    unknown = another_browser.ask("POST", GUEST, _guest())
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert browser.ask("GET", "auth/session").json() == another_browser.ask("GET", "auth/session").json()
    run_jobs()
    told = next(mail for mail in mailoutbox if mail.to == ["bo@example.org"])
    assert "already" in told.body and "http://localhost:8000/accounts/password/reset/" in told.body
    assert User.objects.get(pk=bo.pk).display_name == "Bo"
    assert User.objects.count() == 2


def test_an_address_is_written_to_once_in_a_while_and_says_so(browser: Browser, bo: User) -> None:
    for email in (bo.email, "new@example.org"):
        assert browser.ask("POST", GUEST, _guest(email=email)).status_code == 202
        stored = User.objects.count(), Job.objects.count()
        again = Browser().ask("POST", GUEST, _guest(email=email))
        assert (again.status_code, again.json()["code"]) == (429, "too_many_requests")
        assert again["Retry-After"] == "10"
        assert (User.objects.count(), Job.objects.count()) == stored


def test_who_cannot_be_written_to_yet_has_no_account_yet(browser: Browser, bo: User) -> None:
    assert browser.ask("POST", GUEST, _guest(email=bo.email)).status_code == 202
    bo.delete()
    assert browser.ask("POST", GUEST, _guest(email="bo@example.org")).status_code == 429
    form = {"email": "bo@example.org", "password1": factories.PASSWORD}
    assert Client().post("/accounts/signup/guest/", form).status_code == 429
    assert not User.objects.exists() and not EmailAddress.objects.exists()


def test_a_photographers_known_address_is_not_changed_either(browser: Browser, bo: User) -> None:
    assert browser.ask("POST", PHOTOGRAPHER, _photographer(email="bo@example.org")).status_code == 202
    assert User.objects.get().user_type == UserType.GUEST
    assert not PhotographerProfile.objects.exists()


def test_everything_of_a_signup_is_stored_or_nothing(browser: Browser, settings: Any) -> None:
    settings.SECRET_KEY = "x" * 50
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # which reaches nobody
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    browser.raise_request_exception = False
    assert browser.ask("POST", PHOTOGRAPHER, _photographer()).status_code == 500
    assert not User.objects.exists() and not EmailAddress.objects.exists()
    assert not PhotographerProfile.objects.exists() and not Entry.objects.exists()


def test_the_mail_names_this_site_and_not_what_the_request_claims(
    browser: Browser, run_jobs: Callable[[], int], mailoutbox: list[Any]
) -> None:
    browser.ask("POST", GUEST, _guest(), HTTP_HOST="127.0.0.1:666")
    run_jobs()
    assert "127.0.0.1" not in mailoutbox[0].body
    assert "Albumen" in mailoutbox[0].body


def test_signups_are_limited(browser: Browser, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "2/m/ip"}
    statuses = [Browser().ask("POST", GUEST, _guest(email=f"{n}@example.org")).status_code for n in range(3)]
    assert statuses == [202, 202, 429]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a" * 250 + "@example.org"),
        ("email", "dee\x00@example.org"),
        ("email", "dee@example.org\r\nBcc: all@example.org"),
        ("email", 7),
        ("password", "short"),
        ("password", "1234567890123"),
        ("password", "correct\x00horse battery"),
        ("display_name", "a" * 300),
        ("display_name", "Dee\x00"),
        ("display_name", ["Dee"]),
        ("user_type", "photographer"),
        ("is_staff", True),
    ],
)
def test_a_guests_hostile_input_is_refused(browser: Browser, field: str, value: object) -> None:
    answer = browser.ask("POST", GUEST, _guest(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_name", ""),
        ("business_name", "b" * 201),
        ("website", "javascript:alert(1)"),
        ("website", "https://" + "a" * 300 + ".org"),
        ("contact_email", "nobody"),
        ("events_per_month", -1),
        ("events_per_month", 10**30),
        ("events_per_month", "many"),
        ("phone", "1" * 41),
    ],
)
def test_a_photographers_hostile_input_is_refused(browser: Browser, field: str, value: object) -> None:
    answer = browser.ask("POST", PHOTOGRAPHER, _photographer(**{field: value}))
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_names_may_be_in_any_script(browser: Browser, code: Code) -> None:
    browser.ask("POST", GUEST, _guest(display_name="डी 👩🏽‍🎤 Ünal"))
    assert User.objects.get().display_name == "डी 👩🏽‍🎤 Ünal"
