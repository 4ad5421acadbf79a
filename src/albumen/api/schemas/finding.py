"""Searching one's own photos: what may be asked, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.pagination import Page
from albumen.api.schemas.photos import API, PhotoOut
from albumen.find.filters import Filters
from albumen.find.models import NAME_LENGTH, Kind, SavedSearch, Term
from albumen.people.models import Person
from albumen.photos.models import Photo
from albumen.photos.serving import preview_versions
from albumen.places.countries import country_name

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
    date: str = Field(
        "",
        pattern=r"^(\d{4}-\d{2}(-\d{2})?)?$",
        max_length=10,
        description="A month or day by the camera's own clock: `2026-07`, `2026-07-14`.",
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


class AlbumsQuery(Schema):
    """Which albums."""

    by: Literal["person", "month", "day", "country", "region", "city"] = Field(
        "month",
        description="person: who is in most photos first; dates: the latest first; places: by country, region, name.",
    )
    month: str = Field("", pattern=r"^(\d{4}-\d{2})?$", max_length=7, description="Only days of this month.")
    country: str = Field("", max_length=2, description="Only places in this country, two letters.")
    region: Text = Field("", description="Only cities in this region of `country`.")


class CoverOut(Schema):
    """The photo that stands for an album."""

    photo: UUID
    previews: dict[str, str] = Field(description="Addresses by longest side in pixels.")


class AlbumOut(Schema):
    """Photos that have something in common; what is in `filters` finds them."""

    name: str = Field(description="Of a month or day its date; of a person without a name empty.")
    photo_count: int
    cover: CoverOut | None
    filters: dict[str, str] = Field(description="For `search_photos`.")


class SavedSearchIn(Schema):
    """A search to keep."""

    name: str = Field(max_length=NAME_LENGTH)
    filters: SearchFilters


class SavedSearchPatch(Schema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, max_length=NAME_LENGTH)
    filters: SearchFilters | None = None


class SavedSearchOut(Schema):
    """A search that was kept."""

    id: UUID
    library: UUID
    name: str
    filters: SearchFilters
    created_at: datetime
    updated_at: datetime


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
        date=asked.date,
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


def shown_search(search: SavedSearch) -> dict[str, Any]:
    """The fields of :class:`SavedSearchOut`."""
    return {
        "id": search.pk,
        "library": search.library_id,
        "name": search.name,
        "filters": search.filters,
        "created_at": search.created_at,
        "updated_at": search.updated_at,
    }


def shown_album(term: Term, covers: dict[UUID, Photo]) -> dict[str, Any]:
    """The fields of :class:`AlbumOut` for a date or place; ``covers`` has its cover unless it is gone since."""
    cover = covers.get(getattr(term, "cover", UUID(int=0)))
    return {
        "name": country_name(term.name) if term.kind == Kind.COUNTRY else term.name,
        "photo_count": getattr(term, "photos", 0),
        "cover": _cover(cover) if cover else None,
        "filters": _filters_of_term(term),
    }


def shown_person_album(person: Person) -> dict[str, Any]:
    """The same for a person; cover and its photo must be loaded with the person."""
    return {
        "name": person.name,
        "photo_count": person.photo_count,
        "cover": _cover(person.cover.photo) if person.cover else None,
        "filters": {"person": str(person.pk)},
    }


def _filters_of_term(term: Term) -> dict[str, str]:
    if term.kind in (Kind.MONTH, Kind.DAY):
        return {"date": term.key}
    parts = dict(zip(("country", "region", "city"), term.key.split("/"), strict=False))
    return {**parts, "country": parts["country"].upper()}


def _cover(photo: Photo) -> dict[str, Any]:
    address = f"{API}/photos/{photo.pk}/preview"
    versions = preview_versions(photo).items()
    return {
        "photo": photo.pk,
        "previews": {str(size): f"{address}/{size}?v={version}" for size, version in versions},
    }
