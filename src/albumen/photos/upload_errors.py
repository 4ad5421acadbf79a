"""Why an upload is refused, stopped or sent elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.errors import ConflictError, GoneError, InvalidInputError, LimitReachedError, UnavailableError

if TYPE_CHECKING:
    from albumen.photos.models import Photo


class DuplicatePhotoError(ConflictError):
    """A photo with these very bytes is there already; ``photo`` is it."""

    code = "duplicate_photo"
    advice = "Nothing to do: the photo is there."

    def __init__(self, photo: Photo) -> None:
        super().__init__("This photo is there already.")
        self.photo = photo


class TooLargeError(LimitReachedError):
    """The file, or what is sent of it, is larger than it may be."""

    code = "upload_too_large"
    advice = "Send a smaller file."


class TooManyUploadsError(LimitReachedError):
    """This person has too many unfinished uploads."""

    code = "too_many_uploads"
    advice = "Finish or end some of the uploads that are under way, then go on."
    http_status = 429


class QuotaReachedError(LimitReachedError):
    """The event or its owner has no room for this photo."""

    code = "quota_reached"
    advice = "Delete photos that are not needed, or ask whoever runs this server to raise the limit."


class NoPictureError(InvalidInputError):
    """The bytes are certainly no picture Albumen reads."""

    code = "no_picture"
    advice = "Upload photos: JPEG, PNG, WebP, TIFF, GIF, BMP, HEIC, AVIF or a camera's raw format."
    http_status = 415


class WrongOffsetError(ConflictError):
    """The bytes sent do not continue where the upload stands; ``offset`` is where it does."""

    code = "wrong_offset"
    advice = "Ask for the offset (HEAD) and go on from there."

    def __init__(self, offset: int) -> None:
        super().__init__(f"This upload goes on at byte {offset}.")
        self.offset = offset


class UploadBusyError(ConflictError):
    """Another request is writing to this upload."""

    code = "upload_busy"
    advice = "Wait a moment, ask for the offset (HEAD) and go on from there."
    http_status = 423


class ChecksumMismatchError(InvalidInputError):
    """The bytes that arrived are not the bytes that were sent."""

    code = "checksum_mismatch"
    advice = "Send them again."
    http_status = 460


class UploadExpiredError(GoneError):
    """Nothing arrived for too long, so what there was is dropped."""

    code = "upload_expired"
    advice = "Start the upload anew."


class SpoolLostError(GoneError):
    """The bytes that had arrived are no longer on the disk."""

    code = "upload_lost"
    advice = "Start the upload anew."


class DiskFullError(UnavailableError):
    """The server's disk has no room."""

    code = "disk_full"
    advice = "Nothing that had arrived is lost. Tell whoever runs this server, then go on with the upload."
    http_status = 507


class StorageFailedError(UnavailableError):
    """The place where originals are kept does not answer."""

    code = "storage_failed"
    advice = "Nothing is lost: the photo is here and is put away as soon as the storage answers."


class EventExpiredError(ConflictError):
    """The event's time is over."""

    code = "event_expired"
    advice = "Make the event's photos available for longer, then upload."


class TransferBrokenError(UnavailableError):
    """The connection ended before the bytes did; what had arrived is kept."""

    code = "transfer_broken"
    advice = "Ask for the offset (HEAD) and go on from there."
