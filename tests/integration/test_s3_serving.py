"""Originals, previews and archives out of S3: parts as parts, memory that stays small, a store that is silent."""

from __future__ import annotations

import asyncio
import hashlib
import io
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client, RequestFactory

import factories
from albumen.accounts.models import User
from albumen.api.serving import _pieces, file_answer
from albumen.config import s3_storage
from albumen.config.object_store import storage_from_url
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.models import Job
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.archives import Archive, ArchiveBrokenError, Member
from albumen.photos.models import Photo, PhotoState, Upload, UploadState
from albumen.photos.serving import ServedFile
from albumen.photos.stored import BLOCK, FileLostError, StorageFailedError, open_part, read_part, read_stored
from integration.conftest import S3
from integration.sites import free_port, until
from stored_photos import drawn, received
from upload_story import create, picture_bytes

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LARGE = picture_bytes(3 * BLOCK + 12_345)
AsUser = Callable[[User], Client]


@pytest.fixture
def s3(db: None, s3_server: S3, settings: Any, tmp_path: Any) -> S3:
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(s3_server.url, tmp_path)}
    return s3_server


@pytest.fixture
def sent(s3: S3) -> list[int]:
    """Bytes of each answer of the store to a request for a file."""
    answers: list[int] = []
    events = default_storage.connection.meta.client.meta.events
    events.register(
        "after-call.s3.GetObject", lambda parsed, **_: answers.append(parsed.get("ContentLength", 0))
    )
    return answers


@pytest.fixture
def photo(s3: S3, party: Event) -> Photo:
    default_storage.save("a.jpg", ContentFile(LARGE))
    return factories.photo(party.library, original="a.jpg", bytes=len(LARGE), media_type="image/jpeg")


def test_a_part_of_a_file_is_all_that_the_store_sends(
    ana: User, photo: Photo, sent: list[int], as_user: AsUser
) -> None:
    response = as_user(ana).get(
        f"/api/v1/photos/{photo.pk}/original", headers={"range": "bytes=1000000-1000099"}
    )
    assert (response.status_code, response.content) == (206, LARGE[1_000_000:1_000_100])
    assert response["Content-Range"] == f"bytes 1000000-1000099/{len(LARGE)}"
    assert sent == [100]


def test_a_large_file_is_fetched_block_by_block(s3: S3, sent: list[int]) -> None:
    async def got() -> bytes:
        return b"".join([piece async for piece in _pieces("a.jpg", 5, 2_500_001)])

    default_storage.save("a.jpg", ContentFile(LARGE))
    assert asyncio.run(got()) == LARGE[5:2_500_001]
    assert sent == [BLOCK, BLOCK, 2_499_996 - 2 * BLOCK]


def test_what_is_missing_or_empty_or_short_is_told_apart(s3: S3, sent: list[int]) -> None:
    default_storage.save("empty", ContentFile(b""))
    default_storage.save("short", ContentFile(b"12345"))
    assert read_part("empty", 0, 10) == b""
    assert read_part("short", 3, 10) == b"45"
    assert read_part("short", 5, 10) == b""
    assert open_part("short", 1, 99).read(100) == b"2345"
    for read in (lambda: read_part("none", 0, 10), lambda: open_part("none", 0, 1).read(1)):
        with pytest.raises(FileNotFoundError):
            read()
    with pytest.raises(FileLostError):
        read_stored("none", 100)
    with pytest.raises(FileNotFoundError):
        default_storage.size("none")


def test_a_worker_fetches_no_more_than_it_decodes(s3: S3, sent: list[int]) -> None:
    default_storage.save("huge", ContentFile(LARGE))
    assert read_stored("huge", 1000) == LARGE[:1001]
    assert read_stored("huge", len(LARGE)) == LARGE
    assert sent == [1001, len(LARGE)]


def test_signed_addresses_lead_to_the_store_for_five_minutes(
    ana: User, bo: User, photo: Photo, sent: list[int], as_user: AsUser, settings: Any
) -> None:
    settings.ALBUMEN_SIGNED_URLS = True
    address = f"/api/v1/photos/{photo.pk}/original"
    answer = as_user(ana).get(f"{address}?download=true")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert "X-Amz-Expires=300" in answer["Location"] and "X-Amz-Signature=" in answer["Location"]
    assert "secret" not in answer["Location"]
    fetched = httpx.get(answer["Location"], headers={"Range": "bytes=10-19"})
    assert (fetched.status_code, fetched.content) == (206, LARGE[10:20])
    assert fetched.headers["Content-Type"] == "image/jpeg"
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert sent == []
    assert as_user(bo).get(address).status_code == 404


def _members(count: int, size: int, key: str) -> list[Member]:
    return [Member(f"{n}.jpg", size, (2026, 1, 1, 0, 0, 0), f"x{n}", key) for n in range(count)]


async def _drain(archive: Archive, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([piece async for piece in archive.stream(start, end)])


def test_an_archive_is_the_same_from_anywhere_and_nothing_before_it_is_fetched(
    s3: S3, sent: list[int]
) -> None:
    default_storage.save("a.jpg", ContentFile(LARGE))
    members = _members(3, len(LARGE), "a.jpg")
    whole = asyncio.run(_drain(Archive(members)))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None and opened.read("2.jpg") == LARGE
    sent.clear()
    start = len(whole) - 200_000
    assert asyncio.run(_drain(Archive(members), start)) == whole[start:]
    assert sum(sent) < 200_000, "its checksums are known: only the end of the last photo is read"


def test_a_store_that_is_away_is_no_archive_without_photos(
    ana: User, photo: Photo, as_user: AsUser, settings: Any, tmp_path: Any
) -> None:
    away = f"s3://k:s@photos?region=eu-1&endpoint=http://127.0.0.1:{free_port()}"
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(away, tmp_path)}
    answer = as_user(ana).get(f"/api/v1/events/{photo.library.event.pk}/photos.zip")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_away")
    answer = as_user(ana).get(f"/api/v1/photos/{photo.pk}/original")
    assert (answer.status_code, answer.json()["code"]) == (503, "file_missing")
    ready = Client().get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"]["storage"] == "does not work (EndpointConnectionError)"


def test_photos_wait_for_a_store_that_is_away_and_are_not_given_up_for_a_day(
    s3: S3, party: Event, run_jobs: Callable[[], int], settings: Any, tmp_path: Any
) -> None:
    there = settings.STORAGES
    photo = received(party.library, drawn())
    url = f"s3://k:s@photos?region=eu-1&endpoint=http://127.0.0.1:{free_port()}"
    away = {**settings.STORAGES, "default": storage_from_url(url, tmp_path)}
    settings.STORAGES = away
    for _ in range(settings.ALBUMEN_JOB_ATTEMPTS + 2):
        Job.objects.update(run_after=clock.now())
        assert run_jobs() == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == ("waiting", 0, "storage_failed")
    settings.STORAGES = there
    Job.objects.update(run_after=clock.now())
    run_jobs()
    photo.refresh_from_db()
    assert photo.state == PhotoState.READY

    other = received(party.library, drawn(seed=1), filename="b.jpg")
    settings.STORAGES = away
    Job.objects.filter(key=str(other.pk)).update(created_at=clock.now() - timedelta(days=1))
    for _ in range(settings.ALBUMEN_JOB_ATTEMPTS):
        Job.objects.filter(key=str(other.pk)).update(run_after=clock.now())
        run_jobs()
    other.refresh_from_db()
    assert (other.state, other.error_code) == (PhotoState.FAILED, "storage_failed")


@pytest.mark.postgres_only
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory is never closed")
@pytest.mark.django_db(transaction=True)
def test_nobody_holds_a_connection_to_the_database_while_the_store_is_asked(s3: S3, party: Event) -> None:
    held: list[bool] = []
    events = default_storage.connection.meta.client.meta.events
    for call in ("PutObject", "HeadObject", "GetObject"):
        events.register(f"before-send.s3.{call}", lambda **_: held.append(connection.connection is not None))
    original = _received(party)
    request = RequestFactory().get("/", headers={"range": "bytes=1-5"})
    answer = file_answer(request, ServedFile(original.original, "x", "image/jpeg", "a.jpg", clock.now()))
    assert answer.content == LARGE[1:6]
    assert held == [False, False, False]


def _received(party: Event) -> Photo:
    """Received as an upload is."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(LARGE)
        file.flush()
        digest = hashlib.sha256(LARGE).hexdigest()
        owner, library = party.library.owner, party.library
        return ReceivePhoto(owner, library, Path(file.name), "a.jpg", digest, len(LARGE), {}).execute()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a store that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_silent_store_holds_an_upload_for_seconds_and_loses_nothing(
    ana: User,
    party: Event,
    silent: str,
    as_user: AsUser,
    settings: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"s3://k:s@photos?region=eu-1&endpoint={silent}"
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(url, tmp_path)}
    limits = default_storage.connection.meta.client.meta.config
    assert (limits.connect_timeout, limits.read_timeout, limits.retries["total_max_attempts"]) == (5, 30, 2)
    monkeypatch.setattr(s3_storage, "READ_SECONDS", 0.5)
    monkeypatch.setattr(s3_storage, "CONNECT_SECONDS", 0.5)  # also bounds each write to the connection
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(url, tmp_path)}
    began = time.monotonic()
    answer = create(as_user(ana), party, len(LARGE), LARGE)
    assert answer.status_code == 201
    assert time.monotonic() - began < 10
    assert Upload.objects.get().state == UploadState.COMPLETE
    assert Job.objects.filter(kind="upload.receive", state="waiting").exists()
    with pytest.raises(StorageFailedError):
        read_stored("a.jpg", 100)


@pytest.fixture
def store_elsewhere(s3_server: S3) -> Iterator[S3]:
    """A store in a process of its own, so that its memory is not taken for ours."""
    port = free_port()
    program = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    store = S3(f"http://127.0.0.1:{port}", "photos")
    try:
        until(lambda: _listens(port), 30, "moto answers")
        place = {"LocationConstraint": "eu-central-1"}
        store.client().create_bucket(Bucket=store.bucket, CreateBucketConfiguration=place)
        yield store
    finally:
        server.terminate()
        server.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_two_hundred_megabytes_pass_in_little_memory(
    db: None, store_elsewhere: S3, settings: Any, tmp_path: Any
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(store_elsewhere.url, tmp_path)}
    size = 20 << 20
    default_storage.save("a.jpg", ContentFile(picture_bytes(size)))
    default_storage.save("small.jpg", ContentFile(LARGE))
    archive = Archive(_members(10, size, "a.jpg"))
    us = psutil.Process()

    async def most() -> tuple[int, int]:
        async for _ in Archive(_members(1, len(LARGE), "small.jpg")).stream():
            pass  # threads and connections are made
        before, peak, passed = us.memory_info().rss, 0, 0
        async for piece in archive.stream():
            passed += len(piece)
            if passed % (4 << 20) < len(piece):
                peak = max(peak, us.memory_info().rss - before)
        return passed, peak

    passed, peak = asyncio.run(most())
    assert passed == archive.size > 200 << 20
    print(f"grown by {peak / 1e6:.1f} MB")
    assert peak < 16 << 20


def test_an_archive_asks_the_store_for_no_size_it_knows_until_a_file_is_lost(
    ana: User, party: Event, s3: S3, as_user: AsUser
) -> None:
    asked: list[str] = []
    events = default_storage.connection.meta.client.meta.events
    events.register("before-send.s3.HeadObject", lambda request, **_: asked.append(request.url))
    for number in range(4):
        for name in (f"{number}.jpg", f"{number}-small.jpg"):
            default_storage.save(name, ContentFile(name.encode() * 10))
        factories.photo(
            party.library,
            number,
            original=f"{number}.jpg",
            bytes=len(f"{number}.jpg") * 10,
            previews={"1280": f"{number}-small.jpg"},
        )
    asked.clear()
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/photos.zip"
    originals = _names_in(client.get(url))
    assert len(originals) == 4
    client.head(url)
    assert len(asked) == 2, (
        "sizes of originals are in their rows; one for each answer shows that the store is there"
    )
    asked.clear()
    previews = f"{url}?size=web"
    assert len(_names_in(client.get(previews))) == 4
    client.head(previews)
    assert len(asked) == 4, "those of previews are asked for once"
    default_storage.delete("2.jpg")
    with pytest.raises(ArchiveBrokenError):
        _names_in(client.get(url))
    assert _names_in(client.get(url)) == [*originals[:2], originals[3], "MISSING.txt"]


def _names_in(response: Any) -> list[str]:
    async def body() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    with zipfile.ZipFile(io.BytesIO(async_to_sync(body)())) as archive:
        assert archive.testzip() is None
        return archive.namelist()
