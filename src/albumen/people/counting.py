"""How many faces and photos each person has, and which face stands for them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from albumen.people.models import Assignment, Person

_AT_ONCE = 500
"""People counted in one statement."""


def count_people(people: Iterable[UUID | None]) -> None:
    """Count these people's faces and photos anew; call it in the transaction that changed them, holding ``Sorting``.

    Photos in the bin do not count. A cover that is the person's no longer gives way to their best face. They are to
    be compared with others again.
    """
    wanted = sorted({person for person in people if person is not None})
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        Person.objects.filter(pk__in=chunk).update(
            face_count=_counted("face"),
            photo_count=_counted("photo", distinct=True),
            looks=F("looks") + 1,
        )
        _cover(chunk)


def people_in(photos: Iterable[UUID]) -> set[UUID]:
    """Everybody with a face in these photos."""
    rows = Assignment.objects.filter(photo__in=list(photos), person__isnull=False)
    return set(rows.order_by().values_list("person_id", flat=True).distinct())


def people_of_faces(faces: Iterable[int]) -> set[UUID]:
    """Who these faces are, everybody once."""
    rows = Assignment.objects.filter(face__in=list(faces), person__isnull=False)
    return set(rows.order_by().values_list("person_id", flat=True).distinct())


def _counted(what: str, *, distinct: bool = False) -> Coalesce:
    mine = Assignment.objects.filter(person=OuterRef("pk"), photo__binned_at=None).order_by()
    number = mine.values("person").annotate(number=Count(what, distinct=distinct)).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _cover(chunk: list[UUID]) -> None:
    there = Q(cover__assignment__person=F("pk"), cover__photo__binned_at=None)
    without = list(
        Person.objects.filter(pk__in=chunk).exclude(there).values_list("pk", flat=True).order_by("pk")
    )
    best = Assignment.objects.filter(person=OuterRef("pk"), photo__binned_at=None)
    best = best.order_by("-seeds", "-face__quality", "face").values("face")[:1]
    Person.objects.filter(pk__in=without).update(cover=Subquery(best))
