"""Rows of what packs found in photos: the one place where faces and embeddings are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from albumen.photos.models import Embedding, Face, ModelVersion, Photo

if TYPE_CHECKING:
    from albumen.photos.ingest_faces import FoundFace


def face_row(photo: Photo, face: FoundFace) -> Face:
    """A face where a pack found it, not saved."""
    left, top, width, height = face.box
    return Face(
        photo=photo,
        library_id=photo.library_id,
        found_by=face.found_by,
        left=left,
        top=top,
        width=width,
        height=height,
        landmarks=face.landmarks,
        score=face.score,
        quality=face.quality,
        quality_parts=face.parts,
    )


def write_embeddings(
    photo: Photo, looks: Iterable[tuple[Face, FoundFace]], models: Mapping[str, ModelVersion]
) -> list[Embedding]:
    """Write down what every pack says about these faces, and answer that.

    Args:
        photo: theirs.
        looks: saved faces, each with what was found there.
        models: the row of each pack's version, by the pack's name.
    """
    rows = [
        Embedding(
            face=face,
            photo=photo,
            library_id=photo.library_id,
            model=models[pack],
            vector=look.vector,
            usefulness=look.usefulness,
            reliable=look.reliable,
        )
        for face, found in looks
        for pack, look in found.looks.items()
    ]
    return Embedding.objects.bulk_create(rows)
