"""Something else that happens in the midst of what is tested, for real and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def just_after(
    monkeypatch: pytest.MonkeyPatch, module: object, function: str, happens: Callable[[], object]
) -> None:
    """Have something happen when a function of a module has returned for the first time, before that is used."""
    work, happened = getattr(module, function), []

    def and_then(*given: Any, **named: Any) -> Any:
        found = work(*given, **named)
        if not happened:
            happened.append(True)
            happens()
        return found

    monkeypatch.setattr(module, function, and_then)
