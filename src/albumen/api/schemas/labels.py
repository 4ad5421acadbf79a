"""Labels as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from ninja import Field, Schema

from albumen.api.schemas.photos import PhotoIds
from albumen.find.models import NAME_LENGTH, LabelChange, Term

MOST_LABELS = 20
"""Labels that one request may put on photos, or take off."""

LabelName = Annotated[str, Field(max_length=NAME_LENGTH)]


class LabelOut(Schema):
    """A label of a library."""

    id: int
    name: str
    photo_count: int


class LabelIn(Schema):
    name: LabelName


class PhotosLabel(PhotoIds):
    """Which labels to put on photos, and which to take off; new ones are made."""

    add: list[LabelName] = Field(default_factory=list, max_length=MOST_LABELS)
    remove: list[LabelName] = Field(default_factory=list, max_length=MOST_LABELS)


class LabelChangeOut(Schema):
    """What was done; `undo_labels` takes it back."""

    id: UUID
    at: datetime
    added: int = Field(description="Labels that were put on photos, each photo counted.")
    removed: int = Field(description="Labels that were taken off photos, each photo counted.")
    undo_seconds: int


def shown_label(label: Term) -> dict[str, Any]:
    """The fields of :class:`LabelOut`; the number of photos must be loaded with it."""
    return {"id": label.pk, "name": label.name, "photo_count": getattr(label, "photos", 0)}


def shown_change(change: LabelChange) -> dict[str, Any]:
    """The fields of :class:`LabelChangeOut`."""
    return {
        "id": change.pk,
        "at": change.at,
        "added": sum(map(len, change.added.values())),
        "removed": sum(map(len, change.removed.values())),
        "undo_seconds": settings.ALBUMEN_UNDO_SECONDS,
    }
