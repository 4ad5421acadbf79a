"""What became of the question whether two people are the same: it follows from what stands and from who is there."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from albumen.people.models import Duplicate, DuplicateState, Person
from albumen.people.resembling import LEAST, LEAST_OF_NAMED
from albumen.people.said import Said


def settle_duplicates(library: UUID, said: Said, people: Iterable[UUID]) -> None:
    """Bring the questions about these people in line with what stands; call it in the transaction that changed that."""
    about = sorted(set(people))
    if not about:
        return
    rows = Duplicate.objects.filter(Q(one__in=about) | Q(other__in=about), library=library)
    apart = said.not_asked_about()
    changed = []
    for row in rows.select_related("one", "other").order_by("pk"):
        state = state_of(row, said, apart)
        if state != row.state:
            row.state = state
            changed.append(row)
    Duplicate.objects.bulk_update(changed, ["state"], batch_size=200)


def state_of(row: Duplicate, said: Said, apart: set[frozenset[object]]) -> str:
    """The state of a row whose two people are loaded with it.

    Args:
        row: with its probability.
        said: what stands.
        apart: its :meth:`Said.not_asked_about`.
    """
    roots = frozenset((said.root(row.one_id), said.root(row.other_id)))
    if len(roots) == 1:
        return str(DuplicateState.SAME)
    if roots in apart:
        return str(DuplicateState.NOT_SAME)
    least = LEAST_OF_NAMED if row.one.name and row.other.name else LEAST
    if row.probability < least or not (_there(row.one) and _there(row.other)):
        return str(DuplicateState.GONE)
    return str(DuplicateState.OPEN)


def _there(person: Person) -> bool:
    return (
        not person.hidden and not person.deleted and person.merged_into_id is None and person.face_count > 0
    )
