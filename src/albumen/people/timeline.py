"""When somebody was photographed: their photos by month, as the list of photos counts days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet
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


def _counted_in(zone: tzinfo, rows: QuerySet[Assignment], months: dict[_Month, int]) -> dict[_Month, int]:
    """Photos of the months of a zone: those of UTC, with those of first and last days told apart by the minute."""
    text = Cast("sort_at", CharField())
    edge = rows.annotate(day=Substr(text, 9, 2), minute=Substr(text, 1, 16)).filter(day__in=_EDGES)
    counted = dict(months)
    for row in edge.values("minute").annotate(photos=Count("photo", distinct=True)):
        moment = datetime.fromisoformat(row["minute"]).replace(tzinfo=UTC)
        there = _local(moment, zone)
        counted[moment.year, moment.month] -= row["photos"]
        counted[there.year, there.month] = counted.get((there.year, there.month), 0) + row["photos"]
    return counted


_EDGES = ("01", "28", "29", "30", "31")
"""Days of a month on which it may be another month elsewhere."""


def _local(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def _parsed(text: str) -> _Month:
    year, month = text.split("-")
    return int(year), int(month)


def _begin(year: int, month: int, zone: tzinfo) -> datetime:
    """The first moment of a month; the first or last of all where calendars have none."""
    try:
        return datetime(year, month, 1, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return (datetime.min if year <= 1 else datetime.max).replace(tzinfo=UTC)
