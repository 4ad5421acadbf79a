"""Server-sent events out of a topic: what changed, signs of life, and an end."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from albumen.api.hub import Poll, TooManyStreamsError, hub, in_poller, moment_of

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 30.0
"""How often it is asked again whether the person may still watch."""

_RETRY = b"retry: 3000\n\n"
_ALIVE = b": still there\n\n"


def wants_events(request: HttpRequest) -> bool:
    """Whether the client reads server-sent events rather than JSON."""
    return MEDIA_TYPE in request.headers.get("Accept", "")


async def progress_answer(
    request: HttpRequest, key: str, poll: Poll, allowed: Callable[[], bool]
) -> HttpResponse | StreamingHttpResponse:
    """How a thing is now, as JSON, or how it goes on, as server-sent events; whichever the client accepts.

    Args:
        request: of somebody who may see it now.
        key: names the thing.
        poll: reads it; data for JSON with a boolean ``done``.
        allowed: whether that person may still see it; asked every half minute while the stream is open.

    Raises:
        TooManyStreamsError: ALBUMEN_STREAMS_OPEN are open in this process.
    """
    here = hub()
    if not wants_events(request):
        moment = moment_of(await sync_to_async(poll)())
        response = HttpResponse(moment.text, content_type="application/json")
        response["ETag"] = f'"{moment.id}"'
        return response
    known = here.known(key) or moment_of(await sync_to_async(poll)())
    if known.done and request.headers.get("Last-Event-ID") == known.id:
        return HttpResponse(status=204)  # the client has seen the end: it need not come back
    if not here.has_room():
        raise TooManyStreamsError("Too many people watch progress here.")
    pieces = _events(key, poll, allowed, request.headers.get("Last-Event-ID", ""))
    answer = StreamingHttpResponse(pieces, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # nginx: pass every event on at once
    return answer


async def _events(
    key: str, poll: Poll, allowed: Callable[[], bool], last: str
) -> AsyncGenerator[bytes, None]:
    here = hub()
    yield _RETRY
    with here.watching(key, poll) as topic:
        seen = None
        check_at = time.monotonic() + CHECK_SECONDS
        while True:
            moment = topic.latest
            if moment is not None and moment is not seen:
                if moment.id != last or moment.done:
                    yield f"id: {moment.id}\nevent: progress\ndata: {moment.text}\n\n".encode()
                last, seen = moment.id, moment
            if topic.ended and topic.latest is seen:
                return
            if not await topic.change(seen, HEARTBEAT_SECONDS):
                yield _ALIVE
            if time.monotonic() >= check_at:
                if not await in_poller(allowed):
                    return
                check_at = time.monotonic() + CHECK_SECONDS
