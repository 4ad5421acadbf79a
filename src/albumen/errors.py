"""The root of every error that a person may see.

An error has three parts: a stable ``code`` for programs, a ``sentence`` that says what is wrong, and ``advice``
that says what to do next. Rooms subclass :class:`AlbumenError`; doors (CLI, API) print or serialise the parts.
"""


class AlbumenError(Exception):
    """A failure with a stable code, one sentence for a person and what to do next."""

    code: str = "error"
    advice: str = ""

    def __init__(self, sentence: str, *, advice: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if advice is not None:
            self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between processes, keyword arguments included."""
        return (_rebuild, (type(self), self.sentence, self.advice))


def _rebuild(cls: type[AlbumenError], sentence: str, advice: str) -> AlbumenError:
    error = cls.__new__(cls)
    AlbumenError.__init__(error, sentence, advice=advice)
    return error


class InvalidInputError(AlbumenError):
    """What was given cannot be used; ``fields`` says which parts and why."""

    code = "invalid_input"
    advice = "Mend what is named and send it again."

    def __init__(
        self, sentence: str, *, advice: str | None = None, fields: dict[str, str] | None = None
    ) -> None:
        super().__init__(sentence, advice=advice)
        self.fields = fields or {}


class NotPermittedError(AlbumenError):
    """The person may not do this."""

    code = "not_permitted"
    advice = "Log in with an account that may."


class NotFoundError(AlbumenError):
    """It is not there, or not for this person to know about."""

    code = "not_found"
    advice = "Check the address; it may have been deleted or belong to somebody else."


class ConflictError(AlbumenError):
    """It does not fit what is there now."""

    code = "conflict"
    advice = "Load the page again and look at what changed."


class LimitReachedError(AlbumenError):
    """A documented limit is reached."""

    code = "limit_reached"
    advice = "Delete something, or ask whoever runs this server to raise the limit."


class GoneError(AlbumenError):
    """It was there and is there no longer."""

    code = "gone"
    advice = "It cannot be brought back."


class UnavailableError(AlbumenError):
    """Something this needs does not work at the moment; nothing was lost."""

    code = "unavailable"
    advice = "Try again in a few minutes."
