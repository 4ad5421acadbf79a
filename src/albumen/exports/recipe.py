"""How the contents of a file that is made on the way are put together: always the same, by what was laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage

from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.files import EMBEDDABLE, embedding, holder_of
from albumen.imaging.xmp.holding import Holder, Splice
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored
from albumen.imaging.xmp.turning import Box
from albumen.photos.archive_layout import Part
from albumen.photos.archive_layout import Stored as StoredPart
from albumen.photos.stored import read_part

_BLOCK = 1 << 15
_MOST_BLOCKS = 64
"""Blocks of one file that are asked of an object store; a folder is asked for as many as there are."""


class Window:
    """A stored file of which as little is read as is looked at."""

    def __init__(self, key: str, size: int) -> None:
        self._key, self._size = key, size
        self._blocks: dict[int, bytes] = {}
        self._most = _MOST_BLOCKS if hasattr(default_storage, "read_part") else None

    def read(self, first: int, last: int) -> bytes:
        """Bytes from ``first`` up to and without ``last``, as many as there are.

        Raises:
            NotEmbeddableError: too much of the file would have to be fetched.
            Exception: whatever the store raises.
        """
        last = min(last, self._size)
        if last <= first:
            return b""
        blocks = [self._block(number) for number in range(first // _BLOCK, (last - 1) // _BLOCK + 1)]
        start = first // _BLOCK * _BLOCK
        return b"".join(blocks)[first - start : last - start]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            if self._most is not None and len(self._blocks) >= self._most:
                raise NotEmbeddableError("The file's metadata are spread all over it.")
            self._blocks[number] = read_part(self._key, number * _BLOCK, (number + 1) * _BLOCK)
        return self._blocks[number]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a made file says, and of which stored one it is a copy.

    Attributes:
        what: is told of the photo.
        stored: how its pixels are stored.
        key: of the stored file into a copy of which it is written; empty for a sidecar.
        size: bytes of it.
        kind: its format.
    """

    what: Told
    stored: Stored
    key: str = ""
    size: int = 0
    kind: str = ""

    def parts(self, holder: Holder | None = None) -> list[Part]:
        """The contents.

        Args:
            holder: the stored file as somebody looked at it already.

        Raises:
            XmpError, NotEmbeddableError: it cannot be written into the file.
        """
        if not self.key:
            return [told(None, self.what, self.stored)]
        holder = holder or holder_of(self.kind, Window(self.key, self.size).read, self.size)
        return _around(embedding(holder, told(holder.packet, self.what, self.stored)), self.key, self.size)

    def as_json(self) -> list[Any]:
        """All of it as JSON has it."""
        what = self.what
        return [
            [[face.name, *_numbers(face.box)] for face in what.faces],
            [_numbers(box) for box in what.silent],
            list(what.names),
            list(what.labels),
            [self.stored.width, self.stored.height, self.stored.orientation],
            [self.key, self.size, self.kind],
        ]

    @classmethod
    def from_json(cls, data: list[Any]) -> Recipe:
        faces, silent, names, labels, stored, file = data
        what = Told(
            [Region(name, Box(*box)) for name, *box in faces], [Box(*box) for box in silent], names, labels
        )
        return cls(what, Stored(*stored), *file)

    def identity(self) -> str:
        """Changes when anything that is said does."""
        return hashlib.sha256(json.dumps(self.as_json()).encode()).hexdigest()[:32]


def size_of(parts: Sequence[Part]) -> int:
    """Bytes in all."""
    return sum(part.last - part.first if isinstance(part, StoredPart) else len(part) for part in parts)


def looked_at(kind: str, key: str, size: int) -> Holder | None:
    """A stored file's metadata; None where its format holds none that could be changed."""
    return holder_of(kind, Window(key, size).read, size) if kind in EMBEDDABLE else None


def _around(splices: list[Splice], key: str, size: int) -> list[Part]:
    parts: list[Part] = []
    position = 0
    for splice in splices:
        if splice.at > position:
            parts.append(StoredPart(key, position, splice.at, splice.at == size))
        parts.append(splice.put)
        position = splice.at + splice.cut
    if position < size:
        parts.append(StoredPart(key, position, size, True))
    return parts


def _numbers(box: Box) -> list[float]:
    return [box.left, box.top, box.width, box.height]
