"""How many guests and matches events have, and which guests have selfies: for a page at a time."""

from __future__ import annotations

from django.db.models import Aggregate, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from albumen.events.models import Event
from albumen.guests.models import Registration, Selfie, SelfieState


def with_numbers(events: QuerySet[Event]) -> QuerySet[Event]:
    """Add ``guest_count``, ``released_count`` and ``waiting_count`` to each event."""
    event = OuterRef("pk")
    return events.annotate(
        guest_count=_of_guests(event, Count("pk", filter=Q(removed_at=None))),
        released_count=_of_guests(event, Sum("released_count")),
        waiting_count=_of_guests(event, Sum("waiting_count")),
    )


def with_selfie(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Add ``has_selfie`` to each registration; it knows its own numbers of matches."""
    selfies = Selfie.objects.filter(registration=OuterRef("pk"), state=SelfieState.READY)
    return registrations.annotate(has_selfie=Exists(selfies))


def guest_counts(event: Event) -> dict[str, int]:
    """How many guests are registered, consented, have a selfie in use and see at least one photo, in one query."""
    guest = OuterRef("pk")
    consented = ~Q(consent_version="")
    selfie = Exists(Selfie.objects.filter(registration=guest, state=SelfieState.READY))
    return Registration.objects.filter(event=event, removed_at=None).aggregate(
        joined=Count("*"),
        consented=Count("pk", filter=consented),
        selfie=Count("pk", filter=consented & selfie),
        served=Count("pk", filter=Q(released_count__gt=0)),
    )


def _of_guests(event: OuterRef, number: Aggregate) -> Coalesce:
    guests = Registration.objects.filter(event=event).order_by()
    counted = guests.values("event").annotate(number=number).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
