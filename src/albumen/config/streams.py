"""Answers that go on for a long time, without holding what a request holds."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connection, connections


async def detached(pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The same pieces, after the request's database connections were closed and its thread was ended.

    Django keeps both until an answer is complete. A thousand open streams would hold a thousand of each.
    """
    await _let_go()
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece


async def _let_go() -> None:
    await sync_to_async(_close_connections)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None:
        return
    executor = SyncToAsync.context_to_thread_executor.pop(context, None)
    if executor is not None:
        executor.shutdown(wait=False)


def _close_connections() -> None:
    if not connection.in_atomic_block:  # a test's transaction stays
        connections.close_all()
