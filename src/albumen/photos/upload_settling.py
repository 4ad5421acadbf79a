"""What becomes of an upload whose bytes are all here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from albumen.errors import AlbumenError, NotFoundError, UnavailableError
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos import checksums, spool
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.doomed import doom
from albumen.photos.kinds import RECEIVE_UPLOAD
from albumen.photos.models import Upload, UploadState
from albumen.photos.sidecars import is_sidecar
from albumen.photos.storage_keys import original
from albumen.photos.upload_errors import ChecksumMismatchError, DuplicatePhotoError, SpoolLostError
from albumen.photos.upload_first_look import EXTENSIONS

GRACE = timedelta(seconds=60)
"""How long the request that brought the last byte has before a job does its work."""


def promise(upload: Upload) -> None:
    """Make sure that a complete upload becomes a photo whatever happens; in the transaction that makes it complete."""
    payload = {"upload": str(upload.pk), "library": str(upload.library_id)}
    enqueue(RECEIVE_UPLOAD, upload.pk, payload, scope=upload.library_id, actor=upload.user, after=GRACE)


def settle(upload: Upload) -> Upload:
    """Make a photo of a complete upload, or write down why not; the caller holds its lock.

    Returns:
        The upload as it is then: received, duplicate or refused.

    Raises:
        UnavailableError: storage or disk fail at the moment; it stays complete, and a job does it later.
    """
    try:
        _receive(upload)
    except DuplicatePhotoError as error:
        end(upload, UploadState.DUPLICATE, photo=error.photo)
    except UnavailableError:
        raise
    except AlbumenError as error:
        end(upload, UploadState.REFUSED, error_code=error.code, error=str(error))
    upload.refresh_from_db()
    spool.remove(upload.pk)
    return upload


def end(upload: Upload, state: Any, **fields: Any) -> None:
    """Write down how an upload ended, and that nothing more is to be done for it."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(state=state, **fields)
        Job.objects.filter(kind=RECEIVE_UPLOAD.name, key=str(upload.pk), state=State.WAITING).delete()


def forget(upload: UUID, library: UUID) -> None:
    """Remove everything of an upload whose row is gone: its spool file, and an original stored before a crash."""
    doom(original(library, upload, extension) for extension in EXTENSIONS)
    spool.remove(upload)


def _receive(upload: Upload) -> None:
    file = spool.path(upload.pk)
    try:
        whole = file.stat().st_size == upload.size
    except FileNotFoundError:
        whole = False
    if not whole:
        raise SpoolLostError("What had arrived of this upload is no longer on the server's disk.")
    if is_sidecar(upload.filename):
        from albumen.photos.actions.receive_sidecar import ReceiveSidecar

        ReceiveSidecar(upload, file).execute()
        return
    digest = checksums.sha256_of(file)
    declared = upload.metadata.get("sha256")
    if declared and declared != digest:
        raise ChecksumMismatchError("The file that arrived is not the file that was announced.")
    try:
        ReceivePhoto(
            upload.user,
            upload.library,
            file,
            upload.filename,
            digest,
            upload.size,
            upload.metadata.get("said", {}),
            upload=upload,
        ).execute()
    except NotFoundError:
        forget(upload.pk, upload.library_id)
        raise
