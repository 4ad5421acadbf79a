"""Who is to be compared with the other people of a library, and having that done."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from albumen.jobs.enqueue import enqueue
from albumen.people.kinds import COMPARE
from albumen.people.models import Person
from albumen.photos.models import Library

SHOWN = Q(merged_into=None, deleted=False, hidden=False, face_count__gt=0)
"""People who are asked about: not hidden, deleted or merged, and with a face."""

GATHER = timedelta(seconds=5)
"""How long changes are gathered at least before people are compared."""

GATHER_FOR_EACH_FACE = timedelta(milliseconds=1)
"""How much longer for each face of the library, as all of them are read: eight minutes for 500,000."""


def to_compare(library: UUID) -> QuerySet[Person]:
    """The people of a library who changed since they were compared with the others."""
    return Person.objects.filter(SHOWN, library=library, looks__gt=F("compared"))


def compare_soon(library: UUID) -> None:
    """Have those who changed compared, after a while; call it in the transaction that changed them."""
    if not to_compare(library).exists():
        return
    faces = Library.objects.filter(pk=library).values_list("face_count", flat=True).first() or 0
    enqueue(COMPARE, library, scope=library, after=GATHER + faces * GATHER_FOR_EACH_FACE)
