"""A photographer's numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.events import EventOut


class Totals(Schema):
    """Everything a photographer has; deleted events do not count."""

    events: int
    upcoming: int
    live: int
    photos: int
    photos_failed: int
    photos_in_work: int
    bytes: int = Field(description="Storage used by originals, bytes.")
    faces: int = Field(description="Faces found in photos.")
    guests_registered: int
    guests_served: int = Field(description="Guests with at least one released photo.")
    matches_released: int
    matches_waiting: int = Field(description="Matches that wait for your review.")
    downloads: int
    photos_downloaded: int


class Recent(Schema):
    """A photo that arrived lately."""

    id: UUID
    filename: str
    state: Literal["received", "processing", "ready", "failed"]
    received_at: datetime
    thumbhash: str
    preview: str | None = Field(description="Address of its smallest preview; null until it is ready.")
    event_id: UUID | None
    event: str | None


class Attention(Schema):
    """Something the photographer should look at."""

    kind: Literal["photos_failed", "matches_waiting", "expires_soon", "no_photos"]
    event_id: UUID
    event: str
    count: int = Field(description="How many photos or matches it is about.")
    at: datetime | None = Field(description="Until when.")


class Dashboard(Schema):
    totals: Totals
    recent_uploads: list[Recent]
    coming_events: list[EventOut] = Field(description="Events that go on or come next, the next first.")
    attention: list[Attention]


class MonthOfUploads(Schema):
    month: str = Field(description="Like 2026-03.")
    starts_at: datetime
    photos: int


class UploadsPerMonth(Schema):
    timezone: str
    months: list[MonthOfUploads] = Field(description="The present month last.")
