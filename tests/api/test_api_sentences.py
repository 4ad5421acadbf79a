"""Whatever code the server gives, its clients have a sentence for it in German."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import allauth.account.adapter
import allauth.mfa.adapter
import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import gettext, override

import albumen
from albumen.accounts.models import User
from albumen.errors import AlbumenError, FaultCode

LOCALES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "locales"
SOURCES = Path(albumen.__file__).parent

NEVER_ANSWERED = {
    "albumen.cli": "commands",
    "albumen.folders": "commands",
    "albumen.engine.packs": "commands: an event's missing pack is photos.analysers' PackMissingError",
    "albumen.engine.clustering": "commands",
    "albumen.config.instance": "a server that does not start",
    "albumen.accounts.handlers": "jobs that nobody asks about",
    "albumen.jobs.errors.UnknownKindError": "faults of our own code",
}
"""Where errors come from that no browser is told of, and why."""

NOT_IMPORTED = re.compile(
    r"albumen\.(config\.(asgi|documentation|\w+_storage|celery)|__main__|cli|.+\.migrations)\b"
)


@pytest.fixture(scope="module")
def german() -> dict[str, dict[str, dict[str, Any]]]:
    loaded: dict[str, dict[str, dict[str, Any]]] = json.loads(
        (LOCALES / "de" / "problems.json").read_text("utf-8")
    )
    return loaded


def _answered_codes() -> set[str]:
    for module in pkgutil.walk_packages(albumen.__path__, "albumen."):
        if not NOT_IMPORTED.match(module.name):
            importlib.import_module(module.name)
    named = (f"{kind.__module__}.{kind.__name__}" for kind in _kinds(AlbumenError))
    unanswered = {name for name in named if name.startswith(tuple(NEVER_ANSWERED))}
    ours = {
        kind.code
        for kind in _kinds(AlbumenError)
        if kind.__module__.startswith("albumen.") and f"{kind.__module__}.{kind.__name__}" not in unanswered
    }
    return ours | set(_literal_codes())


def _kinds(kind: type[AlbumenError]) -> Iterator[type[AlbumenError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _literal_codes() -> Iterator[str]:
    """Codes that the API gives without an error of ours: `problem(status, "code", …)`, and those of plain statuses."""
    from albumen.api.errors import _WORDS

    yield from (code for code, _, _ in _WORDS.values())
    for call in _calls(SOURCES / "api"):
        if _name(call) == "problem" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            yield str(call.args[1].value)


def _calls(folder: Path) -> Iterator[ast.Call]:
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_every_code_has_a_german_sentence(german: dict[str, Any]) -> None:
    codes = _answered_codes()
    assert {"event_not_found", "too_many_requests", "not_logged_in", "bug", "picture_damaged"} <= codes
    assert sorted(codes - set(german["codes"])) == []
    assert sorted(set(german["codes"]) - codes) == [], "sentences that nobody says any more"


def test_every_fault_of_a_field_has_a_german_sentence(german: dict[str, Any]) -> None:
    assert sorted(german["faults"]) == sorted(get_args(FaultCode))


def test_sentences_count_what_the_server_counts(german: dict[str, Any]) -> None:
    """A value that is named in a sentence is given by the server somewhere under that name."""
    from albumen.api.input_faults import _VALUES

    given = {"least", "most", *_VALUES.values()}
    for call in _calls(SOURCES):
        if _name(call) == "Fault":
            given |= {keyword.arg for keyword in call.keywords if keyword.arg}
        for keyword in call.keywords:
            if keyword.arg == "values" and isinstance(keyword.value, ast.Dict):
                given |= {str(key.value) for key in keyword.value.keys if isinstance(key, ast.Constant)}
    for kind in german.values():
        for code, said in kind.items():
            assert "{{" not in said["detail"], code
            named = set(re.findall(r"\{\{(\w+)\}\}", " ".join(said.get("exact", []))))
            assert named <= given, code


def test_what_allauth_says_is_german_too() -> None:
    """By the client's own sentence for the code, or by allauth's translation: the client sends Accept-Language."""
    account = json.loads((LOCALES / "de" / "account.json").read_text("utf-8"))["failure"]
    said: dict[str, Any] = {
        **allauth.account.adapter.DefaultAccountAdapter.error_messages,
        **allauth.mfa.adapter.DefaultMFAAdapter.error_messages,
    }
    unused = {code for code in said if "phone" in code or "username" in code}
    with override("en"):
        english = {code: gettext(str(text)) for code, text in said.items()}
    with override("de"):
        untold = [
            code
            for code, text in said.items()
            if code not in account and code not in unused and str(text) == english[code]
        ]
    assert untold == []


def test_password_validators_say_faults_that_are_known() -> None:
    bad = User(email="bo.somebody@example.org", display_name="Bo Somebody")
    for password in ("1", "12345678901", "password123", "bo.somebody@example.org"):
        for validator in get_default_password_validators():
            try:
                validator.validate(password, bad)
            except ValidationError as error:
                assert {one.code for one in error.error_list} <= set(get_args(FaultCode))


@pytest.mark.django_db
def test_faults_of_forms_and_of_inputs_come_with_codes_and_numbers(client: Client) -> None:
    account = {"email": "nobody", "password": "short", "display_name": "Bo"}
    answer = client.post("/api/v1/account/signup/guest", account, content_type="application/json")
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    least = settings.AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"]["min_length"]
    assert faults["email"] == {"code": "not_an_email", "values": {}}
    assert faults["password"] == {"code": "password_too_short", "values": {"least": least}}
    assert set(faults) == set(answer.json()["fields"])

    named = {**account, "display_name": "B" * 121}
    answer = client.post("/api/v1/account/signup/guest", named, content_type="application/json")
    assert answer.json()["faults"] == {"display_name": {"code": "too_long", "values": {"most": 120}}}
