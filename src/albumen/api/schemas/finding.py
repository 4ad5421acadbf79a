"""Searching one's own photos: what may be asked, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.pagination import Page
from albumen.api.schemas.covers import CoverOut, shown_cover
from albumen.api.schemas.people import PersonOut, shown_person
from albumen.api.schemas.photos import PhotoOut
from albumen.find.filters import Filters
from albumen.find.models import NAME_LENGTH, Kind, SavedSearch, Term
from albumen.find.suggestions import Suggestions
from albumen.people.models import Person
from albumen.photos.models import Photo
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
    settling: bool = Field(
        False,
        description="On the first page: it is being written down what new photos are found by; ask again soon.",
    )


class AlbumsQuery(Schema):
    """Which albums."""

    by: Literal["person", "month", "day", "country", "region", "city"] = Field(
        "month",
        description="person: who is in most photos first; dates: the latest first; places: by country, region, name.",
    )
    month: str = Field("", pattern=r"^(\d{4}-\d{2})?$", max_length=7, description="Only days of this month.")
    country: str = Field("", max_length=2, description="Only places in this country, two letters.")
    region: Text = Field("", description="Only cities in this region of `country`.")


class AlbumOut(Schema):
    """Photos that have something in common; what is in `filters` finds them."""

    name: str = Field(description="Of a month or day its date; of a person without a name empty.")
    photo_count: int
    cover: CoverOut | None
    filters: dict[str, str] = Field(description="For `search_photos`.")


class SuggestionsQuery(Schema):
    """What was typed so far."""

    text: Text = ""
    month: list[Annotated[int, Field(ge=1, le=12)]] = Field(
        default_factory=list, max_length=12, description="Months that are meant, in whatever language."
    )
    country: list[Annotated[str, Field(pattern="^[A-Za-z]{2}$")]] = Field(
        default_factory=list, max_length=20, description="Countries that are meant, two letters each."
    )


class TermOut(Schema):
    """Something that photos have in common; what is in `filters` finds them."""

    name: str = Field(description="Of a country its English name, of a month `2026-07`.")
    filters: dict[str, str] = Field(description="For `search_photos`.")


class SuggestionsOut(Schema):
    """What may be meant, a few of each kind; each is on a photo that is there."""

    people: list[PersonOut] = Field(description="Those in most photos first.")
    labels: list[TermOut]
    places: list[TermOut] = Field(description="Countries, regions, cities.")
    cameras: list[TermOut]
    months: list[TermOut] = Field(description="The latest first.")


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
        **shown_term(term),
        "photo_count": getattr(term, "photos", 0),
        "cover": shown_cover(cover) if cover else None,
    }


def shown_term(term: Term) -> dict[str, Any]:
    """The fields of :class:`TermOut`."""
    name = country_name(term.name) if term.kind == Kind.COUNTRY else term.name
    return {"name": name, "filters": _filters_of_term(term)}


def shown_suggestions(found: Suggestions) -> dict[str, Any]:
    """The fields of :class:`SuggestionsOut`."""
    kinds = ("labels", "places", "cameras", "months")
    return {
        "people": [shown_person(person) for person in found.people],
        **{kind: [shown_term(term) for term in getattr(found, kind)] for kind in kinds},
    }


def shown_person_album(person: Person) -> dict[str, Any]:
    """The same for a person; cover and its photo must be loaded with the person."""
    return {
        "name": person.name,
        "photo_count": person.photo_count,
        "cover": shown_cover(person.cover.photo) if person.cover else None,
        "filters": {"person": str(person.pk)},
    }


def _filters_of_term(term: Term) -> dict[str, str]:
    if term.kind in (Kind.MONTH, Kind.DAY):
        return {"date": term.key}
    if term.kind == Kind.LABEL:
        return {"label": str(term.pk)}
    if term.kind == Kind.CAMERA:
        return {"camera": term.name}
    parts = dict(zip(("country", "region", "city"), term.key.split("/"), strict=False))
    # What lies around it is known by its key alone, which is folded; the place itself as it is written.
    last = next(reversed(parts))
    return {**parts, last: term.name, "country": parts["country"].upper()}
