"""A reader of TIFF directories: EXIF blocks, TIFF files and the RAW formats built on TIFF.

Reads what it can and steps over what is broken: offsets outside the block, loops, unknown types. It never
raises on content. (TIFF 6.0, section 2; EXIF 2.32, section 4.6.)
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

Value = tuple[float, ...] | bytes


class Tag(IntEnum):
    """The tags that are used here."""

    WIDTH = 256
    HEIGHT = 257
    PHOTOMETRIC = 262
    MAKE = 271
    MODEL = 272
    ORIENTATION = 274
    DATE_TIME = 306
    SUB_DIRECTORIES = 330
    EXIF = 34665
    GPS = 34853
    DATE_TIME_ORIGINAL = 36867
    DATE_TIME_DIGITIZED = 36868
    OFFSET_TIME = 36880
    OFFSET_TIME_ORIGINAL = 36881
    OFFSET_TIME_DIGITIZED = 36882
    SUBSEC_ORIGINAL = 37521
    LENS_MODEL = 42036
    DNG_VERSION = 50706


class GpsTag(IntEnum):
    """Tags of the GPS directory."""

    LATITUDE_REF = 1
    LATITUDE = 2
    LONGITUDE_REF = 3
    LONGITUDE = 4
    ALTITUDE_REF = 5
    ALTITUDE = 6
    TIME = 7
    DATE = 29


_PREFIXES: Final = (b"Exif\0\0", b"Exif\0\xff")
"""What containers put before an EXIF block."""
_MOST_ENTRIES: Final = 2000
_MOST_DIRECTORIES: Final = 32
_MOST_VALUE_BYTES: Final = 4096

# type: (struct letter, bytes); rationals are read as two integers
_TYPES: Final[dict[int, tuple[str, int]]] = {
    1: ("B", 1),
    2: ("s", 1),
    3: ("H", 2),
    4: ("I", 4),
    5: ("II", 8),
    6: ("b", 1),
    7: ("s", 1),
    8: ("h", 2),
    9: ("i", 4),
    10: ("ii", 8),
    11: ("f", 4),
    12: ("d", 8),
    13: ("I", 4),
    16: ("Q", 8),
}


class Directory(dict[int, Value]):
    """The entries of one directory: numbers as a tuple (a rational over zero is left out), text as bytes."""

    def integer(self, tag: int) -> int | None:
        """The first number of an entry, if it has one."""
        value = self.get(tag)
        if not value or isinstance(value, bytes) or not math.isfinite(value[0]):
            return None
        return int(value[0])

    def numbers(self, tag: int) -> tuple[float, ...]:
        """The numbers of an entry, none if it is text or missing."""
        value = self.get(tag, ())
        return () if isinstance(value, bytes) else value

    def text(self, tag: int) -> str | None:
        """An entry as text without padding, ``None`` if missing or blank."""
        value = self.get(tag)
        if not isinstance(value, bytes):
            return None
        raw = value.split(b"\0", 1)[0]
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        text = "".join(letter for letter in text if letter.isprintable()).strip()
        return text or None


def read_exif(block: bytes | memoryview) -> tuple[Directory, Directory, Directory]:
    """The main, the EXIF and the GPS directory of a TIFF structure or EXIF block; empty if missing."""
    if bytes(block[:6]) in _PREFIXES:
        block = memoryview(block)[6:]
    reader = _Reader(block)
    main = reader.directory(reader.first)[0] if reader.first else Directory()
    return main, reader.child(main, Tag.EXIF), reader.child(main, Tag.GPS)


def read_directories(block: bytes | memoryview) -> Iterator[Directory]:
    """Every image directory of a TIFF structure: the chain of pages, each followed by its sub-directories."""
    reader = _Reader(block)
    queue, seen = [reader.first], set[int]()
    while queue and len(seen) < _MOST_DIRECTORIES:
        offset = queue.pop(0)
        if offset in seen or not offset:
            continue
        seen.add(offset)
        directory, following = reader.directory(offset)
        yield directory
        queue += [int(child) for child in directory.numbers(Tag.SUB_DIRECTORIES)]
        queue.append(following)


class _Reader:
    def __init__(self, block: bytes | memoryview) -> None:
        self._block = block
        order = bytes(block[:2])
        self._order = {b"II": "<", b"MM": ">"}.get(order, "")
        self.first = 0
        # 42 is TIFF; the others are Olympus ORF and Panasonic RW2, which are TIFF but for this number.
        if self._order and self._number("H", 2) in (42, 0x4F52, 0x5352, 0x55):
            self.first = self._number("I", 4)

    def _number(self, kind: str, offset: int) -> int:
        size = struct.calcsize(kind)
        raw = bytes(self._block[offset : offset + size])
        return int(struct.unpack(self._order + kind, raw)[0]) if len(raw) == size else 0

    def child(self, parent: Directory, tag: Tag) -> Directory:
        offset = parent.integer(tag)
        return self.directory(offset)[0] if offset and offset > 0 else Directory()

    def directory(self, offset: int) -> tuple[Directory, int]:
        """The directory at an offset and the offset of the next one (0 for none)."""
        count = min(self._number("H", offset), _MOST_ENTRIES)
        entries = Directory()
        for position in range(offset + 2, offset + 2 + 12 * count, 12):
            if position + 12 > len(self._block):
                return entries, 0
            tag = self._number("H", position)
            value = self._value(position)
            if value is not None:
                entries.setdefault(tag, value)
        return entries, self._number("I", offset + 2 + 12 * count)

    def _value(self, position: int) -> Value | None:
        kind = _TYPES.get(self._number("H", position + 2))
        count = self._number("I", position + 4)
        if kind is None or not count:
            return None
        letters, size = kind
        length = count * size
        start = position + 8 if length <= 4 else self._number("I", position + 8)
        raw = bytes(self._block[start : start + min(length, _MOST_VALUE_BYTES)])
        if letters == "s":
            return raw
        raw = raw[: len(raw) // size * size]
        numbers = struct.unpack(f"{self._order}{len(raw) // size * len(letters)}{letters[0]}", raw)
        if len(letters) == 1:
            return numbers or None
        pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        return tuple(a / b for a, b in pairs) if pairs and all(b for _, b in pairs) else None
