"""Files of the built client: kept for good where names say contents, sent compressed, found when built late."""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http.response import HttpResponseBase
from django.test import Client

from albumen.config.handler import Handler

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def _build(folder: Path, name: str, text: str = "export {}", seconds: int = 0) -> None:
    """A client as the build leaves it, with one script."""
    assets = folder / "assets"
    shutil.rmtree(folder, ignore_errors=True)
    assets.mkdir(parents=True)
    (assets / name).write_text(text)
    (assets / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    (folder / "icon.svg").write_text("<svg/>")
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text("{}")
    (folder / "index.html").write_text(f"<!doctype html><script src=/assets/{name}></script>")
    os.utime(folder / "index.html", (1_700_000_000 + seconds,) * 2)


def _fetch(browser: Client, path: str, **headers: str) -> tuple[HttpResponseBase, bytes]:
    """An answer and its whole body; nothing stays open."""
    response = browser.get(path, headers=headers)
    body = b"".join(response) if response.streaming else response.content
    response.close()
    return response, body


@pytest.fixture
def dist(settings: Any, tmp_path: Path) -> Path:
    settings.ALBUMEN_CLIENT = tmp_path / "dist"
    return tmp_path / "dist"


def test_files_named_by_their_contents_are_kept_for_good(dist: Path) -> None:
    _build(dist, "index-D_b0mim0.js")
    script, _ = _fetch(Client(), "/assets/index-D_b0mim0.js")
    icon, _ = _fetch(Client(), "/icon.svg")
    assert script.status_code == icon.status_code == 200
    assert "immutable" in script["Cache-Control"] and "immutable" not in icon["Cache-Control"]


def test_browsers_that_take_it_get_the_compressed_file(dist: Path) -> None:
    _build(dist, "index-D_b0mim0.js", "x" * 5000)
    response, body = _fetch(Client(), "/assets/index-D_b0mim0.js", accept_encoding="gzip, br")
    assert response["Content-Encoding"] == "gzip" and "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(body) == b"x" * 5000


@pytest.mark.filterwarnings(
    "error:StreamingHttpResponse must"
)  # Django warns of pieces that a server of ASGI has to gather first
@pytest.mark.parametrize(
    ("method", "wanted", "status", "body"),
    [("GET", "", 200, b"export {}"), ("HEAD", "", 200, b""), ("GET", "bytes=7-8", 206, b"{}")],
)
def test_a_server_of_asgi_is_given_the_file_at_once(
    dist: Path, method: str, wanted: str, status: int, body: bytes
) -> None:
    _build(dist, "index-11111111.js")
    headers = [(b"host", b"localhost")] + ([(b"range", wanted.encode())] if wanted else [])
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": "/assets/index-11111111.js",
        "query_string": b"",
        "headers": headers,
    }

    async def answer() -> tuple[dict[str, Any], dict[str, Any]]:
        site = ApplicationCommunicator(Handler(), scope)
        await site.send_input({"type": "http.request"})
        start, rest = await site.receive_output(30), await site.receive_output(30)
        await site.wait(30)
        assert await site.receive_nothing()
        return start, rest

    start, rest = asyncio.run(answer())
    told = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert (start["status"], rest["body"], rest.get("more_body", False)) == (status, body, False)
    assert told["content-length"] == str(len(body) or len("export {}"))
    assert "javascript" in told["content-type"] and "immutable" in told["cache-control"]


def test_a_client_built_while_the_site_runs_is_served(dist: Path) -> None:
    browser = Client()
    assert b"has not been built" in _fetch(browser, "/")[1]
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 404
    _build(dist, "index-11111111.js")
    assert b"index-11111111" in _fetch(browser, "/")[1]
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 200


def test_another_build_takes_the_place_of_the_one_before(dist: Path) -> None:
    browser = Client()
    _build(dist, "index-11111111.js", "export const before = 1")
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 200
    _build(dist, "index-22222222.js", "export const after = 2", seconds=1)
    assert _fetch(browser, "/assets/index-22222222.js")[1] == b"export const after = 2"
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 404


def test_a_file_that_vanished_is_missing_and_no_failure(dist: Path) -> None:
    browser = Client()
    _build(dist, "index-11111111.js")
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 200
    (dist / "assets" / "index-11111111.js").unlink()
    assert _fetch(browser, "/assets/index-11111111.js")[0].status_code == 404


@pytest.mark.parametrize("path", ["/index.html", "/assets/gone.js", "/assets/../icon.svg", "/favicon.ico"])
def test_what_is_no_file_of_the_client_is_missing(dist: Path, path: str) -> None:
    _build(dist, "index-11111111.js")
    assert _fetch(Client(), path)[0].status_code == 404


def test_what_the_build_keeps_for_itself_is_not_given_away(dist: Path) -> None:
    _build(dist, "index-11111111.js")
    assert b"<!doctype html>" in _fetch(Client(), "/.vite/manifest.json")[1]


@pytest.mark.parametrize(
    "path", ["/e/3GAFEW5D", "/join/3GAF-EW5D", "/join/a.b", "/events/1/photos", "/login"]
)
def test_addresses_of_pages_get_the_page_and_are_not_listed(dist: Path, path: str) -> None:
    _build(dist, "index-11111111.js")
    response = Client().get(path)
    assert response.status_code == 200 and b"index-11111111" in response.content
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-cache", "noindex")


@pytest.mark.parametrize("path", ["/", "/listed", "/signup/guest"])
def test_search_engines_may_list_what_is_for_everybody(dist: Path, path: str) -> None:
    _build(dist, "index-11111111.js")
    assert "X-Robots-Tag" not in Client().get(path)


def test_a_package_carries_the_built_client(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    _build(source / "frontend" / "dist", "index-11111111.js")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            source,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "albumen/web/built/index.html" in names
    assert "albumen/web/built/assets/index-11111111.js.gz" in names
