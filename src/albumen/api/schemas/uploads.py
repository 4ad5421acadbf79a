"""What is asked and answered about uploads outside the tus protocol."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hexadecimal.")]


class KnownQuery(Schema):
    """Files somebody is about to upload."""

    sha256: list[Digest] = Field(max_length=1000, description="Digests of the files.")


class KnownPhoto(Schema):
    """A file that is there already."""

    sha256: str
    photo: UUID = Field(description="The photo with these bytes.")


class KnownPhotos(Schema):
    """Which of the files are there."""

    known: list[KnownPhoto]
