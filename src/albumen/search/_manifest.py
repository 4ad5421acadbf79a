"""Which segments make up a compiled gallery, which of their rows are gone, and at which revision."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from albumen.search._durable import written_whole
from albumen.search.errors import DamagedGalleryError

NAME = "gallery.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One segment: its file, its rows, and the places of those that are gone."""

    file: str
    count: int
    dead: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A gallery at one revision. ``faces`` is how many it compares with."""

    library: str
    model: int
    dimension: int
    revision: int
    faces: int
    parts: list[Part]


def publish(folder: Path, manifest: Manifest) -> None:
    """Make this the gallery: readers see the one before or this one.

    Raises:
        OSError: the disk is full or may not be written; the one before stays.
    """
    content = asdict(manifest)
    body = json.dumps(content, separators=(",", ":"), sort_keys=True)
    envelope = f'{{"format":{FORMAT},"checksum":{zlib.crc32(body.encode())},"gallery":{body}}}\n'
    written_whole(folder / NAME, [envelope.encode()])


def load(folder: Path, library: UUID, model: int, dimension: int) -> Manifest | None:
    """The gallery's manifest; None when there is none.

    Raises:
        DamagedGalleryError: there is one that cannot be used.
    """
    try:
        text = (folder / NAME).read_text("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise DamagedGalleryError("The gallery's manifest is no text.") from error
    try:
        envelope = json.loads(text)
        content = envelope["gallery"]
        body = json.dumps(content, separators=(",", ":"), sort_keys=True)
        if envelope["format"] != FORMAT or envelope["checksum"] != zlib.crc32(body.encode()):
            raise DamagedGalleryError("The gallery's manifest does not match its checksum.")
        parts = [Part(**part) for part in content.pop("parts")]
        manifest = Manifest(parts=parts, **content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedGalleryError("The gallery's manifest cannot be read.") from error
    if (manifest.library, manifest.model, manifest.dimension) != (str(library), model, dimension):
        raise DamagedGalleryError("The gallery's manifest belongs to another library or model.")
    return manifest
