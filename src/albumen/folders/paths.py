"""File names as bytes, as text for people and as text for JSON. Names on disk need not be UTF-8."""

from __future__ import annotations

import os
import unicodedata
from urllib.parse import quote

LONGEST_NAME = 255
"""Longest file name most file systems take, in bytes."""


def encoded(path: str) -> bytes:
    """The bytes of a path as the file system has them; what the database stores."""
    return os.fsencode(path)


def decoded(path: bytes) -> str:
    """The reverse of :func:`encoded`; bytes that are not UTF-8 become surrogate escapes."""
    return os.fsdecode(path)


def readable(path: str) -> str:
    """One line for a person: control characters escaped, bytes that are not UTF-8 shown as ``\\xNN``."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() or _joins(c) else c.encode("unicode_escape").decode("ascii") for c in text
    )


def as_href(path: str) -> str:
    """A relative path as a link: every byte that is not plain ASCII is percent-encoded."""
    return quote(os.fsencode(path).replace(os.fsencode(os.sep), b"/"), safe="/")


def as_json_text(path: str) -> str:
    """A relative path with forward slashes. Bytes that are not UTF-8 stay as lone surrogates (``"\\udcNN"``),
    which ``os.fsencode`` turns back into the exact name."""
    return path.replace(os.sep, "/")


def same_name_key(name: str) -> str:
    """Names with the same key clash on some file system (case-insensitive or normalising)."""
    return unicodedata.normalize("NFC", name).casefold()


def free_name(name: str, taken: set[str]) -> str:
    """``name``, or ``name (2)``, ``name (3)`` ... before the suffix: the first whose key is not in ``taken``.

    ``taken`` holds keys of :func:`same_name_key`; the answer's key is added to it.
    """
    candidate, number = _shortened(name, ""), 1
    while same_name_key(candidate) in taken:
        number += 1
        candidate = _shortened(name, f" ({number})")
    taken.add(same_name_key(candidate))
    return candidate


def _shortened(name: str, addition: str) -> str:
    stem, suffix = os.path.splitext(name)
    if len(os.fsencode(suffix)) > 32:  # not a file type, just a name with a dot
        stem, suffix = name, ""
    room = LONGEST_NAME - len(os.fsencode(addition)) - len(os.fsencode(suffix))
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return stem + addition + suffix


def _joins(character: str) -> bool:
    """Joiners that are part of emoji and of several scripts; direction overrides are not among them."""
    return character in "\u200c\u200d\ufe0f"
