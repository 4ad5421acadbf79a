"""What can go wrong for guests, in words for them."""

from __future__ import annotations

from collections.abc import Mapping

from albumen.errors import (
    ConflictError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    NotPermittedError,
    Value,
)


class ConsentMissingError(NotPermittedError):
    """Nothing biometric happens before the guest agreed."""

    code = "consent_missing"
    advice = "Read the consent text of the event and agree to it first."

    def __init__(self) -> None:
        super().__init__("You have not agreed to the comparison of your face.")


class StaleConsentError(ConflictError):
    """The guest agreed to a text that is not the current one."""

    code = "consent_text_changed"
    advice = "Read the text again; it has changed."


class NoFaceError(ConflictError):
    """The match is about something that the host said is no face."""

    code = "match_of_no_face"
    advice = "Take it back first that this is no face."

    def __init__(self) -> None:
        super().__init__("You said that this is no face, so it is no guest either.")


class SelfieNotFoundError(NotFoundError):
    code = "selfie_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such selfie.")


class SelfieMissingError(ConflictError):
    """A search needs a selfie that can be used."""

    code = "selfie_missing"
    advice = "Show a selfie first, or show another one if the last could not be used."

    def __init__(self) -> None:
        super().__init__("There is no selfie to search with.")


class NoAvatarError(ConflictError):
    """The guest wants the profile picture used and has none."""

    code = "avatar_missing"
    advice = "Add a profile picture to your account, or send a selfie."

    def __init__(self) -> None:
        super().__init__("You have no profile picture.")


class TooManySelfiesError(LimitReachedError):
    code = "too_many_selfies"
    advice = "Delete one of them first."


class TooManySelfiesTodayError(LimitReachedError):
    """Selfies count when they are shown, also those that were deleted."""

    code = "too_many_selfies_today"
    advice = "Use one of the selfies that you showed, or come back when Retry-After says."
    http_status = 429

    def __init__(self, shown: int, seconds: float) -> None:
        super().__init__(f"You showed {shown} selfies within a day.", values={"shown": shown})
        self.retry_after = seconds


class TooManySearchesError(LimitReachedError):
    """A guest searches again and again."""

    code = "too_many_searches"
    advice = "Wait for the searches that you asked for; new photos are found without searching."
    http_status = 429

    def __init__(self, sentence: str, seconds: float, *, values: Mapping[str, Value] | None = None) -> None:
        super().__init__(sentence, values=values)
        self.retry_after = seconds


class SelfieTooLargeError(LimitReachedError):
    code = "selfie_too_large"
    advice = "Send a smaller picture; one of 1,000 pixels is enough."


class NoSelfieSentError(InvalidInputError):
    code = "picture_missing"
    advice = 'Send the picture as the form field `file`, or the JSON {"from": "avatar"}.'


class SelfieFormatError(InvalidInputError):
    """Not a picture of a kind that phones and cameras make."""

    code = "selfie_format"
    advice = "Send a JPEG, PNG, WebP, HEIC or AVIF picture."


class SearchNotFoundError(NotFoundError):
    code = "search_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such search.")


class UnknownPackError(InvalidInputError):
    code = "pack_not_used"
    advice = "Leave `packs` out to use every pack of the event."


class MatchNotFoundError(NotFoundError):
    code = "match_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such match.")


class NothingToUndoError(ConflictError):
    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__("You decided nothing about this match.")
