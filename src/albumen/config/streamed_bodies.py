"""Request bodies that reach the view while they arrive.

Django's own handler receives the whole body into a temporary file before it asks who sends it. For bytes of uploads
(``application/offset+octet-stream``, the media type of tus) that would lose all of a transfer whose connection breaks,
and let strangers fill the disk. Here the view reads such a body from the connection itself, as it comes, in its own
thread; a slow reader slows the sender down, and no more than :data:`AT_ONCE` and a message is held in memory.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable
from typing import Any, cast

from django.conf import settings

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

MEDIA_TYPE = b"application/offset+octet-stream"

AT_ONCE = 1 << 18
"""Bytes that are handed to the thread together where they come fast: waking it for every message of a few kilobytes
costs more than writing them."""
LINGER = 0.01
"""Seconds to wait for more of them."""
GIVES_WAY = 0.05
"""Seconds at most that bytes wait, each time, while people wait for pages."""


class StreamedBody:
    """A body as a file that can be read once, from a thread other than the event loop's."""

    def __init__(
        self,
        receive: Receive,
        loop: asyncio.AbstractEventLoop,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._receive = receive
        self._loop = loop
        self._busy = busy
        self._coming: asyncio.Future[Message] | None = None
        self._rest = memoryview(b"")
        self._broken = False
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Bytes as they come, at most ``size`` of them; all that follow when it is negative; none at the end.

        Raises:
            ConnectionError: the connection ended, or brought nothing for ALBUMEN_UPLOAD_IDLE_SECONDS.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        while not self._rest and not self._ended:
            self._take_messages()
        piece, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return piece

    def close(self) -> None:
        self._ended = True
        self._rest = memoryview(b"")
        if self._coming is not None:
            self._loop.call_soon_threadsafe(self._coming.cancel)

    def _take_messages(self) -> None:
        if self._broken:
            self._ended = True
            raise ConnectionResetError("The connection ended before the body did.")
        future = asyncio.run_coroutine_threadsafe(self._messages(), self._loop)
        try:
            pieces, last = future.result(settings.ALBUMEN_UPLOAD_IDLE_SECONDS)
        except concurrent.futures.TimeoutError as error:
            future.cancel()
            self._ended = True
            raise ConnectionAbortedError("Nothing arrived for too long.") from error
        self._rest = memoryview(pieces[0] if len(pieces) == 1 else b"".join(pieces))
        self._broken = last["type"] == "http.disconnect"  # told when what came before it has been read
        self._ended = not self._broken and not last.get("more_body", False)

    async def _messages(self) -> tuple[list[bytes], Message]:
        """Bytes of the next message and of those that follow at once; and the last message."""
        pieces: list[bytes] = []
        message: Message = {}
        size = 0
        until = self._loop.time() + GIVES_WAY
        while self._busy() and self._loop.time() < until:
            await asyncio.sleep(GIVES_WAY / 10)
        while True:
            if self._coming is None:
                self._coming = asyncio.ensure_future(self._next())
            await asyncio.wait([self._coming], timeout=LINGER if pieces else None)
            if not self._coming.done():
                return pieces, message
            message = self._coming.result()
            self._coming = None
            body = message.get("body") or b""
            pieces.append(body)
            size += len(body)
            if message["type"] == "http.disconnect" or not message.get("more_body", False) or size >= AT_ONCE:
                return pieces, message

    async def _next(self) -> Message:
        # ensures a coroutine: servers give any awaitable
        return await self._receive()


def is_streamed(scope: Message) -> bool:
    """Whether the body of this request is read while it arrives."""
    headers = cast("list[tuple[bytes, bytes]]", scope.get("headers", []))
    return any(
        name.lower() == b"content-type" and _media_type(value) == MEDIA_TYPE for name, value in headers
    )


def _media_type(value: bytes) -> bytes:
    return value.partition(b";")[0].strip().lower()
