"""With whom somebody is in photos, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count

from albumen.people.models import Assignment, Person, Statement
from albumen.people.said import Kind
from albumen.photos.models import Photo

MOST = 100
"""People that are told at most."""

_AT_ONCE = 2 * MOST
"""People looked up together, until enough of them are neither hidden nor deleted."""

_HEX = 32
"""Characters of an id as SQLite holds it."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Of splitmix64 (Steele, Lea, Flood 2014)."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who is in photos with another person, and in how many of those that are there."""

    person: Person
    photos: int


def company_of(person: Person, most: int = 24) -> list[Beside]:
    """Who is in most photos with a person, by the number of photos; hidden and deleted people are left out.

    Args:
        person: with whom.
        most: people wanted, 1 to :data:`MOST`.
    """
    found: list[Beside] = []
    ranked = _ranked(person)
    while len(found) < most and (next_ones := dict(islice(ranked, _AT_ONCE))):
        rows = Person.objects.filter(pk__in=list(next_ones), hidden=False, deleted=False)
        found += [Beside(other, next_ones[other.pk]) for other in rows.select_related("cover__photo")]
    return sorted(found, key=lambda beside: (-beside.photos, beside.person.pk))[:most]


def _ranked(person: Person) -> Iterator[tuple[UUID, int]]:
    """Others with the photos they share with a person, those with the most first."""
    twice = Statement.objects.filter(
        library=person.library_id, kind=Kind.TWICE, stands=True, photo__isnull=False
    )
    twice = twice.order_by().values("photo")
    binned = Photo.objects.filter(library=person.library_id, binned_at__isnull=False).order_by().values("pk")
    rows = Assignment.objects.filter(person=person).order_by()
    if binned.exists():  # to ask for each photo whether it is among none takes a fifth of the time
        rows = rows.exclude(photo__in=binned)
    # Elsewhere everybody is once in a photo, so that there is nothing to be told apart.
    doubled = twice.exists()
    plain = rows.exclude(photo__in=twice) if doubled else rows
    ranked = _shared(*plain.values("photo").query.sql_with_params())
    if doubled:
        counted = dict(ranked)
        there = rows.filter(photo__in=twice).values("photo")
        others = Assignment.objects.filter(photo__in=there, person__isnull=False).order_by()
        for other, photos in others.values_list("person").annotate(photos=Count("photo", distinct=True)):
            counted[other] = counted.get(other, 0) + photos
        ranked = iter(sorted(counted.items(), key=lambda item: -item[1]))
    return ((other, photos) for other, photos in ranked if other != person.pk)


def _shared(photos: str, parameters: Any) -> Iterator[tuple[UUID, int]]:
    """Who is in how many of the photos that a query gives, most first; each photo has everybody once."""
    mine = f"WITH mine(photo) AS ({photos})"
    joined = f"FROM mine JOIN {Assignment._meta.db_table} AS other ON other.photo_id = mine.photo"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"{mine} SELECT other.person_id, COUNT(*) {joined} WHERE other.person_id IS NOT NULL"
                " GROUP BY 1 ORDER BY 2 DESC",
                parameters,
            )
            return iter(cursor.fetchall())
        # SQLite would sort a row for each face to count them, which takes longer than all the rest of it.
        cursor.execute(f"{mine} SELECT GROUP_CONCAT(other.person_id, '') {joined}", parameters)
        return _count_ids(cursor.fetchone()[0] or "")


def _count_ids(text: str) -> Iterator[tuple[UUID, int]]:
    """How often each id is in a text of ids without anything between, the most frequent first."""
    ids = np.frombuffer(text.encode("ascii"), f"S{_HEX}")
    # Compared as one number each, all digits stirred together: as good as the ids, which are random for the most part.
    parts = ids.view("<u8").reshape(-1, _HEX // 8)
    stirred = np.zeros(len(ids), np.uint64)
    for column in range(parts.shape[1]):
        stirred = (stirred ^ parts[:, column]) * _ODD
        stirred ^= stirred >> np.uint64(29)
    _, first, counts = np.unique(stirred, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    for at in order:
        yield UUID(ids[first[at]].decode("ascii")), int(counts[at])
