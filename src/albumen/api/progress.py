"""Reading how far things are: few queries over indexes, as they are made every second."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.module_loading import autodiscover_modules

from albumen.api.pace import Pace
from albumen.api.schemas.progress import EventProgress, SearchProgress
from albumen.errors import NotFoundError
from albumen.events.models import Event
from albumen.events.queries import registration_for
from albumen.guests.errors import SearchNotFoundError
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Match, MatchState, ReferenceFace, Search, SearchState
from albumen.jobs.models import Job, State
from albumen.jobs.registry import KINDS
from albumen.photos.models import Face, Photo, PhotoState, Upload, UploadState

_PACE = Pace()
_UNDER_WAY: Any = (State.WAITING, State.RUNNING)
_COMING: Any = (UploadState.OPEN, UploadState.COMPLETE)
_SHOWN: Any = (MatchState.RELEASED, MatchState.WAITING)
_ENDED: Any = (SearchState.DONE, SearchState.FAILED)
_PHOTO_STATES: list[str] = PhotoState.values


def event_progress(event_id: UUID) -> dict[str, Any]:
    """How far an event's photos are, as JSON of :class:`EventProgress`; permission was checked before.

    Raises:
        NotFoundError: the event is gone.
    """
    event = Event.objects.filter(pk=event_id, binned_at=None).only("library_id").first()
    if event is None:
        raise NotFoundError("The event is gone.")
    library = event.library_id
    uploads = _counts(Upload.objects.filter(library=library), _COMING)
    photos = _counts(Photo.objects.filter(library=library, binned_at=None), _PHOTO_STATES)
    jobs = _counts(Job.objects.filter(scope=library, kind__in=_kinds()), _UNDER_WAY)
    matches = _counts(Match.objects.filter(event=event_id), _SHOWN)
    guests = ReferenceFace.objects.filter(event=event_id).aggregate(n=Count("registration", distinct=True))[
        "n"
    ]
    ready = Photo.objects.filter(library=library, state=PhotoState.READY, binned_at=None)
    unmatched = ready.filter(matched_at=None).count()
    left = photos["received"] + photos["processing"] + sum(uploads.values())
    rate = _PACE.rate(library, photos["ready"] + photos["failed"])
    return EventProgress.model_validate(
        {
            "uploads": uploads,
            "photos": {**photos, "total": sum(photos.values())},
            "jobs": jobs,
            "matching": {"guests": guests, "unmatched": unmatched, **matches},
            "faces": Face.objects.filter(library=library).count(),
            "photos_per_second": None if rate is None else round(rate, 1),
            "seconds_left": math.ceil(left / rate) if rate else (None if left else 0),
            "done": not (left or sum(jobs.values())),
        }
    ).model_dump(mode="json")


@functools.cache
def _kinds() -> list[str]:
    """Names of all kinds of jobs: with them the index leads past those that are done."""
    autodiscover_modules("kinds")
    return sorted(KINDS)


def search_progress(search_id: UUID) -> dict[str, Any]:
    """How far a search is, as JSON of :class:`SearchProgress`; permission was checked before.

    Raises:
        SearchNotFoundError: it is gone.
    """
    search = Search.objects.select_related("registration__event").filter(pk=search_id).defer("hits").first()
    if search is None:
        raise SearchNotFoundError
    ended = search.state in _ENDED
    job = None
    if not ended:
        job = (
            Job.objects.filter(
                scope=search.registration.event.library_id,
                kind=SEARCH.name,
                state__in=_UNDER_WAY,
                key=str(search.pk),
            )
            .only("done", "total")
            .first()
        )
    fields = ("id", "state", "faces_compared", "photos_compared")
    return SearchProgress.model_validate(
        {
            **{name: getattr(search, name) for name in fields},
            "duration_ms": search.duration_ms,
            "error_code": search.error_code,
            "error": search.error,
            "steps_done": job.done if job else 0,
            "steps": job.total if job else 0,
            "done": ended,
        }
    ).model_dump(mode="json")


def search_of(user: Any, search_id: UUID) -> Search:
    """A guest's own search, while they have access to the event.

    Raises:
        SearchNotFoundError: it is not there, or somebody else's.
        NotFoundError, GoneError: the registration ended, or the event's time is over.
    """
    found: Search | None = Search.objects.filter(pk=search_id, registration__user=user.pk).first()
    if found is None:
        raise SearchNotFoundError
    registration_for(user, found.registration_id)
    return found


def _counts(rows: Any, states: Iterable[str]) -> dict[str, int]:
    """How many rows are in each of these states: one by one, as SQLite counts a stretch of an index but groups rows."""
    return {str(state): rows.filter(state=state).count() for state in states}
