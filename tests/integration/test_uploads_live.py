"""Uploads to the real server by an independent client: they go on after broken connections, restarts and kill -9."""

from __future__ import annotations

import hashlib
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from tusclient.client import TusClient

from live_site import LiveSite
from upload_story import encoded, picture_bytes

pytestmark = [
    pytest.mark.integration,
    pytest.mark.slow,
    # tuspy leaves the files it reads open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MEDIA_TYPE = "application/offset+octet-stream"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path_factory.mktemp("site"), ALBUMEN_UPLOAD_COMMIT_BYTES="200000").start()
    yield site
    site.kill()


def _client(site: LiveSite) -> TusClient:
    return TusClient(f"{site.url}/api/v1/uploads", headers=dict(site.headers))


def _file(folder: Path, size: int, seed: int) -> Path:
    path = folder / f"{seed}.jpg"
    path.write_bytes(picture_bytes(size, seed))
    return path


def _create(site: LiveSite, size: int, **metadata: str) -> str:
    said = {"filename": "a.jpg", "event": site.event, **metadata}
    answer = httpx.post(
        f"{site.url}/api/v1/uploads",
        headers={
            **site.headers,
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": encoded(said),
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def _offset(site: LiveSite, location: str) -> int:
    answer = httpx.head(
        f"{site.url}{location}", headers={**site.headers, "Tus-Resumable": "1.0.0"}, timeout=60
    )
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def _begin_patch(site: LiveSite, location: str, offset: int, length: int) -> socket.socket:
    """A connection that has announced ``length`` bytes and sent none."""
    connection = socket.create_connection(("127.0.0.1", site.port), 30)
    head = [
        f"PATCH {location} HTTP/1.1",
        f"Host: 127.0.0.1:{site.port}",
        f"Authorization: {site.headers['Authorization']}",
        "Tus-Resumable: 1.0.0",
        f"Content-Type: {MEDIA_TYPE}",
        f"Upload-Offset: {offset}",
        f"Content-Length: {length}",
    ]
    connection.sendall("\r\n".join([*head, "", ""]).encode())
    return connection


def _offset_reaches(site: LiveSite, location: str, least: int) -> int:
    for _ in range(400):
        offset = _offset(site, location)
        if offset >= least:
            return offset
        threading.Event().wait(0.02)
    raise AssertionError(f"{offset} of {least}: {site.log()}")


def _finish(site: LiveSite, path: Path, location: str) -> None:
    _client(site).uploader(str(path), url=f"{site.url}{location}", chunk_size=150_000).upload()
    wanted = hashlib.sha256(path.read_bytes()).hexdigest()
    identifier = location.rpartition("/")[2]
    stored = next(file for file in site.originals() if identifier in file.name)
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == wanted


def test_an_independent_client_uploads_with_checksums(site: LiveSite, tmp_path: Path) -> None:
    path = _file(tmp_path, 1_000_000, 1)
    uploader = _client(site).uploader(
        str(path),
        chunk_size=300_000,
        upload_checksum=True,
        metadata={"filename": "tanz 💃.jpg", "event": site.code},
    )
    uploader.upload()
    assert uploader.request.response_headers["albumen-upload-result"] == "received"
    photo = uploader.request.response_headers["albumen-photo"]
    (stored,) = (file for file in site.originals() if photo in file.name)
    assert stored.read_bytes() == path.read_bytes()
    again = _client(site).uploader(str(path), metadata={"filename": "b.jpg", "event": site.event})
    again.upload()
    assert again.request.response_headers["albumen-upload-result"] == "duplicate"
    assert again.request.response_headers["albumen-photo"] == photo


def test_what_arrived_before_the_connection_broke_is_kept(site: LiveSite, tmp_path: Path) -> None:
    path = _file(tmp_path, 1_000_000, 2)
    data = path.read_bytes()
    location = _create(site, len(data))
    with _begin_patch(site, location, 0, len(data)) as connection:
        connection.sendall(data[:450_000])
    assert _offset_reaches(site, location, 450_000) == 450_000
    _finish(site, path, location)


def test_a_second_writer_is_sent_away(site: LiveSite, tmp_path: Path) -> None:
    path = _file(tmp_path, 1_000_000, 3)
    data = path.read_bytes()
    location = _create(site, len(data))
    with _begin_patch(site, location, 0, len(data)) as connection:
        connection.sendall(data[:300_000])
        offset = _offset_reaches(site, location, 200_000)
        second = httpx.patch(
            f"{site.url}{location}",
            content=data[offset:],
            headers={
                **site.headers,
                "Tus-Resumable": "1.0.0",
                "Content-Type": MEDIA_TYPE,
                "Upload-Offset": str(offset),
            },
        )
        assert (second.status_code, second.json()["code"]) == (423, "upload_busy")
        connection.sendall(data[300_000:])
        assert connection.recv(100).startswith(b"HTTP/1.1 204")
    _finish(site, path, location)


def test_an_upload_goes_on_after_a_restart(site: LiveSite, tmp_path: Path) -> None:
    path = _file(tmp_path, 900_000, 4)
    location = _create(site, 900_000)
    uploader = _client(site).uploader(str(path), url=f"{site.url}{location}", chunk_size=100_000)
    uploader.upload(stop_at=400_000)
    site.stop()
    site.start()
    assert _offset(site, location) == 400_000
    _finish(site, path, location)


@pytest.mark.parametrize("seed", range(6))
def test_an_upload_goes_on_after_kill_9_in_the_middle_of_a_patch(
    site: LiveSite, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    path = _file(tmp_path, 3_000_000, 100 + seed)
    data = path.read_bytes()
    location = _create(site, len(data), sha256=hashlib.sha256(data).hexdigest())
    sent = chance.randrange(1, len(data))
    with _begin_patch(site, location, 0, len(data)) as connection:
        connection.sendall(data[:sent])
        threading.Event().wait(chance.random() * 0.05)  # somewhere in the middle of it
        site.kill()
    site.start()
    offset = _offset(site, location)
    part = site.data / "uploads" / f"{location.rpartition('/')[2]}.part"
    held = part.read_bytes() if part.exists() else b""
    assert offset <= len(held)
    assert held[:offset] == data[:offset]
    _finish(site, path, location)


def test_kill_9_around_the_last_byte_makes_one_photo(site: LiveSite, tmp_path: Path) -> None:
    before = len(site.rows("Photo", "id"))
    for seed in range(6):
        chance = random.Random(seed)  # noqa: S311 - a test
        data = picture_bytes(400_000, 200 + seed)
        location = _create(site, len(data))
        with _begin_patch(site, location, 0, len(data)) as connection:
            connection.sendall(data)
            threading.Event().wait(chance.random() * 0.06)
            site.kill()
        site.start()
        path = _file(tmp_path, len(data), 200 + seed)
        assert path.read_bytes() == data
        _finish(site, path, location)
    assert len(site.rows("Photo", "id")) == before + 6
    (count, total) = site.rows("Library", "photo_count", "byte_count")[0]
    assert (count, total) == (before + 6, sum(row[0] for row in site.rows("Photo", "bytes")))


def test_two_uploads_of_one_file_at_once_make_one_photo(site: LiveSite) -> None:
    before = len(site.rows("Photo", "id"))
    for seed in range(300, 304):
        data = picture_bytes(50_000, seed)
        locations = [_create(site, len(data)) for _ in range(6)]
        results: list[str] = []

        def send(location: str, data: bytes = data, results: list[str] = results) -> None:
            answer = httpx.patch(
                f"{site.url}{location}",
                content=data,
                headers={
                    **site.headers,
                    "Tus-Resumable": "1.0.0",
                    "Content-Type": MEDIA_TYPE,
                    "Upload-Offset": "0",
                },
                timeout=60,
            )
            results.append(answer.headers["Albumen-Upload-Result"])

        threads = [threading.Thread(target=send, args=(location,)) for location in locations]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["duplicate"] * 5 + ["received"]
    assert len(site.rows("Photo", "id")) == before + 4
    assert site.rows("Library", "photo_count")[0] == [before + 4]


def test_a_large_upload_is_not_held_in_memory(site: LiveSite) -> None:
    size = 80_000_000
    location = _create(site, size)
    workers = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(site.port) in " ".join(process.info["cmdline"] or [])
    ]
    workers += [child for process in list(workers) for child in process.children(recursive=True)]
    before = sum(process.memory_info().rss for process in set(workers))
    piece = picture_bytes(1_000_000, 400)
    with _begin_patch(site, location, 0, size) as connection:
        for _ in range(70):
            connection.sendall(piece)
        _offset_reaches(site, location, 65_000_000)
        grown = sum(process.memory_info().rss for process in set(workers)) - before
    assert grown < 25_000_000


def test_a_stranger_stores_nothing(site: LiveSite) -> None:
    stored = sum(1 for _ in (site.data / "uploads").glob("*"))
    answer = httpx.post(
        f"{site.url}/api/v1/uploads",
        content=picture_bytes(3_000_000),
        headers={"Tus-Resumable": "1.0.0", "Content-Type": MEDIA_TYPE, "Upload-Length": "3000000"},
    )
    assert answer.status_code == 401
    assert sum(1 for _ in (site.data / "uploads").glob("*")) == stored


def test_a_full_disk_is_told_and_the_upload_goes_on_when_there_is_room(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """The operating system refuses to let a file grow, as it does on a full disk."""
    site = LiveSite(tmp_path_factory.mktemp("full"), ALBUMEN_UPLOAD_COMMIT_BYTES="2000000")
    path = _file(tmp_path, 20_000_000, 500)
    data = path.read_bytes()
    headers = {**site.headers, "Tus-Resumable": "1.0.0", "Content-Type": MEDIA_TYPE, "Upload-Offset": "0"}
    try:
        site.start("prlimit", "--fsize=12000000")
        location = _create(site, len(data))
        answer = httpx.patch(f"{site.url}{location}", content=data, headers=headers, timeout=60)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        assert "Nothing that had arrived is lost" in answer.json()["advice"]
        assert _offset(site, location) >= 8_000_000
        site.stop()
        site.start()
        _finish(site, path, location)
    finally:
        site.kill()
