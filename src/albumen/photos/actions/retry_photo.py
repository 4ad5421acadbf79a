"""Trying a failed photo again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from albumen.audit.action import Action
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Priority
from albumen.photos.errors import NotFailedError, PhotoNotFoundError
from albumen.photos.kinds import INGEST
from albumen.photos.models import Photo, PhotoState
from albumen.photos.queries import managed_photo

if TYPE_CHECKING:
    from albumen.accounts.models import User


class RetryPhoto(Action[Photo]):
    """Ingest a photo that failed once more: by its owner, by staff, or by the system.

    Raises:
        PhotoNotFoundError, NotYourPhotoError: it is not this person's.
        NotFailedError: it did not fail.
    """

    name = "photo.retry"

    def __init__(self, actor: User | None, photo_id: UUID) -> None:
        super().__init__(actor)
        self.photo_id = photo_id

    def permitted(self, actor: Any) -> bool:
        if not actor.has_perm("photos.change_photo"):
            managed_photo(actor, self.photo_id)
        return True

    def perform(self) -> Photo:
        failed = Photo.objects.filter(pk=self.photo_id, binned_at=None)
        changed = failed.filter(state=PhotoState.FAILED).update(
            state=PhotoState.RECEIVED, error_code="", error=""
        )
        photo = failed.select_related("library__event").first()
        if photo is None:
            raise PhotoNotFoundError("There is no such photo for you.")
        if not changed:
            raise NotFailedError("This photo did not fail.")
        soon: Any = Priority.SOON
        payload = {"photo": str(photo.pk)}
        enqueue(INGEST, photo.pk, payload, scope=photo.library_id, actor=self.actor, priority=soon)
        return photo

    def target(self, result: Photo) -> tuple[str, object]:
        return ("photo", result.pk)
