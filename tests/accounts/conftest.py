"""Browsers that behave like browsers, and mails that travel as jobs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from accounts_browser import Browser
from django.core.cache import cache


@pytest.fixture
def browser(db: None) -> Browser:
    """Somebody's browser, nobody logged in."""
    return Browser()


@pytest.fixture
def another_browser(db: None) -> Browser:
    """Another browser."""
    return Browser()


@pytest.fixture(autouse=True)
def _queued_mail(_media: None, settings: Any) -> None:
    """E-mails travel as they do on a site: as jobs, to a backend that keeps them."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()  # rate limits count on across tests
    settings.EMAIL_BACKEND = "albumen.accounts.mail.QueuedEmailBackend"
    settings.ALBUMEN_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def code(run_jobs: Callable[[], int], mailoutbox: list[Any]) -> Callable[[str], str]:
    """The code in the newest e-mail to an address."""

    def newest(address: str) -> str:
        run_jobs()
        body = next(mail.body for mail in reversed(mailoutbox) if mail.to == [address])
        found = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6})\s*$", body, re.MULTILINE)
        assert found, body
        return found.group(1)

    return newest
