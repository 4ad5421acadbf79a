"""Photos taken away: a ZIP of them, streamed, with a known length, that can be continued."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from albumen.api.archive_answers import ANSWERS, PROBLEMS, archive_answer
from albumen.api.auth import signed_in
from albumen.api.schemas.downloads import ArchiveQuery, Size
from albumen.errors import NotFoundError, NotPermittedError
from albumen.events.models import Event
from albumen.events.queries import managed_event, registration_for
from albumen.guests.actions.record_download import RecordDownload
from albumen.guests.models import Match, MatchState
from albumen.photos.models import Photo
from albumen.photos.packing import packed
from albumen.photos.queries import photos_visible_to

router = Router(tags=["downloads"], auth=signed_in("photos"))


class OriginalsKeptError(NotPermittedError):
    """The host gives no originals away."""

    code = "originals_not_allowed"
    advice = "Download the web size instead."


class PhotoNotInListError(NotFoundError):
    """Some of the named photos are not there, or not for this person."""

    code = "photo_not_found"
    advice = "Load the list of photos again and choose from it."


@router.api_operation(
    ["GET", "HEAD"],
    "/registrations/{registration_id}/photos.zip",
    operation_id="download_my_photos",
    summary="My photos as a ZIP",
    response=PROBLEMS,
    openapi_extra=ANSWERS,
)
def download_my_photos(request: HttpRequest, registration_id: UUID, query: Query[ArchiveQuery]) -> Any:
    """The photos released to this guest, as a ZIP that can be continued with Range; only these, whatever is asked."""
    user: Any = request.user
    registration = registration_for(user, registration_id)
    event = registration.event
    if query.size == Size.ORIGINAL and not event.guests_may_download_originals:
        raise OriginalsKeptError("The host of this event gives no originals away.")
    released = Match.objects.filter(registration=registration, state=MatchState.RELEASED)
    photos = photos_visible_to(user, event.library).filter(pk__in=released.values("photo_id"))
    return _answer(request, event, photos, query)


@router.api_operation(
    ["GET", "HEAD"],
    "/events/{event_id}/photos.zip",
    operation_id="download_event_photos",
    summary="An event's photos as a ZIP",
    response=PROBLEMS,
    openapi_extra=ANSWERS,
)
def download_event_photos(request: HttpRequest, event_id: UUID, query: Query[ArchiveQuery]) -> Any:
    """All photos of an event, or those named, for its photographer."""
    user: Any = request.user
    event = managed_event(user, event_id)
    return _answer(request, event, photos_visible_to(user, event.library), query)


def _answer(
    request: HttpRequest, event: Event, photos: QuerySet[Photo], query: ArchiveQuery
) -> HttpResponse | StreamingHttpResponse:
    if query.ids:
        wanted = set(query.ids)
        photos = photos.filter(pk__in=wanted)
        if photos.count() != len(wanted):
            raise PhotoNotInListError("Some of these photos are not there for you.")
    originals = query.size == Size.ORIGINAL
    archive, count = packed(photos, event.timezone, originals=originals)

    def begun() -> None:
        RecordDownload(request.user, event, photos=count, originals=originals).execute()

    return archive_answer(request, archive, event.name, begun)
