"""Announce a file: what it is called, how large it is, where it belongs. No byte is stored yet."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from albumen.audit.action import Action
from albumen.errors import Fault, InvalidInputError
from albumen.jobs import clock
from albumen.photos import quotas, spool
from albumen.photos.actions.open_personal_library import OpenPersonalLibrary, personal_library
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import NoPictureError, TooLargeError, TooManyUploadsError
from albumen.photos.upload_metadata import said_about
from albumen.photos.upload_names import safe_filename
from albumen.photos.upload_targets import PERSONAL, photo_with, target_of

if TYPE_CHECKING:
    from albumen.accounts.models import User

_SHA256 = re.compile(r"[0-9a-f]{64}")


class CreateUpload(Action[Upload]):
    """Make the row of an upload.

    Args:
        size: bytes of the whole file.
        metadata: what the uploader says: event (id or code) or library (``personal`` or its id), filename, sha256 (a
            declared digest is compared in the end, and lets a duplicate be answered now), title, description, location,
            photographer, taken.

    Returns:
        An open upload, or one in the state duplicate when the event has the declared bytes.

    Raises:
        InvalidInputError, NotPermittedError, NotFoundError, EventExpiredError: it belongs nowhere.
        TooLargeError, QuotaReachedError, TooManyUploadsError, DiskFullError: there is no room for it.
    """

    name = "upload.create"

    def __init__(self, actor: User, size: int, metadata: dict[str, str]) -> None:
        super().__init__(actor)
        self.size = size
        self.metadata = metadata
        self._user = actor
        if metadata.get("library", "").strip() == PERSONAL and personal_library(actor) is None:
            OpenPersonalLibrary(actor).execute()

    def permitted(self, actor: Any) -> bool:
        return True  # target_of says who may, and why not

    def perform(self) -> Upload:
        target = target_of(self._user, self.metadata)
        library = target.library
        if self.size > settings.ALBUMEN_UPLOAD_MAX_BYTES:
            most = settings.ALBUMEN_UPLOAD_MAX_BYTES
            raise TooLargeError(f"The file is larger than {most:,} bytes.", values={"most_bytes": most})
        if self.size == 0:
            raise NoPictureError("The file is empty.")
        digest = self.metadata.get("sha256", "").strip().lower()
        if digest and not _SHA256.fullmatch(digest):
            raise InvalidInputError(
                "The declared SHA-256 cannot be used.",
                fields={"sha256": Fault("bad_digest", "64 hexadecimal digits.")},
            )
        row = Upload(
            user=self._user,
            library=library,
            filename=safe_filename(self.metadata.get("filename") or self.metadata.get("name") or ""),
            size=self.size,
            metadata={"said": said_about(self.metadata, target.zone), "sha256": digest},
            expires_at=clock.now() + timedelta(hours=settings.ALBUMEN_UPLOAD_HOURS),
        )
        twin = photo_with(library, digest) if digest else None
        if twin is not None:
            row.state, row.offset, row.photo = UploadState.DUPLICATE, self.size, twin
        else:
            self._require_room(library)
        row.save(force_insert=True)
        return row

    def _require_room(self, library: Any) -> None:
        quotas.require_room(library, self.size)
        unfinished = Upload.objects.filter(user=self._user, state=UploadState.OPEN).count()
        if unfinished >= settings.ALBUMEN_UPLOADS_OPEN:
            raise TooManyUploadsError(
                f"You have {unfinished:,} unfinished uploads.", values={"unfinished": unfinished}
            )
        spool.require_room(self.size)
