"""What a client asks before it uploads. Uploads themselves speak tus (``api.tus``)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router

from albumen.api.auth import signed_in
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.uploads import KnownPhotos, KnownQuery
from albumen.photos.upload_targets import known_among, own_event

router = Router(tags=["uploads"], auth=signed_in("photos"))


@router.post(
    "/events/{event}/photos/known",
    operation_id="list_known_photos",
    summary="Which of these files the event has already",
    response={200: KnownPhotos, (401, 403, 404, 422): Problem},
)
def list_known_photos(
    request: HttpRequest,
    body: KnownQuery,
    event: str = Path(..., max_length=40, description="The event's id or its code."),  # type: ignore[type-arg]
) -> dict[str, Any]:
    """Answers by content: a photo counts as there when one of its event has the same bytes, whatever its name."""
    library = own_event(request.user, event).library
    known = known_among(library, body.sha256)
    return {"known": [{"sha256": digest, "photo": photo} for digest, photo in known.items()]}
