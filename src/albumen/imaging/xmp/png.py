"""XMP in PNG: an iTXt chunk (XMP specification part 3, 1.1.5; PNG specification, 11.3.3.4)."""

from __future__ import annotations

import zlib
from typing import Final

from albumen.imaging.metadata import exif_orientation
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.holding import Read, Splice
from albumen.imaging.xmp.packet import MOST_BYTES

_KEYWORD: Final = b"XML:com.adobe.xmp\0"
_FIRST: Final = 33
"""Where the first chunk behind the header is."""
_MOST_CHUNKS: Final = 200_000


class PngHolder:
    """A :class:`~albumen.imaging.xmp.holding.Holder`."""

    def __init__(self, read: Read, size: int) -> None:
        self.packet: bytes | None = None
        self.more: bytes | None = None
        self.orientation = 1
        self._old: list[tuple[int, int]] = []
        position, self._whole = 8, False
        for _ in range(_MOST_CHUNKS):
            head = read(position, position + 8 + len(_KEYWORD))
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            end = position + 12 + length
            if len(head) < 8 or end > size:
                break
            if kind == b"iTXt" and head[8:] == _KEYWORD and length <= MOST_BYTES:
                if self.packet is None:
                    self.packet = _text(read(position + 8, end - 4))
                self._old.append((position, end))
            elif kind == b"eXIf":
                self.orientation = exif_orientation(read(position + 8, end - 4))
            elif kind == b"IEND":
                self._whole = True
                break
            position = end

    def splices(self, packet: bytes) -> list[Splice]:
        if not self._whole:
            raise NotEmbeddableError("The file is damaged or cut off.")
        body = b"iTXt" + _KEYWORD + b"\0\0\0\0" + packet
        chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        cuts = [Splice(start, end - start, b"") for start, end in self._old]
        # Two at one place: what is put in comes before what is cut out.
        return [Splice(_FIRST, 0, chunk), *cuts]


def _text(chunk: bytes) -> bytes | None:
    """What an iTXt chunk says; None where its compression is broken or hides too much."""
    compressed = chunk[len(_KEYWORD) : len(_KEYWORD) + 1] == b"\1"
    rest = chunk[len(_KEYWORD) + 2 :].split(b"\0", 2)
    if len(rest) < 3:
        return None
    if not compressed:
        return rest[2]
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(rest[2], MOST_BYTES)
        return text if unpacker.eof else None
    except zlib.error:
        return None
