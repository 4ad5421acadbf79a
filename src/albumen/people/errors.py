"""What can go wrong with people and what is said about them."""

from __future__ import annotations

from albumen.errors import ConflictError, InvalidInputError, NotFoundError


class PersonNotFoundError(NotFoundError):
    code = "person_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such person in your photos.")


class FaceNotFoundError(NotFoundError):
    code = "face_not_found"

    def __init__(self) -> None:
        super().__init__("Some of these faces are not there.")


class LibraryNotFoundError(NotFoundError):
    code = "library_not_found"

    def __init__(self) -> None:
        super().__init__("You have no such library.")


class StatementNotFoundError(NotFoundError):
    code = "statement_not_found"

    def __init__(self) -> None:
        super().__init__("Nothing like this was said about your photos.")


class ProposalNotFoundError(NotFoundError):
    code = "proposal_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such preview.")


class DuplicateNotFoundError(NotFoundError):
    code = "duplicate_not_found"

    def __init__(self) -> None:
        super().__init__("Nothing like this is asked about people in your photos.")


class DuplicateOverError(ConflictError):
    """It is not asked any more whether two people are the same."""

    code = "duplicate_over"
    advice = "Go on with the next pair."

    def __init__(self) -> None:
        super().__init__("This was answered already, or one of the two is not there any more.")


class BadNameError(InvalidInputError):
    code = "bad_name"


class SamePersonError(InvalidInputError):
    """Somebody cannot be merged into themselves."""

    code = "same_person"
    advice = "Choose another person."


class BadBoxError(InvalidInputError):
    """A box that was drawn holds nothing of the photo."""

    code = "bad_box"
    advice = "Draw it around the face."

    def __init__(self) -> None:
        super().__init__("The box is outside the photo, or too small.")


class FaceThereError(ConflictError):
    """A box was drawn around a face that is there."""

    code = "face_there"
    advice = "Choose the face that is there and say who it is."

    def __init__(self) -> None:
        super().__init__("There is a face at this place already.")


class TwiceInPhotoError(ConflictError):
    """Two faces of a photo would both be one person by what people said."""

    code = "twice_in_photo"
    advice = "Correct one of the two faces, or say that people may be in this photo more than once."


class PersonMergedError(ConflictError):
    """The person goes on under another one."""

    code = "person_merged"
    advice = "Use the person into whom they were merged, or take the merge back."


class PersonDeletedError(ConflictError):
    """The person was deleted."""

    code = "person_deleted"
    advice = "Take the deletion back first."


class NothingToUndoError(ConflictError):
    code = "nothing_to_undo"
    advice = "Load the list again; it was taken back already."

    def __init__(self) -> None:
        super().__init__("This does not stand any more.")


class BuiltUponError(ConflictError):
    """Something later was said that needs what is to be taken back."""

    code = "built_upon"
    advice = "Take the later statement back first."


class ProposalOverError(ConflictError):
    """The preview was applied, discarded, or never came about."""

    code = "proposal_over"
    advice = "Ask for a new one."


class ProposalUnfinishedError(ConflictError):
    code = "proposal_unfinished"
    advice = "Wait until it is ready."

    def __init__(self) -> None:
        super().__init__("The preview is still being computed.")
