"""Faces in a packet: regions as the Metadata Working Group and as Microsoft write them.

MWG (Guidelines for Handling Image Metadata 2.0, 5.9) gives the centre of each region, as part of the picture as it is
stored, before EXIF turns it; digiKam, Lightroom, Picasa and ACDSee write it. Microsoft (Photo Region Schema 1.2) gives
the corner. Some programs measured the picture upright: where the dimensions that they wrote beside say so, they are
believed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

from albumen.imaging.xmp.errors import XmpError
from albumen.imaging.xmp.packet import (
    AREA,
    DIMENSIONS,
    MP,
    MP_INFO,
    MP_REGION,
    MWG,
    Packet,
    array_of,
    field,
    field_text,
    item,
    items,
    set_field,
    structure,
    tag,
)
from albumen.imaging.xmp.turning import Box

SAME_FACE: Final = 0.2
"""Two boxes around one head share so much (intersection over union): programs cut heads differently."""

_ASPECT_SLACK: Final = 0.02
_MOST_REGIONS: Final = 1000
_MOST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Region:
    """A face.

    Attributes:
        name: whose, empty where nobody knows.
        box: in fractions of the upright picture.
    """

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Stored:
    """How a picture is stored.

    Attributes:
        width, height: pixels as stored, before it is turned; 0 where that is not known.
        orientation: EXIF, 1 to 8, that makes it upright.
    """

    width: int
    height: int
    orientation: int = 1

    @classmethod
    def of_upright(cls, width: int, height: int, orientation: int) -> Stored:
        """How a picture lies that has these sides once it is turned upright."""
        return cls(height, width, orientation) if orientation >= 5 else cls(width, height, orientation)


@dataclass(slots=True)
class _Slot:
    """A region in the tree.

    Attributes:
        home: the array it is in.
        element: itself.
        box: as stored.
        space, field: where its name is.
    """

    home: ET.Element
    element: ET.Element
    box: Box
    space: str
    field: str

    @property
    def name(self) -> str:
        return " ".join(field_text(self.element, self.space, self.field).split())[:_MOST_NAME]


@dataclass(frozen=True, slots=True)
class Measured:
    """The faces with names in a packet, as its programs measured them.

    Attributes:
        applied: width and height of the picture in which ``group`` was measured; None where nobody says.
        group: as the working group has them.
        others: as Microsoft has them.
    """

    applied: tuple[float, float] | None
    group: list[Region]
    others: list[Region]

    def __bool__(self) -> bool:
        return bool(self.group or self.others)

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        listed = [
            [[one.name, one.box.left, one.box.top, one.box.width, one.box.height] for one in regions]
            for regions in (self.group, self.others)
        ]
        return {"applied": self.applied, "group": listed[0], "others": listed[1]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Measured:
        group, others = (
            [Region(name, Box(*box)) for name, *box in data.get(kind, [])] for kind in ("group", "others")
        )
        applied = data.get("applied")
        return cls(tuple(applied) if applied else None, group, others)

    def upright(self, stored: Stored) -> list[Region]:
        """The faces in fractions of the upright picture; of two in one place with one name the first.

        Regions of another cut of the picture are left out: they would name the wrong place.
        """
        turned = _turned(self.applied, stored)
        if turned is None:
            return []
        group = (
            [Region(one.name, one.box.stored(stored.orientation)) for one in self.group]
            if turned
            else self.group
        )
        found: list[Region] = []
        for one in [*group, *self.others][:_MOST_REGIONS]:
            box = one.box.turned(stored.orientation).inside()
            if box is None or any(
                one.name == two.name and two.box.overlap(box) >= SAME_FACE for two in found
            ):
                continue
            found.append(Region(one.name, box))
        return found


def measured_in(packet: Packet) -> Measured:
    """The faces with names in a packet; pets, focus points and faces of nobody are left out."""
    return Measured(_applied(packet), _named(_working_group(packet)), _named(_microsoft(packet)))


def measured_among(packets: Sequence[bytes]) -> Measured | None:
    """The faces with names in the packets of a file; None where there are none, or none that can be read."""
    for data in packets:
        if not mention_regions(data):
            continue
        try:
            found = measured_in(Packet(data))
        except XmpError:
            continue
        if found:
            return found
    return None


def regions_of(packet: Packet, stored: Stored) -> list[Region]:
    """The same in fractions of the upright picture (:meth:`Measured.upright`)."""
    return measured_in(packet).upright(stored)


def _named(slots: Sequence[_Slot]) -> list[Region]:
    named = [Region(slot.name, slot.box) for slot in slots[:_MOST_REGIONS]]
    return [region for region in named if region.name and region.name.isprintable()]


def mention_regions(data: bytes) -> bool:
    """Whether a packet may have regions at all: a look at its bytes, for the very many that have none."""
    return any(word in data for word in (b"RegionList", b"RegionInfo", b"R\0e\0g\0i\0o\0n\0"))


def write_regions(packet: Packet, faces: Sequence[Region], silent: Sequence[Box], stored: Stored) -> set[str]:
    """Write faces into a packet, beside what is there; returns the names that are no longer in it.

    A region that is there around one of these faces gets its name; others stay. Those around a ``silent`` face go.
    """
    upright = _turned(_applied(packet), stored) or False
    if upright:
        _turn_back(packet, stored)
    slots = [*_working_group(packet), *_microsoft(packet)]
    before = {slot.name for slot in slots}
    hushed = [box.stored(stored.orientation) for box in silent]
    kept = []
    for slot in slots:
        if any(slot.box.overlap(box) >= SAME_FACE for box in hushed):
            slot.home.remove(slot.element)
        else:
            kept.append(slot)
    new = []
    for face in faces:
        box = face.box.stored(stored.orientation).inside()
        if box is None:
            continue
        there = [slot for slot in kept if slot.box.overlap(box) >= SAME_FACE]
        nearest = max(there, key=lambda slot: slot.box.overlap(box), default=None)
        for slot in there:
            # Both schemas may tell of one face; a neighbour that merely touches it keeps its own name.
            if nearest is not None and slot.box.overlap(nearest.box) >= 0.5 and face.name:
                set_field(slot.element, slot.space, slot.field, face.name)
        if not any(slot.space == MWG for slot in there):
            new.append(Region(face.name, box))
    if new or upright or any(slot.space == MWG for slot in kept):
        _append(packet, new, stored)
    after = {slot.name for slot in kept} | {face.name for face in faces}
    return before - after - {""}


def _append(packet: Packet, new: Sequence[Region], stored: Stored) -> None:
    """Add regions (boxes as stored) to the list, with the dimensions they are measured in."""
    found = packet.get(MWG, "Regions")
    regions = found if isinstance(found, ET.Element) else packet.add(MWG, "Regions")
    if regions is not found:
        regions.set("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}parseType", "Resource")
    if stored.width and stored.height:
        name = tag(MWG, "AppliedToDimensions")
        inner = field(regions, MWG, "AppliedToDimensions")
        applied = inner if isinstance(inner, ET.Element) else structure(_fields_of(regions), name)
        for part, value in (("w", str(stored.width)), ("h", str(stored.height)), ("unit", "pixel")):
            set_field(applied, DIMENSIONS, part, value)
    listed = field(regions, MWG, "RegionList")
    if not isinstance(listed, ET.Element):
        listed = ET.SubElement(_fields_of(regions), tag(MWG, "RegionList"))
    array = array_of(listed)
    for face in new:
        entry = item(array)
        area = structure(entry, tag(MWG, "Area"))
        _write_area(area, face.box)
        set_field(entry, MWG, "Type", "Face")
        if face.name:
            set_field(entry, MWG, "Name", face.name)


def _fields_of(element: ET.Element) -> ET.Element:
    inner = element.find("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return element if inner is None else inner


def _applied(packet: Packet) -> tuple[float, float] | None:
    """The dimensions of the picture that regions were measured in, where the packet says."""
    found = packet.get(MWG, "Regions")
    applied = field(found, MWG, "AppliedToDimensions") if isinstance(found, ET.Element) else None
    if not isinstance(applied, ET.Element):
        return None
    width = _number(field_text(applied, DIMENSIONS, "w"))
    height = _number(field_text(applied, DIMENSIONS, "h"))
    return (width, height) if width and height and min(width, height) > 0 else None


def _turned(applied: tuple[float, float] | None, stored: Stored) -> bool | None:
    """Whether regions were measured in the upright picture; None where they were in another cut of it."""
    if applied is None or not (stored.width and stored.height):
        return False
    shape, actual = applied[0] / applied[1], stored.width / stored.height
    if math.isclose(shape, actual, rel_tol=_ASPECT_SLACK):
        return False
    if stored.orientation >= 5 and math.isclose(shape, 1 / actual, rel_tol=_ASPECT_SLACK):
        return True
    return None


def _turn_back(packet: Packet, stored: Stored) -> None:
    """Write regions that were measured upright as the picture is stored, so that all are measured alike."""
    found = packet.get(MWG, "Regions")
    listed = field(found, MWG, "RegionList") if isinstance(found, ET.Element) else None
    for entry in items(listed) if isinstance(listed, ET.Element) else []:
        area = field(entry, MWG, "Area")
        box = _box_of(area, _applied(packet)) if isinstance(area, ET.Element) else None
        if box is not None and isinstance(area, ET.Element):
            _write_area(area, box.stored(stored.orientation))


def _write_area(area: ET.Element, box: Box) -> None:
    centre = (("x", box.left + box.width / 2), ("y", box.top + box.height / 2))
    for part, number in (*centre, ("w", box.width), ("h", box.height)):
        set_field(area, AREA, part, f"{number:.6f}")
    set_field(area, AREA, "unit", "normalized")


def _working_group(packet: Packet) -> list[_Slot]:
    """The faces in the list, in fractions of the picture in which they were measured."""
    found = packet.get(MWG, "Regions")
    listed = field(found, MWG, "RegionList") if isinstance(found, ET.Element) else None
    if not isinstance(listed, ET.Element):
        return []
    applied = _applied(packet)
    slots = []
    for entry in items(listed):
        area = field(entry, MWG, "Area")
        box = _box_of(area, applied) if isinstance(area, ET.Element) else None
        if box is not None and field_text(entry, MWG, "Type").lower() in ("", "face"):
            slots.append(_Slot(array_of(listed), entry, box, MWG, "Name"))
    return slots


def _box_of(area: ET.Element, applied: tuple[float, float] | None) -> Box | None:
    x, y, width, height = (_number(field_text(area, AREA, part)) for part in ("x", "y", "w", "h"))
    if width is None and height is None:  # a circle
        width = height = _number(field_text(area, AREA, "d"))
    if x is None or y is None or not width or not height or min(width, height) <= 0:
        return None
    if field_text(area, AREA, "unit").lower() == "pixel":
        if applied is None:
            return None
        x, y, width, height = x / applied[0], y / applied[1], width / applied[0], height / applied[1]
    box = Box(x - width / 2, y - height / 2, width, height)
    return box if max(map(abs, (box.left, box.top, width, height))) <= 2 else None


def _microsoft(packet: Packet) -> list[_Slot]:
    found = packet.get(MP, "RegionInfo")
    listed = field(found, MP_INFO, "Regions") if isinstance(found, ET.Element) else None
    if not isinstance(listed, ET.Element):
        return []
    slots = []
    for entry in items(listed):
        numbers = [_number(part) for part in field_text(entry, MP_REGION, "Rectangle").split(",")]
        left, top, width, height = numbers if len(numbers) == 4 else (None,) * 4
        if left is None or top is None or not width or not height or min(width, height) <= 0:
            continue
        if max(map(abs, (left, top, width, height))) > 2:
            continue
        box = Box(left, top, width, height)
        slots.append(_Slot(array_of(listed), entry, box, MP_REGION, "PersonDisplayName"))
    return slots


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
