"""A file whose bytes are all here becomes a photo."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.errors import AlbumenError, NotFoundError, NotPermittedError
from albumen.identifiers import new_id
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos import quotas, spool, storage_keys
from albumen.photos.doomed import doom
from albumen.photos.kinds import INGEST, RECEIVE_UPLOAD
from albumen.photos.models import Library, Photo, PhotoState, Upload, UploadState
from albumen.photos.stored import let_go_of_the_database
from albumen.photos.upload_errors import DuplicatePhotoError, StorageFailedError
from albumen.photos.upload_first_look import ENOUGH, kind_of
from albumen.photos.upload_targets import photo_with

if TYPE_CHECKING:
    from albumen.accounts.models import User

_LOG = logging.getLogger(__name__)


class ReceivePhoto(Action[Photo]):
    """Put the original into storage, then, in one short transaction, make its row, count it and ask for its ingest.

    A crash between the two leaves an original without a row; the photo of an upload has the id of the upload, so doing
    it again writes the same key.

    Args:
        library: where the photo belongs.
        spool_path: the file; it is read, not removed.
        filename: as shown, already made safe.
        sha256: of the file, hexadecimal.
        size: of the file, bytes.
        metadata: values of the photo's fields said by a person (``upload_metadata.said_about``).
        upload: what the file came by; marked as received in the same transaction.

    Raises:
        DuplicatePhotoError: the library has these bytes; a photo in the bin does not count, it stays there.
        NoPictureError, QuotaReachedError: refused for good.
        StorageFailedError, DiskFullError: nothing is lost, try again later.
    """

    name = "photo.receive"

    def __init__(
        self,
        actor: User | None,
        library: Library,
        spool_path: Path,
        filename: str,
        sha256: str,
        size: int,
        metadata: dict[str, Any],
        *,
        upload: Upload | None = None,
    ) -> None:
        super().__init__(actor)
        self.library = library
        self.spool_path = spool_path
        self.filename = filename
        self.sha256 = sha256
        self.size = size
        self.metadata = metadata
        self.upload = upload
        self.photo_id: UUID = upload.pk if upload is not None else new_id()
        self._key = self._media_type = ""

    def execute(self) -> Photo:
        """As described; storage is written outside the transaction, which only then begins."""
        if self.actor is not None and not self.permitted(self.actor):
            raise NotPermittedError(self.refusal())
        there = Photo.objects.filter(pk=self.photo_id).first()
        if there is not None:
            return there
        self._refuse_duplicate()
        with self.spool_path.open("rb") as file:
            extension, self._media_type = kind_of(file.read(ENOUGH))
        quotas.require_room(self.library, self.size)
        self._key = storage_keys.original(self.library.pk, self.photo_id, extension)
        self._put_away()
        try:
            return super().execute()
        except IntegrityError:
            # Another upload of the same bytes came first, or the library is gone.
            self._forget_stored()
            self._refuse_duplicate()
            if not Library.objects.filter(pk=self.library.pk).exists():
                raise NotFoundError("The event of this photo is no longer there.") from None
            raise
        except AlbumenError:
            self._forget_stored()
            raise

    def permitted(self, actor: Any) -> bool:
        return bool(self.library.owner_id == actor.pk)

    def perform(self) -> Photo:
        now = clock.now()
        said = dict(self.metadata)
        edited = sorted(said)
        if "taken_at" in said:
            said["taken_at"] = datetime.fromisoformat(said["taken_at"])
        quotas.take_room(self.library, self.size)
        photo = Photo.objects.create(
            id=self.photo_id,
            library_id=self.library.pk,
            uploader_id=self.upload.user_id if self.upload is not None else getattr(self.actor, "pk", None),
            filename=self.filename,
            sha256=self.sha256,
            bytes=self.size,
            media_type=self._media_type,
            original=self._key,
            state=PhotoState.RECEIVED,
            sort_at=said.get("taken_at") or now,
            edited_fields=edited,
            **said,
        )
        if self.upload is not None:
            Upload.objects.filter(pk=self.upload.pk).update(state=UploadState.RECEIVED, photo=photo)
            Job.objects.filter(
                kind=RECEIVE_UPLOAD.name, key=str(self.upload.pk), state=State.WAITING
            ).delete()
        enqueue(INGEST, photo.pk, {"photo": str(photo.pk)}, scope=self.library.pk, actor=self.actor)
        return photo

    def target(self, result: Photo) -> tuple[str, object]:
        return "photo", result.pk

    def _refuse_duplicate(self) -> None:
        twin = photo_with(self.library, self.sha256)
        if twin is not None:
            raise DuplicatePhotoError(twin)

    def _put_away(self) -> None:
        try:
            with spool.room():
                adopt = getattr(default_storage, "adopt", None)
                if adopt is not None:
                    adopt(self._key, self.spool_path)
                else:
                    let_go_of_the_database()
                    with self.spool_path.open("rb") as file:
                        default_storage.save(self._key, File(file))
        except AlbumenError:
            raise
        except Exception as error:  # every store has its own kinds of failure
            _LOG.warning("%s could not be stored: %s", self._key, error)
            raise StorageFailedError("The photo could not be put into storage just now.") from error

    def _forget_stored(self) -> None:
        """Have what was stored removed, unless a photo refers to it after all."""
        with transaction.atomic():
            if not Photo.objects.filter(pk=self.photo_id).exists():
                doom([self._key])
