"""Saying that people may be in a photo more than once."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.models import Assignment, Statement
from albumen.people.said import Kind
from albumen.photos.errors import PhotoNotFoundError
from albumen.photos.models import Photo


class AllowTwice(Say):
    """A mirror, a collage, a picture on the wall: two faces of this photo may be one person.

    Raises:
        PhotoNotFoundError: the photo is not there.
    """

    name: ClassVar[str] = "photo.twice"

    def __init__(self, actor: Any, photo: Photo) -> None:
        super().__init__(actor, photo.library_id)
        self.photo: UUID = photo.pk

    def say(self) -> Statement:
        held = Photo.objects.select_for_update(no_key=True).filter(
            pk=self.photo, library=self.library, binned_at=None
        )
        if not held.values_list("pk").first():
            raise PhotoNotFoundError("There is no such photo for you.")
        return self.write(Kind.TWICE, photo_id=self.photo)

    def faces_besides(self, statement: Statement) -> list[int]:
        return list(Assignment.objects.filter(photo=self.photo).values_list("face_id", flat=True))
