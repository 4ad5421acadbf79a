"""What HEIC and AVIF files say about their picture: its items, where they lie, and how it is turned.

Both are ISO base media files with one ``meta`` box (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 6). Only what is needed
to read the metadata, and to move them, is understood; nothing of the picture is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from albumen.imaging.xmp.turning import composed

_MOST_BOXES: Final = 10_000
_MOST_ITEMS: Final = 20_000
_QUARTER_TURNS: Final = (1, 8, 3, 6)
"""EXIF orientations of ``irot`` angles: quarter turns against the clock."""
_MIRRORS: Final = (4, 2)
"""EXIF orientations of ``imir`` axes: top with bottom, left with right (ISO/IEC 23008-12, 6.5.12)."""


class NotHeifError(ValueError):
    """The bytes are no such file, or a broken one."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: ``data[start:end]``, its contents from ``body`` on."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes, first: int, last: int) -> Iterator[Box]:
    """The boxes that fill ``data[first:last]``.

    Raises:
        NotHeifError: they do not fill it.
    """
    for _ in range(_MOST_BOXES):
        if first == last:
            return
        box = box_at(data[first : first + 16], first, last)
        yield box
        first = box.end
    raise NotHeifError("more boxes than any picture has")


def box_at(head: bytes, start: int, last: int) -> Box:
    """The box that begins with these up to 16 bytes; one without a size reaches to ``last``.

    Raises:
        NotHeifError: there is none, or it reaches beyond.
    """
    if len(head) < 8:
        raise NotHeifError("cut off")
    size, body = int.from_bytes(head[:4], "big"), 8
    if size == 1:
        size, body = int.from_bytes(head[8:16], "big"), 16
    elif size == 0:
        size = last - start
    if size < body or start + size > last:
        raise NotHeifError("a box reaches beyond what it is in")
    return Box(head[4:8], start, start + body, start + size)


@dataclass(slots=True)
class Extent:
    """A piece of an item."""

    index: int
    offset: int
    length: int


@dataclass(slots=True)
class Location:
    """Where an item lies: pieces by their offset from ``base``, in the file where ``method`` and ``source`` are 0."""

    item: int
    method: int
    source: int
    base: int
    extents: list[Extent]

    @property
    def in_file(self) -> bool:
        """Whether offsets are those of this file."""
        return self.method == 0 and self.source == 0

    def spans(self) -> list[tuple[int, int]]:
        """First and last byte, without the last, of each piece."""
        return [(self.base + e.offset, self.base + e.offset + e.length) for e in self.extents]


@dataclass(slots=True)
class Locations:
    """The ``iloc`` box (ISO/IEC 14496-12, 8.11.3)."""

    version: int
    widths: tuple[int, int, int, int]
    all: list[Location] = field(default_factory=list)

    @classmethod
    def read(cls, body: bytes) -> Locations:
        """The contents of a box, its version first."""
        reader = _Reader(body)
        version = reader.number(4) >> 24
        if version > 2:
            raise NotHeifError("an unknown kind of locations")
        widths = reader.number(2)
        offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
        index = index if version else 0
        if not {offset, length, base, index} <= {0, 4, 8}:
            raise NotHeifError("locations of no known width")
        found = cls(version, (offset, length, base, index))
        wide, pieces = (4 if version == 2 else 2), 0
        for _ in range(_few(reader.number(wide))):
            item = reader.number(wide)
            method = reader.number(2) & 15 if version else 0
            source, start = reader.number(2), reader.number(base)
            count = reader.number(2)
            pieces = _few(pieces + count)  # of all: a piece may take no bytes to say
            extents = [
                Extent(reader.number(index), reader.number(offset), reader.number(length))
                for _ in range(count)
            ]
            found.all.append(Location(item, method, source, start, extents))
        return found

    def written(self) -> bytes:
        """The contents of the box.

        Raises:
            OverflowError: something does not fit into its field.
        """
        offset, length, base, index = self.widths
        wide = 4 if self.version == 2 else 2
        parts = [(self.version << 24).to_bytes(4, "big")]
        parts.append((offset << 12 | length << 8 | base << 4 | index).to_bytes(2, "big"))
        parts.append(len(self.all).to_bytes(wide, "big"))
        for location in self.all:
            parts.append(location.item.to_bytes(wide, "big"))
            if self.version:
                parts.append(location.method.to_bytes(2, "big"))
            parts += [location.source.to_bytes(2, "big"), location.base.to_bytes(base, "big")]
            parts.append(len(location.extents).to_bytes(2, "big"))
            for extent in location.extents:
                parts.append(extent.index.to_bytes(index, "big"))
                parts += [extent.offset.to_bytes(offset, "big"), extent.length.to_bytes(length, "big")]
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the ``iinf`` box (ISO/IEC 14496-12, 8.11.6)."""

    number: int
    kind: bytes
    content: bytes = b""
    encoding: bytes = b""


@dataclass(slots=True)
class Meta:
    """The ``meta`` box of a file.

    Attributes:
        data: the whole box; ``parts`` are places in it.
        parts: boxes in it by their kind, the first of each.
        order: all of them, as they come.
        primary: number of the item that is the picture.
        items: everything that is named in it.
        locations: where the items lie.
    """

    data: bytes
    parts: dict[bytes, Box]
    order: list[Box]
    primary: int
    items: list[Item]
    locations: Locations

    @classmethod
    def read(cls, data: bytes) -> Meta:
        """The box in these bytes.

        Raises:
            NotHeifError: it is broken, or not that of a picture.
        """
        head = box_at(data[:16], 0, len(data))
        order = list(boxes(data, head.body + 4, head.end))
        parts = {box.kind: box for box in reversed(order)}
        if not {b"pitm", b"iinf", b"iloc"} <= parts.keys():
            raise NotHeifError("no picture is described in it")
        primary = _Reader(_body(data, parts[b"pitm"]))
        wide = 4 if primary.number(4) >> 24 else 2
        items, locations = (_body(data, parts[kind]) for kind in (b"iinf", b"iloc"))
        return cls(data, parts, order, primary.number(wide), _items(items), Locations.read(locations))

    def body(self, kind: bytes) -> bytes:
        """The contents of a box in it, its version first; empty where there is none."""
        return _body(self.data, self.parts[kind]) if kind in self.parts else b""

    def describing(self) -> list[int]:
        """Items that say something about the picture (``cdsc`` references)."""
        body = self.body(b"iref")
        if not body:
            return []
        wide, found = (4 if body[0] else 2), []
        for box in boxes(body, 4, len(body)):
            reader = _Reader(body[box.body : box.end])
            source = reader.number(wide)
            targets = [reader.number(wide) for _ in range(_few(reader.number(2)))]
            if box.kind == b"cdsc" and self.primary in targets:
                found.append(source)
        return found

    def orientation(self) -> int:
        """EXIF orientation, 1 to 8, by which the stored picture is turned upright."""
        properties = self.parts.get(b"iprp")
        if properties is None:
            return 1
        inner = list(boxes(self.data, properties.body, properties.end))
        there = [p for box in inner if box.kind == b"ipco" for p in boxes(self.data, box.body, box.end)]
        tables = [_body(self.data, box) for box in inner if box.kind == b"ipma"]
        orientation = 1
        for index in (index for table in tables for index in _associated(table, self.primary)):
            if not 0 < index <= len(there):
                continue
            box = there[index - 1]
            value = self.data[box.body] if box.end > box.body else 0
            if box.kind == b"irot":
                orientation = composed(orientation, _QUARTER_TURNS[value & 3])
            elif box.kind == b"imir":
                orientation = composed(orientation, _MIRRORS[value & 1])
        return orientation


class _Reader:
    """Numbers one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, width: int) -> int:
        end = self._at + width
        if end > len(self._data):
            raise NotHeifError("cut off")
        value = int.from_bytes(self._data[self._at : end], "big")
        self._at = end
        return value


def _body(data: bytes, box: Box) -> bytes:
    return data[box.body : box.end]


def _few(count: int) -> int:
    if count > _MOST_ITEMS:
        raise NotHeifError("more items than any picture has")
    return count


def _items(body: bytes) -> list[Item]:
    reader = _Reader(body)
    wide = 4 if reader.number(4) >> 24 else 2
    _few(reader.number(wide))
    found = []
    for box in boxes(body, 4 + wide, len(body)):
        entry = body[box.body : box.end]
        version = entry[0] if entry else 0
        if box.kind != b"infe" or version not in (2, 3):
            raise NotHeifError("items of an unknown kind")
        number = 4 if version == 3 else 2
        kind = entry[4 + number + 2 : 4 + number + 6]
        _, content, encoding, *_ = [*entry[4 + number + 6 :].split(b"\0"), b"", b""]
        mime = (content, encoding) if kind == b"mime" else (b"", b"")
        found.append(Item(int.from_bytes(entry[4 : 4 + number], "big"), kind, *mime))
    return found


def _associated(body: bytes, item: int) -> list[int]:
    """Properties of an item, counted from 1, in the order they are applied (``ipma``)."""
    reader = _Reader(body)
    flags = reader.number(4)
    wide, each = (4 if flags >> 24 else 2), (2 if flags & 1 else 1)
    for _ in range(_few(reader.number(4))):
        number = reader.number(wide)
        indices = [reader.number(each) & (0x7FFF if each == 2 else 0x7F) for _ in range(reader.number(1))]
        if number == item:
            return indices
    return []
