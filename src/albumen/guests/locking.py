"""One order in which guests and their matches are held: registrations by their ids, then matches by theirs.

The machine, hosts, guests and erasure all keep to it, so that nobody decides about a match while it is judged, and
nobody waits for somebody who waits for them. An event that is held too is held first.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from albumen.guests.models import Match, Registration


def hold_guests(registrations: Iterable[UUID]) -> dict[UUID, Registration]:
    """These registrations as they are now, held until the transaction ends; those that are gone are left out."""
    held = Registration.objects.select_for_update(of=("self",)).filter(pk__in=list(registrations))
    return {guest.pk: guest for guest in held.order_by("pk")}


def hold_matches(matches: QuerySet[Match]) -> list[Match]:
    """These matches as they are now, by rising id; hold their guests before."""
    return list(matches.select_for_update(of=("self",)).order_by("pk"))


def hold_guests_of(matches: QuerySet[Match]) -> dict[UUID, Registration]:
    """The registrations of these matches, held until the transaction ends. A match never changes its guest."""
    return hold_guests(set(matches.values_list("registration_id", flat=True)))
