"""The uploader gives an upload up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from albumen.audit.action import Action
from albumen.photos import spool
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import UploadBusyError

if TYPE_CHECKING:
    from albumen.accounts.models import User


class EndUpload(Action[None]):
    """Remove an upload and its bytes; a photo it became stays.

    An upload whose bytes are all here is on its way to becoming a photo and can be ended no more.

    Raises:
        UploadBusyError: bytes are being written to it, or it is becoming a photo.
    """

    name = "upload.end"

    def __init__(self, actor: User, upload: Upload) -> None:
        super().__init__(actor)
        self.upload = upload

    def permitted(self, actor: Any) -> bool:
        return bool(self.upload.user_id == actor.pk)

    def execute(self) -> None:
        """With the upload's lock held, so that nobody writes to a file that goes away."""
        with spool.locked(self.upload.pk):
            super().execute()
            spool.remove(self.upload.pk)

    def perform(self) -> None:
        gone, _ = Upload.objects.filter(pk=self.upload.pk).exclude(state=UploadState.COMPLETE).delete()
        if not gone and Upload.objects.filter(pk=self.upload.pk).exists():
            raise UploadBusyError("This upload is complete and becomes a photo just now.")
