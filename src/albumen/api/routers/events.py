"""Events: their hosts manage them; guests, and for listed ones anybody, see their public face."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from albumen.api.auth import TokenAuth, signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.revisions import if_match, revision_of
from albumen.api.schemas.events import (
    DeletedEventOut,
    EventIn,
    EventOut,
    EventPatch,
    State,
    shown,
    shown_deleted,
)
from albumen.api.schemas.problem import Problem
from albumen.errors import Fault, InvalidInputError, NotPermittedError
from albumen.events.actions.create import CreateEvent
from albumen.events.actions.delete import DeleteEvent
from albumen.events.actions.edit import EditEvent
from albumen.events.actions.restore import RestoreEvent
from albumen.events.calendar import calendar_of
from albumen.events.cover import cover_picture
from albumen.events.errors import NotRegisteredError
from albumen.events.models import Event
from albumen.events.numbers import with_numbers
from albumen.events.qr import qr_code
from albumen.events.queries import (
    deleted_events_of,
    event_visible_to,
    events_of,
    listed_events,
    managed_event,
    manages,
    registrations_of,
)
from albumen.events.states import in_state

router = Router(tags=["events"], auth=signed_in("events"))


def visitor(request: HttpRequest) -> Any:
    """Whoever asks, logged in or not; only for operations that change nothing."""
    return request.user


ANYBODY = [TokenAuth("events"), visitor]
CoverSize = Literal["320", "1280"]


IF_MATCH = if_match("event")


class QrOptions(Schema):
    """How the code is drawn."""

    scale: int = Field(
        10, ge=1, le=40, description="How many pixels (or units) wide a module of the code is."
    )


class EventList(Schema):
    """Which of one's events, in which order."""

    state: State | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    ends_after: datetime | None = Field(
        None, description="With starts_before: those that go on at some time between the two."
    )
    search: str = Field("", max_length=200, description="Part of a name, a venue, a location or a code.")
    order: Literal["newest", "soonest"] = "newest"


@router.get(
    "/events",
    operation_id="list_events",
    summary="The photographer's own events",
    response={200: Page[EventOut], (403, 422): Problem},
)
def list_events(request: HttpRequest, page: PageOf, which: Query[EventList]) -> dict[str, Any]:
    _require_photographer(request)
    found_by_text = events_of(request.user, search=which.search.strip())
    rows = with_numbers(found_by_text).select_related("library", "cover", "owner__photographer")
    if which.state is not None:
        rows = rows.filter(in_state(which.state, timezone.now()))
    if which.starts_from is not None:
        rows = rows.filter(starts_at__gte=_with_offset(which.starts_from, "starts_from"))
    if which.starts_before is not None:
        rows = rows.filter(starts_at__lt=_with_offset(which.starts_before, "starts_before"))
    if which.ends_after is not None:
        rows = rows.filter(ends_at__gt=_with_offset(which.ends_after, "ends_after"))
    found = page_of(rows, ("starts_at", "id") if which.order == "soonest" else ("-starts_at", "-id"), page)
    return {**found, "items": [shown(event, "host") for event in found["items"]]}


@router.get(
    "/events/deleted",
    operation_id="list_deleted_events",
    summary="The photographer's deleted events that can still be restored, the last one first",
    response={200: Page[DeletedEventOut], (403, 422): Problem},
)
def list_deleted_events(request: HttpRequest, page: PageOf) -> dict[str, Any]:
    _require_photographer(request)
    rows = deleted_events_of(request.user).select_related("library")
    found = page_of(rows, ("-binned_at", "-id"), page)
    return {**found, "items": [shown_deleted(event) for event in found["items"]]}


@router.get(
    "/events/listed",
    auth=ANYBODY,
    operation_id="list_listed_events",
    summary="Events that anyone may see",
    response={200: Page[EventOut], 422: Problem},
)
def list_listed_events(request: HttpRequest, page: PageOf) -> dict[str, Any]:
    rows = listed_events().select_related("library", "cover", "owner__photographer")
    found = page_of(rows, ("-starts_at", "-id"), page)
    mine = _my_registrations(request.user, found["items"])
    return {**found, "items": [shown(event, *_role(request.user, event, mine)) for event in found["items"]]}


@router.post(
    "/events",
    operation_id="create_event",
    summary="Make an event",
    response={201: EventOut, (403, 413, 422): Problem},
)
def create_event(request: HttpRequest, said: EventIn) -> Status[dict[str, Any]]:
    event = CreateEvent(request.user, said.dict(exclude_unset=True)).execute()
    return Status(201, _for_host(event))


@router.get(
    "/events/{uuid:event_id}",
    auth=ANYBODY,
    operation_id="get_event",
    summary="An event, as the asker may see it",
    response={200: EventOut, 404: Problem},
)
def get_event(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    event = event_visible_to(request.user, event_id)
    role, registration = _role(request.user, event, _my_registrations(request.user, [event]))
    return _for_host(event) if role == "host" else shown(event, role, registration)


@router.patch(
    "/events/{uuid:event_id}",
    operation_id="edit_event",
    summary="Change an event",
    openapi_extra={"parameters": [IF_MATCH]},
    response={200: EventOut, (403, 404, 409, 412, 422): Problem},
)
def edit_event(
    request: HttpRequest,
    event_id: UUID,
    said: EventPatch,
) -> dict[str, Any]:
    event = managed_event(request.user, event_id)
    fields = said.dict(exclude_unset=True)
    edited = EditEvent(request.user, event, fields, revision=revision_of(request, "event")).execute()
    return _for_host(edited)


@router.delete(
    "/events/{uuid:event_id}",
    operation_id="delete_event",
    summary="Delete an event; it can be restored for a while",
    response={204: None, (403, 404): Problem},
)
def delete_event(request: HttpRequest, event_id: UUID) -> Status[None]:
    DeleteEvent(request.user, managed_event(request.user, event_id)).execute()
    return Status(204, None)


@router.post(
    "/events/{uuid:event_id}/restore",
    operation_id="restore_event",
    summary="Bring a deleted event back",
    response={200: EventOut, (403, 404, 410, 413): Problem},
)
def restore_event(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    event = managed_event(request.user, event_id, binned=True)
    return _for_host(RestoreEvent(request.user, event).execute())


@router.get(
    "/events/{uuid:event_id}/qr.svg",
    operation_id="get_event_qr_svg",
    summary="The QR code that guests join with, as SVG",
    response={200: None, (403, 404): Problem},
    openapi_extra={"responses": {200: {"description": "The code.", "content": {"image/svg+xml": {}}}}},
)
def get_event_qr_svg(request: HttpRequest, event_id: UUID, how: Query[QrOptions]) -> HttpResponse:
    return HttpResponse(
        qr_code(_invited(request, event_id).code, "svg", how.scale), content_type="image/svg+xml"
    )


@router.get(
    "/events/{uuid:event_id}/qr.png",
    operation_id="get_event_qr_png",
    summary="The QR code that guests join with, as PNG",
    response={200: None, (403, 404): Problem},
    openapi_extra={"responses": {200: {"description": "The code.", "content": {"image/png": {}}}}},
)
def get_event_qr_png(request: HttpRequest, event_id: UUID, how: Query[QrOptions]) -> HttpResponse:
    return HttpResponse(qr_code(_invited(request, event_id).code, "png", how.scale), content_type="image/png")


@router.get(
    "/events/{uuid:event_id}/event.ics",
    operation_id="get_event_calendar",
    summary="The event for a calendar",
    response={200: None, (403, 404): Problem},
    openapi_extra={"responses": {200: {"description": "iCalendar.", "content": {"text/calendar": {}}}}},
)
def get_event_calendar(request: HttpRequest, event_id: UUID) -> HttpResponse:
    event = _invited(request, event_id)
    response = HttpResponse(calendar_of(event), content_type="text/calendar; charset=utf-8")
    name = re.sub(r"[^A-Za-z0-9]+", "-", event.name).strip("-")[:60] or "event"
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@router.get(
    "/events/{uuid:event_id}/cover",
    auth=ANYBODY,
    operation_id="get_event_cover",
    summary="The event's cover picture",
    response={200: None, (404, 503): Problem},
    openapi_extra={"responses": {200: {"description": "The picture.", "content": {"image/webp": {}}}}},
)
def get_event_cover(request: HttpRequest, event_id: UUID, size: CoverSize = "1280") -> HttpResponse:
    return cover_response(event_visible_to(request.user, event_id), size)


def _require_photographer(request: HttpRequest) -> None:
    if not manages(request.user):
        raise NotPermittedError("Only photographers have events; those you joined are your registrations.")


def cover_response(event: Event, size: CoverSize) -> HttpResponse:
    """The cover as an answer that browsers may keep for some minutes."""
    data, media_type = cover_picture(event, int(size))
    response = HttpResponse(data, content_type=media_type)
    response["Cache-Control"] = "private, max-age=300"
    return response


def _for_host(event: Event) -> dict[str, Any]:
    rows = with_numbers(Event.objects.filter(pk=event.pk))
    return shown(rows.select_related("library", "cover", "owner__photographer").get(), "host")


def _invited(request: HttpRequest, event_id: UUID) -> Event:
    """An event for those who may pass its code on: its host and its guests."""
    event = event_visible_to(request.user, event_id)
    if event.owner_id != request.user.pk and not _my_registrations(request.user, [event]):
        raise NotRegisteredError("This is for the guests of the event and its host.")
    return event


def _my_registrations(user: Any, events: list[Event]) -> dict[UUID, UUID]:
    if not user.is_authenticated:
        return {}
    return dict(registrations_of(user).filter(event__in=events).values_list("event_id", "id"))


def _role(user: Any, event: Event, mine: dict[UUID, UUID]) -> tuple[Any, UUID | None]:
    if event.owner_id == user.pk:
        return "host", None
    registration = mine.get(event.pk)
    return ("guest" if registration else "visitor"), registration


def _with_offset(moment: datetime, name: str) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        beyond = Fault("not_a_time", "Beyond the calendar.")
        raise InvalidInputError("A time cannot be used.", fields={name: beyond}) from error
