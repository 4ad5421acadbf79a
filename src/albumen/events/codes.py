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

_PLACES = 30


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
    return f"{settings.ALBUMEN_SITE_URL}/join/{code}"


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
    """How many wrong event codes the same asker named in the last ten minutes, over all processes.

    Somebody signed in is counted by their account alone (ALBUMEN_CODE_TRIES), so that nobody in a hall full of guests,
    who share one address, can lock the others out. Others are counted by their address, with the far higher
    ALBUMEN_CODE_TRIES_ADDRESS. Right codes never count.

    The odds: there are 31^8 = 8.5e11 codes. An address that tries 3,000 every ten minutes without end names 432,000 a
    day; where 1,000 events are on, one of them is hit once in 5 years (0.05 % a day), a certain event once in 5,000
    years. An account, with 30, needs a hundred times as long. A code leads to an event's public face and lets its owner
    ask for their own photos; it shows nobody's.

    Each wrong try takes one of at most ``_PLACES`` places in the shared cache for ten minutes; ``cache.add`` gives a
    place to one process only, so the limit needs no lock. Where more tries than places are allowed, a try takes one
    with a probability of places to tries: the limit then holds on average, give or take a fifth.

    Args:
        source: name of who asks (``ip:192.0.2.1``, ``user:…``).
        most: wrong tries allowed in ten minutes.
    """

    def __init__(self, source: str, most: int) -> None:
        count = min(most, _PLACES)
        self._places = [f"event-code:{source}:{place}" for place in range(count)]
        self._chance = count / most

    def exhausted(self) -> bool:
        """Whether no place is left."""
        return len(cache.get_many(self._places)) == len(self._places)

    def count_wrong(self) -> bool:
        """Write down a wrong try; False when there was no place left."""
        if self._chance < 1 and secrets.randbelow(1 << 32) >= self._chance * (1 << 32):
            return True
        taken = cache.get_many(self._places)
        return any(
            cache.add(place, int(time.time()), WINDOW_SECONDS) for place in self._places if place not in taken
        )
