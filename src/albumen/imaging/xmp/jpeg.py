"""XMP in JPEG: a segment of its own before the picture (XMP specification part 3, 1.1.3)."""

from __future__ import annotations

from typing import Final

from albumen.imaging.metadata import exif_orientation
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.holding import Read, Splice

_MAIN: Final = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION: Final = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF: Final = b"Exif\0"
_PICTURES: Final = b"MPF\0"
_LONGEST: Final = 65_533
"""Bytes in a segment."""
_MOST_MORE: Final = 4 << 20
_APP0, _APP1, _APP2 = 0xE0, 0xE1, 0xE2
_SCAN, _END = 0xDA, 0xD9


class JpegHolder:
    """A :class:`~albumen.imaging.xmp.holding.Holder`."""

    def __init__(self, read: Read, size: int) -> None:
        self.packet: bytes | None = None
        self.more: bytes | None = None
        self.orientation = 1
        self._old: list[tuple[int, int]] = []
        self._at, self._pictures = 2, size
        self._size = size
        position, pieces, seen_exif = 2, {}, False
        while True:
            head = read(position, position + 4)
            if len(head) < 4 or head[0] != 0xFF:
                break
            marker = head[1]
            if marker == 0xFF:  # padding
                position += 1
                continue
            length = int.from_bytes(head[2:4], "big")
            if marker in (_SCAN, _END) or length < 2 or position + 2 + length > size:
                break
            end = position + 2 + length
            if marker == _APP0 and not self._old:
                self._at = end
            elif marker == _APP1:
                start = read(position + 4, min(end, position + 4 + len(_EXTENSION) + 40))
                if start.startswith(_MAIN):
                    if self.packet is None:
                        self.packet = read(position + 4 + len(_MAIN), end)
                    self._old.append((position, end))
                elif start.startswith(_EXTENSION):
                    body = read(position + 4 + len(_EXTENSION), end)
                    pieces[body[:32], int.from_bytes(body[36:40], "big")] = body[40:]
                elif start.startswith(_EXIF) and not seen_exif:
                    seen_exif = True
                    self.orientation = exif_orientation(read(position + 4, end))
                    self._at = end
            elif marker == _APP2 and read(position + 4, position + 8) == _PICTURES:
                self._pictures = min(self._pictures, position)
            position = end
        if pieces and sum(map(len, pieces.values())) <= _MOST_MORE:
            self.more = b"".join(pieces[key] for key in sorted(pieces))

    def splices(self, packet: bytes) -> list[Splice]:
        body = _MAIN + packet
        if len(body) > _LONGEST:
            raise NotEmbeddableError("The metadata are too long for one piece of a JPEG.")
        at = self._old[0][0] if self._old else self._at
        if max([at, *(start for start, _ in self._old)]) > self._pictures:
            # Offsets of further pictures count from there: what grows behind it would lead them astray.
            raise NotEmbeddableError("The file holds several pictures behind its metadata.")
        segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
        first, *rest = self._old or [(at, at)]
        return [Splice(first[0], first[1] - first[0], segment), *(Splice(a, b - a, b"") for a, b in rest)]
