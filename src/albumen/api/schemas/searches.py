"""Searches as guests see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.matches import VoteOut
from albumen.guests.models import Search
from albumen.guests.queries import shown_hits
from albumen.guests.votes import votes_of

Strictness = Literal["strict", "balanced", "broad"]


class PackOut(Schema):
    """A model pack that the photos of an event can be searched with."""

    name: str = Field(description="As a search asks for it.")
    title: str
    description: str


class SearchPacks(Schema):
    """What there is to choose from; the first pack found the faces."""

    items: list[PackOut]


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
    votes: list[VoteOut] = Field(description="What each pack says by itself.")


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
    duration_ms: int | None
    created_at: datetime
    finished_at: datetime | None


class SearchOut(SearchSummary):
    """A search with what the guest may see of its results."""

    used: dict[str, Any] = Field(
        description="Versions of the packs, thresholds, size of the event, strategy of the search."
    )
    hits: list[HitOut] = Field(description="The surest first, at most 200; the list of matches has all.")
    released: int = Field(description="Photos found that the guest sees now, of the 1,000 surest.")
    waiting: int = Field(description="Photos found that the host looks at first, of the 1,000 surest.")


def search_shown(search: Search) -> dict[str, Any]:
    """The fields of :class:`SearchOut`: how many photos were found before anybody looked is not for the guest."""
    shown = shown_hits(search)
    return {
        **search_summary(search),
        "used": {name: value for name, value in search.used.items() if name in _TOLD},
        "hits": [{**hit, "votes": votes_of(hit["scores"])} for hit in shown.hits],
        "released": shown.released,
        "waiting": shown.waiting,
    }


_TOLD = {"packs", "event_size", "thresholds", "strategy"}
"""Not the prior: with the size of the event it says how many photos were found, those that are withheld included."""


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
        "duration_ms": search.duration_ms,
        "created_at": search.created_at,
        "finished_at": search.finished_at,
    }
