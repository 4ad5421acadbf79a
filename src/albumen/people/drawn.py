"""Faces that somebody drew: how many a photo has follows from what stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from albumen.jobs.enqueue import enqueue_many
from albumen.people.kinds import LOOK
from albumen.people.models import StatementFace
from albumen.people.said import Kind
from albumen.photos.locking import hold_photos
from albumen.photos.models import Embedding, Face, Library, Photo

DRAWN = "person"
"""``Face.found_by`` of a face that somebody drew."""


def drawn_faces(photo: UUID) -> QuerySet[Face]:
    """The faces of a photo that somebody drew and did not take back."""
    drawing = StatementFace.objects.filter(
        face=OuterRef("pk"), statement__kind=Kind.BOX, statement__stands=True
    )
    return Face.objects.filter(Exists(drawing), photo=photo, found_by=DRAWN).order_by("pk")


def faces_came(library: UUID, faces: Sequence[Face]) -> None:
    """Count faces of a library that were drawn, or drawn again, and have the packs look at them."""
    _count(library, faces, 1)
    enqueue_many(LOOK, [(face.pk, {}) for face in faces], scope=library)


def faces_went(library: UUID, faces: Sequence[Face]) -> None:
    """Count faces no longer whose drawing was taken back, and forget what the packs saw of them."""
    Embedding.objects.filter(face__in=[face.pk for face in faces]).delete()
    _count(library, faces, -1)


def _count(library: UUID, faces: Sequence[Face], step: int) -> None:
    numbers = Counter(face.photo_id for face in faces)
    hold_photos(numbers)
    for number in sorted(set(numbers.values())):
        photos = [photo for photo, mine in numbers.items() if mine == number]
        change = Greatest(F("face_count") + step * number, 0)
        Photo.objects.filter(pk__in=photos).update(face_count=change)
    there = Photo.objects.filter(pk__in=list(numbers), binned_at=None).values_list("pk", flat=True)
    more = step * sum(numbers[photo] for photo in there)
    Library.objects.filter(pk=library).update(
        face_count=Greatest(F("face_count") + more, 0), face_revision=F("face_revision") + 1
    )
