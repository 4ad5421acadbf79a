"""One lock for the people of a library, and the order in which it is taken.

Whoever changes who is who in a library holds its ``Sorting`` row: guests before it; photos, the library's own row and
jobs after it. (A row that is written twice in a transaction has PostgreSQL ask again for the rows it names, photos
among them: whoever held a photo first and then wanted ``Sorting`` would be waited for.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from albumen.people.models import Sorting
from albumen.photos.models import Photo


def hold(library: UUID) -> Sorting:
    """The library's ``Sorting``, held until the transaction ends."""
    return hold_all([library])[0]


def hold_of(photos: Iterable[UUID], owner: Any) -> None:
    """Hold the ``Sorting`` of every library that one of these photos is in; a photo never changes its library.

    Only libraries of ``owner`` are held; of anybody when None.
    """
    rows = Photo.objects.filter(pk__in=list(photos)).order_by()
    if owner is not None:
        rows = rows.filter(library__owner=owner.pk)
    hold_all(rows.values_list("library_id", flat=True).distinct())


def hold_all(libraries: Iterable[UUID]) -> list[Sorting]:
    """Those of several libraries, held in the order of their ids."""
    wanted = sorted(set(libraries))
    if not wanted:
        return []
    Sorting.objects.bulk_create([Sorting(library_id=pk) for pk in wanted], ignore_conflicts=True)
    held = Sorting.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    return list(held.order_by("pk"))
