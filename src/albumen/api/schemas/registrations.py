"""Registrations as guests and hosts see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.events import EventOut, shown

GuestState = Literal["joined", "consented", "selfie"]


class GuestOut(Schema):
    """A guest, as the host of the event sees them."""

    id: UUID = Field(description="Of the registration.")
    name: str
    email: str
    avatar: str | None = Field(description="Address of their profile picture.")
    joined_at: datetime
    state: GuestState = Field(description="How far they came: joined, consented, showed a usable selfie.")
    consented_at: datetime | None
    has_selfie: bool
    matches_released: int
    matches_waiting: int
    selfies_shown: int = Field(description="At this event so far, deleted and refused ones too.")
    selfies_refused_as_another_person: int = Field(
        description="Of those, how many did not seem to show the person of the others."
    )
    selfies_replaced: bool = Field(
        description="Every selfie was deleted and another one shown: all photos found since wait for the host."
    )
    child: bool = Field(description="The guest said that the face is a child's: releases need more evidence.")
    child_by_host: bool = Field(description="You said so.")
    seen_at: datetime | None = Field(description="When they last looked at their photos.")


class ChildIn(Schema):
    """Whether the face of a registration is a child's, as the asker says."""

    child: bool


class ChildOut(Schema):
    """What was said; one word is enough for the stricter levels."""

    registration: UUID
    child: bool = Field(description="As the guest says.")
    child_by_host: bool = Field(description="As the host says.")


class GuestCounts(Schema):
    """How far the guests of an event came."""

    joined: int = Field(description="All who are registered.")
    consented: int
    selfie: int = Field(description="With a selfie in use.")
    served: int = Field(description="With at least one photo released to them.")


class RegistrationOut(Schema):
    """One's own registration at an event."""

    id: UUID
    event: EventOut
    joined_at: datetime
    consented: bool
    consent_version: str
    has_selfie: bool
    child: bool = Field(description="You said that it is for a child: releases need more evidence.")
    child_by_host: bool = Field(description="The host said so.")
    matches_released: int = Field(description="Photos of this guest that they can see; 0 once they expired.")


def guest_shown(row: Any) -> dict[str, Any]:
    """The fields of :class:`GuestOut`, of a registration with ``numbers.with_selfie`` and ``shown.with_shown``."""
    consented = bool(row.consent_version)
    return {
        "id": row.pk,
        "name": row.user.display_name,
        "email": row.user.email,
        "avatar": f"/api/v1/users/{row.user_id}/avatar" if row.user.avatar and row.user.is_active else None,
        "joined_at": row.joined_at,
        "state": "selfie" if consented and row.has_selfie else "consented" if consented else "joined",
        "consented_at": row.consented_at if consented else None,
        "has_selfie": row.has_selfie,
        "matches_released": row.released_count,
        "matches_waiting": row.waiting_count,
        "selfies_shown": row.shown_count,
        "selfies_refused_as_another_person": row.another_person_count,
        "selfies_replaced": row.review_all,
        "child": row.child,
        "child_by_host": row.child_by_host,
        "seen_at": row.seen_at,
    }


def registration_shown(row: Any) -> dict[str, Any]:
    """The fields of :class:`RegistrationOut`, of a registration with its event and ``numbers.with_selfie``."""
    event = shown(row.event, "guest", row.pk)
    return {
        "id": row.pk,
        "event": event,
        "joined_at": row.joined_at,
        "consented": bool(row.consent_version),
        "consent_version": row.consent_version,
        "has_selfie": row.has_selfie,
        "child": row.child,
        "child_by_host": row.child_by_host,
        "matches_released": 0 if event["state"] == "expired" else row.released_count,
    }
