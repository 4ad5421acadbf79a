"""ZIP archives of photos, laid out before the first byte is read.

Photos do not get smaller by compression, so they are stored as they are; then the place of every byte follows from
names and sizes alone. The length is known in advance, the same photos always give the same bytes, and a transfer can
go on from anywhere. Only the checksums (CRC-32) have to be read out of the files; those that were computed once are
remembered, the others are read again. The records are those of zipstream-ng, Zip64 where the sizes want it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sys
import zlib
from array import array
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

from django.core.cache import cache
from django.db import connection, connections

from albumen.errors import AlbumenError, UnavailableError
from albumen.photos.archive_layout import UNKNOWN, Layout, Member, Place, Stored
from albumen.photos.stored import open_part
from albumen.photos.stored_sizes import cached, doubt

__all__ = ["Archive", "ArchiveBrokenError", "Member"]

_LOG = logging.getLogger(__name__)

CHUNK = 1 << 18
_SAVE_EVERY = 64 << 20
_CHECKSUMS_KEPT_SECONDS = 24 * 3600

_READERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="archive")
"""Reads of storage for all archives of this process; between two reads a slow client holds no thread."""


class ArchiveBrokenError(UnavailableError):
    """A file is not what it was when the archive was laid out; the transfer is broken off rather than cut short."""

    code = "archive_broken"
    advice = "Start the download again."


class Archive:
    """An archive of given members in given order.

    Attributes:
        size: bytes in all.
        etag: names these bytes; differs when a file, a name or the order differs.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        identity = hashlib.sha256(b"albumen-archive-1")

        def seen(member: Member) -> None:
            identity.update(f"\n{member.name}|{member.size}|{member.date}|{member.identity}".encode())

        self._places = Layout(members, seen)
        self.etag = identity.hexdigest()[:40]
        self._checksums = array("q", [UNKNOWN]) * len(self._places)
        self.size = self._places.size

    async def stream(self, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """Bytes from ``start`` up to and without ``end``, in pieces of at most 256 KiB.

        Raises:
            ArchiveBrokenError: a file is gone or has another size than it had.
        """
        end = self.size if end is None else end
        await self._recall()
        unsaved = 0
        for number in range(self._places.at(start), len(self._places)):
            place = self._places[number]
            if place.start >= end:
                break
            async with aclosing(self._member(number, place, start, end)) as pieces:
                async for piece in pieces:
                    unsaved += len(piece)
                    yield piece
            if unsaved >= _SAVE_EVERY:
                await self._remember()
                unsaved = 0
        if end > self._places.directory:
            async with aclosing(self._closing(start, end)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _closing(self, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """What of the directory lies between ``start`` and ``end``."""
        for number, checksum in enumerate(self._checksums):
            if checksum == UNKNOWN:
                self._checksums[number] = await _checksum(self._places[number].member)
        await self._remember()
        position, gathered = self._places.directory, b""
        for record in self._places.closing(self._checksums):
            gathered += _cut(record, position, start, end)
            position += len(record)
            if len(gathered) >= CHUNK // 2:
                yield gathered
                gathered = b""
        if gathered:
            yield gathered

    async def _member(self, number: int, place: Place, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """What lies between ``start`` and ``end`` of one member; computes its checksum if it has to be read anyway."""
        if header := _cut(place.header, place.start, start, end):
            yield header
        known = self._checksums[number]
        needed = known == UNKNOWN and end > place.tail
        skip = max(0, start - place.data)
        first = 0 if needed else min(skip, place.member.size)
        last = place.member.size if needed else min(place.member.size, max(0, end - place.data))
        checksum, position = 0, first
        if first < last or needed:
            async with aclosing(_read(place.member, first, last)) as pieces:
                async for piece in pieces:
                    checksum = zlib.crc32(piece, checksum)
                    wanted = _cut(piece, place.data + position, start, end)
                    position += len(piece)
                    if wanted:
                        yield wanted
        if first == 0 and last == place.member.size and position == last:
            if known not in (UNKNOWN, checksum):
                raise ArchiveBrokenError(f"{place.member.name} changed while it was sent.")
            self._checksums[number] = known = checksum
        if descriptor := _cut(place.descriptor(max(known, 0)), place.tail, start, end):
            yield descriptor

    async def _recall(self) -> None:
        """Checksums that an earlier transfer of the same bytes computed."""
        packed = await _in_thread(cached, cache.get, f"archive:{self.etag}")
        if isinstance(packed, bytes) and len(packed) == 8 * len(self._places):
            self._checksums = _little_endian(array("q", packed))

    async def _remember(self) -> None:
        packed = _little_endian(self._checksums[:]).tobytes()
        await _in_thread(cached, cache.set, f"archive:{self.etag}", packed, _CHECKSUMS_KEPT_SECONDS)


def _little_endian(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values.byteswap()
    return values


async def _read(member: Member, first: int, last: int) -> AsyncGenerator[bytes, None]:
    """Bytes ``first`` to ``last`` of a member, as many as it should have.

    Raises:
        ArchiveBrokenError: it is gone, or has another size.
    """
    try:
        parts = member.parts() if member.made is None else await _in_thread(member.parts)
    except AlbumenError as error:
        await _in_thread(doubt)
        raise ArchiveBrokenError(f"{member.name} is not what it was.") from error
    begins = 0
    for part in parts:
        length = part.last - part.first if isinstance(part, Stored) else len(part)
        start, end = max(first - begins, 0), min(last - begins, length)
        begins += length
        # At the end of a file one looks for more of it, also where nothing of it is wanted.
        if not isinstance(part, Stored):
            for at in range(start, end, CHUNK):
                yield part[at : min(at + CHUNK, end)]
        elif start < end or (part.ends and start <= end == length):
            async with aclosing(_read_stored(member.name, part, start, end)) as pieces:
                async for piece in pieces:
                    yield piece
    if begins != member.size:
        raise ArchiveBrokenError(f"{member.name} has another size than it had.")


async def _read_stored(name: str, part: Stored, start: int, end: int) -> AsyncGenerator[bytes, None]:
    """Bytes ``start`` to ``end`` of a part of a stored file."""
    whole = part.ends and end == part.last - part.first
    first, last = part.first + start, part.first + end
    try:
        # One byte more than there should be, to see that there is none.
        file = await _in_thread(open_part, part.key, first, last + whole)
        try:
            position = first
            while position < last:
                piece: bytes = await _in_thread(file.read, min(CHUNK, last - position))
                if not piece:
                    await _in_thread(doubt)
                    raise ArchiveBrokenError(f"{name} is shorter than it was.")
                position += len(piece)
                yield piece
            if whole and await _in_thread(file.read, 1):
                await _in_thread(doubt)
                raise ArchiveBrokenError(f"{name} is longer than it was.")
        finally:
            _READERS.submit(file.close)
    except OSError as error:
        _LOG.error("%s cannot be read for an archive: %s", part.key, error)
        await _in_thread(doubt)
        raise ArchiveBrokenError(f"{name} cannot be read.") from error


async def _checksum(member: Member) -> int:
    checksum = 0
    async for piece in _read(member, 0, member.size):
        checksum = zlib.crc32(piece, checksum)
    return checksum


async def _in_thread(function: Any, *arguments: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_READERS, _clean, function, arguments)


def _clean(function: Any, arguments: tuple[Any, ...]) -> Any:
    """Call it; a database connection (of the cache) does not stay with the thread."""
    try:
        return function(*arguments)
    finally:
        if not connection.in_atomic_block:
            connections.close_all()


def _cut(piece: bytes, offset: int, start: int, end: int) -> bytes:
    """What of a piece that lies at ``offset`` is between ``start`` and ``end``."""
    return piece[max(0, start - offset) : max(0, end - offset)]
