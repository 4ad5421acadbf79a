"""XMP in TIFF: tag 700 of the first directory (XMP specification part 3, 1.1.8; TIFF 6.0, section 2).

A longer packet does not fit where the old one was, so the directory is written anew at the end of the file, and the
header points to it. Everything else stays at its offset.
"""

from __future__ import annotations

import struct
from typing import Final

from albumen.imaging.exif import Tag
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.holding import Read, Splice
from albumen.imaging.xmp.packet import MOST_BYTES

_PACKET: Final = 700
_BYTES: Final = 1
_ENTRY: Final = 12
_ONE_EACH: Final = (1, 7)
"""Types of which each value is a byte."""


class TiffHolder:
    """A :class:`~albumen.imaging.xmp.holding.Holder`, also of RAW files that are TIFF, to be read only."""

    def __init__(self, read: Read, size: int) -> None:
        self.packet: bytes | None = None
        self.more: bytes | None = None
        self.orientation = 1
        self._size = size
        self._old: tuple[int, int] | None = None
        self._entries: list[bytes] = []
        self._following = b"\0" * 4
        head = read(0, 8)
        self._order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
        if not self._order or len(head) < 8 or self._number("H", head[2:4]) != 42:
            return
        at = self._number("I", head[4:8])
        count = self._number("H", read(at, at + 2).ljust(2, b"\0"))
        table = read(at + 2, at + 2 + count * _ENTRY + 4)
        if len(table) < count * _ENTRY + 4:
            return
        self._entries = [table[i * _ENTRY : (i + 1) * _ENTRY] for i in range(count)]
        self._following = table[count * _ENTRY :]
        for entry in self._entries:
            tag, kind = self._number("H", entry[:2]), self._number("H", entry[2:4])
            length, place = self._number("I", entry[4:8]), self._number("I", entry[8:12])
            if tag == Tag.ORIENTATION and kind == 3 and 1 <= self._number("H", entry[8:10]) <= 8:
                self.orientation = self._number("H", entry[8:10])
            elif tag == _PACKET and kind in _ONE_EACH and 4 < length <= MOST_BYTES:
                self._old = (place, min(place + length, size))
                self.packet = read(*self._old)

    def splices(self, packet: bytes) -> list[Splice]:
        if not self._entries:
            raise NotEmbeddableError("The file's directory cannot be read.")
        padding = b"\0" * (self._size % 2)
        directory = self._size + len(padding)
        others = [entry for entry in self._entries if self._number("H", entry[:2]) != _PACKET]
        place = directory + 2 + (len(others) + 1) * _ENTRY + 4
        if place + len(packet) >= 1 << 32:
            raise NotEmbeddableError("The file is too large for more metadata.")
        mine = struct.pack(f"{self._order}HHII", _PACKET, _BYTES, len(packet), place)
        entries = sorted([*others, mine], key=lambda entry: self._number("H", entry[:2]))
        table = struct.pack(f"{self._order}H", len(entries)) + b"".join(entries) + self._following
        head = Splice(4, 4, struct.pack(f"{self._order}I", directory))
        # Names that were in the old packet do not stay behind in a place that nothing points to.
        blank = (
            [Splice(self._old[0], self._old[1] - self._old[0], bytes(self._old[1] - self._old[0]))]
            if self._old
            else []
        )
        return [head, *blank, Splice(self._size, 0, padding + table + packet)]

    def _number(self, kind: str, raw: bytes) -> int:
        return int(struct.unpack(f"{self._order}{kind}", raw)[0])
