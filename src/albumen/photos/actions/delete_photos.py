"""Deleting photos: into the bin, out of everybody's sight at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from albumen.audit.action import Action
from albumen.find.describing import put_away
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.people.counting import count_people, people_in
from albumen.people.holding import hold_of
from albumen.photos import quotas
from albumen.photos.bin import restorable_until
from albumen.photos.counting import by_library, faces_changed
from albumen.photos.kinds import EMPTY_BIN
from albumen.photos.models import Photo
from albumen.photos.queries import chosen_photos

if TYPE_CHECKING:
    from albumen.accounts.models import User


class DeletePhotos(Action[list[Photo]]):
    """Put photos into the bin, all or none of them; ``RestorePhotos`` brings them back for ALBUMEN_UNDO_SECONDS.

    Nobody sees them any more, nothing is compared with their faces, and they no longer count.

    Raises:
        PhotoNotFoundError, NotYourPhotoError, TooManyPhotosError: nothing is deleted.
    """

    name = "photo.delete"

    def __init__(self, actor: User, ids: Iterable[UUID]) -> None:
        super().__init__(actor)
        self.ids = set(ids)

    def permitted(self, actor: Any) -> bool:
        return True  # chosen_photos says exactly what is wrong

    def perform(self) -> list[Photo]:
        hold_of(self.ids, self.actor)
        photos = chosen_photos(self.actor, self.ids)  # type: ignore[arg-type]
        moment = clock.now()
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(
            binned_at=moment, updated_at=moment
        )
        for group in by_library(photos).values():
            quotas.give_room_back(group[0].library, group)
        put_away([photo.pk for photo in photos])
        faces_changed(by_library(photos))
        count_people(people_in([photo.pk for photo in photos]))
        if photos:
            enqueue(EMPTY_BIN, "all", after=restorable_until(moment))
        return photos

    def target(self, result: list[Photo]) -> tuple[str, object] | None:
        return ("library", result[0].library_id) if result else None

    def details(self, result: list[Photo]) -> dict[str, Any]:
        return {"photos": [str(photo.pk) for photo in result]}
