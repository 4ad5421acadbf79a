"""/metrics, for Prometheus: for who has the token, for administrators, and for this machine itself."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from albumen.web.measures import exposition


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What is measured, as text."""
    if not _may_read(request):
        return HttpResponseForbidden("Send the token of ALBUMEN_METRICS_TOKEN.\n", content_type="text/plain")
    response = HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _may_read(request: HttpRequest) -> bool:
    token = settings.ALBUMEN_METRICS_TOKEN
    if token:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode()):
            return True
    elif not settings.ALBUMEN_BEHIND_PROXY and _is_here(request.META.get("REMOTE_ADDR", "")):
        # A proxy on this machine would make every visitor look as if they sat here.
        return not any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"))
    return bool(request.user.is_authenticated and request.user.is_active and request.user.is_staff)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
