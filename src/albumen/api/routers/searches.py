"""Searches: which photos am I in?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.searches import (
    SearchIn,
    SearchOut,
    SearchPacks,
    SearchSummary,
    search_shown,
    search_summary,
)
from albumen.events.packs import searchable_packs
from albumen.events.queries import registration_for
from albumen.guests.actions.start_search import StartSearch
from albumen.guests.models import Search
from albumen.guests.queries import search_for

router = Router(tags=["searches"], auth=signed_in("guests"))


@router.post(
    "/registrations/{uuid:registration_id}/searches",
    operation_id="start_search",
    summary="Search the event's photos with one's selfies",
    response={201: SearchSummary, (403, 404, 409, 410, 422, 429): Problem},
)
def start_search(request: HttpRequest, registration_id: UUID, body: SearchIn) -> Status[dict[str, Any]]:
    """Strictness says how much is looked for, never how much is shown: doubtful photos wait for the host."""
    guest = registration_for(request.user, registration_id)
    search = StartSearch(
        request.user, guest, packs=body.packs, strictness=body.strictness, probability=body.probability
    ).execute()
    return Status(201, search_summary(search))


@router.get(
    "/registrations/{uuid:registration_id}/searches",
    operation_id="list_searches",
    summary="One's searches in this event, the newest first",
    response={200: Page[SearchSummary], (404, 410, 422): Problem},
)
def list_searches(request: HttpRequest, registration_id: UUID, page: PageOf) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id)
    rows = Search.objects.filter(registration=guest).select_related("selfie").defer("hits", "used")
    found = page_of(rows, ("-created_at", "-id"), page)
    return {**found, "items": [search_summary(search) for search in found["items"]]}


@router.get(
    "/registrations/{uuid:registration_id}/packs",
    operation_id="list_search_packs",
    summary="The model packs that one can search the event's photos with",
    response={200: SearchPacks, (404, 410): Problem},
)
def list_search_packs(request: HttpRequest, registration_id: UUID) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id)
    packs = searchable_packs(guest.event.library)
    return {
        "items": [{"name": pack.name, "title": pack.title, "description": pack.summary} for pack in packs]
    }


@router.get(
    "/searches/{uuid:search_id}",
    operation_id="get_search",
    summary="A search and what came of it",
    response={200: SearchOut, 404: Problem},
)
def get_search(request: HttpRequest, search_id: UUID) -> dict[str, Any]:
    return search_shown(search_for(request.user, search_id))
