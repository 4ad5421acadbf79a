"""The ASGI handler: few threads however many ask, and nothing that lasts long holds one of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from albumen.config.handler import Handler
from albumen.config.streamed_bodies import MEDIA_TYPE

_CLOSED: list[str] = []


def _who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(threading.current_thread().name)


def _asks(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


async def _pieces() -> AsyncGenerator[bytes, None]:
    try:
        while True:
            yield b"more"
            await asyncio.sleep(0.01)
    finally:
        _CLOSED.append("pieces")


async def _endless(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_pieces())
    response._resource_closers.append(lambda: _CLOSED.append("response"))  # type: ignore[attr-defined]
    return response


def _length(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{threading.current_thread().name} {len(request.read())}")


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("who", _who),
    path("asks", _asks),
    path("endless", _endless),
    path("length", _length),
    path("broken", _broken),
]


class _Connection:
    """One request over ASGI, as a server would bring it."""

    def __init__(self, handler: Handler, path: str, *, method: str = "GET", media_type: bytes = b"") -> None:
        self.sent: list[dict[str, Any]] = []
        self.began = asyncio.Event()
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        headers = [(b"host", b"testserver"), (b"content-type", media_type)]
        scope = {
            **{"type": "http", "method": method, "path": path, "raw_path": path.encode()},
            **{"query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1"},
            **{"server": ("testserver", 80), "client": ("127.0.0.1", 1), "headers": headers},
        }
        self.done = asyncio.ensure_future(handler(scope, self._incoming.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if message.get("body"):
            self.began.set()

    def bring(self, body: bytes = b"", *, more: bool = False) -> _Connection:
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": more})
        return self

    def hang_up(self) -> None:
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def answer(self) -> str:
        await asyncio.wait_for(self.done, 30)
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()


@pytest.fixture
def handler(settings: Any) -> Handler:
    settings.ALBUMEN_WEB_REQUESTS = 2
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = []
    _CLOSED.clear()
    return Handler()


def test_many_requests_share_few_threads(handler: Handler) -> None:
    async def story() -> set[str]:
        asked = [_Connection(handler, "/who").bring() for _ in range(50)]
        return {await one.answer() for one in asked}

    assert asyncio.run(story()) <= {"request_0", "request_1"}


def test_open_streams_hold_no_thread_and_end_when_nobody_listens(handler: Handler) -> None:
    async def story() -> None:
        streams = [_Connection(handler, "/endless").bring() for _ in range(5)]
        for stream in streams:
            await asyncio.wait_for(stream.began.wait(), 30)
        assert (await _Connection(handler, "/who").bring().answer()).startswith("request_")
        assert not _CLOSED
        for stream in streams:
            stream.hang_up()
            await asyncio.wait_for(stream.done, 30)
        assert sorted(_CLOSED) == ["pieces"] * 5 + ["response"] * 5

    asyncio.run(story())


def test_slow_uploads_hold_nobody_up(handler: Handler) -> None:
    async def story() -> None:
        slow = [_Connection(handler, "/length", method="PATCH", media_type=MEDIA_TYPE) for _ in range(5)]
        for one in slow:
            one.bring(b"first", more=True)
        assert (await _Connection(handler, "/who").bring().answer()).startswith("request_")
        for one in slow:
            assert not one.done.done()
            one.bring(b"second")
        answers = [await one.answer() for one in slow]
        assert all(answer.startswith("upload_") and answer.endswith(" 11") for answer in answers)

    asyncio.run(story())


def test_who_leaves_before_the_question_is_asked_gets_no_answer(handler: Handler) -> None:
    async def story() -> None:
        left = _Connection(handler, "/who").bring(b"half", more=True)
        left.hang_up()
        assert await left.answer() == "" and not left.sent

    asyncio.run(story())


def test_what_breaks_is_an_answer_and_the_thread_goes_on(handler: Handler) -> None:
    async def story() -> None:
        for _ in range(4):
            broken = _Connection(handler, "/broken").bring()
            await broken.answer()
            assert broken.sent[0]["status"] == 500
        assert (await _Connection(handler, "/who").bring().answer()).startswith("request_")

    asyncio.run(story())


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_its_connection_to_sqlite(handler: Handler) -> None:
    opened: list[int] = []

    def note(**_: Any) -> None:
        opened.append(threading.get_ident())

    async def story() -> None:
        for _ in range(20):
            assert await _Connection(handler, "/asks").bring().answer() == "1"

    connection_created.connect(note)
    try:
        asyncio.run(story())
    finally:
        connection_created.disconnect(note)
    assert 1 <= len(opened) <= 2 and len(set(opened)) == len(opened)
