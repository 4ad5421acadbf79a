"""Selfies whose time is over are destroyed; what was found by them stays."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from albumen.events.queries import active_registrations
from albumen.guests.erasure import erase_selfies
from albumen.guests.kinds import SEARCH
from albumen.guests.models import ReferenceFace, Search, SearchState, Selfie
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue

AT_ONCE = 200


def expire_selfies() -> int:
    """Destroy every selfie that expired, a few at a time; returns how many."""
    count = 0
    while rows := dict(
        Selfie.objects.filter(expires_at__lte=clock.now()).values_list("pk", "registration_id")[:AT_ONCE]
    ):
        with transaction.atomic():
            count += erase_selfies(rows)
            _search_again(set(rows.values()))
    return count


def _search_again(guests: Iterable[UUID]) -> None:
    """Search with the selfies that are left: photos that are shown to guests now pass by one whose selfies changed."""
    left = active_registrations().filter(
        Exists(ReferenceFace.objects.filter(registration=OuterRef("pk"))), pk__in=list(guests)
    )
    for guest in left.exclude(consent_version="").select_related("event__library").order_by("pk"):
        library = guest.event.library
        same = {"registration": guest, "packs": library.packs, "strictness": "balanced", "probability": None}
        waiting = Search.objects.filter(**same, selfie=None, state=SearchState.WAITING)
        search = waiting.first() or Search.objects.create(**same)
        enqueue(SEARCH, search.pk, scope=library.pk)
