"""When somebody was photographed: their photos by month, as the list of photos counts days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr

from albumen.people.models import Assignment, Person
from albumen.photos.models import Photo


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which somebody is in photos.

    Attributes:
        year, month: of the calendar, month 1 to 12.
        starts_at: its first moment.
        photos: how many, at least 1.
    """

    year: int
    month: int
    starts_at: datetime
    photos: int


def months_of(person: Person, zone: tzinfo, beside: Person | None = None) -> list[Month]:
    """The months of a person's photos that are there, the earliest first.

    One query in UTC, and one more in any other zone: the database cuts texts of moments, which is quick, and knows no
    zones in the same way everywhere.

    Args:
        person: whose.
        zone: whose calendar it is.
        beside: only photos that this person is in, too.
    """
    rows = photos_there(person, beside)
    utc = Substr(Cast("sort_at", CharField()), 1, 7)
    found = rows.annotate(month=utc).values("month").annotate(photos=Count("photo", distinct=True))
    counted = {_parsed(row["month"]): row["photos"] for row in found.order_by("month")}
    if str(zone) != "UTC":
        counted = _counted_in(zone, rows, counted)
    return [
        Month(year, month, _begin(year, month, zone), photos)
        for (year, month), photos in sorted(counted.items())
        if photos
    ]


def photos_there(person: Person, beside: Person | None = None) -> QuerySet[Assignment]:
    """A person's faces in photos that are there, as rows that say when; read in the index of person and moment."""
    # The bin is nearly empty: asking it costs less than looking at each photo.
    binned = Photo.objects.filter(library=person.library_id, binned_at__isnull=False).order_by()
    rows = Assignment.objects.filter(person=person).exclude(photo__in=binned.values("pk")).order_by()
    if beside is not None:
        rows = rows.filter(Exists(Assignment.objects.filter(photo=OuterRef("photo"), person=beside)))
    return rows


_Month = tuple[int, int]


def _counted_in(zone: tzinfo, rows: QuerySet[Assignment], months: Iterable[_Month]) -> dict[_Month, int]:
    """Photos of the months of a zone, which are those of UTC or the ones beside them."""
    near = sorted({other for month in months for other in (_before(*month), month, _after(*month))})
    if not near:
        return {}
    names = {f"m{year}_{month}": (year, month) for year, month in near}
    counts: dict[str, Any] = {
        name: Count(
            "photo",
            distinct=True,
            filter=Q(sort_at__gte=_begin(*month, zone), sort_at__lt=_begin(*_after(*month), zone)),
        )
        for name, month in names.items()
    }
    found = rows.aggregate(**counts)
    return {month: found[name] for name, month in names.items()}


def _parsed(text: str) -> _Month:
    year, month = text.split("-")
    return int(year), int(month)


def _after(year: int, month: int) -> _Month:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _before(year: int, month: int) -> _Month:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def _begin(year: int, month: int, zone: tzinfo) -> datetime:
    """The first moment of a month; the first or last of all where calendars have none."""
    try:
        return datetime(year, month, 1, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return (datetime.min if year <= 1 else datetime.max).replace(tzinfo=UTC)
