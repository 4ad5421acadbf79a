"""Texts as they are compared: without regard to case, and found with or without their accents."""

from __future__ import annotations

import re
import unicodedata

LONGEST_WORD = 60
MOST_WORDS = 60
"""Words of one photo by which it is found; titles and filenames come first."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_EXTENSION = re.compile(r"\.[^\W_]{2,5}$")


def fold(text: str) -> str:
    """A text as two texts are compared: composed, without regard to case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and runs of digits, so that ``IMG_1234`` has two."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def searchable(text: str) -> str:
    """The words of a text, and those without accents after them."""
    found = words(text)
    return " ".join(dict.fromkeys([*found, *map(plain, found)]))


def plain(word: str) -> str:
    """A word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def without_extension(filename: str) -> str:
    """A filename as people think of it."""
    return _EXTENSION.sub("", filename)
