"""Limits hold whichever process answers and whatever the request says about where it comes from."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from accounts_browser import Browser
from django.conf import settings as site
from django.test import RequestFactory

from albumen.accounts.adapter import AccountAdapter
from albumen.accounts.models import User

HERE = Path(__file__).parent
HAMMER = HERE / "login_hammer.py"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of processes that share a fresh database, of the kind the tests run on."""
    environment = {
        **os.environ,
        "ALBUMEN_DATA": str(tmp_path / "data"),
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]),
    }
    (tmp_path / "data").mkdir()
    if "sqlite" in site.DATABASES["default"]["ENGINE"]:
        yield environment
        return
    import psycopg

    name = f"hammer_{uuid4().hex}"
    server = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        head, _, query = os.environ["DATABASE_URL"].partition("?")
        environment["DATABASE_URL"] = f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
        try:
            yield environment
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _hammer(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HAMMER), *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.integration
def test_processes_that_hammer_together_get_no_more_tries_than_one(database: dict[str, str]) -> None:
    """Five a five minutes and account, ten a minute and address; 36 tries at the same time, from made-up ports."""
    subprocess.run([sys.executable, str(HAMMER), "prepare"], env=database, check=True, timeout=120)
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(_hammer(database, "ana@example.org", "12")) for _ in range(3)]
        for process in processes:
            assert process.stdout and process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    looked = sum(answer.get("looked", 0) for answer in answers)
    stopped = sum(answer.get("stopped", 0) for answer in answers)
    assert (looked, looked + stopped) == (5, 36)


def test_an_account_under_attack_from_many_addresses_is_closed_for_a_while(ana: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    outcomes = [_try(ana.email, f"10.0.0.{n}") for n in range(7)]
    assert outcomes == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"] * 2


def test_one_address_tries_only_so_many_accounts(ana: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    outcomes = [_try(f"somebody{n}@example.org", "10.0.0.1") for n in range(12)]
    assert outcomes[9:] == ["email_password_mismatch"] + ["too_many_login_attempts"] * 2


def test_made_up_addresses_do_not_help_without_a_proxy(ana: User) -> None:
    outcomes = [_try(f"somebody{n}@example.org", f"10.0.0.{n}") for n in range(12)]
    assert outcomes[9:] == ["email_password_mismatch"] + ["too_many_login_attempts"] * 2


def _try(email: str, address: str) -> str:
    body = {"email": email, "password": "wrong horse battery"}
    answer = Browser().ask("POST", "auth/login", body, HTTP_X_FORWARDED_FOR=address)
    return str(answer.json()["errors"][0]["code"])


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_of_who_asks(settings: Any, proxies: int, forwarded: str, expected: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert AccountAdapter(request).get_client_ip(request) == expected


def test_a_request_over_a_local_socket_has_an_address_too() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="")
    assert AccountAdapter(request).get_client_ip(request) == "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    ("environment", "count"),
    [
        ({}, 0),
        ({"ALBUMEN_PROXY_COUNT": "3"}, 0),
        ({"ALBUMEN_BEHIND_PROXY": "yes"}, 1),
        ({"ALBUMEN_BEHIND_PROXY": "yes", "ALBUMEN_PROXY_COUNT": "2"}, 2),
    ],
)
def test_proxies_are_believed_only_when_the_setting_says_so(
    environment: dict[str, str], count: int, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from albumen.config import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)",
        ],
        env={**os.environ, **environment, "ALBUMEN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(count)


def test_a_login_that_succeeds_costs_no_try(ana: User, as_user: Callable[[User], Any]) -> None:
    import factories

    for _ in range(8):
        body = {"email": ana.email, "password": factories.PASSWORD}
        assert Browser().ask("POST", "auth/login", body).status_code == 200
