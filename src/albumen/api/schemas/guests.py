"""Consent and selfies as guests see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.guests.models import Selfie, SelfieState


class ConsentTextOut(Schema):
    """What a guest agrees to, in parts that stand one below the other."""

    version: str = Field(description="Send it back to agree.")
    language: str
    title: str
    what: str
    why: str
    how_long: str
    withdraw: str


class ConsentIn(Schema):
    """Agreement to a version of the text."""

    version: str = Field(min_length=1, max_length=20)


class ConsentOut(Schema):
    """What a guest agreed to."""

    registration: UUID
    consented: bool
    version: str
    consented_at: datetime | None


class SelfieOut(Schema):
    """A selfie; the picture itself is not given out, the face cut out of it is, to the guest."""

    id: UUID
    state: Literal["received", "ready", "refused"]
    code: str = Field(description="Why it is refused, for programs; empty otherwise.")
    error: str = Field(description="Why it is refused, in a sentence.")
    advice: str = Field(description="What to do next.")
    faces_seen: int
    created_at: datetime
    expires_at: datetime = Field(description="When it is destroyed at the latest.")
    crop: str | None = Field(description="Address of the face, for the guest alone.")


class SelfieMade(Schema):
    """A selfie was stored; follow the search to see what comes of it."""

    selfie: SelfieOut
    search: UUID


class SelfieDeleted(Schema):
    """A selfie was destroyed; ``search`` looks again with those that are left."""

    search: UUID | None


def selfie_shown(selfie: Selfie) -> dict[str, Any]:
    """The fields of :class:`SelfieOut`."""
    base = f"/api/v1/registrations/{selfie.registration_id}/selfies/{selfie.pk}"
    return {
        "id": selfie.pk,
        "state": selfie.state,
        "code": selfie.error_code,
        "error": selfie.error,
        "advice": selfie.advice,
        "faces_seen": selfie.faces_seen,
        "created_at": selfie.created_at,
        "expires_at": selfie.expires_at,
        "crop": f"{base}/crop" if selfie.state == SelfieState.READY and selfie.crop else None,
    }
