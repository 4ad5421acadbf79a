"""Streams under the real server: pushed at once, cheap while open, ended with it; ZIPs in constant memory."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from granian_site import Site, granian_site

pytestmark = [pytest.mark.integration, pytest.mark.sqlite_only]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with granian_site(tmp_path_factory.mktemp("site"), photos=60, ALBUMEN_PROGRESS_SECONDS="0.1") as running:
        yield running


def _upload(site: Site, state: str) -> None:
    """An upload that keeps the event from being done, or is over."""
    site.python(
        "import django; django.setup()\n"
        "from albumen.photos.models import Upload, Library\n"
        "from django.utils import timezone\n"
        "library = Library.objects.get()\n"
        "upload, made = Upload.objects.get_or_create(library=library, user=library.owner, size=1,"
        " defaults={'expires_at': timezone.now()})\n"
        f"upload.state = {state!r}; upload.save()"
    )


def _events(response: httpx.Response) -> Iterator[dict[str, object]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def _listen(client: httpx.Client, site: Site, stack: ExitStack) -> Iterator[dict[str, object]]:
    response = stack.enter_context(
        client.stream("GET", f"/api/v1/events/{site.event}/progress", headers={"accept": "text/event-stream"})
    )
    assert response.status_code == 200, response.read()
    assert response.headers["content-type"] == "text/event-stream"
    return _events(response)


def test_fifty_streams_hold_neither_threads_nor_connections(site: Site) -> None:
    _upload(site, "open")
    worker = site.worker()
    limits = httpx.Limits(max_connections=100)
    with httpx.Client(base_url=site.url, cookies=site.cookies, limits=limits, timeout=20) as client:
        client.get(f"/api/v1/events/{site.event}/progress").raise_for_status()
        threads = worker.num_threads()
        with ExitStack() as stack:
            streams = [_listen(client, site, stack) for _ in range(50)]
            for stream in streams:
                assert next(stream)["uploads"] == {"open": 1, "complete": 0}
            assert worker.num_threads() <= threads + 12
            databases = [file for file in worker.open_files() if file.path.endswith("albumen.sqlite3")]
            assert len(databases) <= 6
            _upload(site, "received")
            for stream in streams:
                *_, last = stream
                assert last["done"] is True


def test_streams_end_when_the_server_stops(tmp_path: Path) -> None:
    with granian_site(tmp_path, ALBUMEN_PROGRESS_SECONDS="0.1") as site:
        _upload(site, "open")
        with (
            httpx.Client(base_url=site.url, cookies=site.cookies, timeout=20) as client,
            ExitStack() as stack,
        ):
            streams = [_listen(client, site, stack) for _ in range(3)]
            for stream in streams:
                next(stream)
            began = time.monotonic()
            site.process.terminate()
            for stream in streams:
                assert list(stream) == []
            site.process.wait(15)
            assert time.monotonic() - began < 5


def test_a_zip_of_sixty_megabytes_takes_no_memory_and_continues(site: Site) -> None:
    worker = site.worker()
    url = f"/api/v1/events/{site.event}/photos.zip"
    with httpx.Client(base_url=site.url, cookies=site.cookies, timeout=60) as client:
        size = int(client.head(url).headers["content-length"])
        assert size > 60_000_000
        before = worker.memory_info().rss
        parts, grown = [], 0
        with client.stream("GET", url) as response:
            etag = response.headers["etag"]
            assert int(response.headers["content-length"]) == size
            for chunk in response.iter_bytes():
                parts.append(chunk)
                if len(parts) % 40 == 0:
                    grown = max(grown, worker.memory_info().rss - before)
                if sum(map(len, parts)) > 30_000_000:
                    break
        assert grown < 40_000_000
        got = b"".join(parts)
        headers = {"range": f"bytes={len(got)}-", "if-range": etag}
        rest = client.get(url, headers=headers)
        assert (rest.status_code, int(rest.headers["content-length"])) == (206, size - len(got))
        with zipfile.ZipFile(io.BytesIO(got + rest.content)) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == 60


def test_a_file_lost_while_it_is_sent_breaks_the_transfer_off(site: Site) -> None:
    url = f"/api/v1/events/{site.event}/photos.zip"
    lost = Path(site.environment["ALBUMEN_DATA"]) / "media" / "originals" / "59.jpg"
    with httpx.Client(base_url=site.url, cookies=site.cookies, timeout=60) as client:
        with pytest.raises(httpx.RemoteProtocolError), client.stream("GET", url) as response:
            chunks = response.iter_bytes()
            next(chunks)
            contents = lost.read_bytes()
            lost.unlink()
            for _ in chunks:
                pass
        lost.write_bytes(contents)
        assert client.get("/healthz").status_code == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_stored(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 1_000_000

    headers = {"content-type": "application/json"}
    with httpx.Client(base_url=site.url, cookies=site.cookies, timeout=30) as client:
        try:
            response = client.post("/api/v1/events", content=endless(), headers=headers)
        except httpx.TransportError:
            pass  # the server closed the connection while we were still sending
        else:
            assert (response.status_code, response.json()["code"]) == (413, "too_large")
        assert client.get("/healthz").status_code == 200
        assert client.post("/api/v1/events", content=b"x" * 3_000_000, headers=headers).status_code in {
            401,
            403,
            413,
        }
