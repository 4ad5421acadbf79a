"""The base of our middlewares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Middleware:
    """A middleware for both kinds of views that looks at the answer only; no thread is needed for it."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._next = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._later(request)
        before = self.before(request)
        return self.after(request, self._next(request), before)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        before = self.before(request)
        return self.after(request, await self._next(request), before)

    def before(self, request: HttpRequest) -> Any:
        """What :meth:`after` wants to know from before."""

    def after(self, request: HttpRequest, response: HttpResponseBase, before: Any) -> HttpResponseBase:
        """The answer to give."""
        raise NotImplementedError
