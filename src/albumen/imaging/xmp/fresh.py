"""A packet that tells of people and nothing else, written without a tree: very many of them are written at a time."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from albumen.imaging.xmp.packet import (
    AREA,
    BEGIN,
    DIMENSIONS,
    END,
    MWG,
    PREFIXES,
    RDF,
    XMP_META,
    legal,
)
from albumen.imaging.xmp.regions import Region, Stored

_RESOURCE = ' rdf:parseType="Resource"'


def fresh_packet(
    faces: Sequence[Region], stored: Stored, lists: Sequence[tuple[str, str, bool, Sequence[str]]]
) -> bytes:
    """The same bytes that a new tree with these faces and lists would give.

    Args:
        faces: boxes as the picture is stored, none outside of it.
        stored: the dimensions they are measured in.
        lists: namespace, name, whether the order matters, and texts.
    """
    used = {XMP_META, RDF}
    parts: list[str] = []
    if faces:
        used |= {MWG, AREA}
        if stored.width and stored.height:
            used.add(DIMENSIONS)
            parts.append(
                f"<mwg-rs:AppliedToDimensions{_RESOURCE}><stDim:w>{stored.width}</stDim:w>"
                f"<stDim:h>{stored.height}</stDim:h><stDim:unit>pixel</stDim:unit></mwg-rs:AppliedToDimensions>"
            )
        entries = "".join(map(_entry, faces))
        parts.append(f"<mwg-rs:RegionList><rdf:Bag>{entries}</rdf:Bag></mwg-rs:RegionList>")
        parts = [f"<mwg-rs:Regions{_RESOURCE}>", *parts, "</mwg-rs:Regions>"]
    for space, name, ordered, texts in lists:
        wanted = list(dict.fromkeys(texts))
        if wanted:
            used.add(space)
            array, property_ = "Seq" if ordered else "Bag", f"{PREFIXES[space]}:{name}"
            inner = "".join(f"<rdf:li>{_text(text)}</rdf:li>" for text in wanted)
            parts.append(f"<{property_}><rdf:{array}>{inner}</rdf:{array}></{property_}>")
    spaces = "".join(
        f' xmlns:{PREFIXES[space]}="{space}"' for space in sorted(used, key=PREFIXES.__getitem__)
    )
    body = f'<rdf:Description rdf:about="">{"".join(parts)}</rdf:Description>' if parts else ""
    inside = f"<rdf:RDF>{body}</rdf:RDF>" if body else "<rdf:RDF/>"
    return f"{BEGIN}<x:xmpmeta{spaces}>{inside}</x:xmpmeta>{END}".encode()


def _entry(face: Region) -> str:
    box = face.box
    x, y = box.left + box.width / 2, box.top + box.height / 2
    name = f"<mwg-rs:Name>{_text(face.name)}</mwg-rs:Name>" if face.name else ""
    return (
        f"<rdf:li{_RESOURCE}><mwg-rs:Area{_RESOURCE}><stArea:x>{x:.6f}</stArea:x><stArea:y>{y:.6f}</stArea:y>"
        f"<stArea:w>{box.width:.6f}</stArea:w><stArea:h>{box.height:.6f}</stArea:h>"
        f"<stArea:unit>normalized</stArea:unit></mwg-rs:Area><mwg-rs:Type>Face</mwg-rs:Type>{name}</rdf:li>"
    )


def _text(text: str) -> str:
    return escape(legal(text))
