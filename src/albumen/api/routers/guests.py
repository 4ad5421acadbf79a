"""Consent and selfies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.guests import (
    ConsentIn,
    ConsentOut,
    ConsentTextOut,
    SelfieDeleted,
    SelfieMade,
    SelfieOut,
    selfie_shown,
)
from albumen.api.schemas.problem import Problem
from albumen.events.queries import registration_for
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.give_consent import GiveConsent
from albumen.guests.actions.show_selfie import ShowSelfie, may_show
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.consent_text import LANGUAGE, consent_text
from albumen.guests.errors import SelfieNotFoundError
from albumen.guests.models import Registration, SelfieState
from albumen.guests.queries import selfie_for
from albumen.guests.selfie_upload import picture_of

router = Router(tags=["guests"], auth=signed_in("guests"))

PICTURE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The face.",
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class Language(Schema):
    """In which language."""

    language: str = Field(LANGUAGE, pattern="^[a-z]{2}$", description="Two letters; English where missing.")


@router.get(
    "/consent-text",
    auth=None,
    operation_id="get_consent_text",
    summary="What guests agree to before anything about their face is kept",
    response={200: ConsentTextOut, 422: Problem},
)
def get_consent_text(request: HttpRequest, wanted: Query[Language]) -> Any:
    return consent_text(wanted.language)


@router.put(
    "/registrations/{uuid:registration_id}/consent",
    operation_id="give_consent",
    summary="Agree to the comparison of one's face in this event",
    response={200: ConsentOut, (404, 409, 410, 422): Problem},
)
def give_consent(request: HttpRequest, registration_id: UUID, body: ConsentIn) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id)
    return _consent(GiveConsent(request.user, guest, body.version).execute())


@router.delete(
    "/registrations/{uuid:registration_id}/consent",
    operation_id="withdraw_consent",
    summary="Withdraw: selfies, face data, search results and the list of photos are destroyed",
    response={200: ConsentOut, 404: Problem},
)
def withdraw_consent(request: HttpRequest, registration_id: UUID) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id, even_expired=True)
    return _consent(WithdrawConsent(request.user, guest).execute())


@router.post(
    "/registrations/{uuid:registration_id}/selfies",
    operation_id="show_selfie",
    summary="Show a selfie (form field `file`), or the profile picture (JSON)",
    response={201: SelfieMade, (400, 403, 404, 409, 410, 413, 415, 422, 429, 503, 507): Problem},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"file": {"type": "string", "format": "binary"}},
                        "required": ["file"],
                    }
                },
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {"from": {"type": "string", "enum": ["avatar"]}},
                        "required": ["from"],
                    }
                },
            },
        }
    },
)
def show_selfie(request: HttpRequest, registration_id: UUID) -> Status[dict[str, Any]]:
    """The picture is looked at by a worker: follow the search to see what comes of it."""
    guest = registration_for(request.user, registration_id)
    may_show(guest)
    with picture_of(request, guest) as picture:
        selfie, search = ShowSelfie(request.user, guest, picture).execute()
    return Status(201, {"selfie": selfie_shown(selfie), "search": search.pk})


@router.get(
    "/registrations/{uuid:registration_id}/selfies",
    operation_id="list_selfies",
    summary="One's own selfies for this event",
    response={200: Page[SelfieOut], (404, 410, 422): Problem},
)
def list_selfies(request: HttpRequest, registration_id: UUID, page: PageOf) -> dict[str, Any]:
    guest = registration_for(request.user, registration_id)
    found = page_of(guest.selfies.all(), ("created_at", "id"), page)
    return {**found, "items": [selfie_shown(selfie) for selfie in found["items"]]}


@router.get(
    "/registrations/{uuid:registration_id}/selfies/{uuid:selfie_id}",
    operation_id="get_selfie",
    summary="One of one's selfies",
    response={200: SelfieOut, 404: Problem},
)
def get_selfie(request: HttpRequest, registration_id: UUID, selfie_id: UUID) -> dict[str, Any]:
    return selfie_shown(selfie_for(request.user, registration_id, selfie_id))


@router.get(
    "/registrations/{uuid:registration_id}/selfies/{uuid:selfie_id}/crop",
    operation_id="get_selfie_crop",
    summary="The face cut out of one's selfie",
    response={(404, 503): Problem},
    openapi_extra=PICTURE,
)
def get_selfie_crop(request: HttpRequest, registration_id: UUID, selfie_id: UUID) -> HttpResponse:
    selfie = selfie_for(request.user, registration_id, selfie_id)
    if selfie.state != SelfieState.READY or not selfie.crop:
        raise SelfieNotFoundError
    return face_response(selfie.crop)


@router.delete(
    "/registrations/{uuid:registration_id}/selfies/{uuid:selfie_id}",
    operation_id="delete_selfie",
    summary="Destroy a selfie and what follows from it alone",
    response={200: SelfieDeleted, 404: Problem},
)
def delete_selfie(request: HttpRequest, registration_id: UUID, selfie_id: UUID) -> dict[str, Any]:
    selfie = selfie_for(request.user, registration_id, selfie_id)
    search = DeleteSelfie(request.user, selfie).execute()
    return {"search": search.pk if search else None}


def face_response(key: str) -> HttpResponse:
    """A stored face, small, and nobody's to keep."""
    from albumen.photos.stored import read_stored

    response = HttpResponse(read_stored(key, settings.ALBUMEN_SELFIE_MAX_BYTES), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _consent(guest: Registration) -> dict[str, Any]:
    return {
        "registration": guest.pk,
        "consented": bool(guest.consent_version),
        "version": guest.consent_version,
        "consented_at": guest.consented_at if guest.consent_version else None,
    }
