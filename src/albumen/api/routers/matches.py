"""Matches: a guest's photos, and the host's review of doubtful ones."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, cut, limit_of, page_of
from albumen.api.routers.guests import PICTURE, face_response
from albumen.api.schemas.matches import (
    Decided,
    DecidedBy,
    Decision,
    FavouriteOut,
    MatchOut,
    MatchStateOut,
    ReviewOut,
    State,
    match_shown,
    review_shown,
)
from albumen.api.schemas.problem import Problem
from albumen.events.queries import managed_event, registration_for
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.mark_favourite import MarkFavourite
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.models import Match
from albumen.guests.queries import (
    crop_for_review,
    decided_matches,
    first_released,
    match_of_either,
    matches_to_review,
    note_seen,
    own_match,
    released_matches,
)

router = Router(tags=["matches"], auth=signed_in("guests"))


class MyMatches(Schema):
    """Which of one's photos, in which order."""

    order: Literal["rank", "favourites"] = Field(
        "rank", description="rank: the surest first; favourites: those marked first, then by rank."
    )


class Reviewed(Schema):
    """Which matches of an event."""

    state: State | None = Field(
        None, description="In which state; those that wait when nothing else is asked for."
    )
    decided_by: DecidedBy | None = Field(
        None, description='Only what was decided by the host, by a guest ("not me") or by the machine.'
    )


@router.get(
    "/registrations/{uuid:registration_id}/matches",
    operation_id="list_matches",
    summary="The photos one is on, the surest first",
    response={200: Page[MatchOut], (404, 410, 422): Problem},
)
def list_matches(
    request: HttpRequest, registration_id: UUID, page: PageOf, which: Query[MyMatches]
) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id)
    rank = ("-probability", "id")
    order = ("-favourite", *rank) if which.order == "favourites" else rank
    if page.cursor:
        found = page_of(released_matches(guest), order, page)
    else:
        found = cut(first_released(guest, order, limit_of(page) + 1), order, page)
    note_seen(guest)
    return {**found, "items": [match_shown(match) for match in found["items"]]}


@router.post(
    "/matches/{uuid:match_id}/not-me",
    operation_id="deny_match",
    summary="Say that it is not oneself; the photo is hidden",
    response={200: MatchStateOut, 404: Problem},
)
def deny_match(request: HttpRequest, match_id: UUID) -> Match:
    return DenyMatch(request.user, own_match(request.user, match_id)).execute()


@router.post(
    "/matches/{uuid:match_id}/undo",
    operation_id="undo_match",
    summary="Take one's decision about a match back, as its guest or as its host",
    response={200: MatchStateOut, (404, 409): Problem},
)
def undo_match(request: HttpRequest, match_id: UUID) -> Match:
    return UndoDecision(request.user, match_of_either(request.user, match_id)).execute()


@router.put(
    "/matches/{uuid:match_id}/favourite",
    operation_id="mark_favourite",
    summary="Mark a photo as a favourite",
    response={200: FavouriteOut, 404: Problem},
)
def mark_favourite(request: HttpRequest, match_id: UUID) -> Match:
    return MarkFavourite(request.user, own_match(request.user, match_id), True).execute()


@router.delete(
    "/matches/{uuid:match_id}/favourite",
    operation_id="unmark_favourite",
    summary="Remove the mark of a favourite",
    response={200: FavouriteOut, 404: Problem},
)
def unmark_favourite(request: HttpRequest, match_id: UUID) -> Match:
    return MarkFavourite(request.user, own_match(request.user, match_id), False).execute()


@router.get(
    "/events/{uuid:event_id}/matches",
    operation_id="list_event_matches",
    summary="Matches of an event for its host",
    description=(
        "The surest first; what people decided comes in the order of their decisions, the last one first, and what "
        "the machine released the least sure first."
    ),
    response={200: Page[ReviewOut], (403, 404, 422): Problem},
)
def list_event_matches(
    request: HttpRequest, event_id: UUID, page: PageOf, which: Query[Reviewed]
) -> dict[str, Any]:
    event = managed_event(request.user, event_id)
    if which.decided_by is None:
        found = page_of(matches_to_review(event, which.state or "waiting"), ("-probability", "id"), page)
    else:
        rows = decided_matches(event, which.decided_by, which.state)
        machine = which.decided_by == "machine"
        found = page_of(rows, ("probability", "-id") if machine else ("-decided_at", "id"), page)
    return {**found, "items": [review_shown(match) for match in found["items"]]}


@router.get(
    "/matches/{uuid:match_id}/selfie-crop",
    operation_id="get_match_selfie_crop",
    summary="The guest's face beside a match that waits for review, for the host",
    response={(404, 503): Problem},
    openapi_extra=PICTURE,
)
def get_match_selfie_crop(request: HttpRequest, match_id: UUID) -> HttpResponse:
    return face_response(crop_for_review(request.user, match_id))


@router.post(
    "/matches/decide",
    operation_id="decide_matches",
    summary="Accept and reject matches as the host, all of them or none",
    response={200: Decided, (403, 404, 409, 422): Problem},
)
def decide_matches(request: HttpRequest, body: Decision) -> dict[str, Any]:
    return {"items": DecideMatches(request.user, body.accept, body.reject).execute()}
