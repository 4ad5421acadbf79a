"""How a request is worked on: in one of a few threads that last, from beginning to end.

Django's own ASGI handler gives each request a thread and a database connection of its own, however many come at once,
and goes back and forth between thread and event loop around every middleware: more work than most requests are. Here
a request waits for one of ALBUMEN_WEB_REQUESTS threads, is answered there in one call, and only answers that go on for
long are the event loop's again. Connections stay with their threads where the database allows it.

A body that is read while it arrives gets a thread of its own instead: slow phones hold nobody up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections, connection, connections
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from albumen.config.streamed_bodies import StreamedBody, is_streamed

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Handler(ASGIHandler):
    """Django's handler with a bound on the requests it works on at the same time; more wait in the order they came."""

    def __init__(self) -> None:
        # No super().__init__(): it would build the chain that changes threads around every middleware.
        self.load_middleware(is_async=False)
        count = settings.ALBUMEN_WEB_REQUESTS or (3 if connection.vendor == "sqlite" else 12)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="request")
        self._count = count
        self._asked = 0

    async def handle(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if is_streamed(scope):
            alone = ThreadPoolExecutor(1, thread_name_prefix="upload")
            try:
                body = StreamedBody(receive, asyncio.get_running_loop(), self._busy)
                response = await _in(alone, self._respond, scope, body)
                await self._send(response, alone, receive, send)
                await _in(alone, connections.close_all)
            finally:
                alone.shutdown(wait=False)
            return
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return  # it went away before it had said what it wanted
        self._asked += 1
        try:
            response = await _in(self._threads, self._respond, scope, body)
        finally:
            self._asked -= 1
        await self._send(response, self._threads, receive, send)

    def _busy(self) -> bool:
        """Whether requests wait for a thread; uploads, which nobody looks at meanwhile, then go slower."""
        return self._asked > self._count

    async def _send(
        self, response: HttpResponseBase, threads: ThreadPoolExecutor, receive: Receive, send: Send
    ) -> None:
        if response.streaming:
            try:
                await self._send_until_nobody_listens(response, receive, send)
            finally:
                await _in(threads, response.close)
        else:
            await self.send_response(response, send)

    def _respond(self, scope: Message, body: Any) -> HttpResponseBase:
        """The whole request in this thread; an answer that is complete is closed, one that goes on is not."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        try:
            request, unreadable = self.create_request(scope, body)
            response: HttpResponseBase = unreadable if request is None else self.get_response(request)
            response._handler_class = self.__class__
            if not response.streaming:
                response.close()
            return response
        finally:
            body.close()
            close_old_connections()

    async def _send_until_nobody_listens(
        self, response: HttpResponseBase, receive: Receive, send: Send
    ) -> None:
        tasks = [
            asyncio.create_task(self.send_response(response, send)),
            asyncio.create_task(self.listen_for_disconnect(receive)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            sent, gone = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(sent, Exception) and not isinstance(gone, RequestAborted):
            raise sent


async def _in(threads: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it there; what it awaits of this event loop (async views) still runs here."""
    return await sync_to_async(function, thread_sensitive=False, executor=threads)(*arguments)
