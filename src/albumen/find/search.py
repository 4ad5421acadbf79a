"""The photos of a library that somebody looks for, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from albumen.events.models import Event
from albumen.find.describing import place_key
from albumen.find.errors import LabelNotFoundError
from albumen.find.filters import Filters
from albumen.find.models import THERE, Kind, Term
from albumen.find.streams import (
    Clause,
    Part,
    Span,
    Stream,
    everything,
    first_of,
    nobody_but,
    of_faces,
    of_terms_and_people,
    outlines_of,
    part,
    rough,
    sizes_of,
    without_people,
)
from albumen.find.wording import clauses_of, people_called
from albumen.find.words import fold
from albumen.people.errors import PersonNotFoundError
from albumen.people.models import Person
from albumen.people.queries import own_library
from albumen.photos.models import Library, Photo

COUNTED = 2_000
"""Photos that are counted; of more it is said that they are more."""

_LOOKED_AT = 5_000
"""Rows that are counted of each clause to see which has the fewest."""

_SORTED = {"sqlite": 5_000, "postgresql": 20_000}
"""The same for clauses that are not read in order: PostgreSQL sorts so many in less time than a walk through all photos
may take, where theirs come late."""

_SHORT = 3
"""Streams of a clause of which it is asked where they begin and end."""

_PARTS = {Kind.COUNTRY: 1, Kind.REGION: 2, Kind.CITY: 3}

Position = tuple[datetime, UUID]
"""``sort_at`` and id of a photo."""


class Search:
    """A search of somebody's own library, which only its owner may make.

    Raises:
        LibraryNotFoundError: it is somebody else's.
        PersonNotFoundError, LabelNotFoundError: somebody or something that is looked for is not in it.
    """

    def __init__(self, user: Any, library: UUID, filters: Filters) -> None:
        self.library = own_library(user, library)
        self._clauses: list[Clause] = []
        self._conditions: list[Callable[[Stream], Q]] = []
        self._from, self._before = filters.taken_from, filters.taken_before
        self._span: tuple[datetime, datetime] | None = None
        self._nothing = False
        self._read(filters)
        self._nothing |= any(clause.empty for clause in self._clauses)
        self._reading: Clause | None = None

    def page(self, after: Position | None, most: int) -> list[Photo]:
        """The next photos, in order of ``sort_at`` and id, with library and event loaded."""
        if self._nothing or not self._chosen():
            return []
        found = first_of(self._parts(after, most), most)
        rows = Photo.objects.select_related("library__event").filter(pk__in=found)
        return sorted(rows, key=lambda photo: (photo.sort_at, photo.pk.hex))

    def count(self) -> int:
        """How many there are; at most :data:`COUNTED` and one are counted."""
        if self._nothing or not self._chosen():
            return 0
        return min(sizes_of([self._parts(None, COUNTED + 1)])[0], COUNTED + 1)

    def _chosen(self) -> bool:
        """See which clause is read, and from where to where; whether there can be any photo."""
        if self._reading is None:
            self._reading, spans = self._fewest()
            self._nothing = not self._narrow(spans)
        return not self._nothing

    def _narrow(self, spans: list[Span | None]) -> bool:
        """Every photo lies where each clause has some: a label of last year leaves the years before it unread.

        False where there can be none at all.
        """
        known = [span for span in spans if span is not None]
        if known:
            self._span = (max(first for first, _ in known), min(last for _, last in known))
        return len(known) == len(spans) and (self._span is None or self._span[0] <= self._span[1])

    def _parts(self, after: Position | None, most: int) -> list[Part]:
        clause = self._reading or everything(self.library.pk)
        rest = [other.asked for other in self._clauses if other is not clause]
        if not clause.streams:
            return [
                part(self._asking(stream, rest, after), ordered=False, most=None) for stream in clause.merged
            ]
        return [part(self._asking(stream, rest, after), ordered=True, most=most) for stream in clause.streams]

    def _asking(
        self, stream: Stream, rest: Iterable[Callable[[Stream], Q]], after: Position | None
    ) -> Stream:
        rows = self._between(stream)
        for condition in (*rest, *self._conditions):
            rows = rows.filter(condition(stream))
        if after is not None:
            moment, photo = after
            behind = Q(sort_at__gt=moment) | Q(**{"sort_at": moment, f"{stream.photo}__gt": photo})
            rows = rows.filter(Q(sort_at__gte=moment) & behind)
        return Stream(rows, stream.photo, stream.on_photo)

    def _between(self, stream: Stream) -> Any:
        rows = stream.rows
        if self._from is not None:
            rows = rows.filter(sort_at__gte=self._from)
        if self._before is not None:
            rows = rows.filter(sort_at__lt=self._before)
        if self._span is not None:
            rows = rows.filter(sort_at__gte=self._span[0], sort_at__lte=self._span[1])
        return rows

    def _fewest(self) -> tuple[Clause, list[Span | None]]:
        """The clause to read, the one with the fewest photos, all photos where every other has many; and where those
        clauses begin and end of which it is quickly told."""
        all_photos = everything(self.library.pk)
        candidates = [*self._clauses, all_photos]
        if len(candidates) == 1:
            return all_photos, []
        short = [clause.streams for clause in self._clauses if 0 < len(clause.streams) <= _SHORT]
        most = [_LOOKED_AT if clause.streams else _SORTED[connection.vendor] for clause in candidates]
        sizes, spans = outlines_of(
            [
                [rough(Stream(self._between(stream), stream.photo), limit) for stream in clause.merged]
                for clause, limit in zip(candidates, most, strict=True)
            ],
            [[Stream(self._between(stream), stream.photo) for stream in streams] for streams in short]
            if len(short) > 1
            else [],
        )
        # Where all have many, one that is read in order is preferred, and what would be sorted as a whole is read last.
        ranks = [
            2 if clause is all_photos else 0 if clause.streams else 1 if size < limit else 3
            for clause, size, limit in zip(candidates, sizes, most, strict=True)
        ]
        best = min(range(len(candidates)), key=lambda index: (min(sizes[index], _LOOKED_AT), ranks[index]))
        return candidates[best], spans

    def _read(self, filters: Filters) -> None:
        people = self._people([*filters.people, *filters.any_people, *filters.without])
        everybody = [people[person] for person in filters.people]
        for person in dict.fromkeys(everybody):
            self._clauses.append(self._of([], [person]))
        if filters.any_people:
            anybody = list(dict.fromkeys(people[person] for person in filters.any_people))
            self._clauses.append(self._of([], anybody))
        if filters.without:
            self._conditions.append(without_people([people[person] for person in filters.without]))
        if filters.only:
            gone = Person.objects.filter(library=self.library, deleted=True).values_list("pk", flat=True)
            self._conditions.append(nobody_but([*everybody, *gone]))
        if name := fold(filters.name):
            self._clauses.append(self._of([], people_called(self.library, name, anywhere=True)))
        self._read_terms(filters)
        if filters.most_faces == 0 and (filters.people or filters.any_people or name):
            self._nothing = True  # who is in a photo has a face there
        if filters.least_faces is not None or filters.most_faces is not None:
            self._clauses.append(of_faces(self.library.pk, filters.least_faces or 0, filters.most_faces))
        if filters.event is not None:
            self._at_event(filters.event)
        self._clauses += clauses_of(self.library, filters.q)

    def _read_terms(self, filters: Filters) -> None:
        labels = list(dict.fromkeys(filters.labels))
        there = Term.objects.filter(library=self.library, kind=Kind.LABEL, pk__in=labels)
        if labels and there.count() < len(labels):
            raise LabelNotFoundError
        self._clauses += [self._of([label], []) for label in labels]
        keys: dict[Any, str] = {}
        if filters.country:
            place = (filters.country, filters.region, filters.city)
            kind = Kind.CITY if filters.city else Kind.REGION if filters.region else Kind.COUNTRY
            keys[kind] = place_key(*place[: _PARTS[kind]])
        if filters.camera:
            keys[Kind.CAMERA] = fold(filters.camera)
        if filters.date:
            keys[Kind.DAY if filters.date.count("-") == 2 else Kind.MONTH] = filters.date
        for kind, key in keys.items():
            terms = Term.objects.filter(library=self.library, kind=kind, key=key)
            self._clauses.append(self._of(list(terms.values_list("pk", flat=True)), []))

    def _of(self, terms: Any, people: Any) -> Clause:
        return of_terms_and_people(self.library.pk, terms, people)

    def _people(self, wanted: list[UUID]) -> dict[UUID, UUID]:
        """Who these people are now: those they were merged into."""
        if not wanted:
            return {}
        rows = Person.objects.filter(library=self.library, pk__in=wanted, deleted=False)
        found = {pk: into or pk for pk, into in rows.values_list("pk", "merged_into")}
        if len(found) < len(set(wanted)):
            raise PersonNotFoundError
        return found

    def _at_event(self, identifier: UUID) -> None:
        """Its own library is the event's as a whole; in another one the time of the event says it."""
        mine = Event.objects.filter(pk=identifier, owner=self.library.owner_id, binned_at=None)
        event = mine.only("library", "starts_at", "ends_at").first()
        if event is None:
            self._nothing = True
        elif event.library_id != self.library.pk:
            self._from = max(filter(None, (self._from, event.starts_at)))
            if event.ends_at is not None:
                self._before = min(filter(None, (self._before, event.ends_at)))


def cameras_of(library: Library) -> list[str]:
    """What the photos of a library were taken with."""
    rows = Term.objects.filter(library=library, kind=Kind.CAMERA, postings__binned__in=THERE)
    return list(rows.order_by("key").values_list("name", flat=True).distinct())
