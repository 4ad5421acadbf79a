"""Joining events, one's registrations, and the host's list of guests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from albumen.api.auth import TokenAuth, signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.routers.events import CoverSize, cover_response, visitor
from albumen.api.schemas.events import EventOut, shown
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.registrations import (
    ChildIn,
    ChildOut,
    GuestCounts,
    GuestOut,
    GuestState,
    RegistrationOut,
    guest_shown,
    registration_shown,
)
from albumen.events.codes import CodeTries, network
from albumen.events.errors import RegistrationNotFoundError, TooManyTriesError, UnknownCodeError
from albumen.events.models import Event
from albumen.events.numbers import guest_counts, with_selfie
from albumen.events.queries import (
    event_with_code,
    guests_of,
    managed_event,
    managed_registration,
    registration_for,
    registrations_of,
)
from albumen.guests.actions.join import JoinEvent
from albumen.guests.actions.leave import LeaveEvent, RemoveGuest
from albumen.guests.actions.mark_child import MarkChild, MarkGuestAsChild
from albumen.guests.shown import with_shown

router = Router(tags=["registrations"], auth=signed_in("guests"))

ANYBODY = [TokenAuth("guests"), visitor]


class GuestList(Schema):
    """Which guests of an event."""

    search: str = Field("", max_length=200, description="Part of a name or an e-mail address.")
    state: GuestState | None = Field(None, description="joined: without consent; selfie: with a usable one.")


@router.get(
    "/join/{code}",
    auth=ANYBODY,
    operation_id="get_event_by_code",
    summary="The public face of the event that a code leads to",
    response={200: EventOut, (404, 429): Problem},
)
def get_event_by_code(request: HttpRequest, code: str) -> dict[str, Any]:
    event = _event_of(request, code)
    if request.user.is_authenticated:
        if event.owner_id == request.user.pk:
            return shown(event, "host", by_code=True)
        mine = registrations_of(request.user).filter(event=event).values_list("pk", flat=True).first()
        return shown(event, "guest" if mine else "visitor", mine, by_code=True)
    return shown(event, "visitor", by_code=True)


@router.get(
    "/join/{code}/cover",
    auth=ANYBODY,
    operation_id="get_cover_by_code",
    summary="The cover of the event that a code leads to",
    response={200: None, (404, 429, 503): Problem},
    openapi_extra={"responses": {200: {"description": "The picture.", "content": {"image/webp": {}}}}},
)
def get_cover_by_code(request: HttpRequest, code: str, size: CoverSize = "1280") -> HttpResponse:
    return cover_response(_event_of(request, code), size)


@router.post(
    "/join/{code}",
    operation_id="join_event",
    summary="Register as a guest; whoever is registered gets the same registration again",
    response={200: RegistrationOut, (403, 404, 409, 410, 429): Problem},
)
def join_event(request: HttpRequest, code: str) -> dict[str, Any]:
    registration = JoinEvent(request.user, _event_of(request, code)).execute()
    return _own(request, registration.pk)


@router.get(
    "/registrations",
    operation_id="list_registrations",
    summary="The events one joined",
    response={200: Page[RegistrationOut], 422: Problem},
)
def list_registrations(request: HttpRequest, page: PageOf) -> dict[str, Any]:
    found = page_of(_with_event(registrations_of(request.user)), ("-joined_at", "-id"), page)
    return {**found, "items": [registration_shown(row) for row in found["items"]]}


@router.get(
    "/registrations/{uuid:registration_id}",
    operation_id="get_registration",
    summary="One's own registration",
    response={200: RegistrationOut, 404: Problem},
)
def get_registration(request: HttpRequest, registration_id: UUID) -> dict[str, Any]:
    return _own(request, registration_id)


@router.delete(
    "/registrations/{uuid:registration_id}",
    operation_id="delete_registration",
    summary="Leave an event, or as its host take a guest off the list; biometric data and matches are destroyed",
    response={204: None, 404: Problem},
)
def delete_registration(request: HttpRequest, registration_id: UUID) -> Status[None]:
    try:
        mine = registration_for(request.user, registration_id, even_expired=True)
    except RegistrationNotFoundError:
        RemoveGuest(request.user, managed_registration(request.user, registration_id)).execute()
    else:
        LeaveEvent(request.user, mine).execute()
    return Status(204, None)


@router.put(
    "/registrations/{uuid:registration_id}/child",
    operation_id="mark_child",
    summary="Say, as its guest or as the host, whether a registration is for a child",
    response={200: ChildOut, (403, 404, 422): Problem},
)
def mark_child(request: HttpRequest, registration_id: UUID, body: ChildIn) -> dict[str, Any]:
    try:
        mine = registration_for(request.user, registration_id, even_expired=True)
    except RegistrationNotFoundError:
        theirs = managed_registration(request.user, registration_id)
        found = MarkGuestAsChild(request.user, theirs, body.child).execute()
    else:
        found = MarkChild(request.user, mine, body.child).execute()
    return {"registration": found.pk, "child": found.child, "child_by_host": found.child_by_host}


@router.get(
    "/events/{uuid:event_id}/registrations",
    operation_id="list_event_registrations",
    summary="The guests of an event, for its host",
    response={200: Page[GuestOut], (403, 404, 422): Problem},
)
def list_event_registrations(
    request: HttpRequest, event_id: UUID, page: PageOf, which: Query[GuestList]
) -> dict[str, Any]:
    event = managed_event(request.user, event_id)
    rows = with_shown(with_selfie(guests_of(event, search=which.search.strip(), state=which.state or "")))
    found = page_of(rows, ("joined_at", "id"), page)
    return {**found, "items": [guest_shown(row) for row in found["items"]]}


@router.get(
    "/events/{uuid:event_id}/registrations/counts",
    operation_id="count_event_registrations",
    summary="How far the guests of an event came, for its host",
    response={200: GuestCounts, (403, 404): Problem},
)
def count_event_registrations(request: HttpRequest, event_id: UUID) -> dict[str, int]:
    return guest_counts(managed_event(request.user, event_id))


def _event_of(request: HttpRequest, code: str) -> Event:
    """The event of a code; wrong ones are counted against the account, or the address of who has none."""
    from allauth.account.adapter import get_adapter

    if request.user.is_authenticated:
        tries = CodeTries(f"user:{request.user.pk}", settings.ALBUMEN_CODE_TRIES)
    else:
        address = network(get_adapter(request).get_client_ip(request))
        tries = CodeTries(f"ip:{address}", settings.ALBUMEN_CODE_TRIES_ADDRESS)
    if tries.exhausted():
        raise TooManyTriesError("Too many wrong event codes were tried from here.")
    try:
        return event_with_code(code)
    except UnknownCodeError:
        if not tries.count_wrong():
            raise TooManyTriesError("Too many wrong event codes were tried from here.") from None
        raise


def _own(request: HttpRequest, registration_id: UUID) -> dict[str, Any]:
    row = _with_event(registrations_of(request.user)).filter(pk=registration_id).first()
    if row is None:
        raise RegistrationNotFoundError
    return registration_shown(row)


def _with_event(rows: Any) -> Any:
    return with_selfie(rows.select_related("event__library", "event__cover", "event__owner__photographer"))
