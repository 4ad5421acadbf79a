"""Access tokens: shown once, kept as a digest, good for their scopes only, made in browsers only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albumen.accounts.models import AccessToken, User
from albumen.accounts.queries import digest, user_of_token
from albumen.api.models import IdempotencyKey
from albumen.audit.models import Entry

TOKENS = "/api/v1/account/tokens"
ME = "/api/v1/account"
AsUser = Callable[[User], Client]


def _make(client: Client, **fields: Any) -> Any:
    body = {"name": "laptop", "scopes": ["account:read"], "days": 30, **fields}
    return client.post(TOKENS, body, content_type="application/json")


def _with(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_logs_in_and_is_kept_as_a_digest_only(as_user: AsUser, ana: User) -> None:
    answer = _make(as_user(ana))
    assert answer.status_code == 201 and answer["Cache-Control"] == "no-store"
    token = answer.json()["token"]
    assert token.startswith("alb_") and len(token) == 4 + 43
    assert Client().get(ME, headers=_with(token)).json()["email"] == ana.email
    row = AccessToken.objects.get()
    assert row.digest == digest(token)
    stored = str(AccessToken.objects.values().get()) + str(Entry.objects.values().get())
    assert token not in stored and token[8:] not in stored
    assert row.last_used_at is not None
    listed = as_user(ana).get(TOKENS).json()["items"]
    assert [item["hint"] for item in listed] == [token[:8]] and "token" not in listed[0]


def test_an_idempotency_key_does_not_keep_the_token(as_user: AsUser, ana: User) -> None:
    body = {"name": "laptop", "scopes": ["account:read"], "days": 30}
    answer = as_user(ana).post(
        TOKENS, body, content_type="application/json", headers={"Idempotency-Key": "attempt-1"}
    )
    token = answer.json()["token"].encode()
    assert not any(token in bytes(row.body) for row in IdempotencyKey.objects.all())


def test_a_token_does_what_its_scopes_say(as_user: AsUser, ana: User) -> None:
    reader = _make(as_user(ana)).json()["token"]
    writer = _make(as_user(ana), scopes=["account:write", "events:read"]).json()["token"]
    edit = {"path": ME, "data": {"display_name": "X"}, "content_type": "application/json"}
    refused = Client().patch(**edit, headers=_with(reader))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert Client().patch(**edit, headers=_with(writer)).status_code == 200
    assert Client().get(ME, headers=_with(writer)).status_code == 403


def test_a_token_makes_no_tokens_and_does_not_end_the_account(as_user: AsUser, ana: User) -> None:
    token = _make(as_user(ana), scopes=["account:read", "account:write"]).json()["token"]
    client = Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert _make(client).status_code == 401
    body = {"password": "correct horse battery"}
    assert client.delete(ME, body, content_type="application/json").status_code == 401
    assert User.objects.get(pk=ana.pk).is_active


@pytest.mark.parametrize("token", ["", "alb_", "alb_" + "A" * 43, "alb_\xff" * 20, "x" * 5000, "alb_ A B"])
def test_unknown_tokens_are_strangers(db: None, token: str) -> None:
    answer = Client().get(ME, headers=_with(token))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


def test_revoked_expired_and_orphaned_tokens_are_strangers(as_user: AsUser, ana: User) -> None:
    client = as_user(ana)
    made = _make(client).json()
    assert user_of_token(made["token"])
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert user_of_token(made["token"]) is None
    AccessToken.objects.update(expires_at=None)
    assert user_of_token(made["token"])
    User.objects.update(is_active=False)
    assert user_of_token(made["token"]) is None
    User.objects.update(is_active=True)
    assert as_user(ana).delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert user_of_token(made["token"]) is None
    assert Entry.objects.filter(action="token.revoke").count() == 1
    assert as_user(ana).delete(f"{TOKENS}/{made['id']}").status_code == 204  # again: nothing more happens
    assert Entry.objects.filter(action="token.revoke").count() == 1


def test_other_peoples_tokens_are_not_there(as_user: AsUser, ana: User, bo: User) -> None:
    made = _make(as_user(ana)).json()
    assert as_user(bo).get(TOKENS).json()["items"] == []
    assert as_user(bo).delete(f"{TOKENS}/{made['id']}").status_code == 404
    assert user_of_token(made["token"])


def test_the_list_is_paged_at_a_constant_number_of_queries(as_user: AsUser, ana: User) -> None:
    client = as_user(ana)
    for number in range(5):
        assert _make(client, name=str(number)).status_code == 201
    with CaptureQueriesContext(connection) as few:
        first = client.get(TOKENS, {"limit": 1}).json()
    with CaptureQueriesContext(connection) as many:
        rest = client.get(TOKENS, {"limit": 4, "cursor": first["next"]}).json()
    assert len(few) == len(many) <= 3  # session, user, tokens
    assert [item["name"] for item in first["items"] + rest["items"]] == ["4", "3", "2", "1", "0"]
    assert rest["next"] is None


def test_there_are_only_so_many_tokens(as_user: AsUser, ana: User, settings: Any) -> None:
    settings.ALBUMEN_TOKENS_PER_USER = 2
    settings.ALBUMEN_TOKEN_DAYS_MAX = 10
    answers = [_make(as_user(ana), days=3000) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 413]
    assert AccessToken.objects.first().expires_at <= timezone.now() + timedelta(days=10)
    AccessToken.objects.update(revoked_at=timezone.now())
    assert _make(as_user(ana)).status_code == 201


def test_making_tokens_is_limited(as_user: AsUser, ana: User, bo: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "create_token": "1/h/user"}
    assert [_make(as_user(ana)).status_code for _ in range(2)] == [201, 429]
    assert _make(as_user(bo)).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "n" * 101},
        {"name": "a\x00"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": "account:read"},
        {"days": 0},
        {"days": 10**12},
        {"user": "somebody"},
    ],
)
def test_hostile_wishes_are_refused(as_user: AsUser, ana: User, fields: dict[str, Any]) -> None:
    assert _make(as_user(ana), **fields).status_code == 422
    assert not AccessToken.objects.exists()
