"""What every answer passes on its way out: measured, and protected by headers."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from albumen.config.middleware import Middleware
from albumen.web.measures import measure

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
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in _PAGE_POLICY.items())
"""For pages: nothing inline, nothing from elsewhere; pictures may be made in the page (previews of uploads)."""

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
            "Content-Security-Policy", DATA_POLICY if data else CONTENT_SECURITY_POLICY
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith((API, "/_allauth/")):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_page(response: HttpResponseBase) -> bool:
    return str(response.get("Content-Type", "")).startswith("text/html")
