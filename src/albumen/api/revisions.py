"""The revision that a request was made for: nobody changes what they did not look at."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest

from albumen.errors import Fault, InvalidInputError


def if_match(what: str) -> dict[str, Any]:
    """The header as the documentation of an operation tells it."""
    return {
        "in": "header",
        "name": "If-Match",
        "required": False,
        "description": f"The revision you looked at; when somebody changed the {what} since, the answer is 412.",
        "schema": {"type": "string", "pattern": r'^("?[0-9]{1,9}"?|\*)$'},
    }


def revision_of(request: HttpRequest, what: str = "upgrade") -> int | None:
    """The revision in ``If-Match``; None where any will do.

    Raises:
        InvalidInputError: it is no number.
    """
    said = request.headers.get("If-Match")
    if said is None or said.strip() == "*":
        return None
    found = re.fullmatch(r'\s*"?(\d{1,9})"?\s*', said)
    if found is None:
        fault = Fault("bad_revision", 'Like "3".')
        raise InvalidInputError(f"If-Match takes the {what}'s revision.", fields={"If-Match": fault})
    return int(found.group(1))
