"""Progress at one address each: JSON for those who poll, server-sent events for those who listen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from ninja import Router

from albumen.api.auth import signed_in, still_signed_in
from albumen.api.event_stream import MEDIA_TYPE, progress_answer
from albumen.api.progress import event_progress, search_of, search_progress
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.progress import EventProgress, SearchProgress
from albumen.errors import AlbumenError
from albumen.events.queries import managed_event

router = Router(tags=["progress"])

_EVENTS: dict[str, Any] = {
    "responses": {
        200: {
            "description": "JSON; or, to `Accept: text/event-stream`, an event `progress` with the same JSON at once "
            "and after every change, until `done`.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        204: {"description": "To a listener whose Last-Event-ID is the end: there is nothing to wait for."},
    }
}


@router.get(
    "/events/{event_id}/progress",
    auth=signed_in("photos"),
    operation_id="get_event_progress",
    summary="How far an event's photos are",
    response={200: EventProgress, (403, 404): Problem},
    openapi_extra=_EVENTS,
)
async def get_event_progress(request: HttpRequest, event_id: UUID) -> Any:
    """Uploads, photos, jobs, matching, rate and the time left; for the event's photographer."""
    return await _answer(
        request, f"event:{event_id}", partial(event_progress, event_id), managed_event, event_id
    )


@router.get(
    "/searches/{search_id}/progress",
    auth=signed_in("guests"),
    operation_id="get_search_progress",
    summary="How far a search is",
    response={200: SearchProgress, (403, 404, 410): Problem},
    openapi_extra=_EVENTS,
)
async def get_search_progress(request: HttpRequest, search_id: UUID) -> Any:
    """State, faces compared and what was found so far; for the guest who asked."""
    return await _answer(
        request, f"search:{search_id}", partial(search_progress, search_id), search_of, search_id
    )


async def _answer(
    request: HttpRequest,
    key: str,
    poll: Callable[[], dict[str, Any]],
    see: Callable[[Any, UUID], object],
    identifier: UUID,
) -> Any:
    user: Any = request.auth
    await sync_to_async(see)(user, identifier)
    who = still_signed_in(request)

    def allowed() -> bool:
        now = who()
        if now is None or now.pk != user.pk:
            return False
        try:
            see(now, identifier)
        except AlbumenError:
            return False
        return True

    return await progress_answer(request, key, poll, allowed)
