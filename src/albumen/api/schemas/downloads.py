"""What may be asked of a download."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from ninja import Field, Schema


class Size(StrEnum):
    ORIGINAL = "original"
    WEB = "web"


class ArchiveQuery(Schema):
    """Which photos, and how large."""

    size: Size = Field(Size.ORIGINAL, description="Originals, or the largest previews.")
    ids: list[UUID] = Field(
        default_factory=list, max_length=200, description="These photos only; every one must be yours to see."
    )
