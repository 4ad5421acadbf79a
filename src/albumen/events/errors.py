"""What can be wrong about an event or about joining it."""

from __future__ import annotations

from albumen.errors import (
    ConflictError,
    GoneError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    NotPermittedError,
)


class EventNotFoundError(NotFoundError):
    """There is no such event, or it is not for this person to know about."""

    code = "event_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such event.")


class NotTheHostError(NotPermittedError):
    """The person sees the event but does not manage it."""

    code = "not_the_host"
    advice = "Ask the photographer of the event."


class EventExpiredError(GoneError):
    """The event's photos can be seen no longer."""

    code = "event_expired"
    advice = "Ask the photographer of the event."

    def __init__(self) -> None:
        super().__init__("The photos of this event can be seen no longer.")


class RegistrationNotFoundError(NotFoundError):
    """There is no such registration, or it is somebody else's."""

    code = "registration_not_found"
    advice = "Join the event first: by its link, its QR code or its event code."

    def __init__(self) -> None:
        super().__init__("There is no such registration.")


class UnknownCodeError(NotFoundError):
    """No event has this code."""

    code = "unknown_event_code"
    advice = "Check the code; it has eight letters and digits, without O, 0, I, 1 and L."

    def __init__(self) -> None:
        super().__init__("No event has this code.")


class TooManyTriesError(LimitReachedError):
    """Event codes were tried too often."""

    code = "too_many_tries"
    advice = "Wait some minutes and try again."
    http_status = 429
    retry_after = 60


class RegistrationClosedError(NotPermittedError):
    """Guests may not register at this time."""

    code = "registration_closed"
    advice = "Ask the photographer of the event to open registration."


class RemovedFromEventError(NotPermittedError):
    """The host took this guest off the list."""

    code = "removed_from_event"
    advice = "Ask the photographer of the event."


class OwnEventError(ConflictError):
    """The photographer of an event cannot be its guest."""

    code = "own_event"
    advice = "You see every photo of your own event already."


class StaleEventError(ConflictError):
    """Somebody changed the event since it was read."""

    code = "event_changed"
    http_status = 412


class EventClosedError(ConflictError):
    """The event's biometric data was destroyed already."""

    code = "event_closed"


class BadEventError(InvalidInputError):
    """What an event was given does not fit together; ``fields`` says what."""

    code = "invalid_event"


class TooManyEventsError(LimitReachedError):
    """The photographer keeps as many events as this server allows."""

    code = "too_many_events"


class NotRegisteredError(NotPermittedError):
    """This is for the event's guests and its host."""

    code = "not_registered"
    advice = "Join the event first: by its link, its QR code or its event code."
