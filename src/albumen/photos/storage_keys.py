"""Where files are in storage: names made of our own identifiers, never of what people send."""

from __future__ import annotations

from uuid import UUID

PREVIEW_SIZES = (320, 1280, 2560)
"""Longest sides of previews, pixels; none is larger than its original."""


def original(library: UUID, photo: UUID, extension: str) -> str:
    """Key of an original; ``extension`` by its bytes (``jpg``), or ``bin`` while that is unknown."""
    return f"libraries/{library}/originals/{photo}.{extension}"


def preview(library: UUID, photo: UUID, size: int, extension: str = "webp") -> str:
    """Key of a preview of one of :data:`PREVIEW_SIZES`."""
    return f"libraries/{library}/previews/{photo}-{size}.{extension}"


def selfie(registration: UUID, selfie: UUID) -> str:
    """Key of a guest's selfie, re-encoded by us without its metadata."""
    return f"registrations/{registration}/selfies/{selfie}.jpg"


def selfie_crop(registration: UUID, selfie: UUID) -> str:
    """Key of the face alone out of a selfie."""
    return f"registrations/{registration}/selfies/{selfie}-face.jpg"


def avatar(user: UUID, picture: UUID) -> str:
    """Key of a profile picture."""
    return f"users/{user}/{picture}.jpg"


def preview_keys(library: UUID, photo: UUID) -> list[str]:
    """Every key at which a photo may ever have had a preview."""
    return [preview(library, photo, size, kind) for size in PREVIEW_SIZES for kind in ("webp", "jpg")]
