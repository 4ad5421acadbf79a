"""An XMP packet as a tree: read without trusting it, changed, written again (XMP specification part 1, ISO 16684-1).

What is not understood is kept: other schemas, qualifiers and languages come out as they went in. Document types and
entities are refused before anything is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from albumen.imaging.xmp.errors import XmpError

XMP_META: Final = "adobe:ns:meta/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
DC: Final = "http://purl.org/dc/elements/1.1/"
LR: Final = "http://ns.adobe.com/lightroom/1.0/"
DIGIKAM: Final = "http://www.digikam.org/ns/1.0/"
IPTC_EXT: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
MWG: Final = "http://www.metadataworkinggroup.com/schemas/regions/"
AREA: Final = "http://ns.adobe.com/xmp/sType/Area#"
DIMENSIONS: Final = "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
MP: Final = "http://ns.microsoft.com/photo/1.2/"
MP_INFO: Final = "http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
MP_REGION: Final = "http://ns.microsoft.com/photo/1.2/t/Region#"
NOTE: Final = "http://ns.adobe.com/xmp/note/"

PREFIXES: Final = {
    XMP_META: "x",
    RDF: "rdf",
    XML: "xml",
    DC: "dc",
    LR: "lr",
    DIGIKAM: "digiKam",
    IPTC_EXT: "Iptc4xmpExt",
    MWG: "mwg-rs",
    AREA: "stArea",
    DIMENSIONS: "stDim",
}
MOST_BYTES: Final = 4 << 20
"""Bytes of a packet; those of cameras and editors have some ten thousand."""
_MOST_ELEMENTS: Final = 100_000
_MOST_DEPTH: Final = 60
BEGIN: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
END: Final = '\n<?xpacket end="w"?>'
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any way."""


def tag(space: str, name: str) -> str:
    """The name of an element or attribute as the tree has it."""
    return f"{{{space}}}{name}"


_DESCRIPTION: Final = tag(RDF, "Description")
_ITEM: Final = tag(RDF, "li")
_ARRAYS: Final = (tag(RDF, "Bag"), tag(RDF, "Seq"), tag(RDF, "Alt"))
_RESOURCE: Final = {tag(RDF, "parseType"): "Resource"}


class Packet:
    """The properties of one picture.

    Args:
        data: a packet, with or without its wrapper; none for one without properties.

    Raises:
        XmpError: it cannot be read.
    """

    def __init__(self, data: bytes | None = None) -> None:
        self._prefixes = dict(PREFIXES)
        if data is None:
            self._root = ET.Element(tag(XMP_META, "xmpmeta"))
            self._rdf = ET.SubElement(self._root, tag(RDF, "RDF"))
            return
        self._root = _Reader(self._prefixes).read(data)
        if self._root.tag == tag(RDF, "RDF"):
            inner, self._root = self._root, ET.Element(tag(XMP_META, "xmpmeta"))
            self._root.append(inner)
        found = self._root.find(tag(RDF, "RDF"))
        if found is None:
            raise XmpError("The metadata are XML, but no XMP.")
        self._rdf = found

    def get(self, space: str, name: str) -> ET.Element | str | None:
        """A property: its element, or its text where it was written as an attribute; None where there is none."""
        wanted = tag(space, name)
        for description in self._rdf.findall(_DESCRIPTION):
            found = description.find(wanted)
            if found is not None:
                return found
            if wanted in description.attrib:
                return description.attrib[wanted]
        return None

    def drop(self, space: str, name: str) -> None:
        """Take a property away, wherever it is written."""
        wanted = tag(space, name)
        for description in self._rdf.findall(_DESCRIPTION):
            description.attrib.pop(wanted, None)
            for child in description.findall(wanted):
                description.remove(child)

    def add(self, space: str, name: str) -> ET.Element:
        """A new and empty property."""
        description = self._rdf.find(_DESCRIPTION)
        if description is None:
            description = ET.SubElement(self._rdf, _DESCRIPTION, {tag(RDF, "about"): ""})
        return ET.SubElement(description, tag(space, name))

    def texts(self, space: str, name: str) -> list[str]:
        """The texts of a list; of a single text, that one."""
        found = self.get(space, name)
        if isinstance(found, str):
            return [found] if found.strip() else []
        return [] if found is None else [text for text in map(text_of, items(found) or [found]) if text]

    def set_texts(self, space: str, name: str, texts: Iterable[str], *, ordered: bool = False) -> None:
        """Write a list of texts; a list without any is taken away. Nothing changes where these are there already."""
        wanted = list(dict.fromkeys(texts))
        if wanted == self.texts(space, name):
            return
        self.drop(space, name)
        if wanted:
            array = ET.SubElement(self.add(space, name), tag(RDF, "Seq" if ordered else "Bag"))
            for text in wanted:
                ET.SubElement(array, _ITEM).text = text

    def written(self) -> bytes:
        """The packet with its wrapper, in UTF-8."""
        return f"{BEGIN}{_Writer(self._prefixes).write(self._root)}{END}".encode()


def items(element: ET.Element) -> list[ET.Element]:
    """The entries of a list (bag, sequence or alternatives); none where it is no list."""
    for array in element:
        if array.tag in _ARRAYS:
            return array.findall(_ITEM)
    return []


def array_of(element: ET.Element) -> ET.Element:
    """The array inside of a property, made where there is none."""
    for array in element:
        if array.tag in _ARRAYS:
            return array
    return ET.SubElement(element, tag(RDF, "Bag"))


def body(element: ET.Element) -> ET.Element:
    """Where the fields of a structure are: the element itself, or the description in it."""
    inner = element.find(_DESCRIPTION)
    return element if inner is None else inner


def field(element: ET.Element, space: str, name: str) -> ET.Element | str | None:
    """A field of a structure, in each of the ways there are to write one."""
    wanted = tag(space, name)
    for place in (body(element), element):
        found = place.find(wanted)
        if found is not None:
            return found
        if wanted in place.attrib:
            return place.attrib[wanted]
    return None


def field_text(element: ET.Element, space: str, name: str) -> str:
    """The text of a field of a structure, empty where it has none."""
    found = field(element, space, name)
    return found.strip() if isinstance(found, str) else "" if found is None else text_of(found)


def set_field(element: ET.Element, space: str, name: str, text: str) -> None:
    """Write a field of a structure in place of the one that is there."""
    wanted = tag(space, name)
    for place in (body(element), element):
        place.attrib.pop(wanted, None)
        for child in place.findall(wanted):
            place.remove(child)
    ET.SubElement(body(element), wanted).text = text


def structure(parent: ET.Element, name: str) -> ET.Element:
    """A new structure without fields."""
    return ET.SubElement(parent, name, dict(_RESOURCE))


def item(array: ET.Element) -> ET.Element:
    """A new structure at the end of a list."""
    return structure(array, _ITEM)


def text_of(element: ET.Element) -> str:
    """The text in an element or in the value of it, without space around."""
    value = element.find(f"{_DESCRIPTION}/{tag(RDF, 'value')}")
    value = element.find(tag(RDF, "value")) if value is None else value
    return ((element if value is None else value).text or "").strip()


class _Reader:
    """expat, which is given no chance to look anywhere else or to grow."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._builder = ET.TreeBuilder()
        self._prefixes = prefixes
        self._depth = self._count = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, data: bytes) -> ET.Element:
        if len(data) > MOST_BYTES:
            raise XmpError("The metadata are too long.")
        # Wrappers are padded, and a terminating zero is no part of it.
        data = data.strip(b"\0 \t\r\n") if not data.startswith((b"\xfe\xff", b"\xff\xfe")) else data
        try:
            self._parser.Parse(data, True)
            return self._builder.close()
        except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
            raise XmpError(f"The metadata are no XML ({error}).") from error

    def _refuse(self, *_: object) -> None:
        raise XmpError("The metadata have a document type, which XMP never has.")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if prefix and uri and uri not in self._prefixes and prefix not in self._prefixes.values():
            self._prefixes[uri] = prefix

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise XmpError("The metadata are too deep or too many.")
        self._builder.start(_bracketed(name), {_bracketed(key): text for key, text in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_bracketed(name))


def _bracketed(name: str) -> str:
    return f"{{{name}" if "}" in name else name


class _Writer:
    """XML with every namespace declared at the root."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._known = prefixes
        self._used: dict[str, str] = {}

    def write(self, root: ET.Element) -> str:
        parts: list[str] = []
        for child in root:
            self._element(child, parts)
            parts.append(_tail(child))
        inner, name = "".join(parts), self._name(root.tag)
        # The declarations of the root are those of everything below it, which is therefore written first.
        pairs = self._attributes(root)
        spaces = sorted((prefix, uri) for uri, prefix in self._used.items() if uri != XML)
        pairs += "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in spaces)
        text = escape(legal(root.text or "")) + inner
        return f"<{name}{pairs}>{text}</{name}>" if text else f"<{name}{pairs}/>"

    def _element(self, element: ET.Element, parts: list[str]) -> None:
        name = self._name(element.tag)
        begin = f"<{name}{self._attributes(element)}"
        text = escape(legal(element.text or ""))
        if not text and not len(element):
            parts.append(f"{begin}/>")
            return
        parts.append(f"{begin}>{text}")
        for child in element:
            self._element(child, parts)
            if child.tail:
                parts.append(_tail(child))
        parts.append(f"</{name}>")

    def _attributes(self, element: ET.Element) -> str:
        pairs = element.attrib.items()
        return "".join(f" {self._name(key)}={quoteattr(legal(text))}" for key, text in pairs)

    def _name(self, name: str) -> str:
        if not name.startswith("{"):
            return name
        uri, local = name[1:].split("}", 1)
        if uri not in self._used:
            self._used[uri] = self._known.get(uri) or f"ns{len(self._used)}"
        return f"{self._used[uri]}:{local}"


def _tail(element: ET.Element) -> str:
    return escape(legal(element.tail or ""))


def legal(text: str) -> str:
    """A text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)
