"""The base of our middlewares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Middleware(ABC):
    """A middleware that looks at the answer only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = self.before(request)
        return self.after(request, self._next(request), before)

    def before(self, request: HttpRequest) -> Any:  # noqa: B027 - most have nothing to remember
        """What :meth:`after` wants to know from before."""

    @abstractmethod
    def after(self, request: HttpRequest, response: HttpResponseBase, before: Any) -> HttpResponseBase:
        """The answer to give."""
