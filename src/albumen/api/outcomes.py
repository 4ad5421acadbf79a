"""What fails before or beside an operation gets the same form as what fails in one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from albumen.api.errors import problem_of_status
from albumen.config.middleware import Middleware

API = "/api/"


class ApiProblems(Middleware):
    """What fails before or beside an operation (no such address, wrong method, unknown host) is a problem too."""

    def after(self, request: HttpRequest, response: HttpResponseBase, before: Any) -> HttpResponseBase:
        plain = response.status_code >= 400 and not response.streaming and _is_unworded(response)
        if not plain or not request.path.startswith(API):
            return response
        if settings.DEBUG and response.status_code >= 500:
            return response
        worded = problem_of_status(response.status_code)
        for name in ("Allow", "Retry-After", "Vary"):
            if name in response:
                worded[name] = response[name]
        worded.cookies = response.cookies
        worded._resource_closers.extend(response._resource_closers)
        return worded


def _is_unworded(response: HttpResponseBase) -> bool:
    """Not ours: a page or plain text; protocols with failures of their own (tus) name themselves."""
    kind = str(response.get("Content-Type", ""))
    return "json" not in kind and "Tus-Resumable" not in response
