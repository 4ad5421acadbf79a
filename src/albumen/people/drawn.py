"""Faces that somebody drew: how many a photo has follows from what stands."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from albumen.jobs.enqueue import enqueue
from albumen.people.kinds import LOOK
from albumen.people.models import StatementFace
from albumen.people.said import Kind
from albumen.photos.models import Embedding, Face, Library, Photo

DRAWN = "person"
"""``Face.found_by`` of a face that somebody drew."""


def drawn_faces(photo: UUID) -> QuerySet[Face]:
    """The faces of a photo that somebody drew and did not take back."""
    drawing = StatementFace.objects.filter(
        face=OuterRef("pk"), statement__kind=Kind.BOX, statement__stands=True
    )
    return Face.objects.filter(Exists(drawing), photo=photo, found_by=DRAWN).order_by("pk")


def face_came(face: Face) -> None:
    """Count a face that was drawn, or drawn again, and have the packs look at it."""
    _count(face, 1)
    enqueue(LOOK, face.pk, scope=face.library_id)


def face_went(face: Face) -> None:
    """Count a face no longer whose drawing was taken back, and forget what the packs saw of it."""
    Embedding.objects.filter(face=face.pk).delete()
    _count(face, -1)


def _count(face: Face, step: int) -> None:
    Photo.objects.filter(pk=face.photo_id).update(face_count=Greatest(F("face_count") + step, 0))
    there = Photo.objects.filter(pk=face.photo_id, binned_at=None).exists()
    Library.objects.filter(pk=face.library_id).update(
        face_count=Greatest(F("face_count") + (step if there else 0), 0), face_revision=F("face_revision") + 1
    )
