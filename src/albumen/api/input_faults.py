"""What pydantic finds wrong with an input, with codes and numbers of ours."""

from __future__ import annotations

from typing import Any

from albumen.errors import Fault, FaultCode, Value

_CODES: dict[str, FaultCode] = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_long",
    "too_short": "too_short",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "literal_error": "not_a_choice",
    "enum": "not_a_choice",
}
"""Our codes by pydantic's; all others (``docs.pydantic.dev``, validation errors) are about the kind of a value."""

_TIMES = ("date_", "datetime_", "time_", "timezone_")
_VALUES = {
    "max_length": "most",
    "min_length": "least",
    "lt": "most",
    "le": "most",
    "gt": "least",
    "ge": "least",
    "expected": "choices",
}


def fault_of(error: dict[str, Any]) -> Fault:
    """One of pydantic's errors (``type``, ``msg``, ``ctx``) as a fault."""
    kind = str(error["type"])
    code = _CODES.get(kind) or ("not_a_time" if kind.startswith(_TIMES) else "wrong_kind")
    if code == "too_short" and error.get("ctx", {}).get("min_length") == 1:
        code = "required"
    return Fault(code, str(error["msg"]), **_values(error.get("ctx", {})))


def _values(context: dict[str, Any]) -> dict[str, Value]:
    return {
        name: context[theirs]
        for theirs, name in _VALUES.items()
        if isinstance(context.get(theirs), int | float | str)
    }
