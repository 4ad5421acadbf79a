"""Bodies that are too large are refused while they arrive, before anything is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from albumen.config.body_limit import limited
from albumen.config.streamed_bodies import MEDIA_TYPE


def _run(settings: Any, chunks: list[bytes], **headers: str) -> tuple[list[dict[str, Any]], int]:
    """Answers sent, and how many bytes reached the application behind the limit."""
    settings.ALBUMEN_SELFIE_MAX_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    sent: list[dict[str, Any]] = []
    reached = 0
    queue = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    queue.append({"type": "http.request", "body": b"", "more_body": False})

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal reached
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            reached += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return queue.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    async_to_sync(limited(application))(scope, receive, send)
    return sent, reached


def _refused(sent: list[dict[str, Any]]) -> bool:
    return sent[0]["status"] == 413 and json.loads(sent[1]["body"])["code"] == "too_large"


def test_a_body_within_the_limit_passes(settings: Any) -> None:
    sent, reached = _run(settings, [b"x" * 500_000] * 4)
    assert (sent[0]["status"], reached) == (200, 2_000_000)


def test_a_declared_length_beyond_it_is_refused_at_once(settings: Any) -> None:
    sent, reached = _run(settings, [b"x"], **{"content-length": "2000001"})
    assert _refused(sent) and reached == 0


def test_one_that_only_turns_out_too_large_is_cut_off(settings: Any) -> None:
    sent, reached = _run(settings, [b"x" * 500_000] * 9)
    assert _refused(sent) and reached == 2_000_000
    assert [message["type"] for message in sent].count("http.response.start") == 1


@pytest.mark.parametrize("kind", [MEDIA_TYPE.decode(), MEDIA_TYPE.decode().upper() + "; x=y"])
def test_uploads_have_limits_of_their_own(settings: Any, kind: str) -> None:
    sent, reached = _run(settings, [b"x" * 500_000] * 9, **{"content-type": kind})
    assert (sent[0]["status"], reached) == (200, 4_500_000)
