"""One lock for the people of a library, and the order in which it is taken.

Whoever changes who is who in a library holds its ``Sorting`` row: photos before it, the library's own row after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from albumen.people.models import Sorting


def hold(library: UUID) -> Sorting:
    """The library's ``Sorting``, held until the transaction ends."""
    return hold_all([library])[0]


def hold_all(libraries: Iterable[UUID]) -> list[Sorting]:
    """Those of several libraries, held in the order of their ids."""
    wanted = sorted(set(libraries))
    Sorting.objects.bulk_create([Sorting(library_id=pk) for pk in wanted], ignore_conflicts=True)
    held = Sorting.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    return list(held.order_by("pk"))
