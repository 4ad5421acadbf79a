"""The photo that stands for an album or a label."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.photos import API
from albumen.photos.models import Photo
from albumen.photos.serving import preview_versions


class CoverOut(Schema):
    """The photo that stands for an album."""

    photo: UUID
    previews: dict[str, str] = Field(description="Addresses by longest side in pixels.")


def shown_cover(photo: Photo) -> dict[str, Any]:
    """The fields of :class:`CoverOut`."""
    address = f"{API}/photos/{photo.pk}/preview"
    versions = preview_versions(photo).items()
    return {
        "photo": photo.pk,
        "previews": {str(size): f"{address}/{size}?v={version}" for size, version in versions},
    }
