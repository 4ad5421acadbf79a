"""The doors beside the API: the client's page, pages of failures, headers on everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from albumen.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.raise_request_exception = False
    return client


def test_without_a_client_the_server_says_where_its_api_is(
    browser: Client, settings: Any, tmp_path: Path
) -> None:
    settings.ALBUMEN_CLIENT = tmp_path
    response = browser.get("/")
    assert response.status_code == 200 and b"/api/v1/docs" in response.content
    response = browser.get("/events/1")
    assert response.status_code == 404 and b"There is nothing here" in response.content


def test_a_built_client_gets_every_page_and_no_file(browser: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><p>client</p>")
    settings.ALBUMEN_CLIENT = tmp_path
    for path in ("/", "/events/1", "/login"):
        response = browser.get(path)
        assert response.status_code == 200 and b"client" in response.content
        assert response["Cache-Control"] == "no-cache"
        assert "albumen_csrf" in response.cookies
    for path in ("/assets/gone.js", "/admin/nowhere", "/static/gone.css", "/favicon.ico"):
        assert browser.get(path).status_code in {302, 404}
    assert browser.post("/events/1").status_code == 405


def test_every_page_is_protected(browser: Client) -> None:
    for path in ("/", "/nowhere", "/admin/login/", "/api/v1/docs", "/healthz"):
        response = browser.get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert "camera=(self)" in response["Permissions-Policy"]
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_nobody_keeps_what_the_api_said(
    browser: Client, ana: User, as_user: Callable[[User], Client]
) -> None:
    for response in (browser.get("/api/v1/account"), as_user(ana).get("/api/v1/account")):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")


def test_a_hostile_host_gets_nothing(browser: Client) -> None:
    response = browser.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_a_form_without_its_token_is_refused_by_name() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert (response.status_code, response.json()["code"]) == (403, "csrf")


@pytest.fixture
def _fresh_policy() -> Any:
    from albumen.web.middleware import content_security_policy

    content_security_policy.cache_clear()
    yield
    content_security_policy.cache_clear()


@pytest.mark.usefixtures("_fresh_policy")
def test_pictures_may_come_from_the_store_we_redirect_to(browser: Client, settings: Any) -> None:
    from albumen.config.object_store import storage_from_url

    url = "s3://key:secret@eu.store.example/photos?region=eu"
    settings.ALBUMEN_STORAGE_URL, settings.ALBUMEN_SIGNED_URLS = url, True
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(url, Path("unused"))}
    policy = browser.get("/healthz")["Content-Security-Policy"]
    (pictures,) = [part for part in policy.split("; ") if part.startswith("img-src")]
    assert "store.example" in pictures
    assert "script-src 'self';" in policy
