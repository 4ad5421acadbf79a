"""What no text or number from outside may hold, checked once for every operation.

PostgreSQL stores no NUL, nothing encodes half of a surrogate pair, and no column holds more than 64 bits; without this
check each of them would be a failure of the database instead of an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from pydantic import BaseModel

from albumen.errors import Fault, InvalidInputError

LEAST, MOST = -(2**63), 2**63 - 1
_DEEPEST = 50


class BadJsonError(InvalidInputError):
    """The body is not the JSON it says it is."""

    code = "bad_json"
    advice = "Send a JSON document in UTF-8."
    http_status = 400


class WrongContentTypeError(InvalidInputError):
    """The body is of a kind this operation does not take."""

    code = "wrong_content_type"
    advice = "Send it as application/json."
    http_status = 415


class UnusableValueError(InvalidInputError):
    """Text or numbers that can be stored nowhere."""

    code = "invalid_input"


class StrictParser(Parser):
    """Reads bodies and query strings; refuses what could not be stored.

    Raises:
        BadJsonError: the body is not JSON, or nested deeper than 50 levels.
        WrongContentTypeError: the body is something else by its own words.
        UnusableValueError: a NUL, half of a surrogate pair, a number beyond 64 bits.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        kind = (getattr(request, "content_type", None) or "").lower()
        if kind and kind != "application/json" and not kind.endswith("+json"):
            raise WrongContentTypeError(f"This takes JSON, not {kind[:80]}.")
        try:
            value = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BadJsonError("The body is not JSON.") from error
        check(value)
        return value

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        parsed = super().parse_querydict(data, list_fields, request)
        check(parsed)
        return parsed


def check(value: Any, where: str = "", depth: int = 0) -> None:
    """Refuse a value of JSON, or a validated schema, that could not be stored.

    Raises:
        UnusableValueError: it holds what cannot be stored; ``fields`` says where.
        BadJsonError: it is nested too deep.
    """
    if depth > _DEEPEST:
        raise BadJsonError(f"The body is nested deeper than {_DEEPEST} levels.")
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if not LEAST <= value <= MOST:
            raise _unusable(where, Fault("too_large", "A number this large cannot be stored."))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            check(getattr(value, name), _below(where, name), depth + 1)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _check_text(str(name), where)
            check(inner, _below(where, str(name)), depth + 1)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            check(inner, _below(where, str(index)), depth + 1)


def _check_text(text: str, where: str) -> None:
    if "\x00" in text:
        raise _unusable(where, Fault("unprintable", "It holds a NUL character."))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        sentence = "It holds half of a surrogate pair, which is no character."
        raise _unusable(where, Fault("unprintable", sentence))


def _unusable(where: str, why: Fault) -> UnusableValueError:
    return UnusableValueError("Something in the request cannot be used.", fields={where or "body": why})


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
