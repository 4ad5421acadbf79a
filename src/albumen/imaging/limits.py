"""Limits on what is decoded: settings with a name, a default and a meaning, checked before pixels exist."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Self

from albumen.imaging.errors import InvalidSettingError
from albumen.imaging.sniff import FORMATS, Format

_UNITS: Final[dict[str, int]] = {
    "": 1,
    "K": 10**3,
    "M": 10**6,
    "G": 10**9,
    "KI": 2**10,
    "MI": 2**20,
    "GI": 2**30,
}
_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]I?)?B?", re.IGNORECASE)
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG])?P?", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*S?", re.IGNORECASE)


class Setting(NamedTuple):
    """One row of the table of settings: variable, field of :class:`Limits`, default, meaning, accepted."""

    variable: str
    field: str
    default: str
    meaning: str
    accepts: str


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "ALBUMEN_MAX_BYTES",
        "max_bytes",
        "100MB",
        "Largest file that is opened.",
        "a size over 0 such as 100MB, 1.5GB, 512MiB or 1000000",
    ),
    Setting(
        "ALBUMEN_MAX_PIXELS",
        "max_pixels",
        "200MP",
        "Most pixels (width times height) a picture may have; read from its header.",
        "a number of pixels over 0 such as 200MP or 50000000",
    ),
    Setting(
        "ALBUMEN_FORMATS",
        "formats",
        ",".join(FORMATS),
        "Formats that are read, told by content and never by the file's name.",
        f"a list of names with commas, out of {', '.join(FORMATS)}",
    ),
    Setting(
        "ALBUMEN_DECODE_SECONDS",
        "decode_seconds",
        "10",
        "Longest time in which one file is decoded, in a worker process.",
        "seconds over 0 such as 10 or 2.5",
    ),
    Setting(
        "ALBUMEN_WORKER_MEMORY",
        "worker_memory",
        "1.5GB",
        "Memory (data, without code and shared pages) that one worker process may hold.",
        "a size over 0 such as 1.5GB or 2GiB",
    ),
)
"""Every setting of this room; docs/imaging.md documents each (a test proves it)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a picture may cost.

    Attributes:
        max_bytes: size of the file, bytes.
        max_pixels: width times height of the stored picture.
        formats: names of the formats that are read.
        decode_seconds: time to decode one file, seconds; enforced in worker processes.
        worker_memory: data memory of one worker process, bytes.
    """

    max_bytes: int = 100 * 10**6
    max_pixels: int = 200 * 10**6
    formats: frozenset[Format] = frozenset(FORMATS)
    decode_seconds: float = 10.0
    worker_memory: int = 1500 * 10**6

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Limits as the environment sets them; a variable that is unset or blank means the default.

        Raises:
            InvalidSettingError: names the variable, its value and what it accepts.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = environment.get(setting.variable, "").strip()
            if not text:
                continue
            try:
                values[setting.field] = _READERS[setting.field](text)
            except ValueError as error:
                raise InvalidSettingError(
                    f"{setting.variable} is “{text}”, but it must be {setting.accepts}."
                ) from error
        return replace(cls(), **values)


def _amount(pattern: re.Pattern[str], text: str) -> float:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(text)
    unit = match[2] if pattern.groups > 1 else None
    amount = float(match[1]) * _UNITS[(unit or "").upper()]
    if amount <= 0:
        raise ValueError(text)
    return amount


def _whole(pattern: re.Pattern[str]) -> Callable[[str], int]:
    def read(text: str) -> int:
        amount = round(_amount(pattern, text))
        if amount < 1:
            raise ValueError(text)
        return amount

    return read


def _formats(text: str) -> frozenset[str]:
    names = frozenset(name.strip().lower() for name in text.split(",") if name.strip())
    if not names or not names <= set(FORMATS):
        raise ValueError(text)
    return names


_READERS: Final[dict[str, Callable[[str], int | float | frozenset[str]]]] = {
    "max_bytes": _whole(_BYTES),
    "max_pixels": _whole(_PIXELS),
    "formats": _formats,
    "decode_seconds": lambda text: _amount(_SECONDS, text),
    "worker_memory": _whole(_BYTES),
}
