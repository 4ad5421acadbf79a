"""Event codes: short enough to read out, too many to guess, and few wrong tries."""

from __future__ import annotations

import ipaddress
import secrets
import time

from django.conf import settings
from django.core.cache import cache

from albumen.events.models import Event

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which look like others; 31 characters, so eight of them are 39 bits."""

LENGTH = 8
WINDOW_SECONDS = 600


def new_code() -> str:
    """A random code that no event has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not Event.objects.filter(code=code).exists():
            return code


def normal_form(typed: str) -> str:
    """What somebody typed, as codes are kept: capitals, without spaces and hyphens."""
    return "".join(typed.split()).replace("-", "").upper()


def link(code: str) -> str:
    """The address that guests open to join; also what the QR code says."""
    return f"{settings.ALBUMEN_SITE_URL}/e/{code}"


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
    return str(found)


class CodeTries:
    """How often the same source named a code that no event has, in the last ten minutes, over all processes.

    Only wrong codes count: a hall full of guests shares one address. Each wrong try takes one of
    ALBUMEN_CODE_TRIES places in the shared cache for ten minutes; ``cache.add`` gives a place to one process only,
    so the limit needs no lock.

    Args:
        sources: names of who asks (``ip:192.0.2.1``, ``user:…``); each has its own places.
    """

    def __init__(self, *sources: str) -> None:
        self._places = [
            [f"event-code:{source}:{place}" for place in range(settings.ALBUMEN_CODE_TRIES)]
            for source in sources
        ]

    def exhausted(self) -> bool:
        """Whether one of the sources has no place left."""
        return any(len(cache.get_many(places)) == len(places) for places in self._places)

    def count_wrong(self) -> bool:
        """Write down a wrong try; False when one of the sources had no place left."""
        return all([self._take(places) for places in self._places])

    def _take(self, places: list[str]) -> bool:
        taken = cache.get_many(places)
        return any(
            cache.add(place, int(time.time()), WINDOW_SECONDS) for place in places if place not in taken
        )
