"""Looking closely at a face that somebody drew, so that it can be compared with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.jobs.enqueue import Ask, enqueue_each
from albumen.people.drawn import drawn_faces
from albumen.people.expecting import comparing, expect_faces
from albumen.people.holding import hold
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.counting import faces_changed
from albumen.photos.found_rows import write_embeddings
from albumen.photos.generations import looking_packs
from albumen.photos.ingest import models_of
from albumen.photos.ingest_faces import FoundFace, FoundFaces, find_faces, pair_up
from albumen.photos.ingest_guard import guarded
from albumen.photos.models import Embedding, Face, Library, LibraryKind, Photo
from albumen.photos.showing import show_again
from albumen.photos.stored import read_stored
from albumen.upgrades.missing import settle_generations

if TYPE_CHECKING:
    from albumen.engine.types import ImageSource
    from albumen.imaging.decode import Picture
    from albumen.jobs.running import RunningJob

AROUND = 1.0
"""How much of the surroundings is looked at on each side, as part of the box: detectors want a head."""

FACE_PIXELS = 224
"""Pixels of the box's longer side that are looked at: as many as networks are trained on, and what there is."""

SAME_PLACE = 0.2
"""A face found is the one that was drawn where boxes share so much (intersection over union): hands draw roughly."""

Box = tuple[float, float, float, float]


def look_at_drawn(job: RunningJob) -> None:
    """Write down what every pack of the library sees in a box; nothing where none finds a face in it.

    Raises:
        ImagingError: what is wrong with the file.
        TransientError: storage or a pack is not there now; it is tried again.
    """
    from albumen.imaging.limits import Limits

    face = Face.objects.select_related("photo").filter(pk=int(job.key), photo__binned_at=None).first()
    library = libraries_to_encode().filter(pk=face.library_id).first() if face else None
    if face is None or library is None:
        return
    limits = Limits.from_environment()
    data = read_stored(face.photo.original, limits.max_bytes)
    with guarded(limits):
        from albumen.imaging.decode import open_picture

        seen, found = look(open_picture(data, limits), box_of(face), looking_packs(library))
    with job.finishing():
        write_look(face, library, seen, found)


def look(picture: Picture, box: Box, packs: list[str]) -> tuple[FoundFace | None, FoundFaces]:
    """The face in a box as the packs see it, in fractions of the photo, and which packs looked.

    Args:
        picture: the photo.
        box: left, top, width, height in fractions of it.
        packs: names.
    """
    crop, place = _cut(picture, box)
    found = find_faces(crop, packs)
    inside = (
        (box[0] - place[0]) / place[2],
        (box[1] - place[1]) / place[3],
        box[2] / place[2],
        box[3] / place[3],
    )
    pairs = pair_up([inside], [face.box for face in found.faces], SAME_PLACE)
    return (_in_photo(found.faces[pairs[0][1]], place) if pairs else None), found


def _cut(picture: Picture, box: Box) -> tuple[ImageSource, Box]:
    """The box with its surroundings, and where that is in the photo."""
    from albumen.engine.types import ArraySource

    left, top, width, height = box
    wide, high = picture.size
    side = max(width * wide, height * high)
    pixels = picture.at(max(1, int(np.ceil(max(wide, high) * min(1.0, FACE_PIXELS / side)))))
    rows, columns = pixels.shape[:2]
    margin_x, margin_y = AROUND * side / wide, AROUND * side / high
    x0, x1 = _span(left - margin_x, left + width + margin_x, columns)
    y0, y1 = _span(top - margin_y, top + height + margin_y, rows)
    cut = np.ascontiguousarray(pixels[y0:y1, x0:x1])
    return ArraySource(cut), (x0 / columns, y0 / rows, (x1 - x0) / columns, (y1 - y0) / rows)


def _span(start: float, end: float, length: int) -> tuple[int, int]:
    return max(0, int(start * length)), min(length, int(np.ceil(end * length)))


def _in_photo(face: FoundFace, place: Box) -> FoundFace:
    points = np.frombuffer(face.landmarks, "<f4").reshape(-1, 2)
    points = points * np.array(place[2:], "<f4") + np.array(place[:2], "<f4")
    left, top, width, height = face.box
    box = (place[0] + left * place[2], place[1] + top * place[3], width * place[2], height * place[3])
    return FoundFace(
        face.found_by, box, points.astype("<f4").tobytes(), face.score, face.quality, face.parts, face.looks
    )


def write_look(face: Face, library: Library, seen: FoundFace | None, found: FoundFaces) -> None:
    """Write down what was seen, unless the face or its photo went meanwhile.

    Raises:
        PacksChangedError: none of the packs that looked looks at this library any more.
    """
    models = models_of(found.packs)
    hold(library.pk)
    photo = (
        Photo.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=face.photo_id, binned_at=None)
        .first()
    )
    if photo is None or not drawn_faces(photo.pk).filter(pk=face.pk).exists():
        return
    if not libraries_to_encode().filter(pk=library.pk).exists():
        return
    Embedding.objects.filter(face=face.pk).delete()
    if seen is not None:
        Face.objects.filter(pk=face.pk).update(
            landmarks=seen.landmarks, score=seen.score, quality=seen.quality, quality_parts=seen.parts
        )
        write_embeddings(photo, [(face, seen)], models)
    faces_changed([library.pk])
    settle_generations(photo, set(found.packs))
    expect_faces(library.pk, [photo.pk])
    asked = [comparing(library.pk)]
    if library.kind == LibraryKind.EVENT:
        show_again(Photo.objects.filter(pk=photo.pk))
        asked.append(Ask(MATCH_LIBRARY, library.pk, {"library": str(library.pk)}, after=GATHER))
    enqueue_each(asked, scope=library.pk)


def box_of(face: Face) -> Box:
    """Left, top, width, height in fractions of the photo."""
    return (face.left, face.top, face.width, face.height)
