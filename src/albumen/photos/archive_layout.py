"""Where every byte of an archive lies, as it follows from names and sizes alone.

Nothing of a member is kept but where it begins: the rest is made of it again when it is its turn. So an archive of
hundreds of thousands of files takes a few bytes for each.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zipfile import ZIP64_LIMIT, ZIP_FILECOUNT_LIMIT, ZIP_STORED

from zipstream.ng import ZipStreamInfo

_DATA_DESCRIPTOR = 1 << 3
_VERSION_OF_ZIP64 = 45
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_END = struct.Struct("<4s4H2LH")

UNKNOWN = -1
"""A checksum that nobody computed yet."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Part of a stored file.

    Attributes:
        key: of the file.
        first, last: its bytes from ``first`` up to and without ``last``.
        ends: nothing comes after them in the file.
    """

    key: str
    first: int
    last: int
    ends: bool


Part = bytes | Stored


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: in the archive; safe, and no other differs from it by case only.
        size: bytes.
        date: year, month, day, hour, minute, second, of a clock where the photo was taken.
        identity: changes when the contents do.
        key: of the stored file, or
        text: the contents themselves, or
        made: gives what the contents are put together from, always the same; asked when they are sent.
    """

    name: str
    size: int
    date: tuple[int, int, int, int, int, int]
    identity: str
    key: str = ""
    text: bytes = b""
    made: Callable[[], Sequence[Part]] | None = None

    def parts(self) -> Sequence[Part]:
        """What the contents are put together from."""
        if self.made is not None:
            return self.made()
        return [Stored(self.key, 0, self.size, True)] if self.key else [self.text]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member lies: its header at ``start``, its bytes at ``data``, its descriptor at ``tail``."""

    member: Member
    info: ZipStreamInfo
    header: bytes
    start: int
    data: int
    tail: int
    end: int
    large: bool

    def descriptor(self, checksum: int) -> bytes:
        """What follows the contents."""
        self.info.CRC = checksum
        descriptor: bytes = self.info.DataDescriptor(self.large)
        return descriptor

    def record(self, checksum: int) -> bytes:
        """The member in the directory at the end."""
        self.info.CRC = checksum
        record: bytes = self.info._central_directory_header_data()
        return record


class Layout(Sequence[Place]):
    """The places of members in given order.

    Attributes:
        directory: where the directory begins.
        size: bytes of the archive in all.
    """

    def __init__(self, members: Sequence[Member], seen: Callable[[Member], None]) -> None:
        self._members = members
        self._starts = array("Q")
        self.directory = self._directory_size = 0
        for member in members:
            seen(member)
            place = _place(member, self.directory)
            self._starts.append(self.directory)
            self.directory = place.end
            self._directory_size += len(place.record(0))
        self.size = self.directory + self._directory_size + len(self._end())

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> Place:  # type: ignore[override]
        return _place(self._members[number], self._starts[number])

    def at(self, position: int) -> int:
        """The number of the member in which this byte lies; that of the last one where it lies behind all of them."""
        return max(0, bisect_right(self._starts, position) - 1)

    def closing(self, checksums: Sequence[int]) -> Iterator[bytes]:
        """The central directory and what ends the archive, record by record."""
        for number, checksum in enumerate(checksums):
            yield self[number].record(max(checksum, 0))
        yield self._end()

    def _end(self) -> bytes:
        count, size, offset = len(self._starts), self._directory_size, self.directory
        end = b""
        if count >= ZIP_FILECOUNT_LIMIT or offset > ZIP64_LIMIT or size > ZIP64_LIMIT:
            version = _VERSION_OF_ZIP64
            end += _END_64.pack(b"PK\x06\x06", 44, version, version, 0, 0, count, count, size, offset)
            end += _LOCATOR_64.pack(b"PK\x06\x07", 0, offset + size, 1)
            count, size, offset = min(count, 0xFFFF), min(size, 0xFFFFFFFF), min(offset, 0xFFFFFFFF)
        return end + _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)


def _place(member: Member, offset: int) -> Place:
    info = ZipStreamInfo(member.name, member.date)
    info.compress_type = ZIP_STORED
    info.external_attr = 0o100644 << 16
    info.flag_bits |= _DATA_DESCRIPTOR
    info.file_size = info.compress_size = member.size
    info.header_offset = offset
    large = member.size > ZIP64_LIMIT
    header: bytes = info.FileHeader(large)
    data = offset + len(header)
    tail = data + member.size
    info.CRC = 0
    return Place(member, info, header, offset, data, tail, tail + len(info.DataDescriptor(large)), large)
