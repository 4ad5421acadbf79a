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
import struct
import zlib
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP64_LIMIT, ZIP_FILECOUNT_LIMIT, ZIP_STORED

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection, connections
from zipstream.ng import ZipStreamInfo

from albumen.errors import UnavailableError
from albumen.identifiers import new_id
from albumen.photos.stored import open_part

_LOG = logging.getLogger(__name__)

CHUNK = 1 << 18
_SAVE_EVERY = 64 << 20
_CHECKSUMS_KEPT_SECONDS = 24 * 3600
_DATA_DESCRIPTOR = 1 << 3
_VERSION_OF_ZIP64 = 45
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_END = struct.Struct("<4s4H2LH")

_READERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="archive")
"""Reads of storage for all archives of this process; between two reads a slow client holds no thread."""


_ASKING = ThreadPoolExecutor(max_workers=32, thread_name_prefix="sizes")
"""Questions for sizes, of all archives of this process: an object store is far, but takes many questions at a time."""

_DOUBT = "archive:doubt"
_DOUBTED_SECONDS = 3600
_SIZES_KEPT_SECONDS = 3600


class ArchiveBrokenError(UnavailableError):
    """A file is not what it was when the archive was laid out; the transfer is broken off rather than cut short."""

    code = "archive_broken"
    advice = "Start the download again."


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: in the archive; safe, and no other differs from it by case only.
        size: bytes.
        date: year, month, day, hour, minute, second, of a clock where the photo was taken.
        identity: changes when the contents do.
        key: of the stored file, or
        text: the contents themselves.
    """

    name: str
    size: int
    date: tuple[int, int, int, int, int, int]
    identity: str
    key: str = ""
    text: bytes = b""


@dataclass(slots=True)
class _Place:
    """Where a member lies: its header at ``start``, its bytes at ``data``, its descriptor at ``tail``."""

    member: Member
    info: ZipStreamInfo
    header: bytes
    start: int
    data: int
    tail: int
    end: int
    large: bool


class Archive:
    """An archive of given members in given order.

    Attributes:
        size: bytes in all.
        etag: names these bytes; differs when a file, a name or the order differs.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self._places: list[_Place] = []
        offset = 0
        identity = hashlib.sha256(b"albumen-archive-1")
        for member in members:
            place = _place(member, offset)
            self._places.append(place)
            offset = place.end
            identity.update(f"\n{member.name}|{member.size}|{member.date}|{member.identity}".encode())
        self._directory = offset
        self.etag = identity.hexdigest()[:40]
        self._checksums: list[int | None] = [None] * len(self._places)
        self.size = self._directory + len(self._closing([0] * len(self._places)))

    async def stream(self, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """Bytes from ``start`` up to and without ``end``, in pieces of at most 256 KiB.

        Raises:
            ArchiveBrokenError: a file is gone or has another size than it had.
        """
        end = self.size if end is None else end
        await self._recall()
        unsaved = 0
        for number, place in enumerate(self._places):
            if place.end <= start or place.start >= end:
                continue
            async with aclosing(self._member(number, place, start, end)) as pieces:
                async for piece in pieces:
                    unsaved += len(piece)
                    yield piece
            if unsaved >= _SAVE_EVERY:
                await self._remember()
                unsaved = 0
        if end > self._directory:
            for number, place in enumerate(self._places):
                if self._checksums[number] is None:
                    self._checksums[number] = await _checksum(place.member)
            await self._remember()
            closing = self._closing([checksum or 0 for checksum in self._checksums])
            for piece in _pieces(_cut(closing, self._directory, start, end)):
                yield piece

    async def _member(self, number: int, place: _Place, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """What lies between ``start`` and ``end`` of one member; computes its checksum if it has to be read anyway."""
        if header := _cut(place.header, place.start, start, end):
            yield header
        known = self._checksums[number]
        needed = known is None and end > place.tail
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
            if known is not None and known != checksum:
                raise ArchiveBrokenError(f"{place.member.name} changed while it was sent.")
            self._checksums[number] = known = checksum
        place.info.CRC = known or 0
        if descriptor := _cut(place.info.DataDescriptor(place.large), place.tail, start, end):
            yield descriptor

    def _closing(self, checksums: Sequence[int]) -> bytes:
        """The central directory and what ends the archive."""
        records = []
        for place, checksum in zip(self._places, checksums, strict=True):
            place.info.CRC = checksum
            records.append(place.info._central_directory_header_data())
        directory = b"".join(records)
        count, size, offset = len(records), len(directory), self._directory
        end = b""
        if count >= ZIP_FILECOUNT_LIMIT or offset > ZIP64_LIMIT or size > ZIP64_LIMIT:
            version = _VERSION_OF_ZIP64
            end += _END_64.pack(b"PK\x06\x06", 44, version, version, 0, 0, count, count, size, offset)
            end += _LOCATOR_64.pack(b"PK\x06\x07", 0, offset + size, 1)
            count, size, offset = min(count, 0xFFFF), min(size, 0xFFFFFFFF), min(offset, 0xFFFFFFFF)
        end += _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
        return directory + end

    async def _recall(self) -> None:
        """Checksums that an earlier transfer of the same bytes computed."""
        packed = await _in_thread(_cached, cache.get, f"archive:{self.etag}")
        if isinstance(packed, bytes) and len(packed) == 8 * len(self._places):
            values = struct.unpack(f"<{len(self._places)}q", packed)
            self._checksums = [value if value >= 0 else None for value in values]

    async def _remember(self) -> None:
        values = [-1 if checksum is None else checksum for checksum in self._checksums]
        packed = struct.pack(f"<{len(values)}q", *values)
        await _in_thread(_cached, cache.set, f"archive:{self.etag}", packed, _CHECKSUMS_KEPT_SECONDS)


def _place(member: Member, offset: int) -> _Place:
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
    return _Place(member, info, header, offset, data, tail, tail + len(info.DataDescriptor(large)), large)


async def _read(member: Member, first: int, last: int) -> AsyncGenerator[bytes, None]:
    """Bytes ``first`` to ``last`` of a member, as many as it should have.

    Raises:
        ArchiveBrokenError: it is gone, or has another size.
    """
    if not member.key:
        yield member.text[first:last]
        return
    try:
        # One byte more than there should be, to see that there is none.
        file = await _in_thread(open_part, member.key, first, last + (last == member.size))
        try:
            position = first
            while position < last:
                piece: bytes = await _in_thread(file.read, min(CHUNK, last - position))
                if not piece:
                    await _in_thread(_doubt)
                    raise ArchiveBrokenError(f"{member.name} is shorter than it was.")
                position += len(piece)
                yield piece
            if last == member.size and await _in_thread(file.read, 1):
                await _in_thread(_doubt)
                raise ArchiveBrokenError(f"{member.name} is longer than it was.")
        finally:
            _READERS.submit(file.close)
    except OSError as error:
        _LOG.error("%s cannot be read for an archive: %s", member.key, error)
        await _in_thread(_doubt)
        raise ArchiveBrokenError(f"{member.name} cannot be read.") from error


async def _checksum(member: Member) -> int:
    checksum = 0
    async for piece in _read(member, 0, member.size):
        checksum = zlib.crc32(piece, checksum)
    return checksum


class StoreAwayError(UnavailableError):
    """The photos cannot be reached in storage just now."""

    code = "store_away"
    advice = "Try again in a minute; if it goes on, tell who runs this server."


def sizes_of(
    keys: Sequence[str], identities: Sequence[str], known: Sequence[int] | None = None
) -> list[int | None]:
    """Bytes of stored files, None for those that are not there.

    Files in a folder are looked at. An object store is asked once for thousands of them, not for each part of a
    transfer again; and not at all about sizes that are known, until a file turns out not to be what it should be.

    Args:
        keys: of the files.
        identities: of their contents, in the same order.
        known: their sizes as rows have them.

    Raises:
        StoreAwayError: the store does not say.
    """
    if not hasattr(default_storage, "read_part"):
        return list(_READERS.map(_size_of, keys))
    doubt = _cached(cache.get, _DOUBT)
    if known and not doubt and _size_of(keys[0]) == known[0]:  # one question: the store is there
        return list(known)
    asked = hashlib.sha256("\n".join([str(doubt), *keys, *identities]).encode()).hexdigest()
    packed = _cached(cache.get, f"archive:sizes:{asked}")
    if isinstance(packed, bytes) and len(packed) == 8 * len(keys):
        return [size if size >= 0 else None for size in struct.unpack(f"<{len(keys)}q", packed)]
    sizes = list(_ASKING.map(_size_of, keys))
    packed = struct.pack(f"<{len(keys)}q", *(-1 if size is None else size for size in sizes))
    _cached(cache.set, f"archive:sizes:{asked}", packed, _SIZES_KEPT_SECONDS)
    return sizes


def _doubt() -> None:
    """From now on for a while, ask the store itself: the next archive leaves out what is missing and says so."""
    _cached(cache.set, _DOUBT, str(new_id()), _DOUBTED_SECONDS)


def _size_of(key: str) -> int | None:
    try:
        size: int = default_storage.size(key)
    except FileNotFoundError as error:
        _LOG.warning("%s is missing in an archive: %s", key, error)
        return None
    except Exception as error:  # object stores raise their own kinds
        raise StoreAwayError(f"Storage does not answer just now ({type(error).__name__}).") from error
    return size


async def _in_thread(function: Any, *arguments: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_READERS, _clean, function, arguments)


def _clean(function: Any, arguments: tuple[Any, ...]) -> Any:
    """Call it; a database connection (of the cache) does not stay with the thread."""
    try:
        return function(*arguments)
    finally:
        if not connection.in_atomic_block:
            connections.close_all()


def _cached(function: Any, *arguments: Any) -> Any:
    """Ask the cache; one that is away costs reading files again, not the transfer."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - caches raise their own kinds
        _LOG.warning("Checksums of an archive are not kept: %s", error)
        return None


def _cut(piece: bytes, offset: int, start: int, end: int) -> bytes:
    """What of a piece that lies at ``offset`` is between ``start`` and ``end``."""
    return piece[max(0, start - offset) : max(0, end - offset)]


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
