"""A row for every face: made with the face, so that none is forgotten and nothing is locked twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from albumen.jobs.enqueue import Ask
from albumen.people.kinds import ASSIGN, GATHER
from albumen.people.models import Assignment
from albumen.photos.models import Embedding, Face, Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 500


def comparing(library: UUID) -> Ask:
    """The job that finds out who the new faces of a library are, when some were gathered."""
    return Ask(ASSIGN, library, after=GATHER)


def expect_faces(library: UUID, photos: Iterable[UUID]) -> int:
    """Have every face of these photos compared with the people of their library; how many faces there are.

    Call it in the transaction that made the faces, holding the photos, and where there are any ask for
    :func:`comparing` with the other jobs of that transaction. A face that is somebody already stays so: its row is
    kept, whatever model looked at it since.
    """
    chosen = list(photos)
    seeds = _seeds(chosen)
    there = dict(Assignment.objects.filter(photo__in=chosen).values_list("face_id", "seeds"))
    sort_at = dict(Photo.objects.filter(pk__in=chosen).values_list("pk", "sort_at"))
    new = [
        Assignment(face_id=face, photo_id=photo, library_id=library, seeds=good, sort_at=sort_at[photo])
        for face, (photo, good) in seeds.items()
        if face not in there
    ]
    Assignment.objects.bulk_create(new, ignore_conflicts=True, batch_size=_AT_ONCE)
    if there:
        _look_again(seeds, there)
    return len(seeds)


def expect_new_faces(photo: Photo, faces: Sequence[Face], compared: Collection[int]) -> int:
    """The same for the faces of a photo that had none before, all just written: nothing needs to be read.

    Args:
        photo: theirs.
        faces: all there are.
        compared: ids of those with an embedding.
    """
    if not faces:
        return 0
    good = _good([(face.pk, photo.pk, *(getattr(face, name) for name in _MEASURES)) for face in faces])
    rows = [
        Assignment(
            face_id=face.pk,
            photo_id=photo.pk,
            library_id=photo.library_id,
            seeds=bool(worth) and face.pk in compared,
            sort_at=photo.sort_at,
        )
        for face, worth in zip(faces, good, strict=True)
    ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)
    return len(rows)


def _look_again(seeds: dict[int, tuple[UUID, bool]], there: dict[int, bool]) -> None:
    """What another model makes of faces that were there."""
    for good in (True, False):
        faces = [face for face in there if face in seeds and seeds[face][1] is good is not there[face]]
        for start in range(0, len(faces), _AT_ONCE):
            Assignment.objects.filter(face__in=faces[start : start + _AT_ONCE]).update(seeds=good)
    nobody = list(there)
    for start in range(0, len(nobody), _AT_ONCE):
        chunk = Assignment.objects.filter(face__in=nobody[start : start + _AT_ONCE])
        chunk.filter(person=None, pending=False).update(pending=True)


def photos_without_rows(library: UUID) -> list[UUID]:
    """Photos of a library with a face that has no row: from before there were people."""
    late = Face.objects.filter(library=library, assignment=None).order_by("photo")
    return list(late.values_list("photo_id", flat=True).distinct())


_MEASURES = ("width", "height", "score", "quality", "quality_parts")


def _seeds(photos: list[UUID]) -> dict[int, tuple[UUID, bool]]:
    """Every face of these photos, its photo, and whether it is good enough to found a person."""
    faces = Face.objects.filter(photo__in=photos).order_by("pk")
    rows: list[tuple[Any, ...]] = list(faces.values_list("pk", "photo_id", *_MEASURES))
    if not rows:
        return {}
    looked_at = set(Embedding.objects.filter(photo__in=photos).values_list("face_id", flat=True))
    return {
        row[0]: (row[1], bool(worth) and row[0] in looked_at)
        for row, worth in zip(rows, _good(rows), strict=True)
    }


def _good(rows: list[tuple[Any, ...]]) -> NDArray[np.bool_]:
    """(F,) which of these faces, (id, photo and the measures) each, are good enough."""
    from albumen.engine.recognisable import recognisable

    number: dict[UUID, int] = {}
    parts = [row[6] or {} for row in rows]
    return recognisable(
        np.array([number.setdefault(row[1], len(number)) for row in rows], np.int64),
        np.array([row[2] * row[3] for row in rows], np.float64),
        np.array([row[4] for row in rows], np.float32),
        np.array([part.get("sharpness", 0.0) for part in parts], np.float32),
        np.array([part.get("size", 0.0) for part in parts], np.float32),
        np.array([row[5] for row in rows], np.float32),
    )
