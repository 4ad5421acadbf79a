"""Bodies that are read while they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from albumen.config.streamed_bodies import AT_ONCE, StreamedBody


def _read_all(messages: list[dict[str, Any]], busy: Callable[[], bool] = lambda: False) -> list[bytes]:
    """What a thread reads, piece by piece, of a connection that has brought these messages already."""

    async def go() -> list[bytes]:
        async def receive() -> dict[str, Any]:
            return messages.pop(0) if messages else await asyncio.Event().wait() or {}

        body = StreamedBody(receive, asyncio.get_running_loop(), busy)
        pieces: list[bytes] = []

        def read() -> None:
            try:
                pieces.extend(iter(lambda: body.read(1 << 20), b""))
            finally:
                body.close()

        try:
            await asyncio.to_thread(read)
        except ConnectionError as error:
            pieces.append(type(error).__name__.encode())
        return pieces

    return asyncio.run(go())


def _part(content: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


def test_small_messages_are_read_together_and_none_is_lost() -> None:
    parts = [bytes([number % 251]) * 5_000 for number in range(200)]
    pieces = _read_all([*map(_part, parts), _part(b"", more=False)])
    assert b"".join(pieces) == b"".join(parts)
    assert len(pieces) <= 200 * 5_000 // AT_ONCE + 1


def test_what_came_before_the_connection_broke_is_read_first() -> None:
    assert _read_all([_part(b"kept"), {"type": "http.disconnect"}]) == [b"kept", b"ConnectionResetError"]


def test_a_body_that_pauses_is_handed_on_as_it_comes(settings: Any) -> None:
    settings.ALBUMEN_UPLOAD_IDLE_SECONDS = 0.3
    assert _read_all([_part(b"first")]) == [b"first", b"ConnectionAbortedError"]


@pytest.mark.parametrize("times", [3, 1_000])
def test_uploads_give_way_while_people_wait_but_not_for_ever(times: int) -> None:
    asked = iter([True] * times)
    assert _read_all([_part(b"slow", more=False)], lambda: next(asked, False)) == [b"slow"]
    assert (times == 3) == (next(asked, None) is None)
