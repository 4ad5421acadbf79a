"""No request body fills the disk: Django writes bodies to a temporary file before any view could refuse them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from albumen.config.streamed_bodies import MEDIA_TYPE

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_FORM_OVERHEAD = 1_000_000


def limited(application: Application) -> Application:
    """The same application, for bodies up to the largest that any operation takes (413 beyond).

    Bytes of tus uploads are left alone: they are never received as a whole, and have limits of their own.
    """

    async def limiting(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_upload(scope):
            await application(scope, receive, send)
            return
        most = _most()
        if _declared(scope) > most:
            await _refuse(send, most)
            return
        received = 0
        refused = False

        async def counted() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body") or b"")
            if received <= most:
                return message
            if not refused:
                refused = True
                await _refuse(send, most)
            return {"type": "http.disconnect"}

        await application(scope, counted, send)

    return limiting


def _most() -> int:
    return max(settings.ALBUMEN_SELFIE_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + _FORM_OVERHEAD


def _header(scope: Message, wanted: bytes) -> bytes:
    return next((value for name, value in scope.get("headers", []) if name.lower() == wanted), b"")


def _declared(scope: Message) -> int:
    value = _header(scope, b"content-length")
    return int(value) if value.isdigit() and len(value) < 20 else 0


def _is_upload(scope: Message) -> bool:
    return _header(scope, b"content-type").partition(b";")[0].strip().lower() == MEDIA_TYPE


async def _refuse(send: Send, most: int) -> None:
    body = json.dumps(
        {
            "type": "about:blank",
            "title": "Content Too Large",
            "status": 413,
            "code": "too_large",
            "detail": f"A request may have {most:,} bytes.",
            "advice": "Send less at a time; photos go through /api/v1/uploads.",
        }
    ).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
