"""Searching one's own photos: what may be asked, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from albumen.api.pagination import Page
from albumen.api.schemas.photos import PhotoOut
from albumen.find.filters import Filters

MOST_NAMED = 20
"""People, and labels, that one search may name."""

MOST_FACES = 100_000

People = Annotated[list[UUID], Field(max_length=MOST_NAMED)]
LabelIds = Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(max_length=MOST_NAMED)]
Text = Annotated[str, Field(max_length=200)]


class SearchFilters(Schema):
    """Which photos: those for which everything that is given holds."""

    q: Text = Field(
        "",
        description="Words; each is the beginning of a word of a person's name, a label, a place, the camera, title, "
        "description, location, photographer or filename.",
    )
    person: People = Field(default_factory=list, description="All of these are in it.")
    any_person: People = Field(default_factory=list, description="At least one of these is in it.")
    without_person: People = Field(default_factory=list, description="None of these is in it.")
    only: bool = Field(
        False, description="Nobody else than `person` is in it; faces that are nobody do not count."
    )
    name: Text = Field("", description="Somebody with this in their name is in it.")
    taken_from: datetime | None = Field(None, description="Taken (else received) at this instant or later.")
    taken_before: datetime | None = Field(
        None, description="Taken (else received) earlier than this instant."
    )
    event: UUID | None = Field(
        None, description="One of this event's photos, or taken between its beginning and end."
    )
    label: LabelIds = Field(default_factory=list, description="It has all of these labels.")
    country: str = Field("", max_length=2, description="Two letters (ISO 3166-1).")
    region: Text = Field("", description="A region of `country`.")
    city: Text = Field("", description="A city of `region` of `country`.")
    camera: Text = Field("", description="What it was taken with, as in the list of cameras.")
    least_faces: int | None = Field(None, ge=0, le=MOST_FACES)
    most_faces: int | None = Field(None, ge=0, le=MOST_FACES)
    no_face: bool = Field(False, description="No face was found in it.")


class SearchQuery(SearchFilters):
    """A search, and whether to count what it finds."""

    count: bool = Field(True, description="Count what is found, on the first page.")


class FoundPhotos(Page[PhotoOut]):
    """A page of what was found."""

    count: int | None = Field(None, description="How many there are; null on later pages.")
    more: bool = Field(False, description="There are more than `count`, which is as far as they are counted.")


class CamerasOut(Schema):
    cameras: list[str]


def filters_of(asked: SearchFilters) -> Filters:
    """What is looked for."""
    most = 0 if asked.no_face else asked.most_faces
    return Filters(
        people=tuple(asked.person),
        any_people=tuple(asked.any_person),
        without=tuple(asked.without_person),
        only=asked.only,
        name=asked.name,
        taken_from=asked.taken_from,
        taken_before=asked.taken_before,
        event=asked.event,
        labels=tuple(asked.label),
        country=asked.country,
        region=asked.region,
        city=asked.city,
        camera=asked.camera,
        least_faces=asked.least_faces,
        most_faces=most,
        q=asked.q,
    )


def given(asked: SearchFilters) -> dict[str, Any]:
    """What was said of a search, as JSON."""
    return asked.model_dump(mode="json", exclude_unset=True, exclude_none=True)
