"""Jobs about uploads on their way."""

from __future__ import annotations

from uuid import UUID

from albumen.errors import UnavailableError
from albumen.jobs.errors import TransientError
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos import spool, upload_settling
from albumen.photos.actions.expire_uploads import ExpireUploads
from albumen.photos.kinds import EXPIRE_UPLOADS, RECEIVE_UPLOAD
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import UploadBusyError


@handles(RECEIVE_UPLOAD)
def receive_upload(job: RunningJob) -> None:
    """Make a photo of an upload whose own request could not."""
    identifier = UUID(job.payload["upload"])
    try:
        with spool.locked(identifier):
            upload = Upload.objects.select_related("library", "user").filter(pk=identifier).first()
            if upload is None:
                upload_settling.forget(identifier, UUID(job.payload["library"]))
            elif upload.state == UploadState.COMPLETE:
                upload_settling.settle(upload)
    except (UnavailableError, UploadBusyError) as error:
        raise TransientError(error.sentence) from error


@handles(EXPIRE_UPLOADS)
def expire_uploads(job: RunningJob) -> None:
    """Drop unfinished uploads whose time is over."""
    ExpireUploads(None).execute()
