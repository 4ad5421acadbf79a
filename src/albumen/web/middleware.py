"""What every answer passes on its way out: measured, and protected by headers."""

from __future__ import annotations

import functools
import logging
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from albumen.config.middleware import Middleware
from albumen.web.measures import measure

_LOG = logging.getLogger(__name__)

API = "/api/"

_PAGE_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@functools.cache
def content_security_policy() -> str:
    """For pages: nothing inline, nothing from elsewhere but pictures out of the object store that we redirect to.

    Pictures may also be made in the page (previews of uploads).
    """
    policy = dict(_PAGE_POLICY)
    if origin := _store_origin():
        policy["img-src"] += f" {origin}"
        policy["connect-src"] += f" {origin}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _store_origin() -> str:
    """Where signed addresses of pictures lead; empty when this server sends them itself."""
    if not (settings.ALBUMEN_STORAGE_URL and settings.ALBUMEN_SIGNED_URLS):
        return ""
    try:
        parts = urlsplit(default_storage.url("origin"))
    except Exception as error:  # noqa: BLE001 - stores that cannot sign are read by this server
        _LOG.info("The object store gives no addresses: %s", error)
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


DATA_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For what the API gives: should a browser ever show it as a page, it can do nothing."""

PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class Measured(Middleware):
    """Counts and times requests by operation, for /metrics."""

    def before(self, request: HttpRequest) -> float:
        return time.perf_counter()

    def after(self, request: HttpRequest, response: HttpResponseBase, before: float) -> HttpResponseBase:
        measure(request, response.status_code, time.perf_counter() - before)
        return response


class ProtectiveHeaders(Middleware):
    """Headers that keep browsers from running, embedding, guessing or keeping what they should not."""

    def after(self, request: HttpRequest, response: HttpResponseBase, before: Any) -> HttpResponseBase:
        data = request.path.startswith(API) and not _is_page(response)
        response.headers.setdefault(
            "Content-Security-Policy", DATA_POLICY if data else content_security_policy()
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith((API, "/_allauth/")):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_page(response: HttpResponseBase) -> bool:
    return str(response.get("Content-Type", "")).startswith("text/html")
