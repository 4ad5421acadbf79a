"""Labels as the API tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from ninja import Field, Schema

from albumen.api.schemas.covers import CoverOut, shown_cover
from albumen.api.schemas.photos import PhotoIds
from albumen.find.models import NAME_LENGTH, LabelChange, Term
from albumen.photos.models import Photo

MOST_LABELS = 20
"""Labels that one request may put on photos, or take off."""

LabelName = Annotated[str, Field(max_length=NAME_LENGTH)]


class LabelOut(Schema):
    """A label of a library."""

    id: int
    name: str
    photo_count: int
    cover: CoverOut | None = Field(None, description="Its first photo; only in the list of labels.")


class LabelsAmongOut(Schema):
    """The labels that some of the asked photos have, by name."""

    labels: list[LabelOut] = Field(description="With how many of the asked photos have them.")


class LabelMergeIn(Schema):
    into: Annotated[int, Field(ge=1, le=2**63 - 1)] = Field(description="The label that stays.")


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


def shown_label(label: Term, covers: Mapping[UUID, Photo] | None = None) -> dict[str, Any]:
    """The fields of :class:`LabelOut`; the number of photos must be loaded with it."""
    cover = (covers or {}).get(getattr(label, "cover", None) or UUID(int=0))
    return {
        "id": label.pk,
        "name": label.name,
        "photo_count": getattr(label, "photos", 0),
        "cover": shown_cover(cover) if cover else None,
    }


def shown_change(change: LabelChange) -> dict[str, Any]:
    """The fields of :class:`LabelChangeOut`."""
    return {
        "id": change.pk,
        "at": change.at,
        "added": sum(map(len, change.added.values())),
        "removed": sum(map(len, change.removed.values())),
        "undo_seconds": settings.ALBUMEN_UNDO_SECONDS,
    }
