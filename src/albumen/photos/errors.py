"""What can be wrong with what somebody wants of photos."""

from albumen.errors import ConflictError, GoneError, InvalidInputError, NotFoundError, NotPermittedError


class PhotoNotFoundError(NotFoundError):
    """No such photo for this person."""

    code = "photo_not_found"
    advice = "It may have been deleted, or it belongs to somebody else."


class NotYourPhotoError(NotPermittedError):
    """The person may look at the photo and not change it."""

    code = "not_your_photo"
    advice = "Ask the photographer."


class OriginalsNotGivenError(NotPermittedError):
    """The host lets guests have previews only."""

    code = "originals_not_given"
    advice = "Download it in web size instead, or ask the photographer."


class PreviewNotReadyError(NotFoundError):
    """The photo has no preview of this size (yet)."""

    code = "preview_not_ready"
    advice = "Wait until the photo is ready; one that failed has no previews."


class TooManyPhotosError(InvalidInputError):
    """More photos at once than one request may name."""

    code = "too_many_photos"
    advice = "Send them in several requests."


class UndoOverError(GoneError):
    """The time in which a deleted photo can be brought back is over."""

    code = "undo_over"
    advice = "Upload it again if you still have it."


class TwinThereError(ConflictError):
    """The same photo was uploaded again since it was deleted."""

    code = "photo_duplicate"
    advice = "Nothing to do for these: the photos are there. Leave them out to bring back the others."


class NotFailedError(ConflictError):
    """Only what failed can be tried again."""

    code = "photo_not_failed"
    advice = "Wait until it is ready."
