"""How far the work is."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Field, Schema


class UploadProgress(Schema):
    """Uploads on their way."""

    open: int = Field(description="Still arriving.")
    complete: int = Field(description="Here, and about to become photos.")


class PhotoProgress(Schema):
    """Photos of the event by state."""

    received: int
    processing: int
    ready: int
    failed: int
    total: int


class JobProgress(Schema):
    """Background work about the event."""

    waiting: int
    running: int


class MatchingProgress(Schema):
    """Photos shown to guests."""

    guests: int = Field(description="Guests who consented and showed a selfie.")
    unmatched: int = Field(description="Ready photos that were not yet compared with every guest.")
    released: int = Field(description="Matches that guests can see.")
    waiting: int = Field(description="Matches that wait for the host's review.")


class EventProgress(Schema):
    """How far an event's photos are."""

    uploads: UploadProgress
    photos: PhotoProgress
    jobs: JobProgress
    matching: MatchingProgress
    faces: int = Field(description="Faces found so far.")
    photos_per_second: float | None = Field(description="Over the last minute; null until it is known.")
    seconds_left: int | None = Field(description="Estimate; null while the rate is not known.")
    done: bool = Field(description="Nothing is under way.")


class SearchProgress(Schema):
    """How far a guest's search is."""

    id: UUID
    state: Literal["waiting", "running", "done", "failed"]
    steps_done: int = Field(description="Steps of the search that are done.")
    steps: int = Field(description="Steps in all; 0 when not known.")
    faces_compared: int
    photos_compared: int
    duration_ms: int | None
    error_code: str
    error: str
    done: bool = Field(description="The search has ended, well or not.")
