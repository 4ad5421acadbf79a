"""XMP in HEIC and AVIF: an item of the ``meta`` box that describes the picture (ISO/IEC 23008-12, annex A).

Such files name every piece by its offset from the beginning. A copy with another packet has its ``meta`` box written
anew, the packet right behind it, and every offset that lies behind both moved by as much as they grew.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from albumen.imaging.heif import Extent, Item, Location, Locations, Meta, NotHeifError, box_at
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.holding import Read, Splice
from albumen.imaging.xmp.packet import MOST_BYTES

_CONTENT: Final = b"application/rdf+xml"
_MOST_META: Final = 8 << 20
_MOST_BOXES: Final = 200
_MOST_PIECES: Final = 16
_OTHER_OFFSETS: Final = frozenset((b"moov", b"moof", b"sidx", b"mfra"))
"""Boxes of films and of pictures that move: they hold offsets of their own."""


class HeifHolder:
    """A :class:`~albumen.imaging.xmp.holding.Holder`."""

    def __init__(self, read: Read, size: int) -> None:
        self.packet: bytes | None = None
        self.more: bytes | None = None
        self.orientation = 1
        self._meta: Meta | None = None
        self._start = self._end = 0
        self._size = size
        self._why = "The file is damaged or cut off."
        self._old: Location | None = None
        try:
            self._look(read)
        except NotHeifError:
            self._meta = None

    def _look(self, read: Read) -> None:
        position, moving = 0, False
        for _ in range(_MOST_BOXES):
            if position == self._size:
                break
            box = box_at(read(position, position + 16), position, self._size)
            moving = moving or box.kind in _OTHER_OFFSETS
            if box.kind == b"meta" and self._meta is None and box.end - box.start <= _MOST_META:
                self._start, self._end = box.start, box.end
                self._meta = Meta.read(read(box.start, box.end))
                self.orientation = self._meta.orientation()
            position = box.end
        if self._meta is None or position != self._size:
            raise NotHeifError("no picture in it, or too much else")
        texts = [item for item in self._meta.items if item.kind == b"mime" and item.content == _CONTENT]
        describing = set(self._meta.describing())
        mine = [item for item in texts if item.number in describing] or texts
        if mine:
            self._find(self._meta, mine, read)
        if moving:
            self._why = "Pictures that move hold offsets of everything."
            self._meta = None

    def _find(self, meta: Meta, items: list[Item], read: Read) -> None:
        places = {location.item: location for location in meta.locations.all}
        place = places.get(items[0].number)
        if (
            len(items) > 1
            or items[0].encoding
            or place is None
            or not place.in_file
            or len(place.extents) > _MOST_PIECES
        ):
            self._why = "The file's metadata are in several parts, or packed."
            self._meta = None
            return
        spans = place.spans()
        if sum(last - first for first, last in spans) > MOST_BYTES or any(
            last > self._size for _, last in spans
        ):
            raise NotHeifError("a packet that cannot be")
        self.packet = b"".join(read(first, last) for first, last in spans)
        self._old = place

    def splices(self, packet: bytes) -> list[Splice]:
        meta = self._meta
        if meta is None:
            raise NotEmbeddableError(self._why)
        blanks = self._blanks(meta.locations)
        number = self._old.item if self._old else max([meta.primary, *(i.number for i in meta.items)]) + 1
        chunk = (len(packet) + 8).to_bytes(4, "big") + b"mdat" + packet
        try:
            grown = len(self._written(meta, number, 0, len(packet), 0)) - (self._end - self._start)
            # Everything from the end of the old box on moves; the packet lies right behind the new one.
            place = self._end + grown + 8
            written = self._written(meta, number, place, len(packet), grown + len(chunk))
        except OverflowError as error:
            raise NotEmbeddableError("The file is too large for more metadata.") from error
        whole = Splice(self._start, self._end - self._start, written + chunk)
        return sorted([whole, *blanks], key=lambda splice: splice.at)

    def _blanks(self, locations: Locations) -> list[Splice]:
        """Names that were in the old packet do not stay behind in a place that nothing points to."""
        if self._old is None:
            return []
        spans = sorted(self._old.spans())
        others = [
            s for place in locations.all if place is not self._old and place.in_file for s in place.spans()
        ]
        for first, last in spans:
            if (first < self._end and last > self._start) or any(f < last and e > first for f, e in others):
                raise NotEmbeddableError("The file's metadata lie within something else.")
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            raise NotEmbeddableError("The file's metadata lie over one another.")
        return [Splice(first, last - first, bytes(last - first)) for first, last in spans if last > first]

    def _written(self, meta: Meta, number: int, place: int, length: int, shift: int) -> bytes:
        """The ``meta`` box with the packet of that length at that place, all behind the box moved by ``shift``."""
        where = self._moved(meta.locations, shift)
        where.all = [location for location in where.all if location.item != number]
        where.all.append(Location(number, 0, 0, 0, [Extent(0, place, length)]))
        new = {b"iloc": _boxed(b"iloc", where.written())}
        if self._old is None:
            new[b"iinf"] = _boxed(b"iinf", _with_item(meta.body(b"iinf"), number))
            new[b"iref"] = _boxed(b"iref", _with_reference(meta.body(b"iref"), number, meta.primary))
        parts = [
            new.pop(box.kind)
            if box.kind in new and box is meta.parts[box.kind]
            else meta.data[box.start : box.end]
            for box in meta.order
        ]
        version = meta.data[meta.order[0].start - 4 : meta.order[0].start]
        return _boxed(b"meta", version + b"".join([*parts, *new.values()]))

    def _moved(self, locations: Locations, shift: int) -> Locations:
        widest = 4 if self._size + shift + MOST_BYTES < 1 << 32 else 8
        offset, length, base, index = locations.widths
        widths = (max(offset, widest), max(length, 4), base, index)
        moved = []
        for location in locations.all:
            extents = location.extents
            if location.in_file and location is not self._old:
                spans = location.spans()
                behind = [first >= self._end for first, _ in spans]
                if any(first == last or (first < self._end and last > self._start) for first, last in spans):
                    raise NotEmbeddableError("Something of the picture lies within its description.")
                extents = [
                    replace(extent, offset=extent.offset + shift * late)
                    for extent, late in zip(extents, behind, strict=True)
                ]
            moved.append(replace(location, extents=extents))
        return Locations(locations.version, widths, moved)


def _boxed(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def _with_item(body: bytes, number: int) -> bytes:
    """``iinf`` with one more item: our packet."""
    wide = 4 if body[0] else 2
    entry = (2 if number < 1 << 16 else 3, 2 if number < 1 << 16 else 4)
    item = (
        (entry[0] << 24).to_bytes(4, "big")
        + number.to_bytes(entry[1], "big")
        + b"\0\0mime\0"
        + _CONTENT
        + b"\0"
    )
    count = int.from_bytes(body[4 : 4 + wide], "big") + 1
    return body[:4] + count.to_bytes(wide, "big") + body[4 + wide :] + _boxed(b"infe", item)


def _with_reference(body: bytes, number: int, primary: int) -> bytes:
    """``iref`` with one more: our packet describes the picture."""
    body = body or bytes(4)
    wide = 4 if body[0] else 2
    reference = number.to_bytes(wide, "big") + (1).to_bytes(2, "big") + primary.to_bytes(wide, "big")
    return body + _boxed(b"cdsc", reference)
