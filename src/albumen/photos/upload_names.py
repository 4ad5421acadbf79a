"""What a file is called, made safe to show, to put into a ZIP and to save on any computer.

Names never become paths here: storage keys are made of our own identifiers.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 200
"""Of a name in UTF-8; file systems allow 255, and a ZIP may have to add a number."""

NAMELESS = "photo"

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the dot (Microsoft, Naming Files, Paths and Namespaces)."""

_JOINERS = "\u200c\u200d"
"""Invisible, but emoji and several scripts need them."""


def safe_filename(raw: str) -> str:
    """The last part of a path somebody sent, without anything that could lead elsewhere or deceive the eye.

    Control and direction characters go, separators and characters that Windows forbids become ``_``, white space
    becomes a space; at most :data:`LONGEST_BYTES` of UTF-8, of which the suffix survives.
    """
    name = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode())
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    name = "".join(" " if char in "\t\n\r\u2028\u2029" else char for char in name)
    name = "".join(
        char
        for char in name
        if char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" ").rstrip(". ")
    if not name.strip("._ "):
        return NAMELESS
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > 20:
        stem, dot, suffix = name, "", ""
    room = LONGEST_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + suffix
