"""Faces in packets as other programs write them, and packets made to do harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import judge
from albumen.imaging.xmp.errors import XmpError
from albumen.imaging.xmp.files import packets_in
from albumen.imaging.xmp.packet import Packet
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored, mention_regions, regions_of
from albumen.imaging.xmp.turning import Box
from drawn_pictures import encoded, noise

WRAP = """<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
%s</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"""
SPACES = """xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
 xmlns:MP="http://ns.microsoft.com/photo/1.2/" xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
 xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" """

DIGIKAM = (
    WRAP
    % f"""<rdf:Description rdf:about="" {SPACES}>
 <mwg-rs:Regions rdf:parseType="Resource">
  <mwg-rs:AppliedToDimensions stDim:w="400" stDim:h="300" stDim:unit="pixel"/>
  <mwg-rs:RegionList><rdf:Bag>
   <rdf:li><rdf:Description mwg-rs:Name="Ana  Kern" mwg-rs:Type="Face">
     <mwg-rs:Area stArea:x="0.25" stArea:y="0.5" stArea:w="0.1" stArea:h="0.2" stArea:unit="normalized"/>
   </rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet">
     <mwg-rs:Area stArea:x="0.75" stArea:y="0.5" stArea:w="0.1" stArea:h="0.2" stArea:unit="normalized"/>
   </rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Type="Face">
     <mwg-rs:Area stArea:x="0.6" stArea:y="0.6" stArea:w="0.1" stArea:h="0.2" stArea:unit="normalized"/>
   </rdf:Description></rdf:li>
  </rdf:Bag></mwg-rs:RegionList>
 </mwg-rs:Regions>
 <MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
   <rdf:li MPReg:Rectangle="0.2, 0.4, 0.1, 0.2" MPReg:PersonDisplayName="Ana Kern"/>
   <rdf:li MPReg:Rectangle="0.6, 0.1, 0.1, 0.2" MPReg:PersonDisplayName="Bo"/>
 </rdf:Bag></MPRI:Regions></MP:RegionInfo>
</rdf:Description>"""
)


def approx(box: Box) -> object:
    return pytest.approx((box.left, box.top, box.width, box.height), abs=1e-6)


def sides(region: Region) -> tuple[float, float, float, float]:
    box = region.box
    return (box.left, box.top, box.width, box.height)


def test_both_schemas_are_read_pets_and_nameless_ones_are_not_and_nobody_doubles() -> None:
    found = regions_of(Packet(DIGIKAM.encode()), Stored(400, 300))
    assert [one.name for one in found] == ["Ana Kern", "Bo"]
    assert sides(found[0]) == approx(Box(0.2, 0.4, 0.1, 0.2))
    assert sides(found[1]) == approx(Box(0.6, 0.1, 0.1, 0.2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sidecar_may_have_another_encoding(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{DIGIKAM}'.encode(encoding)
    assert mention_regions(data)
    assert len(regions_of(Packet(data), Stored(400, 300))) == 2


def test_regions_measured_upright_are_known_by_their_dimensions() -> None:
    stored = Stored(300, 400, 6)  # stored high, shown wide
    upright = regions_of(Packet(DIGIKAM.encode()), stored)
    assert sides(upright[0]) == approx(Box(0.2, 0.4, 0.1, 0.2))


def test_regions_of_another_cut_are_not_believed() -> None:
    assert regions_of(Packet(DIGIKAM.encode()), Stored(400, 400)) == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_there_and_back(orientation: int) -> None:
    box = Box(0.1, 0.2, 0.3, 0.15)
    back = box.stored(orientation).turned(orientation)
    assert (back.left, back.top, back.width, back.height) == approx(box)


@judge.needs_exiftool
def test_regions_in_pixels_and_circles_that_exiftool_writes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(noise(200, 100), "JPEG"))
    judge.write(
        path,
        "-RegionInfo={AppliedToDimensions={W=200,H=100,Unit=pixel},RegionList=["
        "{Area={X=50,Y=50,W=20,H=20,Unit=pixel},Name=Ana,Type=Face},"
        "{Area={X=0.5,Y=0.5,D=0.1,Unit=normalized},Name=Bo,Type=Face}]}",
    )
    (packet,) = packets_in("jpeg", path.read_bytes())
    ana, bo = regions_of(Packet(packet), Stored(200, 100))
    assert (ana.name, bo.name) == ("Ana", "Bo")
    assert sides(ana) == approx(Box(0.2, 0.4, 0.1, 0.2))
    assert sides(bo) == approx(Box(0.45, 0.45, 0.1, 0.1))


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&c;</x:xmpmeta>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>"""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<x/>",
        BOMB.encode(),
        OUTSIDE.encode(),
        b"<a>" * 100_000,
        (WRAP % ("<rdf:Description/>" * 110_000)).encode(),
        (WRAP % ("<rdf:li>" * 70 + "</rdf:li>" * 70)).encode(),
        b" " * (5 << 20),
        b"\xff\xfe<\0?",
        (WRAP % "<rdf:Description>&undefined;</rdf:Description>").encode(),
    ],
    ids=["empty", "text", "other", "bomb", "outside", "open", "many", "deep", "long", "cut", "entity"],
)
def test_a_packet_made_to_do_harm_is_refused_at_once(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(XmpError):
        Packet(data)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "area",
    [
        "x='nan' y='0.5' w='0.1' h='0.1'",
        "x='1e308' y='0.5' w='1e308' h='0.1'",
        "x='0.5' y='0.5' w='-0.1' h='0.1'",
        "x='0.5' y='0.5' w='0' h='0'",
        "x='0.5'",
        "x='3' y='3' w='0.1' h='0.1'",
    ],
)
def test_areas_that_are_none_name_nobody(area: str) -> None:
    fields = area.replace("x=", "stArea:x=").replace(" ", " stArea:").replace("stArea:stArea", "stArea")
    text = WRAP % (
        f"<rdf:Description {SPACES}><mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag>"
        f"<rdf:li mwg-rs:Name='Ana' mwg-rs:Type='Face'><mwg-rs:Area {fields} stArea:unit='normalized'/></rdf:li>"
        "</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description>"
    )
    assert regions_of(Packet(text.encode()), Stored(100, 100)) == []


def test_names_never_become_markup_and_signs_that_xml_cannot_hold_go() -> None:
    name = 'A"<&>\x00\x08\ud800b'
    data = told(None, Told([Region(name, Box(0.1, 0.1, 0.2, 0.2))], (), [name], []), Stored(10, 10))
    assert regions_of(Packet(data), Stored(10, 10))[0].name == 'A"<&>b'


def test_unknown_schemas_and_languages_come_out_as_they_went_in() -> None:
    text = (
        WRAP
        % """<rdf:Description rdf:about="uuid:1" xmlns:my="urn:my" my:one="1" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fest</rdf:li>
<rdf:li xml:lang="en">Party &amp; more</rdf:li></rdf:Alt></dc:title>
<my:deep><my:a my:b="c">text</my:a></my:deep></rdf:Description>"""
    )
    again = told(text.encode(), Told((), (), ["Ana"], []), Stored(10, 10)).decode()
    for part in (
        'rdf:about="uuid:1"',
        'my:one="1"',
        'xml:lang="en">Party &amp; more',
        '<my:a my:b="c">text</my:a>',
    ):
        assert part in again
    assert Packet(again.encode()).texts("http://purl.org/dc/elements/1.1/", "subject") == ["Ana"]


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("faces", [0, 1, 3])
def test_a_new_packet_is_what_a_tree_without_anything_would_be(faces: int, orientation: int) -> None:
    what = Told(
        [Region(f'A "<&> {n}' if n else "", Box(0.1 + 0.3 * n, 0.2, 0.2, 0.9)) for n in range(faces)],
        (),
        [f"A {n}/|" for n in range(faces)],
        ["Fest", "Fest"] if faces != 1 else [],
    )
    stored = Stored(400, 300, orientation)
    empty = Packet().written()
    assert told(None, what, stored) == told(empty, what, stored)
