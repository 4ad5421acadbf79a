"""Searches that nobody asked for: a guest's selfies changed by themselves, or are seen by other packs."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from albumen.events.queries import active_registrations
from albumen.guests.kinds import SEARCH
from albumen.guests.models import ReferenceFace, Search, SearchState
from albumen.jobs.enqueue import enqueue


def search_again(guests: Iterable[UUID]) -> None:
    """Search every photo with the selfies that these guests have now: photos that are shown to guests at this moment
    pass by one whose selfies changed."""
    left = active_registrations().filter(
        Exists(ReferenceFace.objects.filter(registration=OuterRef("pk"))), pk__in=list(guests)
    )
    for guest in left.exclude(consent_version="").select_related("event__library").order_by("pk"):
        library = guest.event.library
        same = {"registration": guest, "packs": library.packs, "strictness": "balanced", "probability": None}
        waiting = Search.objects.filter(**same, selfie=None, state=SearchState.WAITING)
        search = waiting.first() or Search.objects.create(**same)
        enqueue(SEARCH, search.pk, scope=library.pk)
