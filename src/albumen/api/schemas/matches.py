"""Matches as guests and hosts see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.guests.models import Match, MatchState
from albumen.guests.votes import votes_of
from albumen.photos.serving import preview_versions

Level = Literal["certain", "likely", "check"]
DecidedBy = Literal["host", "guest", "machine"]
State = Literal["released", "waiting", "rejected", "hidden"]

WORDS = {"certain": "You are on it", "likely": "You are probably on it", "check": "You may be on it"}
"""What a guest reads beside a level."""


class Box(Schema):
    """A face, in fractions of the photo's width and height; may reach outside 0..1."""

    left: float
    top: float
    width: float
    height: float


class MatchedPhoto(Schema):
    """A photo, as far as a list needs it."""

    id: UUID
    width: int | None
    height: int | None
    taken_at: datetime | None
    sort_at: datetime
    thumbhash: str
    previews: dict[str, str] = Field(description="Addresses by longest side; what they give never changes.")


class VoteOut(Schema):
    """What one pack says by itself."""

    pack: str
    title: str
    similarity: float = Field(description="-1 to 1; its meaning differs from pack to pack.")
    level: Literal["", "none", "check", "likely", "certain"] = Field(
        description="What this pack alone would say in an event of 5,000 faces; empty where it was not fitted."
    )


class MatchOut(Schema):
    """A photo that a guest is on."""

    id: UUID
    photo: MatchedPhoto
    face: Box | None
    probability: float
    level: Level
    votes: list[VoteOut] = Field(
        description="Of each pack that saw the face, beside the one probability of all."
    )
    words: str
    state: State
    favourite: bool
    released_at: datetime | None


class Guest(Schema):
    """Whose face it is about."""

    id: UUID = Field(description="Of the registration.")
    name: str


class ReviewOut(MatchOut):
    """A match as its host sees it."""

    registration: Guest
    scores: dict[str, float] = Field(description="Similarity by each pack, -1 to 1.")
    selfie_crop: str | None = Field(description="Address of the guest's face, while the match waits.")
    verdict: Literal["accepted", "rejected"] | None
    denied: bool = Field(description="Whether the guest said that it is not them.")
    decided_by: DecidedBy | None = Field(
        description="Whose word counts now: the guest's \"not me\" before the host's; machine: released without a look."
    )
    decided_at: datetime | None = Field(description="When one of the two decided last.")


class Decision(Schema):
    """What the host says about matches."""

    accept: list[UUID] = Field(default_factory=list, max_length=500)
    reject: list[UUID] = Field(default_factory=list, max_length=500)


class MatchStateOut(Schema):
    """What a match is now."""

    id: UUID
    state: State | Literal["void"] = Field(description="void: of something that the host said is no face.")


class Decided(Schema):
    """The matches as they are now."""

    items: list[MatchStateOut]


class FavouriteOut(Schema):
    """Whether a photo is marked."""

    id: UUID
    favourite: bool


def match_shown(match: Match) -> dict[str, Any]:
    """The fields of :class:`MatchOut`, of a match with photo and face."""
    photo, face = match.photo, match.face
    return {
        "id": match.pk,
        "photo": {
            "id": photo.pk,
            "width": photo.width,
            "height": photo.height,
            "taken_at": photo.taken_at,
            "sort_at": photo.sort_at,
            "thumbhash": photo.thumbhash,
            "previews": {
                str(size): f"/api/v1/photos/{photo.pk}/preview/{size}?v={version}"
                for size, version in preview_versions(photo).items()
            },
        },
        "face": None
        if face is None
        else {"left": face.left, "top": face.top, "width": face.width, "height": face.height},
        "probability": round(match.probability, 6),
        "level": match.level,
        "votes": votes_of(match.scores),
        "words": WORDS.get(match.level, ""),
        "state": match.state,
        "favourite": match.favourite,
        "released_at": match.released_at,
    }


def review_shown(match: Any) -> dict[str, Any]:
    """The fields of :class:`ReviewOut`, of a row of ``queries.matches_to_review``."""
    waits = match.state == MatchState.WAITING and match.has_crop
    return {
        **match_shown(match),
        "registration": {"id": match.registration_id, "name": match.registration.user.display_name},
        "scores": match.scores,
        "selfie_crop": f"/api/v1/matches/{match.pk}/selfie-crop" if waits else None,
        "verdict": match.verdict or None,
        "denied": match.denied_at is not None,
        "decided_by": _decided_by(match),
        "decided_at": match.decided_at,
    }


def _decided_by(match: Match) -> DecidedBy | None:
    if match.state == MatchState.WAITING:
        return None
    if match.state == MatchState.HIDDEN:
        return "guest"
    return "machine" if match.decided_at is None else "host"
