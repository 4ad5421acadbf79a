"""Bytes arrive: they are on the disk before the row says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from albumen.audit.action import Stepwise
from albumen.errors import AlbumenError, GoneError, UnavailableError
from albumen.jobs import clock
from albumen.photos import checksums, spool, upload_settling
from albumen.photos.models import Upload, UploadState
from albumen.photos.upload_errors import (
    ChecksumMismatchError,
    NoPictureError,
    SpoolLostError,
    TooLargeError,
    TransferBrokenError,
    UploadBusyError,
    UploadExpiredError,
    WrongOffsetError,
)
from albumen.photos.upload_first_look import ENOUGH, first_look
from albumen.photos.upload_targets import own_upload

if TYPE_CHECKING:
    from albumen.accounts.models import User


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one request brings.

    Attributes:
        offset: where its first byte belongs, as the client believes.
        length: how many bytes it will bring; None when it does not say.
        pieces: the bytes; raises TransferBrokenError when the connection ends too early.
        checksum: algorithm and digest of the bytes of this transfer, if declared.
    """

    offset: int
    length: int | None
    pieces: Iterator[bytes]
    checksum: tuple[str, bytes] | None = None


class AppendUpload(Stepwise[Upload]):
    """Write one transfer behind what is there.

    The file is flushed to the disk before the row's offset moves, so the offset never says more than is durable; what
    is in the file beyond it (after a crash) is cut off by the next transfer. One transfer at a time holds the file's
    lock, and the row moves only from the offset this one began with.

    With a declared checksum nothing counts before all of it arrived and agrees. Without one, what arrived before the
    connection broke is kept.

    Returns:
        The upload afterwards. When it became complete it is received, duplicate or refused, or still complete if
        the storage failed: then a job goes on.

    Raises:
        WrongOffsetError, UploadBusyError, TooLargeError, ChecksumMismatchError, TransferBrokenError, DiskFullError:
            the upload can go on.
        NotPermittedError, NotFoundError, UploadExpiredError, SpoolLostError, NoPictureError: it cannot.
    """

    name = "upload.append"

    def __init__(self, actor: User, upload: Upload, transfer: Transfer) -> None:
        super().__init__(actor)
        self.upload = upload
        self.transfer = transfer
        self._user = actor

    def permitted(self, actor: Any) -> bool:
        return bool(self.upload.user_id == actor.pk)

    def proceed(self) -> Upload:
        """As described; each step forward is a transaction of its own."""
        if self.upload.state != UploadState.OPEN:
            self._require_open(self.upload)  # an upload never opens again, so no lock is needed to say so
        with spool.locked(self.upload.pk):
            upload = own_upload(self._user, self.upload.pk)
            self._require_open(upload)
            try:
                with spool.appending(upload.pk, upload.offset) as file:
                    self._write(upload, file)
            except (NoPictureError, SpoolLostError) as error:
                upload_settling.end(upload, UploadState.REFUSED, error_code=error.code, error=str(error))
                spool.remove(upload.pk)
                raise
            if upload.state == UploadState.COMPLETE:
                return settled_if_possible(upload)
            return upload

    def _require_open(self, upload: Upload) -> None:
        if upload.state == UploadState.REFUSED:
            raise refusal_of(upload)
        if upload.state == UploadState.OPEN and upload.expires_at <= clock.now():
            raise UploadExpiredError("This upload was left alone for too long.")
        if self.transfer.offset != upload.offset or upload.state != UploadState.OPEN:
            raise WrongOffsetError(upload.offset)
        length = self.transfer.length
        if length is not None and length > upload.size - upload.offset:
            raise TooLargeError(
                f"The upload lacks {upload.size - upload.offset} bytes, and {length} were sent."
            )
        spool.require_room(length or 0)

    def _write(self, upload: Upload, file: spool.SpoolFile) -> None:
        checksum = self.transfer.checksum
        digest = checksums.running(checksum[0]) if checksum else None
        try:
            for piece in self.transfer.pieces:
                if file.position + len(piece) > upload.size:
                    raise TooLargeError(f"More was sent than the {upload.size} bytes that were announced.")
                file.write(piece)
                if digest is not None:
                    digest.update(piece)
                elif file.position - upload.offset >= settings.ALBUMEN_UPLOAD_COMMIT_BYTES:
                    self._advance(upload, file)
        except TransferBrokenError:
            if digest is None:
                self._advance(upload, file)
            if upload.state != UploadState.COMPLETE:
                raise
            return
        if digest is not None and checksum is not None and digest.digest() != checksum[1]:
            raise ChecksumMismatchError("The bytes that arrived do not have the declared checksum.")
        self._advance(upload, file)

    def _advance(self, upload: Upload, file: spool.SpoolFile) -> None:
        """Flush, then let the row say how far it is."""
        position = file.position
        if position == upload.offset:
            return
        if upload.offset < ENOUGH and (position >= ENOUGH or position == upload.size):
            first_look(upload.filename, file.head(ENOUGH))
        file.flush()
        complete = position == upload.size
        state: Any = UploadState.COMPLETE if complete else UploadState.OPEN
        until = clock.now() + timedelta(hours=settings.ALBUMEN_UPLOAD_HOURS)
        with transaction.atomic():
            moved = Upload.objects.filter(pk=upload.pk, state=UploadState.OPEN, offset=upload.offset).update(
                offset=position, state=state, expires_at=until
            )
            if not moved:
                raise UploadBusyError("Another request has written to this upload.")
            if complete:
                upload_settling.promise(upload)
        upload.offset, upload.state, upload.expires_at = position, state, until


def settled_if_possible(upload: Upload) -> Upload:
    """Make a photo of a complete upload; left as it is, for a job, when storage or disk fail."""
    try:
        return upload_settling.settle(upload)
    except UnavailableError:
        return upload


def refusal_of(upload: Upload) -> AlbumenError:
    """The error that an upload was refused for."""
    known: list[type[AlbumenError]] = [NoPictureError, SpoolLostError, ChecksumMismatchError, TooLargeError]
    family = next((kind for kind in known if kind.code == upload.error_code), GoneError)
    error = family(upload.error, advice="")
    error.code = upload.error_code
    return error
