"""People and labels in a packet, in each of the ways that programs look for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from albumen.imaging.xmp.fresh import fresh_packet
from albumen.imaging.xmp.packet import DC, DIGIKAM, IPTC_EXT, LR, Packet
from albumen.imaging.xmp.regions import Region, Stored, write_regions
from albumen.imaging.xmp.turning import Box

ABOVE: Final = "People"
"""The keyword below which names are, as digiKam and Lightroom have them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of a picture.

    Attributes:
        faces: those that are shown, with a name or without.
        silent: boxes of faces that are not to be named: of people who are hidden or deleted, and of what is no face.
        names: everybody who is in it by name, in the order of lists.
        labels: keywords.
    """

    faces: Sequence[Region] = ()
    silent: Sequence[Box] = ()
    names: Sequence[str] = ()
    labels: Sequence[str] = ()


def told(existing: bytes | None, what: Told, stored: Stored) -> bytes:
    """A packet that tells it: the existing one with it, or a new one.

    Names that the existing packet gave to faces which are somebody else, or nobody to be shown, go from its keywords
    too; everything else in it stays.

    Raises:
        XmpError: the existing one cannot be read.
    """
    if existing is None:
        return _fresh(what, stored)
    packet = Packet(existing)
    gone = sorted(write_regions(packet, what.faces, what.silent, stored))
    for (space, name, ordered, texts), (_, _, _, taken) in zip(
        _lists(what), _lists(Told(names=gone)), strict=True
    ):
        kept = [text for text in packet.texts(space, name) if text not in taken]
        packet.set_texts(space, name, [*kept, *texts], ordered=ordered)
    return packet.written()


def _fresh(what: Told, stored: Stored) -> bytes:
    boxes = [(face.name, face.box.stored(stored.orientation).inside()) for face in what.faces]
    return fresh_packet([Region(name, box) for name, box in boxes if box is not None], stored, _lists(what))


def _lists(what: Told) -> list[tuple[str, str, bool, list[str]]]:
    """The keywords in each of the lists: its namespace, its name, whether its order matters, and its texts."""
    names, labels = list(what.names), list(what.labels)
    return [
        (DC, "subject", False, [*labels, *names]),
        (LR, "hierarchicalSubject", False, [*_below("|", names), *labels]),
        (DIGIKAM, "TagsList", True, [*_below("/", names), *labels]),
        (IPTC_EXT, "PersonInImage", False, names),
    ]


def _below(separator: str, names: Sequence[str]) -> list[str]:
    """Names as keywords below the one for people; what separates levels is no part of a name."""
    return [f"{ABOVE}{separator}{name.replace(separator, '-')}" for name in names]
