"""Faces that are none, because somebody said so: a pattern on a wall, or a drawn face that was taken back.

The one thing said about people that guests are affected by: it is about the picture, not about who anybody is.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from albumen.people.models import Assignment


def none_faces() -> QuerySet[Assignment]:
    """The rows of faces that are none: said to be nobody, which only this makes them."""
    return Assignment.objects.filter(person=None, why="said")


def is_none(face: str) -> Exists:
    """Whether the face that a column of the outer query names is none.

    Args:
        face: the column, such as ``face`` or ``pk``.
    """
    return Exists(none_faces().filter(face=OuterRef(face)))
