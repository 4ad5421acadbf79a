"""What a guest's phone loads before it shows anything: scripts, compressed, by the build's own list of its files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
BUDGET = 200_000
"""Bytes of compressed JavaScript."""

LANGUAGE = ("src/locales/de/index.ts", "src/locales/de/problems.json")
"""The longest of the languages, with the server's sentences in it; one is loaded."""

HEAVY = {"Uppy": "[Uppy]", "PhotoSwipe": "pswp__", "Recharts": "recharts-"}
"""Libraries for some pages alone, and a text by which each is known in a built file."""


_ROUTE = re.compile(r"src/routes/(.+)\.tsx\?tsr-split=[\w-]+")
_GUESTS = ("join/", "my/", "login", "signup/guest", "index")


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


def _pages(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Routes that guests come to first, and the parts of each: its own and those of the frames around it."""
    parts = {m[1]: name for name in manifest if (m := _ROUTE.fullmatch(name))}
    pages = [route for route in parts if route.startswith(_GUESTS) and not route.endswith("/route")]
    frames = {
        page: [name for route, name in parts.items() if page.startswith(f"{route.removesuffix('/route')}/")]
        for page in pages
    }
    return {page: [parts[page], *frames[page]] for page in pages}


def test_pages_for_guests_keep_to_the_budget(manifest: dict[str, Any]) -> None:
    pages = _pages(manifest)
    assert {"join/$code", "my/index", "login"} <= set(pages)
    sent = {
        page: _sent(manifest, _loaded(manifest, "index.html", *LANGUAGE, *own)) for page, own in pages.items()
    }
    over = {page: size for page, size in sent.items() if size > BUDGET}
    assert not over, f"bytes of JavaScript, {BUDGET} allowed: {over}"


def test_the_page_of_all_components_is_not_built(manifest: dict[str, Any]) -> None:
    assert not [name for name in manifest if "design" in name]


def test_what_is_heavy_is_loaded_where_it_is_used(manifest: dict[str, Any]) -> None:
    for name in _loaded(manifest, "index.html"):
        text = (DIST / manifest[name]["file"]).read_text("utf-8", "ignore")
        assert not [library for library, mark in HEAVY.items() if mark in text], name
