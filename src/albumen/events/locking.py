"""An event's row, held until the transaction ends: deleting, restoring, closing and editing take turns."""

from __future__ import annotations

from uuid import UUID

from albumen.events.errors import EventNotFoundError
from albumen.events.models import Event


def locked(identifier: UUID, *, binned: bool = False) -> Event:
    """The event as it is now; call inside a transaction.

    Args:
        identifier: of the event.
        binned: whether it must be in the bin; it must not be otherwise.

    Raises:
        EventNotFoundError: it is not there, or not where it must be.
    """
    event: Event | None = (
        Event.objects.select_for_update(of=("self",))
        .select_related("library", "owner", "cover")
        .filter(pk=identifier, binned_at__isnull=not binned)
        .first()
    )
    if event is None:
        raise EventNotFoundError
    return event
