"""Selfies whose time is over are destroyed; what was found by them stays."""

from __future__ import annotations

from albumen.guests.erasure import erase_selfies
from albumen.guests.models import Selfie
from albumen.jobs import clock

AT_ONCE = 200


def expire_selfies() -> int:
    """Destroy every selfie that expired, a few at a time; returns how many."""
    count = 0
    while ids := list(
        Selfie.objects.filter(expires_at__lte=clock.now()).values_list("pk", flat=True)[:AT_ONCE]
    ):
        count += erase_selfies(ids)
    return count
