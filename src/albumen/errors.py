"""The root of every error that a person may see.

An error has three parts: a stable ``code`` for programs, a ``sentence`` that says what is wrong, and ``advice``
that says what to do next. Rooms subclass :class:`AlbumenError`; doors (CLI, API) print or serialise the parts.
A client that speaks another language makes its own sentence of the code and of ``values``, what the sentence counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Value = int | float | str

FaultCode = Literal[
    "required",
    "unknown_field",
    "too_long",
    "too_short",
    "too_large",
    "too_small",
    "out_of_range",
    "not_a_choice",
    "wrong_kind",
    "unprintable",
    "not_an_email",
    "not_a_web_address",
    "not_a_timezone",
    "not_a_time",
    "no_such_time",
    "not_in_event",
    "empty_file",
    "ends_before_start",
    "closes_before_opening",
    "available_too_short",
    "set_together",
    "bad_revision",
    "bad_digest",
    "terms_outdated",
    "email_taken",
    "password_too_short",
    "password_too_common",
    "password_too_similar",
    "password_entirely_numeric",
]
"""Stable names of what can be wrong with one part of an input."""


class Fault(str):
    """What is wrong with one part of an input: a sentence that also knows its code and what it counts."""

    code: FaultCode
    values: dict[str, Value]

    def __new__(cls, code: FaultCode, sentence: str, **values: Value) -> Fault:
        made = super().__new__(cls, sentence)
        made.code, made.values = code, values
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return (_fault, (self.code, str(self), self.values))


def _fault(code: FaultCode, sentence: str, values: dict[str, Value]) -> Fault:
    return Fault(code, sentence, **values)


class AlbumenError(Exception):
    """A failure with a stable code, one sentence for a person and what to do next.

    Attributes:
        values: numbers and names in the sentence, for who says it in another language.
    """

    code: str = "error"
    advice: str = ""

    def __init__(
        self, sentence: str, *, advice: str | None = None, values: Mapping[str, Value] | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = dict(values or {})
        if advice is not None:
            self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between processes, keyword arguments included."""
        return (_rebuild, (type(self), self.sentence, self.advice, self.values))


def _rebuild(cls: type[AlbumenError], sentence: str, advice: str, values: dict[str, Value]) -> AlbumenError:
    error = cls.__new__(cls)
    AlbumenError.__init__(error, sentence, advice=advice, values=values)
    return error


class InvalidInputError(AlbumenError):
    """What was given cannot be used; ``fields`` says which parts and why, each a :class:`Fault`."""

    code = "invalid_input"
    advice = "Mend what is named and send it again."

    def __init__(
        self,
        sentence: str,
        *,
        advice: str | None = None,
        values: Mapping[str, Value] | None = None,
        fields: Mapping[str, Fault] | None = None,
    ) -> None:
        super().__init__(sentence, advice=advice, values=values)
        self.fields = dict(fields or {})


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
