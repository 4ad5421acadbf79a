"""Selfies whose time is over are destroyed; what was found by them stays."""

from __future__ import annotations

from django.db import transaction

from albumen.guests.erasure import erase_selfies
from albumen.guests.models import Selfie
from albumen.guests.search_again import search_again
from albumen.jobs import clock

AT_ONCE = 200


def expire_selfies() -> int:
    """Destroy every selfie that expired, a few at a time; returns how many."""
    count = 0
    while rows := dict(
        Selfie.objects.filter(expires_at__lte=clock.now()).values_list("pk", "registration_id")[:AT_ONCE]
    ):
        with transaction.atomic():
            count += erase_selfies(rows)
            search_again(set(rows.values()))
    return count
