"""XMP in WebP: a chunk at the end, announced in the first one (WebP container specification, extended format)."""

from __future__ import annotations

from typing import Final

from albumen.imaging.metadata import exif_orientation
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.holding import Read, Splice
from albumen.imaging.xmp.packet import MOST_BYTES

_XMP_FLAG: Final = 0x04
_ALPHA_FLAG: Final = 0x10
_MOST_CHUNKS: Final = 100_000
_LARGEST: Final = (1 << 32) - 10


class WebpHolder:
    """A :class:`~albumen.imaging.xmp.holding.Holder`."""

    def __init__(self, read: Read, size: int) -> None:
        self.packet: bytes | None = None
        self.more: bytes | None = None
        self.orientation = 1
        self._old: list[tuple[int, int]] = []
        self._first = read(12, 42)
        self._riff = int.from_bytes(read(4, 8), "little")
        self._end = min(size, self._riff + 8)
        self._whole = self._riff + 8 <= size
        position = 12
        for _ in range(_MOST_CHUNKS):
            head = read(position, position + 8)
            if len(head) < 8 or position + 8 > self._end:
                break
            length = int.from_bytes(head[4:], "little")
            end = position + 8 + length + length % 2
            if end > self._end:
                self._whole = self._whole and end == self._end + 1 and length % 2 == 1
                break
            if head[:4] == b"XMP " and length <= MOST_BYTES:
                if self.packet is None:
                    self.packet = read(position + 8, position + 8 + length)
                self._old.append((position, end))
            elif head[:4] == b"EXIF":
                self.orientation = exif_orientation(read(position + 8, position + 8 + length))
            position = end
        self._whole = self._whole and position == self._end

    def splices(self, packet: bytes) -> list[Splice]:
        if not self._whole:
            raise NotEmbeddableError("The file is damaged or cut off.")
        chunk = b"XMP " + len(packet).to_bytes(4, "little") + packet + b"\0" * (len(packet) % 2)
        grown = len(chunk) - sum(end - start for start, end in self._old)
        if self._first[:4] == b"VP8X":
            flags = Splice(20, 1, bytes([self._first[8] | _XMP_FLAG]))
        else:
            flags = Splice(12, 0, self._announcement())
            grown += len(flags.put)
        if self._riff + grown > _LARGEST:
            raise NotEmbeddableError("The file is too large for more metadata.")
        length = Splice(4, 4, (self._riff + grown).to_bytes(4, "little"))
        cuts = [Splice(start, end - start, b"") for start, end in self._old]
        return [length, flags, *cuts, Splice(self._end, 0, chunk)]

    def _announcement(self) -> bytes:
        """The chunk that a file with metadata begins with; its size is that of the picture in the first chunk."""
        kind, data = self._first[:4], self._first[8:]
        if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
            width = int.from_bytes(data[6:8], "little") & 0x3FFF
            height = int.from_bytes(data[8:10], "little") & 0x3FFF
            alpha = 0
        elif kind == b"VP8L" and data[:1] == b"\x2f":
            bits = int.from_bytes(data[1:5], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
            alpha = _ALPHA_FLAG if bits >> 28 & 1 else 0
        else:
            raise NotEmbeddableError("The file begins with something unknown.")
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        return b"VP8X" + (10).to_bytes(4, "little") + bytes([alpha | _XMP_FLAG, 0, 0, 0]) + size
