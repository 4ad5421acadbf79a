"""The log as people read it: who and what each entry is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from albumen.people.models import Statement, StatementFace
from albumen.photos.models import Face


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was said.

    Attributes:
        statement: the row of the log.
        about: what it takes back, behind any taking back of taking back; itself where it takes nothing back.
        face: one of the faces that is about, where a photo with one is there.
        faces: how many those are.
    """

    statement: Statement
    about: Statement
    face: Face | None
    faces: int


def entries(statements: Iterable[Statement]) -> list[Entry]:
    """These statements with what they are about, by a few queries more for all of them and each depth of undo."""
    page = list(statements)
    about = _about(page)
    numbers = StatementFace.objects.filter(statement__in=about.values()).order_by()
    first: dict[int, tuple[int, int]] = {
        statement: (face, count)
        for statement, face, count in numbers.values_list("statement")
        .annotate(first=Min("face"), number=Count("face"))
        .values_list("statement_id", "first", "number")
    }
    shown = Face.objects.filter(pk__in=[face for face, _ in first.values()], photo__binned_at=None)
    faces = {face.pk: face for face in shown.defer("landmarks").select_related("photo")}
    return [
        Entry(
            statement,
            about[statement.pk],
            faces.get(first.get(about[statement.pk].pk, (0, 0))[0]),
            first.get(about[statement.pk].pk, (0, 0))[1],
        )
        for statement in page
    ]


def _about(page: list[Statement]) -> dict[int, Statement]:
    """What each statement is about, by the statement's key."""
    about = {statement.pk: statement for statement in page}
    while deeper := {pk: entry.undoes_id for pk, entry in about.items() if entry.undoes_id is not None}:
        below = _with_people(Statement.objects.filter(pk__in=set(deeper.values()))).in_bulk()
        about |= {pk: below[undone] for pk, undone in deeper.items()}
    return about


def _with_people(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    return rows.select_related("person__cover__photo", "other")
