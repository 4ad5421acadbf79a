"""With whom somebody is in photos, and how often."""

from __future__ import annotations

from dataclasses import dataclass
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

_LOOKED_AT = 2 * MOST
"""People in most photos with somebody, of whom those who were hidden or deleted are left out."""

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
    counted = _counted(person)
    rows = Person.objects.filter(pk__in=list(counted), hidden=False, deleted=False).select_related(
        "cover__photo"
    )
    found = [Beside(other, counted[other.pk]) for other in rows]
    return sorted(found, key=lambda beside: (-beside.photos, beside.person.pk))[:most]


def _counted(person: Person) -> dict[UUID, int]:
    """Photos that others share with a person, of the :data:`_LOOKED_AT` with the most."""
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
    counted = _most_of(*plain.values("photo").query.sql_with_params())
    if doubled:
        there = rows.filter(photo__in=twice).values("photo")
        others = Assignment.objects.filter(photo__in=there, person__isnull=False).order_by()
        for other, photos in others.values_list("person").annotate(photos=Count("photo", distinct=True)):
            counted[other] = counted.get(other, 0) + photos
    counted.pop(person.pk, None)
    return counted


def _most_of(photos: str, parameters: Any) -> dict[UUID, int]:
    """Who is in most of the photos that a query gives, and in how many; each photo has everybody once."""
    mine = f"WITH mine(photo) AS ({photos})"
    joined = f"FROM mine JOIN {Assignment._meta.db_table} AS other ON other.photo_id = mine.photo"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"{mine} SELECT other.person_id, COUNT(*) {joined} WHERE other.person_id IS NOT NULL"
                f" GROUP BY 1 ORDER BY 2 DESC LIMIT {_LOOKED_AT}",
                parameters,
            )
            return dict(cursor.fetchall())
        # SQLite would sort a row for each face to count them, which takes longer than all the rest of it.
        cursor.execute(f"{mine} SELECT GROUP_CONCAT(other.person_id, '') {joined}", parameters)
        return _count_ids(cursor.fetchone()[0] or "")


def _count_ids(text: str) -> dict[UUID, int]:
    """How often each id is in a text of ids without anything between, of the most frequent ones."""
    ids = np.frombuffer(text.encode("ascii"), f"S{_HEX}")
    # Compared as one number each, all digits stirred together: as good as the ids, which are random for the most part.
    parts = ids.view("<u8").reshape(-1, _HEX // 8)
    stirred = np.zeros(len(ids), np.uint64)
    for column in range(parts.shape[1]):
        stirred = (stirred ^ parts[:, column]) * _ODD
        stirred ^= stirred >> np.uint64(29)
    _, first, counts = np.unique(stirred, return_index=True, return_counts=True)
    largest = np.argsort(-counts, kind="stable")[:_LOOKED_AT]
    return {
        UUID(name.decode("ascii")): int(count)
        for name, count in zip(ids[first[largest]], counts[largest], strict=True)
    }
