"""The admin is behind the same login and second factor, and shows no secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from accounts_browser import Browser
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

import factories
from albumen.accounts.actions.create_token import CreateToken
from albumen.accounts.models import AccessToken, User
from albumen.audit.models import Entry
from albumen.events.models import Event

AsUser = Callable[[User], Client]


@pytest.fixture
def chief(db: None) -> User:
    """An administrator, as made on the command line."""
    return User.objects.create_superuser("chief@example.org", factories.PASSWORD)


def _helper(*permissions: str) -> User:
    user = factories.guest("helper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_the_admin_asks_at_the_one_login(db: None) -> None:
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert Client().get("/admin/login/?next=/admin/").url.startswith(reverse("account_login"))
    straight = Client().post(
        "/admin/login/", {"username": "chief@example.org", "password": factories.PASSWORD}
    )
    assert straight.status_code == 302 and straight.url.startswith(reverse("account_login"))


def test_an_administrator_of_the_command_line_gets_in_at_once(chief: User) -> None:
    client = Client()
    answer = client.post(
        f"{reverse('account_login')}?next=/admin/", {"login": chief.email, "password": factories.PASSWORD}
    )
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_second_factor_is_asked_for_before_the_admin(chief: User) -> None:
    TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
    client = Client()
    answer = client.post(reverse("account_login"), {"login": chief.email, "password": factories.PASSWORD})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/admin/").status_code == 302
    page = client.get(reverse("mfa_authenticate"))
    assert page.status_code == 200 and b"code" in page.content


def test_nobody_else_gets_in(as_user: AsUser, ana: User, bo: User) -> None:
    assert as_user(ana).get("/admin/login/").status_code == 403
    assert as_user(bo).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "model",
    ["accounts/user", "accounts/accesstoken", "audit/entry", "account/emailaddress", "mfa/authenticator"],
)
def test_lists_open_and_search(as_user: AsUser, chief: User, ana: User, model: str) -> None:
    CreateToken(ana, "laptop", ["events:read"], 9).execute()
    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    client = as_user(chief)
    for query in ({}, {"q": "ana"}):
        assert client.get(f"/admin/{model}/", query).status_code == 200


def test_pages_show_no_secrets(as_user: AsUser, chief: User, ana: User) -> None:
    token, secret = CreateToken(ana, "laptop", ["events:read"], 9).execute()
    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    factor = Authenticator.objects.get()
    client = as_user(chief)
    for address in (
        f"/admin/accounts/accesstoken/{token.pk}/change/",
        f"/admin/mfa/authenticator/{factor.pk}/change/",
        f"/admin/accounts/user/{ana.pk}/change/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        html = answer.content.decode()
        for hidden in (secret, token.digest, "JBSWY3DPEHPK3PXP", factor.data["secret"]):
            assert hidden not in html
    assert not any(model._meta.model_name == "usersession" for model in admin.site._registry)


def test_the_audit_is_only_read(as_user: AsUser, chief: User, ana: User) -> None:
    CreateToken(ana, "laptop", ["events:read"], 9).execute()
    entry = Entry.objects.get()
    client = as_user(chief)
    assert client.get(f"/admin/audit/entry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/audit/entry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert client.post(f"/admin/audit/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/audit/entry/add/").status_code == 403
    assert Entry.objects.get().action == "token.create"


def test_a_token_is_revoked(as_user: AsUser, chief: User, ana: User) -> None:
    token, _ = CreateToken(ana, "laptop", ["events:read"], 9).execute()
    as_user(chief).post(
        "/admin/accounts/accesstoken/", {"action": "revoke", "_selected_action": [str(token.pk)]}
    )
    assert AccessToken.objects.get().revoked_at is not None
    assert Entry.objects.filter(action="token.revoke", actor=chief).count() == 1


def test_an_administrator_makes_users_whose_address_counts(as_user: AsUser, chief: User) -> None:
    answer = as_user(chief).post(
        "/admin/accounts/user/add/",
        {"email": "Dee@Example.org", "password": factories.PASSWORD, "user_type": "guest"},
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert EmailAddress.objects.get(email="dee@example.org").verified
    login = Browser().ask("POST", "auth/login", {"email": "dee@example.org", "password": factories.PASSWORD})
    assert login.status_code == 200


def test_an_account_is_deleted_with_everything(
    as_user: AsUser, chief: User, ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    client = as_user(chief)
    assert client.post(f"/admin/accounts/user/{ana.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(
        "/admin/accounts/user/",
        {"action": "delete_accounts", "_selected_action": [str(ana.pk), str(chief.pk)]},
    )
    run_jobs()
    assert list(User.objects.all()) == [chief]  # the last administrator stays
    assert not Event.objects.exists()


def test_staff_cannot_make_themselves_administrators(as_user: AsUser, chief: User) -> None:
    helper = _helper("change_user", "view_user")
    client = as_user(helper)
    answer: Any = client.post(
        f"/admin/accounts/user/{helper.pk}/change/",
        {"display_name": "Helper", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )
    assert answer.status_code == 302
    helper.refresh_from_db()
    assert not helper.is_superuser and helper.display_name == "Helper"
    assert client.post(f"/admin/accounts/user/{chief.pk}/change/", {"display_name": "x"}).status_code == 403
    assert client.get(f"/admin/accounts/user/{chief.pk}/password/").status_code == 403
    page = client.get("/admin/accounts/user/").content.decode()
    assert "delete_accounts" not in page
