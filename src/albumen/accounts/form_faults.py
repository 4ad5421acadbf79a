"""What Django's forms find wrong, with codes and numbers of ours."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError

from albumen.errors import Fault, FaultCode, Value

_CODES: dict[str, FaultCode] = {
    "max_length": "too_long",
    "min_length": "too_short",
    "max_value": "too_large",
    "min_value": "too_small",
    "null_characters_not_allowed": "unprintable",
    **{code: code for code in get_args(FaultCode)},
}
"""Our codes by Django's, by those of its password validators and by django-allauth's."""

_KINDS: tuple[tuple[type[forms.Field], FaultCode], ...] = (
    (forms.EmailField, "not_an_email"),
    (forms.URLField, "not_a_web_address"),
)
_LEAST = frozenset({"min_length", "min_value", "password_too_short"})


def faults_of(form: forms.BaseForm) -> dict[str, Fault]:
    """What a form found, by field: all its sentences, with the code of the first."""
    return {name: _fault(form.fields.get(name), found) for name, found in form.errors.as_data().items()}


def _fault(field: forms.Field | None, found: list[ValidationError]) -> Fault:
    sentence = " ".join(message for error in found for message in error.messages)
    first = found[0]
    code = _CODES.get(first.code or "") or _kind_of(field)
    return Fault(code, sentence, **_values(first))


def _kind_of(field: forms.Field | None) -> FaultCode:
    return next((code for kind, code in _KINDS if isinstance(field, kind)), "wrong_kind")


def _values(error: ValidationError) -> dict[str, Value]:
    params: dict[str, Any] = error.params or {}
    limit = params.get("limit_value", params.get("min_length"))
    if not isinstance(limit, int):
        return {}
    return {"least" if error.code in _LEAST else "most": limit}
