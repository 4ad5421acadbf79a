"""Which face of a photo a region in a file is around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from albumen.imaging.xmp.regions import SAME_FACE, Region
from albumen.imaging.xmp.turning import Box
from albumen.people.actions.draw_face import LEAST_SIDE
from albumen.people.models import Assignment, StatementFace
from albumen.photos.ingest_faces import pair_up

AROUND = 9.0
"""A region with so many times the area of the only face in its middle is still around that: some frame whole heads."""


@dataclass(frozen=True, slots=True)
class Known:
    """A face that is there.

    Attributes:
        key: of it.
        box: in fractions of the upright photo.
        person: whom it is taken for.
        spoken: a person said something about it, whether that stands or not, or took back what a file said.
        imported: a file said who it is, and nobody else ever said anything.
    """

    key: int
    box: Box
    person: UUID | None
    spoken: bool
    imported: bool


def faces_of_photos(photos: Iterable[UUID]) -> defaultdict[Any, list[Known]]:
    """The faces of each of these photos, by two queries, and also what was said to be none."""
    chosen = list(photos)
    files: set[int] = set()
    spoken: set[int] = set()
    about = StatementFace.objects.filter(face__photo__in=chosen).order_by()
    for face, imported, stands in about.values_list("face_id", "statement__imported", "statement__stands"):
        (files if imported and stands else spoken).add(face)
    found: defaultdict[Any, list[Known]] = defaultdict(list)
    rows = Assignment.objects.filter(photo__in=chosen).order_by("face")
    columns = ("photo_id", "face_id", "person_id", "face__left", "face__top", "face__width", "face__height")
    for photo, face, person, *box in rows.values_list(*columns):
        mine = face in spoken
        found[photo].append(Known(face, Box(*box), person, mine, face in files and not mine))
    return found


def placed(regions: Sequence[Region], known: Sequence[Known]) -> list[tuple[Region, Known | None]]:
    """Each region with the face it is around, or with none where there is none to be seen.

    Regions around faces that a person spoke of are left out, and so are those that would draw a second face over one
    that is there, or are too small for one.
    """
    pairs = _pairs(regions, known)
    answer: list[tuple[Region, Known | None]] = []
    for index, region in enumerate(regions):
        face = known[pairs[index]] if index in pairs else None
        if face is not None:
            if not face.spoken:
                answer.append((region, face))
        elif min(region.box.width, region.box.height) >= LEAST_SIDE and not any(
            region.box.overlap(other.box) >= SAME_FACE for other in known
        ):
            answer.append((region, None))
    return answer


def _pairs(regions: Sequence[Region], known: Sequence[Known]) -> Mapping[int, int]:
    """The place of the face that each region is around."""
    boxes = [(one.box.left, one.box.top, one.box.width, one.box.height) for one in regions]
    faces = [(one.box.left, one.box.top, one.box.width, one.box.height) for one in known]
    pairs = dict(pair_up(boxes, faces, SAME_FACE))
    for index, region in enumerate(regions):
        if index in pairs:
            continue
        inside = [
            place
            for place, face in enumerate(known)
            if place not in pairs.values() and _around(region.box, face.box)
        ]
        if len(inside) == 1:
            pairs[index] = inside[0]
    return pairs


def _around(region: Box, face: Box) -> bool:
    x, y = face.left + face.width / 2, face.top + face.height / 2
    contained = (
        region.left <= x <= region.left + region.width and region.top <= y <= region.top + region.height
    )
    return contained and region.width * region.height <= AROUND * face.width * face.height
