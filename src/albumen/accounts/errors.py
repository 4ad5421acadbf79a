"""What can go wrong with accounts."""

from albumen.errors import (
    AlbumenError,
    ConflictError,
    InvalidInputError,
    LimitReachedError,
    NotPermittedError,
)


class TooManyRequestsError(AlbumenError):
    """Somebody asks faster than the rate limits allow."""

    code = "too_many_requests"
    advice = "Wait a few minutes and try again."
    http_status = 429


class MailedAMomentAgoError(TooManyRequestsError):
    """An address is to get a second e-mail within seconds, whoever asks; a new code would void the one on its way."""

    advice = "Wait ten seconds and try again."
    retry_after = 10


class AlreadySignedInError(ConflictError):
    """Who is signed in signs up again."""

    code = "already_signed_in"
    advice = "Log out first."


class TermsOutdatedError(InvalidInputError):
    """Terms were accepted that are not today's."""

    code = "terms_outdated"
    advice = "Show the terms as they are now (GET /account/terms) and ask again."


class PasswordNeededError(NotPermittedError):
    """It needs the password, or a login a few minutes ago."""

    code = "password_needed"
    advice = "Send the password, or log in again."


class OwnsEventsError(ConflictError):
    """The account has events, whose photos would go with it."""

    code = "owns_events"
    advice = "Confirm with delete_events that the events and all their photos are to be destroyed, too."


class LastAdministratorError(ConflictError):
    """Nobody could administer the site any more."""

    code = "last_administrator"
    advice = "Make somebody else an administrator first."


class TooManyTokensError(LimitReachedError):
    """The person has as many valid tokens as are allowed."""

    code = "too_many_tokens"
    advice = "Revoke one that is no longer used."


class PictureTooLargeError(LimitReachedError):
    """The profile picture has more bytes than allowed."""

    code = "picture_too_large"
    advice = "Choose a smaller picture."
