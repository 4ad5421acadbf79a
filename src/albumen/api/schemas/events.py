"""Events as the API tells them, and what hosts say about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema

from albumen.events.codes import link
from albumen.events.cover import has_cover
from albumen.events.models import Event
from albumen.events.states import registration_window, state_of
from albumen.photos.bin import restorable_until

Role = Literal["host", "guest", "visitor"]
State = Literal["upcoming", "live", "delivered", "expired"]
Review = Literal["review", "release"]


class Hosting(Schema):
    """What only the host of an event is told."""

    revision: int = Field(description="Send it as If-Match when you change the event.")
    photo_count: int
    byte_count: int = Field(description="Bytes of originals.")
    guest_count: int
    matches_released: int
    matches_waiting: int = Field(description="Matches that wait for your review.")
    review_policy: Review
    max_photos: int | None = Field(description="Null: as many as the server allows.")
    max_bytes: int | None
    packs: list[str] = Field(description="Model packs its photos are analysed with.")
    cover_photo: UUID | None
    created_at: datetime
    closed_at: datetime | None = Field(description="When its biometric data was destroyed.")


class EventOut(Schema):
    """An event as the asker may see it: its public face, and for its host what is in `hosting`."""

    id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    timezone: str = Field(description="IANA name of the zone of the venue.")
    venue: str
    location: str
    description: str
    host: str = Field(description="Business name of the photographer.")
    state: State
    listed: bool
    registration: Literal["not_yet", "open", "closed"]
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    available_until: datetime
    guests_may_download_originals: bool
    cover: str | None = Field(description="Address of its cover picture.")
    code: str | None = Field(description="What guests type to join; for those who may pass it on.")
    join_url: str | None
    role: Role
    registration_id: UUID | None = Field(description="The asker's own registration as a guest.")
    hosting: Hosting | None = None


class DeletedEventOut(Schema):
    """An event in the bin."""

    id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    timezone: str = Field(description="IANA name of the zone of the venue.")
    photo_count: int
    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then `restore_event` brings it back.")


class EventFields(Schema):
    """What a host says about an event. Times without an offset are read off the clocks of `timezone`."""

    venue: str = Field("", max_length=200)
    location: str = Field("", max_length=300)
    description: str = Field("", max_length=5000)
    listed: bool = Field(False, description="Shown in the list of events anyone can see.")
    registration_opens_at: datetime | None = Field(None, description="Null: from the start.")
    registration_closes_at: datetime | None = Field(None, description="Null: when the photos expire.")
    review_policy: Review = "review"
    guests_may_download_originals: bool = True
    max_photos: int | None = Field(None, ge=1)
    max_bytes: int | None = Field(None, ge=1)


class EventIn(EventFields):
    """A new event."""

    name: str = Field(min_length=1, max_length=200)
    starts_at: datetime
    ends_at: datetime
    timezone: str = Field(max_length=60, description="IANA name, Europe/Berlin.")
    available_until: datetime | None = Field(
        None,
        description="At least 2 days after the end; null: 30 days after it, or as this server is set up.",
    )


class EventPatch(EventFields):
    """What changes about an event; what is left out stays."""

    name: str = Field("", min_length=1, max_length=200)
    starts_at: datetime = Field(None)  # type: ignore[assignment]
    ends_at: datetime = Field(None)  # type: ignore[assignment]
    timezone: str = Field("", max_length=60)
    available_until: datetime = Field(None)  # type: ignore[assignment]
    cover: UUID | None = Field(None, description="One of the event's photos; null for none.")


def shown(
    event: Event, role: Role, registration_id: UUID | None = None, *, by_code: bool = False
) -> dict[str, Any]:
    """The fields of :class:`EventOut`.

    Args:
        event: with its library, cover and owner's profile loaded; for the host also ``numbers.with_numbers``.
        role: what the asker is to it.
        registration_id: the asker's registration.
        by_code: the asker knows the code, and sees it by that alone.
    """
    now = timezone.now()
    may_invite = role != "visitor" or by_code or event.listed
    address = f"/api/v1/join/{event.code}/cover" if by_code else f"/api/v1/events/{event.pk}/cover"
    return {
        **{name: getattr(event, name) for name in _AS_IT_IS},
        "host": host_name(event),
        "state": state_of(event, now),
        "registration": registration_window(event, now),
        "cover": f"{address}?photo={event.cover_id}" if has_cover(event) else None,
        "code": event.code if may_invite else None,
        "join_url": link(event.code) if may_invite else None,
        "role": role,
        "registration_id": registration_id,
        "hosting": _hosting(event) if role == "host" and hasattr(event, "guest_count") else None,
    }


def shown_deleted(event: Event) -> dict[str, Any]:
    """The fields of :class:`DeletedEventOut`, of an event in the bin with its library."""
    return {
        **{name: getattr(event, name) for name in ("id", "name", "starts_at", "ends_at", "timezone")},
        "photo_count": event.library.photo_count,
        "deleted_at": event.binned_at,
        "restorable_until": restorable_until(event.binned_at),
    }


def host_name(event: Event) -> str:
    """The business name of an event's photographer, else how they call themselves."""
    profile = getattr(event.owner, "photographer", None)
    return (profile.business_name if profile else "") or event.owner.display_name


def _hosting(event: Any) -> dict[str, Any]:
    library = event.library
    return {
        "revision": event.revision,
        "photo_count": library.photo_count,
        "byte_count": library.byte_count,
        "guest_count": event.guest_count,
        "matches_released": event.released_count,
        "matches_waiting": event.waiting_count,
        "review_policy": event.review_policy,
        "max_photos": library.max_photos,
        "max_bytes": library.max_bytes,
        "packs": library.packs,
        "cover_photo": event.cover_id,
        "created_at": event.created_at,
        "closed_at": event.closed_at,
    }


_AS_IT_IS = (
    "id",
    "name",
    "starts_at",
    "ends_at",
    "timezone",
    "venue",
    "location",
    "description",
    "listed",
    "registration_opens_at",
    "registration_closes_at",
    "available_until",
    "guests_may_download_originals",
)
