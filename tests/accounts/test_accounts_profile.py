"""What people say about themselves: everybody their own, photographers their business, nobody their type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from albumen.accounts.models import PhotographerProfile, User
from albumen.accounts.terms import current_terms
from albumen.audit.models import Entry

ME = "/api/v1/account"
BUSINESS = "/api/v1/account/photographer"
AsUser = Callable[[User], Client]


def _patch(client: Client, **fields: Any) -> Any:
    return client.patch(ME, fields, content_type="application/json")


def _put(client: Client, **fields: Any) -> Any:
    return client.put(BUSINESS, {"business_name": "Ana's", **fields}, content_type="application/json")


def test_a_name_is_changed_and_written_down_once(as_user: AsUser, bo: User) -> None:
    client = as_user(bo)
    assert _patch(client, display_name="  Bo Ünal 🎉 ").json()["display_name"] == "Bo Ünal 🎉"
    assert _patch(client, display_name="Bo Ünal 🎉").status_code == 200
    entry = Entry.objects.get(action="account.edit")
    assert (entry.actor, entry.target_id) == (bo, str(bo.pk))


@pytest.mark.parametrize(
    "fields",
    [
        {"user_type": "photographer"},
        {"display_name": "Bo", "user_type": "photographer"},
        {"is_staff": True},
        {"is_superuser": True},
        {"email": "x@example.org"},
        {"display_name": "b" * 121},
        {"display_name": "b\x00"},
        {"display_name": None},
        {"display_name": 5},
        {},
    ],
)
def test_nothing_else_is_changed(as_user: AsUser, bo: User, fields: dict[str, Any]) -> None:
    client = as_user(bo)
    before = User.objects.values().get(pk=bo.pk)
    assert _patch(client, **fields).status_code == 422
    assert User.objects.values().get(pk=bo.pk) == before


def test_changing_needs_the_csrf_token(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana, backend="albumen.accounts.sessions.Backend")
    assert _patch(client, display_name="X").status_code == 403
    assert User.objects.get(pk=ana.pk).display_name == "Ana"


def test_a_photographer_changes_the_business_and_not_the_terms(as_user: AsUser, ana: User) -> None:
    accepted = PhotographerProfile.objects.get()
    answer = _put(as_user(ana), phone="+49", website="ana.example.org", events_per_month=3)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["business_name"], body["website"]) == ("Ana's", "https://ana.example.org")
    after = PhotographerProfile.objects.get()
    assert (after.terms_version, after.terms_accepted_at) == (
        accepted.terms_version,
        accepted.terms_accepted_at,
    )


def test_newer_terms_are_accepted_on_the_way(as_user: AsUser, ana: User) -> None:
    before = PhotographerProfile.objects.get().terms_accepted_at
    assert _put(as_user(ana), accept_terms="1999").json()["code"] == "terms_outdated"
    assert _put(as_user(ana), accept_terms=current_terms().version).status_code == 200
    after = PhotographerProfile.objects.get()
    assert after.terms_version == current_terms().version and after.terms_accepted_at > before
    _put(as_user(ana), accept_terms=current_terms().version)
    assert PhotographerProfile.objects.get().terms_accepted_at == after.terms_accepted_at


def test_a_guest_has_no_business(as_user: AsUser, bo: User) -> None:
    assert as_user(bo).get(BUSINESS).status_code == 403
    assert _put(as_user(bo), accept_terms=current_terms().version).status_code == 403
    assert not PhotographerProfile.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"website": "ftp://x.org"}, {"contact_email": "x"}, {"business_name": ""}, {"terms_version": "1"}],
)
def test_hostile_businesses_are_refused(as_user: AsUser, ana: User, fields: dict[str, Any]) -> None:
    before = PhotographerProfile.objects.values().get()
    assert _put(as_user(ana), **fields).status_code == 422
    assert PhotographerProfile.objects.values().get() == before


def test_an_administrator_of_the_command_line_accepts_the_terms_first(as_user: AsUser, db: None) -> None:
    chief = User.objects.create_superuser("chief@example.org", "x")
    assert as_user(chief).get(BUSINESS).status_code == 404
    assert _put(as_user(chief)).status_code == 422
    assert _put(as_user(chief), accept_terms=current_terms().version).status_code == 200


def test_the_terms_are_there_for_everybody(db: None) -> None:
    terms = Client().get("/api/v1/account/terms").json()
    assert terms["version"] == current_terms().version and len(terms["text"]) > 200


def test_terms_of_ones_own(settings: Any, tmp_path: Any, db: None) -> None:
    file = tmp_path / "terms.toml"
    file.write_text('version = "7"\ndate = 2026-01-02\ntitle = "Ours"\ntext = "Be kind."\n')
    settings.ALBUMEN_TERMS_FILE = str(file)
    assert Client().get("/api/v1/account/terms").json()["title"] == "Ours"
    settings.ALBUMEN_TERMS_FILE = str(tmp_path / "missing.toml")
    answer = Client().get("/api/v1/account/terms")
    assert (answer.status_code, answer.json()["code"]) == (503, "terms_unreadable")
