"""Searches as guests see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.guests.models import Search

Strictness = Literal["strict", "balanced", "broad"]


class SearchIn(Schema):
    """What to ask. ``probability`` takes the place of ``strictness``."""

    packs: list[str] | None = Field(
        None, max_length=10, description="Packs that rank the answer; those of the event when left out."
    )
    strictness: Strictness = "balanced"
    probability: float | None = Field(None, ge=0.0, le=1.0)


class HitOut(Schema):
    """A photo that was found and is released."""

    match: UUID
    photo: UUID
    probability: float
    level: Literal["certain", "likely", "check"]
    scores: dict[str, float] = Field(description="Similarity by each pack, -1 to 1.")


class SearchSummary(Schema):
    """A run of the question "which photos am I in?"."""

    id: UUID
    state: Literal["waiting", "running", "done", "failed"]
    selfie: UUID | None = Field(description="The selfie it was made for.")
    packs: list[str]
    strictness: Strictness | None
    probability: float | None
    code: str = Field(description="Why it failed, for programs.")
    error: str = Field(description="Why it failed, in a sentence.")
    advice: str
    faces_compared: int
    photos_compared: int
    certain: int = Field(description="Photos found at this level, before anybody looked.")
    likely: int
    check: int
    duration_ms: int | None
    created_at: datetime
    finished_at: datetime | None


class SearchOut(SearchSummary):
    """A search with what the guest may see of its results."""

    used: dict[str, Any] = Field(description="Versions of the packs, thresholds, size of the event, prior.")
    hits: list[HitOut] = Field(description="The surest first, at most 200; the list of matches has all.")
    waiting: int = Field(description="Photos found that the host looks at first.")


def search_summary(search: Search) -> dict[str, Any]:
    """The fields of :class:`SearchSummary`, of a search with its selfie."""
    failed_selfie = search.selfie if search.selfie and search.error_code == search.selfie.error_code else None
    return {
        "id": search.pk,
        "state": search.state,
        "selfie": search.selfie_id,
        "packs": search.packs,
        "strictness": search.strictness or None,
        "probability": search.probability,
        "code": search.error_code,
        "error": search.error,
        "advice": failed_selfie.advice if failed_selfie and search.error_code else "",
        "faces_compared": search.faces_compared,
        "photos_compared": search.photos_compared,
        "certain": search.certain,
        "likely": search.likely,
        "check": search.check_count,
        "duration_ms": search.duration_ms,
        "created_at": search.created_at,
        "finished_at": search.finished_at,
    }
