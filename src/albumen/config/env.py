"""Typed readers of the environment: every setting has a name, a kind, a default and a sentence.

A bad value stops the start with a message that names the setting and says what it takes. The value of any setting
may come from a file instead, named by the setting with ``_FILE`` behind it (secrets of containers). What is read
is registered, so that ``docs/settings.md`` is generated from it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")


class SettingError(SystemExit):
    """A setting cannot be used; ends the process with a sentence instead of a traceback."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Setting {name}: {problem}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One documented setting of the environment."""

    name: str
    kind: str
    default: str
    sentence: str


REGISTRY: dict[str, Setting] = {}
"""Every setting read so far, by name."""

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str, sentence: str) -> str:
    """A string; surrounding white space is dropped."""
    return _read(name, "text", default, sentence, str)


def integer(name: str, default: int, sentence: str, *, least: int = 0, most: int | None = None) -> int:
    """A whole number of at least ``least`` and at most ``most``; ``10_000`` may be written with underscores."""

    def parse(raw: str) -> int:
        value = int(raw)
        if value < least:
            raise ValueError(f"{value} is less than {least}")
        if most is not None and value > most:
            raise ValueError(f"{value} is more than {most}")
        return value

    return _read(name, "whole number", default, sentence, parse)


def number(name: str, default: float, sentence: str, *, least: float = 0.0) -> float:
    """A number of at least ``least``."""

    def parse(raw: str) -> float:
        value = float(raw)
        if not value >= least:
            raise ValueError(f"{value:g} is less than {least:g}")
        return value

    return _read(name, "number", default, sentence, parse)


def boolean(name: str, default: bool, sentence: str) -> bool:
    """yes or no (also 1/0, true/false, on/off)."""

    def parse(raw: str) -> bool:
        lower = raw.lower()
        if lower not in _TRUE | _FALSE:
            raise ValueError("write yes or no")
        return lower in _TRUE

    return _read(name, "yes or no", default, sentence, parse)


def names(name: str, default: str, sentence: str) -> list[str]:
    """A list, separated by commas."""
    return _read(
        name, "list", default, sentence, lambda raw: [part.strip() for part in raw.split(",") if part.strip()]
    )


def choice(name: str, default: str, sentence: str, *, among: tuple[str, ...]) -> str:
    """One word of a few."""

    def parse(raw: str) -> str:
        if raw not in among:
            raise ValueError(f"write one of {', '.join(among)}")
        return raw

    return _read(name, " or ".join(among), default, sentence, parse)


def folder(name: str, default: Path | str, sentence: str) -> Path:
    """A folder, as an absolute path."""
    return _read(name, "folder", str(default), sentence, lambda raw: Path(raw).expanduser().absolute())


def _read(name: str, kind: str, default: object, sentence: str, parse: Callable[[str], Value]) -> Value:
    shown = {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)
    REGISTRY[name] = Setting(name, kind, shown, sentence)
    raw = _raw(name)
    try:
        return parse(shown if raw is None else raw)
    except ValueError as error:
        raise SettingError(name, f"{raw!r} cannot be used ({error}). It takes a {kind}.") from error


def _raw(name: str) -> str | None:
    """The value in the environment or in the file it names; None when neither is set or it is empty."""
    file = os.environ.get(f"{name}_FILE", "").strip()
    if file:
        try:
            return Path(file).read_text("utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{name}_FILE", f"{file} cannot be read ({error}).") from error
    return os.environ.get(name, "").strip() or None
