"""Questions whether two people are the same, as the owner of a library may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.people.errors import DuplicateNotFoundError
from albumen.people.kinds import COMPARE
from albumen.people.models import Assignment, Duplicate, DuplicateState, Person, Sorting
from albumen.people.queries import libraries_of
from albumen.photos.models import Face, Library, PhotoState

_BOTH_THERE = Q(
    one__merged_into=None,
    one__deleted=False,
    one__hidden=False,
    one__face_count__gt=0,
    other__merged_into=None,
    other__deleted=False,
    other__hidden=False,
    other__face_count__gt=0,
)
"""Between two changes of the log people may lose their faces; then nobody is asked about them."""

OPEN = str(DuplicateState.OPEN)

_COUNTED = 1000
"""More are not counted."""


@dataclass(frozen=True, slots=True)
class Looking:
    """How far the search for people who may be the same is.

    Attributes:
        open: pairs to be asked about, at most ``_COUNTED``.
        looking: whether a job runs, or would if a worker were free; not while it waits for changes to gather.
        done, total: of the job that runs; total is 0 while none does.
        looked_at: when everybody who had changed was compared last.
    """

    open: int
    looking: bool
    done: int
    total: int
    looked_at: datetime | None


def duplicates_of(library: Library, state: str = OPEN) -> QuerySet[Duplicate]:
    """The pairs of a library in one state; those that are asked about only where both people are there."""
    rows = Duplicate.objects.filter(library=library, state=state)
    if state == OPEN:
        rows = rows.filter(_BOTH_THERE)
    return rows.select_related("one__cover__photo", "other__cover__photo")


def duplicates_about(person: Person) -> QuerySet[Duplicate]:
    """The pairs that are asked about in which a person is."""
    rows = Duplicate.objects.filter(Q(one=person) | Q(other=person), _BOTH_THERE, state=DuplicateState.OPEN)
    return rows.select_related("one__cover__photo", "other__cover__photo")


def own_duplicate(user: Any, identifier: UUID) -> Duplicate:
    """A pair of people in this user's photos.

    Raises:
        DuplicateNotFoundError: there is none.
    """
    rows = Duplicate.objects.filter(pk=identifier, library__in=libraries_of(user).values("pk"))
    found: Duplicate | None = rows.select_related("one__cover__photo", "other__cover__photo").first()
    if found is None:
        raise DuplicateNotFoundError
    return found


def looking_in(library: Library) -> Looking:
    """How far it is in a library."""
    rows = Duplicate.objects.filter(_BOTH_THERE, library=library, state=DuplicateState.OPEN).order_by()
    due = Q(state=State.RUNNING) | Q(state=State.WAITING, run_after__lte=clock.now())
    jobs = Job.objects.filter(due, kind=COMPARE.name, scope=library.pk)
    states = {state: (done, total) for state, done, total in jobs.values_list("state", "done", "total")}
    done, total = states.get(State.RUNNING, (0, 0))
    looked_at = Sorting.objects.filter(pk=library.pk).values_list("compared_at", flat=True).first()
    return Looking(rows[:_COUNTED].count(), bool(states), done, total, looked_at)


def faces_of_both(duplicates: Iterable[Duplicate]) -> dict[UUID, tuple[list[Face], list[Face]]]:
    """The faces of each pair that resemble each other most, of one and of the other, the most similar first.

    A face that is somebody else's by now, or not there, is left out.
    """
    rows = list(duplicates)
    wanted = {face for row in rows for side in row.faces for face in side}
    there = Assignment.objects.filter(face__in=wanted, photo__binned_at=None, photo__state=PhotoState.READY)
    found = {one.face_id: one for one in there.select_related("face__photo").defer("face__landmarks")}

    def of(row: Duplicate, side: int, person: UUID) -> list[Face]:
        faces = (found.get(face) for face in (row.faces[side] if row.faces else ()))
        return [one.face for one in faces if one is not None and one.person_id == person]

    return {row.pk: (of(row, 0, row.one_id), of(row, 1, row.other_id)) for row in rows}
