"""Request bodies that reach the view while they arrive.

Django's own handler receives the whole body into a temporary file before it asks who sends it. For bytes of uploads
(``application/offset+octet-stream``, the media type of tus) that would lose all of a transfer whose connection breaks,
and let strangers fill the disk. Here the view reads such a body from the connection itself, a message at a time, in
its own thread; a slow reader slows the sender down, and nothing is held in memory.
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


class StreamedBody:
    """A body as a file that can be read once, from a thread other than the event loop's."""

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._receive = receive
        self._loop = loop
        self._rest = memoryview(b"")
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Bytes as they come, at most ``size`` of them; all that follow when it is negative; none at the end.

        Raises:
            ConnectionError: the connection ended, or brought nothing for ALBUMEN_UPLOAD_IDLE_SECONDS.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        while not self._rest and not self._ended:
            self._take_message()
        piece, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return piece

    def close(self) -> None:
        self._ended = True
        self._rest = memoryview(b"")

    def _take_message(self) -> None:
        # ensures a coroutine: servers give any awaitable
        async def receive() -> Message:
            return await self._receive()

        future = asyncio.run_coroutine_threadsafe(receive(), self._loop)
        try:
            message = future.result(settings.ALBUMEN_UPLOAD_IDLE_SECONDS)
        except concurrent.futures.TimeoutError as error:
            future.cancel()
            self._ended = True
            raise ConnectionAbortedError("Nothing arrived for too long.") from error
        if message["type"] == "http.disconnect":
            self._ended = True
            raise ConnectionResetError("The connection ended before the body did.")
        self._rest = memoryview(message.get("body") or b"")
        self._ended = not message.get("more_body", False)


def is_streamed(scope: Message) -> bool:
    """Whether the body of this request is read while it arrives."""
    headers = cast("list[tuple[bytes, bytes]]", scope.get("headers", []))
    return any(
        name.lower() == b"content-type" and _media_type(value) == MEDIA_TYPE for name, value in headers
    )


def _media_type(value: bytes) -> bytes:
    return value.partition(b";")[0].strip().lower()
