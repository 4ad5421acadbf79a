"""What every format that holds a packet gives: the packet, and where to splice another one in.

A file is asked for the bytes that are needed, wherever it lies, and never written to: splices say what a copy of it
has in other places. Pixels are in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Read = Callable[[int, int], bytes]
"""Bytes from a first up to and without a last one, as many as there are."""


@dataclass(frozen=True, slots=True)
class Splice:
    """``put`` instead of ``cut`` bytes from ``at`` on."""

    at: int
    cut: int
    put: bytes


class Holder(Protocol):
    """A file that may hold a packet.

    Attributes:
        packet: the one in it.
        more: a second part of it, where a packet is too long for one piece; kept as it is.
        orientation: EXIF, 1 to 8.
    """

    packet: bytes | None
    more: bytes | None
    orientation: int

    def splices(self, packet: bytes) -> list[Splice]:
        """What differs in a copy that holds this packet instead; in rising order, none over another.

        Raises:
            NotEmbeddableError: it does not fit, or something else would have to be changed for it.
        """
        ...


def spliced(data: bytes, splices: Sequence[Splice]) -> bytes:
    """A copy of a file with these splices."""
    parts: list[bytes] = []
    position = 0
    for splice in splices:
        parts += [data[position : splice.at], splice.put]
        position = splice.at + splice.cut
    return b"".join([*parts, data[position:]])
