"""What a guest's phone loads before it shows anything: scripts, compressed, by the build's own list of its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
BUDGET = 200_000
"""Bytes of compressed JavaScript."""

LANGUAGE = "src/locales/de/index.ts"
"""The longest of the languages; one is loaded."""

HEAVY = {"Uppy": "[Uppy]", "PhotoSwipe": "pswp__", "Recharts": "recharts-"}
"""Libraries for some pages alone, and a text by which each is known in a built file."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    file = DIST / ".vite" / "manifest.json"
    if not file.is_file():
        pytest.skip("the web client is not built (npm run build in frontend/; needs Node 20)")
    manifest: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return manifest


def _loaded(manifest: dict[str, Any], *entries: str) -> set[str]:
    """Names of what these entries load at once, themselves included."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += manifest[name].get("imports", [])
    return found


def _sent(manifest: dict[str, Any], names: set[str]) -> int:
    """Bytes on the wire: the compressed file where the build made one."""
    files = {DIST / manifest[name]["file"] for name in names if manifest[name]["file"].endswith(".js")}
    smallest = (next(f for f in (Path(f"{file}.br"), file) if f.is_file()) for file in files)
    return sum(file.stat().st_size for file in smallest)


@pytest.mark.parametrize(
    "route", ["/join/$code", "/my/index", "/my/$registrationId", "/login", "/signup/guest"]
)
def test_a_page_for_guests_keeps_to_the_budget(manifest: dict[str, Any], route: str) -> None:
    chain = ("index.html", LANGUAGE, f"src/routes{route}.tsx?tsr-split=component")
    names = _loaded(manifest, *chain)
    sent = _sent(manifest, names)
    assert sent <= BUDGET, f"{route} loads {sent} bytes of JavaScript: {sorted(names)}"


def test_what_is_heavy_is_loaded_where_it_is_used(manifest: dict[str, Any]) -> None:
    for name in _loaded(manifest, "index.html"):
        text = (DIST / manifest[name]["file"]).read_text("utf-8", "ignore")
        assert not [library for library, mark in HEAVY.items() if mark in text], name
