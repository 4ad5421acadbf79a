"""When a library has grown much, all its faces are clustered soon: not before the night.

A face that arrives is compared with people one after the other, and joins by a strict rule; faces that came one by one
over an hour may stay apart that belong together. What comes together is sorted better, and so is what was clustered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from albumen.jobs.enqueue import Ask, enqueue_each
from albumen.people.actions.propose import propose_where_nobody_looks
from albumen.people.kinds import SETTLE
from albumen.people.models import Assignment, Sorting
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.models import Library

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob

QUIET_FOR_EACH_FACE = timedelta(milliseconds=1)
"""How much longer than ALBUMEN_SORT_AFTER_SECONDS for each face of the library, as all are clustered: eight minutes for
500,000."""

GROWN = 0.2
"""Part of the faces clustered last that must have come since. A library that grows for years is so clustered a few
times for each time it doubles, besides the nights."""

FEWEST = 2
"""Faces that must have come since; one alone is nobody yet."""


def settling(library: Library) -> Ask:
    """The job that clusters it once it is quiet."""
    quiet = timedelta(seconds=settings.ALBUMEN_SORT_AFTER_SECONDS)
    return Ask(SETTLE, library.pk, after=quiet + library.face_count * QUIET_FOR_EACH_FACE)


def settle(job: RunningJob) -> None:
    """Cluster the library where it has grown much and nobody looks at a preview; wait on while faces arrive."""
    library = libraries_to_encode().filter(pk=job.key).first()
    if library is None:
        return
    if Assignment.objects.filter(library=library, pending=True).exists():
        with job.finishing():
            enqueue_each([settling(library)], scope=library.pk)
    elif has_grown(library.pk):
        with job.finishing():
            propose_where_nobody_looks(library.pk)


def has_grown(library: UUID) -> bool:
    """Whether many faces that may found people came since all were clustered."""
    before = Sorting.objects.filter(pk=library).values_list("clustered_faces", flat=True).first() or 0
    now = Assignment.objects.filter(library=library, seeds=True).count()
    return now - before >= max(FEWEST, GROWN * before)
