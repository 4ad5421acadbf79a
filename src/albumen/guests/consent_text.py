"""What guests agree to before anything about their face is kept: texts with a version, one file for each language.

A text that guests agreed to is never edited; one that means something else gets the next version.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "consent"
LANGUAGE = "en"
"""The language that every version has."""

_NAME = re.compile(r"(?P<version>[1-9]\d*)\.(?P<language>[a-z]{2})\.toml")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of the text in one language, in parts that a page can show one below the other."""

    version: str
    language: str
    title: str
    what: str
    why: str
    how_long: str
    withdraw: str


@cache
def current_version() -> str:
    """The version that guests agree to now."""
    return str(max(int(version) for version, _ in _texts()))


def consent_text(language: str = LANGUAGE) -> ConsentText:
    """The current text in a language, in English where it was not translated."""
    texts = _texts()
    return texts.get((current_version(), language)) or texts[current_version(), LANGUAGE]


@cache
def _texts() -> dict[tuple[str, str], ConsentText]:
    found: dict[tuple[str, str], ConsentText] = {}
    for path in FOLDER.iterdir():
        named = _NAME.fullmatch(path.name)
        if named is None:
            continue
        parts = tomllib.loads(path.read_text("utf-8"))
        whole = {key: " ".join(str(value).split()) for key, value in parts.items()}
        found[named["version"], named["language"]] = ConsentText(**named.groupdict(), **whole)
    return found
