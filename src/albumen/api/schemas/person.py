"""When and with whom somebody was photographed, as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from albumen.api.schemas.people import PersonOut, shown_person
from albumen.people.company import Beside
from albumen.people.timeline import Month


class MonthOut(Schema):
    """A month in which somebody was photographed."""

    year: int
    month: int = Field(description="1 to 12.")
    starts_at: datetime = Field(description="Its first moment: `taken_from` of the photos from then on.")
    photos: int = Field(description="At least 1.")


class TimelineOut(Schema):
    """The months in which somebody was photographed, the earliest first."""

    timezone: str = Field(description="Whose calendar it is: the event's, else UTC.")
    months: list[MonthOut]


class BesideOut(Schema):
    """Somebody who is in photos with another person."""

    person: PersonOut
    photos: int = Field(description="How many both are in.")


class CompanyOut(Schema):
    """Who is in photos with a person, in most of them first."""

    items: list[BesideOut]


def shown_month(month: Month) -> dict[str, Any]:
    """The fields of :class:`MonthOut`."""
    return {"year": month.year, "month": month.month, "starts_at": month.starts_at, "photos": month.photos}


def shown_beside(beside: Beside) -> dict[str, Any]:
    """The fields of :class:`BesideOut`; the cover's photo must be loaded with the person."""
    return {"person": shown_person(beside.person), "photos": beside.photos}
