"""Files of photos: permission, ranges, caching, and nothing a browser could run."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient, Client
from PIL import Image

import factories
from albumen.accounts.models import User
from albumen.api.serving import _pieces
from albumen.events.models import Event
from albumen.guests.models import Download, Match
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.models import Photo
from albumen.photos.serving import named_like, preview_versions
from stored_photos import drawn, received

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


@pytest.fixture
def photo(party: Event, run_jobs: Callable[[], int]) -> Photo:
    photo = received(party.library, drawn(3000, 2000))
    run_jobs()
    photo.refresh_from_db()
    return photo


def show(photo: Photo, event: Event, user: User) -> None:
    Match.objects.create(
        registration=factories.registration(event, user), event=event, photo=photo, probability=0.99,
        level="certain", state="released",
    )  # fmt: skip


def original(photo: Photo) -> str:
    return f"/api/v1/photos/{photo.pk}/original"


def body(response: Any) -> bytes:
    return response.getvalue()


def test_the_original_is_sent_byte_for_byte(ana: User, photo: Photo, as_user: AsUser) -> None:
    response = as_user(ana).get(original(photo))
    assert response.status_code == 200
    assert body(response) == drawn(3000, 2000)
    assert response["Content-Type"] == "image/jpeg"
    assert response["ETag"] == f'"{photo.sha256}"'
    assert int(response["Content-Length"]) == photo.bytes
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"] and "public" not in response["Cache-Control"]
    assert {"Cookie", "Authorization"} <= {name.strip() for name in response["Vary"].split(",")}


@pytest.mark.parametrize(
    ("header", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
def test_a_range_is_that_range(
    ana: User, photo: Photo, as_user: AsUser, header: str, start: int, end: int | None
) -> None:
    response = as_user(ana).get(original(photo), headers={"range": header})
    data = drawn(3000, 2000)
    assert (response.status_code, body(response)) == (206, data[start:end])
    first = start % len(data)
    assert response["Content-Range"] == f"bytes {first}-{(end or len(data)) - 1}/{len(data)}"


def test_a_range_behind_the_end_and_one_for_other_bytes(ana: User, photo: Photo, as_user: AsUser) -> None:
    client = as_user(ana)
    behind = client.get(original(photo), headers={"range": f"bytes={photo.bytes}-"})
    assert (behind.status_code, behind["Content-Range"]) == (416, f"bytes */{photo.bytes}")
    other = client.get(original(photo), headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (other.status_code, len(body(other))) == (200, photo.bytes)
    same = client.get(original(photo), headers={"range": "bytes=0-9", "if-range": f'"{photo.sha256}"'})
    assert (same.status_code, len(body(same))) == (206, 10)


def test_what_the_browser_has_is_not_sent_again(ana: User, photo: Photo, as_user: AsUser) -> None:
    client = as_user(ana)
    for address in (original(photo), f"/api/v1/photos/{photo.pk}/preview/320"):
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"if-none-match": f'"x", W/{etag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag and "private" in again["Cache-Control"]


def test_head_says_everything_but_the_bytes(ana: User, photo: Photo, as_user: AsUser) -> None:
    client = as_user(ana)
    for address in (original(photo), f"/api/v1/photos/{photo.pk}/preview/1280"):
        got, headed = client.get(address), client.head(address)
        assert headed.status_code == 200 and body(headed) == b""
        for name in ("Content-Length", "ETag", "Content-Type", "Accept-Ranges", "Last-Modified"):
            assert headed[name] == got[name]


def test_previews_are_kept_for_ever_under_their_versioned_address_only(
    ana: User, photo: Photo, as_user: AsUser
) -> None:
    client = as_user(ana)
    addresses = client.get(f"/api/v1/photos/{photo.pk}").json()["previews"]
    assert set(addresses) == {"320", "1280", "2560"}
    for size, address in addresses.items():
        response = client.get(address)
        assert "immutable" in response["Cache-Control"] and "private" in response["Cache-Control"]
        with Image.open(io.BytesIO(body(response))) as image:
            assert max(image.size) == int(size) and not image.getexif()
        for other in (address.split("?")[0], f"{address}x"):
            assert "immutable" not in client.get(other)["Cache-Control"]


def test_until_the_largest_is_there_the_next_is_given_and_not_kept(
    ana: User, photo: Photo, as_user: AsUser
) -> None:
    Photo.objects.update(previews={k: v for k, v in photo.previews.items() if k != "2560"})
    client = as_user(ana)
    assert "2560" not in client.get(f"/api/v1/photos/{photo.pk}").json()["previews"]
    large = client.get(f"/api/v1/photos/{photo.pk}/preview/2560?v=1")
    assert body(large) == body(client.get(f"/api/v1/photos/{photo.pk}/preview/1280"))
    assert "immutable" not in large["Cache-Control"]


def test_no_preview_of_other_sizes_or_unready_photos(ana: User, party: Event, as_user: AsUser) -> None:
    photo = received(party.library, drawn())
    client = as_user(ana)
    assert client.get(f"/api/v1/photos/{photo.pk}/preview/320").json()["code"] == "preview_not_ready"
    for size in ("9999", "0", "-1", "320.0"):
        assert client.get(f"/api/v1/photos/{photo.pk}/preview/{size}").status_code == 422


def test_files_only_for_those_who_see_the_photo(
    ana: User, bo: User, cy: User, party: Event, photo: Photo, as_user: AsUser
) -> None:
    show(photo, party, bo)
    for kind in ("original", "preview/320", "preview/1280", "preview/2560"):
        address = f"/api/v1/photos/{photo.pk}/{kind}"
        assert as_user(bo).get(address).status_code == 200
        for stranger in (as_user(cy), as_user(factories.photographer(f"dan-{kind[-4:]}"))):
            assert stranger.get(address).status_code == stranger.head(address).status_code == 404
        assert Client().get(address).status_code == 401
    Match.objects.update(state="hidden")
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}/preview/320").status_code == 404


def test_a_host_may_keep_originals_to_themselves(
    ana: User, bo: User, party: Event, photo: Photo, as_user: AsUser
) -> None:
    show(photo, party, bo)
    Event.objects.update(guests_may_download_originals=False)
    refused = as_user(bo).get(original(photo))
    assert (refused.status_code, refused.json()["code"]) == (403, "originals_not_given")
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}/preview/2560").status_code == 200
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}").json()["original"] is None
    assert as_user(ana).get(original(photo)).status_code == 200


def test_a_download_is_saved_under_its_name_and_counted_once(
    bo: User, party: Event, photo: Photo, as_user: AsUser
) -> None:
    show(photo, party, bo)
    Photo.objects.update(filename='Fête "1".JPG')
    client = as_user(bo)
    saved = client.get(f"{original(photo)}?download=true")
    assert saved["Content-Disposition"] == "attachment; filename*=utf-8''F%C3%AAte%201.JPG"
    body(saved)
    client.get(original(photo))
    client.head(f"{original(photo)}?download=true")
    body(client.get(f"{original(photo)}?download=true", headers={"range": "bytes=100-"}))
    download = Download.objects.get()
    assert (download.user, download.photos, download.originals) == (bo, 1, True)


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "application/pdf", ""])
def test_what_is_no_picture_is_only_ever_saved(
    ana: User, party: Event, as_user: AsUser, claimed: str
) -> None:
    data = b"<html><script>alert(document.domain)</script></html>"
    photo = received(party.library, data, media_type=claimed, state="failed", filename="x.html")
    response = as_user(ana).get(original(photo))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="x.html.bin"'
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "....etcpasswd.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ("photo.html", "photo.html.jpg"),
        ("IMG_1.JPEG", "IMG_1.JPEG"),
        ("", "photo.jpg"),
        ("\u202egpj.exe", "gpj.exe.jpg"),
    ],
)
def test_names_are_harmless(name: str, shown: str) -> None:
    assert named_like(name, "image/jpeg").lstrip(".") == shown.lstrip(".")


def test_a_lost_file_is_said_and_nothing_breaks(ana: User, photo: Photo, as_user: AsUser) -> None:
    default_storage.delete(photo.original)
    lost = as_user(ana).get(original(photo))
    assert (lost.status_code, lost.json()["code"]) == (503, "file_missing")


def test_showing_a_preview_takes_few_queries(
    bo: User, party: Event, photo: Photo, as_user: AsUser, django_assert_max_num_queries: Any
) -> None:
    show(photo, party, bo)
    client = as_user(bo)
    client.get(f"/api/v1/photos/{photo.pk}/preview/320")
    with django_assert_max_num_queries(4):
        assert client.get(f"/api/v1/photos/{photo.pk}/preview/320").status_code == 200


def test_large_originals_are_streamed_in_pieces(
    ana: User, party: Event, as_user: AsUser, run_jobs: Callable[[], int]
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "jpeg", quality=95)
    photo = received(party.library, file.getvalue())
    assert photo.bytes > 2 << 20

    async def read(start: int, end: int) -> list[bytes]:
        return [piece async for piece in _pieces(photo.original, start, end)]

    pieces = asyncio.run(read(1000, photo.bytes))
    assert max(map(len, pieces)) <= 1 << 18 and len(pieces) > 8
    assert b"".join(pieces) == file.getvalue()[1000:]


@pytest.mark.django_db(transaction=True)
def test_over_asgi_a_large_original_comes_whole(ana: User, party: Event) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "jpeg", quality=95)
    photo = received(party.library, file.getvalue())

    async def fetch() -> tuple[bool, bytes]:
        client = AsyncClient()
        await client.aforce_login(ana, backend="albumen.accounts.sessions.Backend")
        response = await client.get(original(photo))
        return response.is_async, b"".join([piece async for piece in response.streaming_content])

    streamed, data = asyncio.run(fetch())
    assert streamed and data == file.getvalue()


def part(photo: Photo, size: int = 1280, **asked: object) -> str:
    version = preview_versions(photo)[size]
    given = {"v": version, "left": 0.25, "top": 0.25, "width": 0.1, "height": 0.15, **asked}
    return f"/api/v1/photos/{photo.pk}/preview/{size}/part?{urlencode(given)}"


def test_a_part_of_a_preview_is_a_small_picture_that_is_kept(
    ana: User, photo: Photo, as_user: AsUser
) -> None:
    client = as_user(ana)
    whole = Image.open(io.BytesIO(body(client.get(f"/api/v1/photos/{photo.pk}/preview/1280"))))
    response = client.get(part(photo, side=64))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (64, 64)
    there = whole.crop((320, 213, 448, 341)).resize((64, 64), Image.Resampling.BICUBIC)
    assert np.abs(np.asarray(picture).astype(int) - np.asarray(there)).mean() < 6
    assert "immutable" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert (
        response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    )
    assert "Accept-Ranges" not in response
    again = client.get(part(photo, side=64), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(part(photo, side=128))["ETag"] != response["ETag"]
    assert client.get(part(photo, left=0.3, side=64))["ETag"] != response["ETag"]
    assert "immutable" not in client.get(part(photo, v="older"))["Cache-Control"]
    assert client.head(part(photo, side=64)).content == b""


def test_a_part_is_for_those_who_see_the_photo(
    ana: User, bo: User, cy: User, party: Event, photo: Photo, as_user: AsUser
) -> None:
    show(photo, party, bo)
    factories.registration(party, cy)
    assert as_user(bo).get(part(photo)).status_code == 200
    assert as_user(cy).get(part(photo)).status_code == 404
    assert Client().get(part(photo)).status_code == 401
    DeletePhotos(ana, [photo.pk]).execute()
    assert as_user(bo).get(part(photo)).status_code == 404
    assert as_user(bo).get(part(photo, deleted="true")).status_code == 404
    assert as_user(ana).get(part(photo)).status_code == 404
    assert as_user(ana).get(part(photo, deleted="true")).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"left": -0.1},
        {"top": 1},
        {"width": 0},
        {"height": 1.1},
        {"left": "nan"},
        {"width": "inf"},
        {"side": 100},
    ],
)
def test_a_part_that_is_none_is_told(
    ana: User, photo: Photo, as_user: AsUser, wrong: dict[str, object]
) -> None:
    assert as_user(ana).get(part(photo, **wrong)).status_code == 422


def test_a_part_of_a_preview_that_is_lost_or_damaged(ana: User, photo: Photo, as_user: AsUser) -> None:
    address = part(photo)
    key = photo.previews["1280"]
    default_storage.delete(key)
    default_storage.save(key, ContentFile(b"\xff\xd8\xff no picture"))
    damaged = as_user(ana).get(address)
    default_storage.delete(key)
    lost = as_user(ana).get(address)
    for answer in (damaged, lost):
        assert (answer.status_code, answer.json()["code"]) == (503, "file_missing")
