"""Photos in the order of lists, as indexes give them: of a term, of a person, with so many faces, or all.

A search is a conjunction of clauses, a clause a disjunction of streams. One clause is read in order, the one with the
fewest photos; of each photo in it the others are asked. So a page costs what the rarest part of a search costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from albumen.find.among import asked_among, is_list, is_many, read_among
from albumen.find.models import THERE, Posting
from albumen.people.models import Assignment
from albumen.photos.models import Photo, PhotoState

MOST_STREAMS = 13
"""Streams that are merged in order. More of them are read whole and sorted."""

MANY_FACES = 11
"""Photos with more faces than this are one stream, which is sorted: they are few."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows that name photos.

    Attributes:
        rows: of photos that are there.
        photo: the field of a row that is the photo's id.
        on_photo: the beginning of a lookup of the photo's own fields.
    """

    rows: QuerySet[Any]
    photo: str = "photo_id"
    on_photo: str = "photo__"


@dataclass(frozen=True, slots=True)
class Clause:
    """Photos of any of these streams.

    Attributes:
        streams: in the order of lists each; none where it is only asked, never read.
        merged: the streams in one, not in order.
        asked: whether a photo is among them: a condition on a row of another stream.
    """

    streams: Sequence[Stream]
    merged: Sequence[Stream]
    asked: Callable[[Stream], Q]

    @property
    def empty(self) -> bool:
        return not self.merged


def of_terms_and_people(library: UUID, terms: Any, people: Any) -> Clause:
    """Photos with one of these terms, or of one of these people: ids in lists, or in querysets where they are many."""
    streams: list[Stream] = []
    if is_list(terms) and is_list(people) and len(terms) + len(people) <= MOST_STREAMS:
        streams += [Stream(Posting.objects.filter(term=term, binned__in=THERE)) for term in terms]
        streams += [_of_people(library, Assignment.objects.filter(person=person)) for person in people]
    merged = []
    if not is_list(terms) or terms:
        merged.append(Stream(Posting.objects.filter(read_among("term_id", terms), binned__in=THERE)))
    if not is_list(people) or people:
        merged.append(_of_people(library, Assignment.objects.filter(read_among("person_id", people))))
    return Clause(streams, merged, lambda stream: _has_term(stream, terms) | _has_person(stream, people))


def of_faces(library: UUID, least: int, most: int | None) -> Clause:
    """Photos with so many faces.

    Streams are of numbers that there are, small ones one by one: of a range SQLite reads all photos from a moment on.
    """
    rows = _ready(library)
    largest = rows.order_by("-face_count").values_list("face_count", flat=True).first()
    last = -1 if largest is None else largest if most is None else min(largest, most)
    numbers = range(least, last + 1)
    few = [number for number in numbers if number <= MANY_FACES]
    many = [number for number in numbers if number > MANY_FACES]
    streams = [_of_photos(rows.filter(face_count=number)) for number in few]
    if many:
        # By their keys: SQLite reads photos in order from some moment on, and would look at each for the number.
        crowds = Photo.objects.filter(library=library, binned_at=None, face_count__in=many).order_by()
        streams.append(_of_photos(rows.filter(pk__in=crowds.values("pk"))))
    condition = {"face_count__gte": least} | ({} if most is None else {"face_count__lte": most})
    if most == least:
        condition = {
            "face_count": least
        }  # PostgreSQL sees no single number in a range, and looks at all photos
    return Clause(
        streams if len(streams) <= MOST_STREAMS else [],
        [_of_photos(rows.filter(**condition))] if streams else [],
        lambda stream: Q(**{stream.on_photo + name: value for name, value in condition.items()}),
    )


def everything(library: UUID) -> Clause:
    """All photos that are ready."""
    stream = _of_photos(_ready(library))
    return Clause([stream], [stream], lambda _: Q())


def without_people(people: Sequence[UUID]) -> Callable[[Stream], Q]:
    """Nobody of these is in it."""
    return lambda stream: ~_has_person(stream, people)


def nobody_but(people: Sequence[UUID]) -> Callable[[Stream], Q]:
    """Nobody else is in it."""

    def condition(stream: Stream) -> Q:
        others = Assignment.objects.filter(photo=OuterRef(stream.photo), person__isnull=False)
        return ~Q(Exists(others.exclude(person__in=people)))

    return condition


def _ready(library: UUID) -> QuerySet[Photo]:
    return Photo.objects.filter(library=library, binned_at=None, state=PhotoState.READY)


def _of_photos(rows: QuerySet[Photo]) -> Stream:
    return Stream(rows, "id", "")


def _of_people(library: UUID, rows: QuerySet[Assignment]) -> Stream:
    """The bin is nearly empty: asking it costs less than looking at each photo."""
    binned = Photo.objects.filter(library=library, binned_at__isnull=False).order_by()
    return Stream(rows.exclude(photo__in=binned.values("pk")))


def _has_term(stream: Stream, terms: Any) -> Q:
    if is_list(terms) and not terms:
        return Q(pk__in=[])
    # No stream gives photos in the bin, so the index of photo and term answers alone.
    of_photo = Posting.objects.filter(photo=OuterRef(stream.photo))
    if is_many(terms):
        return Q(Exists(of_photo.alias(which=Coalesce("term_id", 0)).filter(asked_among("which", terms))))
    return Q(Exists(of_photo.filter(term__in=terms)))


def _has_person(stream: Stream, people: Any) -> Q:
    if is_list(people) and not people:
        return Q(pk__in=[])
    of_photo = Assignment.objects.filter(photo=OuterRef(stream.photo))
    if is_many(people):
        who = Coalesce("person_id", Value(_NOBODY))
        return Q(Exists(of_photo.alias(who=who).filter(asked_among("who", people))))
    return Q(Exists(of_photo.filter(person__in=people)))


_NOBODY = UUID(int=0)

Part = tuple[str, Sequence[Any]]
"""SQL and its parameters."""


def rough(stream: Stream, most: int) -> Part:
    """A select with as many rows as a stream has, up to so many; somebody who is twice in a photo counts twice."""
    sql, parameters = stream.rows.order_by().values_list(stream.photo)[:most].query.sql_with_params()
    return sql, parameters


def part(stream: Stream, *, ordered: bool, most: int | None) -> Part:
    """A select of ``sort_at`` and id of a stream's photos, each once."""
    rows = stream.rows.values_list("sort_at", stream.photo).distinct()
    rows = rows.order_by("sort_at", stream.photo) if ordered else rows.order_by()
    sql, parameters = (rows if most is None else rows[:most]).query.sql_with_params()
    return sql, parameters


def first_of(parts: Iterable[Part], most: int) -> list[UUID]:
    """Ids of the first photos of several ordered selects together, in one query."""
    selects, parameters = _together(parts)
    found = _rows(f"{selects} ORDER BY 1, 2 LIMIT %s", [*parameters, most])
    return [_identifier(row[1]) for row in found]


def _end(stream: Stream, order: str) -> Part:
    rows = stream.rows.order_by(order).values_list("sort_at")[:1]
    sql, parameters = rows.query.sql_with_params()
    return sql, parameters


Span = tuple[datetime, datetime]
"""``sort_at`` of the first and of the last of some photos."""


def sizes_of(groups: Sequence[Sequence[Part]]) -> list[int]:
    """How many photos each group of selects gives together, in one query."""
    selects, parameters = _counts(groups, " UNION ")
    return [int(count) for count in _rows(f"SELECT {', '.join(selects)}", parameters)[0]]


def outlines_of(
    counted: Sequence[Sequence[Part]], spanned: Sequence[Sequence[Stream]]
) -> tuple[list[int], list[Span | None]]:
    """How many rows groups of selects give, and where photos of groups of streams begin and end, in one query.

    Photos that two selects of a group give count twice. The span of a group without a photo is None.
    """
    selects, parameters = _counts(counted, " UNION ALL ")
    for streams in spanned:
        for extreme, order in (("MIN", "sort_at"), ("MAX", "-sort_at")):
            ends, given = _together((_end(stream, order) for stream in streams), " UNION ALL ")
            selects.append(f"(SELECT {extreme}(sort_at) FROM ({ends}) AS ends)")  # noqa: S608 - as above
            parameters += given
    row = _rows(f"SELECT {', '.join(selects)}", parameters)[0]
    ends_of = iter(row[len(counted) :])
    spans = [
        None if first is None else (_moment(first), _moment(last))
        for first, last in zip(ends_of, ends_of, strict=True)
    ]
    return [int(count) for count in row[: len(counted)]], spans


def _counts(groups: Sequence[Sequence[Part]], union: str) -> tuple[list[str], list[Any]]:
    counts, parameters = [], []
    for group in groups:
        selects, given = _together(group, union)
        counts.append(f"(SELECT COUNT(*) FROM ({selects}) AS counted)")  # noqa: S608 - as above
        parameters += given
    return counts, parameters


def _together(parts: Iterable[Part], union: str = " UNION ") -> tuple[str, list[Any]]:
    """One select of several, photos in more than one of them once."""
    selects, parameters = [], []
    for number, (sql, given) in enumerate(parts):
        # Wrapped, as SQLite takes neither an order nor a limit in a part of a union.
        selects.append(f"SELECT * FROM ({sql}) AS part{number}")  # noqa: S608 - the ORM's own SQL
        parameters += list(given)
    return union.join(selects), parameters


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _moment(value: Any) -> datetime:
    """SQLite gives moments as it keeps them, in UTC."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _identifier(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
