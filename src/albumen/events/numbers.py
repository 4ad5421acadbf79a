"""How many guests, photos and matches events and registrations have: counted in indexes, for a page at a time."""

from __future__ import annotations

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from albumen.events.models import Event
from albumen.guests.models import Match, MatchState, Registration, Selfie, SelfieState


def with_numbers(events: QuerySet[Event]) -> QuerySet[Event]:
    """Add ``guest_count``, ``released_count`` and ``waiting_count`` to each event."""
    event = OuterRef("pk")
    return events.annotate(
        guest_count=_count(Registration.objects.filter(event=event, removed_at=None), "event"),
        released_count=_count(Match.objects.filter(event=event, state=MatchState.RELEASED), "event"),
        waiting_count=_count(Match.objects.filter(event=event, state=MatchState.WAITING), "event"),
    )


def with_matches(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Add ``has_selfie``, ``released_count`` and ``waiting_count`` to each registration."""
    guest = OuterRef("pk")
    return registrations.annotate(
        has_selfie=Exists(Selfie.objects.filter(registration=guest, state=SelfieState.READY)),
        released_count=_count(
            Match.objects.filter(registration=guest, state=MatchState.RELEASED), "registration"
        ),
        waiting_count=_count(
            Match.objects.filter(registration=guest, state=MatchState.WAITING), "registration"
        ),
    )


def guest_counts(event: Event) -> dict[str, int]:
    """How many guests are registered, consented, have a selfie in use and see at least one photo, in one query."""
    guest = OuterRef("pk")
    consented = ~Q(consent_version="")
    selfie = Exists(Selfie.objects.filter(registration=guest, state=SelfieState.READY))
    served = Exists(Match.objects.filter(registration=guest, state=MatchState.RELEASED))
    return Registration.objects.filter(event=event, removed_at=None).aggregate(
        joined=Count("*"),
        consented=Count("pk", filter=consented),
        selfie=Count("pk", filter=consented & selfie),
        served=Count("pk", filter=served),
    )


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
