"""What can go wrong with labels and searches."""

from __future__ import annotations

from albumen.errors import ConflictError, InvalidInputError, NotFoundError


class LabelNotFoundError(NotFoundError):
    code = "label_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such label in your photos.")


class LabelTakenError(ConflictError):
    """Another label has this name."""

    code = "label_taken"
    advice = "Choose another name, or use the label that is there."

    def __init__(self) -> None:
        super().__init__("Another label has this name.")


class LibraryClosedError(ConflictError):
    """The event closed, and everything went with it that may be a name."""

    code = "library_closed"
    advice = "Give the event a later date, and they can be made again."

    def __init__(self) -> None:
        super().__init__(
            "The event is over: its labels and saved searches, which may name people, were destroyed."
        )


class BadLabelError(InvalidInputError):
    code = "bad_label"


class LabelChangeOverError(NotFoundError):
    """The change was taken back, or too long ago, or is somebody else's."""

    code = "label_change_over"
    advice = "Change the labels by hand."

    def __init__(self) -> None:
        super().__init__("This change of labels cannot be taken back any more.")


class SavedSearchNotFoundError(NotFoundError):
    code = "saved_search_not_found"

    def __init__(self) -> None:
        super().__init__("You have no such search.")


class SavedSearchTakenError(ConflictError):
    """Another search has this name."""

    code = "saved_search_taken"
    advice = "Choose another name, or change the search that is there."

    def __init__(self) -> None:
        super().__init__("Another of your searches has this name.")
