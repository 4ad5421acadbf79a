"""Files that say who is in them, and what they make of a library of people."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client
from PIL import Image

from albumen.imaging.sniff import sniff
from albumen.imaging.xmp.files import embedding, holder_of
from albumen.imaging.xmp.holding import spliced
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Measured, Region, Stored
from albumen.imaging.xmp.turning import Box
from albumen.people.actions.import_names import ImportNames
from albumen.people.file_names import keep_names
from albumen.people.models import Assignment
from albumen.photos.models import Face, Library, Photo
from people_scene import PeopleScene
from stored_photos import drawn
from upload_story import encoded

FREE = Box(0.05, 0.7, 0.1, 0.2)
"""Where no face of the scene is."""


def says(scene: PeopleScene, photo: Photo, *regions: Region) -> None:
    """A photo's own metadata say this, and it is read."""
    keep_names(scene.library, photo, Measured(None, list(regions), []).as_json())
    ImportNames(scene.library.pk).execute()


def around(face: int, name: str) -> Region:
    row = Face.objects.get(pk=face)
    return Region(name, Box(row.left - 0.02, row.top - 0.02, row.width + 0.04, row.height + 0.04))


def named(scene: PeopleScene) -> dict[int, str]:
    """The name of each face that has one."""
    rows = Assignment.objects.filter(library=scene.library).exclude(person=None)
    return {face: name for face, name in rows.values_list("face_id", "person__name") if name}


def with_regions(*regions: Region, orientation: int = 1, seed: int = 3) -> bytes:
    """A JPEG with names in it, and nobody to be seen."""
    file = io.BytesIO()
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    Image.open(io.BytesIO(drawn(320, 240, seed))).save(file, "jpeg", exif=exif)
    data = file.getvalue()
    holder = holder_of(sniff(data), lambda first, last: data[first:last], len(data))
    packet = told(None, Told(list(regions)), Stored(320, 240, orientation))
    return spliced(data, embedding(holder, packet))


def no_face_pack(library: Library) -> None:
    Library.objects.filter(pk=library.pk).update(packs=[])
    library.refresh_from_db()


def sidecar(*regions: Region) -> bytes:
    return told(None, Told(list(regions)), Stored(3000, 2000))


def send(client: Client, library: Library, filename: str, data: bytes) -> Any:
    headers = {"library": str(library.pk), "filename": filename}
    return client.generic(
        "POST",
        "/api/v1/uploads",
        data,
        "application/offset+octet-stream",
        HTTP_TUS_RESUMABLE="1.0.0",
        HTTP_UPLOAD_LENGTH=str(len(data)),
        HTTP_UPLOAD_METADATA=encoded(headers),
    )
