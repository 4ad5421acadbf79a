"""The packet of a file, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from albumen.imaging.sniff import Format
from albumen.imaging.xmp.errors import NotEmbeddableError
from albumen.imaging.xmp.heif import HeifHolder
from albumen.imaging.xmp.holding import Holder, Read, Splice
from albumen.imaging.xmp.jpeg import JpegHolder
from albumen.imaging.xmp.packet import DC, MWG, Packet
from albumen.imaging.xmp.png import PngHolder
from albumen.imaging.xmp.tiff import TiffHolder
from albumen.imaging.xmp.webp import WebpHolder

_HOLDERS: Final[dict[str, Callable[[Read, int], Holder]]] = {
    "jpeg": JpegHolder,
    "png": PngHolder,
    "webp": WebpHolder,
    "tiff": TiffHolder,
    "heic": HeifHolder,
    "avif": HeifHolder,
}
EMBEDDABLE: Final = frozenset(_HOLDERS)
"""Formats into which a packet can be put without touching a pixel."""


def holder_of(kind: Format | str, read: Read, size: int) -> Holder:
    """A file's packet, and the way to put another one in.

    Raises:
        NotEmbeddableError: the format is not one of :data:`EMBEDDABLE`.
    """
    make = _HOLDERS.get(kind)
    if make is None:
        raise NotEmbeddableError("This format takes no metadata without being written anew.")
    return make(read, size)


def packets_in(kind: Format | str, data: bytes) -> list[bytes]:
    """The packet in a file's bytes, and its second part where there is one; RAW files that are TIFF too."""
    if kind == "raw" and data[:4] in (b"II*\0", b"MM\0*"):
        kind = "tiff"
    if kind not in EMBEDDABLE:
        return []
    holder = holder_of(kind, lambda first, last: data[first:last], len(data))
    return [packet for packet in (holder.packet, holder.more) if packet]


def embedding(holder: Holder, packet: bytes) -> list[Splice]:
    """What differs in a copy of the file that holds this packet.

    Raises:
        NotEmbeddableError: it cannot be done, or people are in a second part of the packet, which is kept as it is.
    """
    if holder.more is not None:
        more = Packet(holder.more)
        if more.get(MWG, "Regions") is not None or more.texts(DC, "subject"):
            raise NotEmbeddableError("The file's metadata are in two parts.")
    return holder.splices(packet)
