"""Every failure under /api is a problem with a code, whatever failed and wherever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from ninja import Field, File, Query, Router, Schema, UploadedFile
from ninja.errors import Throttled

from albumen.accounts.models import User
from albumen.api.auth import signed_in
from albumen.api.docs import LocalSwagger
from albumen.api.errors import add_handlers
from albumen.api.hostile import StrictParser
from albumen.api.openapi import DocumentedAPI
from albumen.api.operations import prepare
from albumen.errors import ConflictError, LimitReachedError

pytestmark = pytest.mark.django_db


class Thing(Schema):
    """What the operations of these tests take."""

    name: str = Field(max_length=200)
    number: int = 0
    more: dict[str, Any] = {}


class Asked(Schema):
    """Query of a list."""

    number: int = 0
    text: str = ""


class BusyError(LimitReachedError):
    """A limit of ours with a time to wait."""

    code = "busy"
    http_status = 429
    retry_after = 1.2


router = Router(auth=signed_in("events"))


@router.post("/things", response={201: Thing}, operation_id="create_thing")
def create_thing(request: HttpRequest, thing: Thing) -> Any:
    from ninja.responses import Status

    return Status(201, thing)


@router.get("/things", response=Asked, operation_id="list_things")
def list_things(request: HttpRequest, asked: Query[Asked]) -> Any:
    return asked


@router.get("/things/{code}", response=str, operation_id="get_thing")
def get_thing(request: HttpRequest, code: str) -> str:
    failure: dict[str, Exception] = {
        "conflict": ConflictError("It changed."),
        "busy": BusyError("Too many."),
        "throttled": Throttled(wait=7),
        "bug": ZeroDivisionError("a secret"),
        "database": OperationalError("database is locked"),
    }
    if code in failure:
        raise failure[code]
    return code


@router.post("/files", response=str, operation_id="create_file")
def create_file(request: HttpRequest, file: File[UploadedFile], name: str = "") -> str:
    return str(file.name)


api = DocumentedAPI(urls_namespace="api-of-tests", parser=StrictParser(), docs=LocalSwagger())
add_handlers(api)
api.add_router("", router)
prepare(api)
urlpatterns = [path("api/tests/", api.urls)]


@pytest.fixture(autouse=True)
def _urls(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    yield


@pytest.fixture
def browser(ana: User, as_user: Callable[[User], Client]) -> Client:
    client = as_user(ana)
    client.raise_request_exception = False
    return client


def _problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json", response.content
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["detail"] and body["title"]
    return body


def _post(browser: Client, body: Any, kind: str = "application/json") -> Any:
    return browser.post("/api/tests/things", body, content_type=kind)


def test_no_such_address(browser: Client) -> None:
    _problem(browser.get("/api/tests/nowhere"), 404, "not_found")


def test_wrong_method_says_which_are_right(browser: Client) -> None:
    response = browser.delete("/api/tests/things")
    _problem(response, 405, "wrong_method")
    assert {name.strip() for name in response["Allow"].split(",")} == {"GET", "POST"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b"NaN",
        b'{"name": Infinity}',
        b"[" * 100_000,
        b'{"number": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json(browser: Client, body: bytes) -> None:
    response = _post(browser, body)
    _problem(response, *((422, "invalid_input") if not body else (400, "bad_json")))


def test_deep_json_is_refused(browser: Client) -> None:
    body = '{"name": "a", "more": ' + '{"a":' * 200 + "1" + "}" * 201
    _problem(_post(browser, body), 400, "bad_json")


def test_wrong_content_type(browser: Client) -> None:
    _problem(_post(browser, b"<a/>", "text/xml"), 415, "wrong_content_type")


def test_fields_are_named_as_the_client_wrote_them(browser: Client) -> None:
    body = _problem(_post(browser, {"name": "x" * 300, "number": "many"}), 422, "invalid_input")
    assert set(body["fields"]) == {"name", "number"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (r'{"name": "a\u0000b"}', "name"),
        (r'{"name": "\ud800"}', "name"),
        (r'{"name": "a", "more": {"deep": ["\u0000"]}}', "more.deep.0"),
        (r'{"name": "a", "more": {"\u0000": 1}}', "more"),
        ('{"name": "a", "number": 9223372036854775808}', "number"),
        ('{"name": "a", "number": -9223372036854775809}', "number"),
    ],
)
def test_what_no_database_stores_is_refused_by_name(browser: Client, body: str, field: str) -> None:
    assert field in _problem(_post(browser, body), 422, "invalid_input")["fields"]


@pytest.mark.parametrize("query", ["number=9223372036854775808", "text=a%00b", "text=%ED%A0%80%00"])
def test_so_are_they_in_a_query(browser: Client, query: str) -> None:
    _problem(browser.get(f"/api/tests/things?{query}"), 422, "invalid_input")


def test_a_nul_in_an_address_is_refused(browser: Client) -> None:
    _problem(browser.get("/api/tests/things/a%00b"), 422, "invalid_input")


@pytest.mark.parametrize("name", ["🎉 Ünïcödé عيد", "x" * 200, "../../etc/passwd", "a\u202eb"])
def test_unusual_names_are_fine(browser: Client, name: str) -> None:
    response = _post(browser, {"name": name, "number": 2**63 - 1})
    assert response.status_code == 201
    assert response.json()["name"] == name


def test_a_large_body(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    _problem(_post(browser, {"name": "x" * 2000}), 413, "too_large")


def test_too_many_fields_and_broken_forms(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    _problem(browser.post("/api/tests/files", {str(n): "x" for n in range(9)}), 413, "too_large")
    kind = "multipart/form-data; boundary=" + "é" * 3
    _problem(browser.post("/api/tests/files", b"--x", content_type=kind), 400, "bad_request")


def test_unknown_hosts(browser: Client) -> None:
    _problem(browser.get("/api/tests/things", headers={"host": "evil.example"}), 400, "bad_request")


def test_strangers_and_bad_tokens(db: None) -> None:
    for headers in ({}, {"authorization": "Bearer alb_nonsense"}, {"authorization": "Basic eDp5"}):
        response = Client().get("/api/tests/things", headers=headers)
        _problem(response, 401, "not_logged_in")
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_csrf_is_checked_for_sessions_and_named(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/api/tests/things", {}, content_type="application/json").status_code == 401
    client.force_login(ana, backend="albumen.accounts.sessions.Backend")
    response = client.post("/api/tests/things", {"name": "a"}, content_type="application/json")
    _problem(response, 403, "csrf")


def test_our_own_errors_and_when_to_come_back(browser: Client) -> None:
    _problem(browser.get("/api/tests/things/conflict"), 409, "conflict")
    for code, status, name, wait in (
        ("busy", 429, "busy", "2"),
        ("throttled", 429, "too_many_requests", "7"),
        ("database", 503, "unavailable", "30"),
    ):
        response = browser.get(f"/api/tests/things/{code}")
        _problem(response, status, name)
        assert response["Retry-After"] == wait


def test_a_bug_tells_nothing_but_the_log(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = browser.get("/api/tests/things/bug")
    _problem(response, 500, "bug")
    assert b"secret" not in response.content
    assert "a secret" in caplog.text


class Broken:
    """A middleware that fails."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        pass

    def __call__(self, request: HttpRequest) -> Any:
        raise ZeroDivisionError("a secret")


def test_a_failure_before_any_operation_is_a_problem_too(browser: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Broken"]
    response = browser.get("/api/tests/things")
    _problem(response, 500, "bug")
    assert b"secret" not in response.content
