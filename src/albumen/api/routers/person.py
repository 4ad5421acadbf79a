"""One person in one's own photos: with whom and when they were photographed, and those photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, cut, limit_of, position_of
from albumen.api.schemas.person import CompanyOut, TimelineOut, shown_beside, shown_month
from albumen.api.schemas.photos import PhotoOut, shown_photo
from albumen.api.schemas.problem import Problem
from albumen.find.filters import Filters
from albumen.find.search import Search
from albumen.people.company import MOST, company_of
from albumen.people.models import Person
from albumen.people.queries import own_person, zone_of
from albumen.people.timeline import months_of
from albumen.photos.models import Photo

router = Router(tags=["people"], auth=signed_in("photos"))

_ORDER = ("sort_at", "id")


class PersonPhotos(Schema):
    """Which of a person's photos."""

    with_person: UUID | None = Field(None, description="Only those that this person is in, too.")
    taken_from: datetime | None = Field(None, description="Taken (else received) at this instant or later.")


class With(Schema):
    """Somebody else."""

    with_person: UUID | None = Field(None, description="Only photos that this person is in, too.")


class HowMany(Schema):
    limit: int = Field(24, ge=1, le=MOST, description="Most people wanted.")


@router.get(
    "/people/{uuid:person_id}/photos",
    operation_id="list_person_photos",
    summary="The photos of a person, the earliest first",
    response={200: Page[PhotoOut], (404, 422): Problem},
)
def list_person_photos(
    request: HttpRequest, person_id: UUID, which: Query[PersonPhotos], page: PageOf
) -> dict[str, Any]:
    user: Any = request.user
    person = own_person(user, person_id)
    people = (person.pk, which.with_person) if which.with_person else (person.pk,)
    search = Search(user, person.library_id, Filters(people=people, taken_from=which.taken_from))
    after: Any = position_of(page, _ORDER, Photo)
    found = cut(search.page(after, limit_of(page) + 1), _ORDER, page)
    return {**found, "items": [shown_photo(photo, user) for photo in found["items"]]}


@router.get(
    "/people/{uuid:person_id}/timeline",
    operation_id="get_person_timeline",
    summary="In which months somebody was photographed, and how often",
    response={200: TimelineOut, (404, 422): Problem},
)
def get_person_timeline(request: HttpRequest, person_id: UUID, which: Query[With]) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    beside = _beside(request.user, person, which.with_person)
    zone = zone_of(person.library_id)
    months = months_of(person, ZoneInfo(zone), beside)
    return {"timezone": zone, "months": [shown_month(month) for month in months]}


@router.get(
    "/people/{uuid:person_id}/company",
    operation_id="list_person_company",
    summary="Who is in photos with a person, in most of them first",
    response={200: CompanyOut, (404, 422): Problem},
)
def list_person_company(request: HttpRequest, person_id: UUID, how: Query[HowMany]) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    return {"items": [shown_beside(beside) for beside in company_of(person, how.limit)]}


def _beside(user: Any, person: Person, other: UUID | None) -> Person | None:
    """Somebody else of the same library, as whom they go on."""
    if other is None:
        return None
    found = own_person(user, other, library=person.library_id)
    return found if found.merged_into_id is None else own_person(user, found.merged_into_id)
