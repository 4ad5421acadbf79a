"""ZIPs: exactly the photos one may have, whole, with a known length, continued from anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Download, Match, MatchState, Registration
from albumen.photos.archive_names import archive_names
from albumen.photos.archives import Archive, ArchiveBrokenError, Member
from albumen.photos.models import Photo

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous"),
]

DATE = (2026, 5, 4, 3, 2, 2)


def _photo(event: Event, number: int, **fields: Any) -> Photo:
    """A photo with an original of some hundred thousand bytes and a preview behind it."""
    original = f"originals/{event.pk}-{number}.jpg"
    preview = f"previews/{event.pk}-{number}.webp"
    contents = bytes((number * 31 + n) % 251 for n in range(997)) * (300 + number)
    default_storage.save(original, ContentFile(contents))
    default_storage.save(preview, ContentFile(b"small" * 100))
    defaults = {"original": original, "previews": {"320": "gone", "1280": preview}, "bytes": len(contents)}
    return factories.photo(event.library, number, **{**defaults, **fields})


def _match(registration: Registration, photo: Photo, state: str = MatchState.RELEASED) -> Match:
    return Match.objects.create(
        registration=registration,
        event=registration.event,
        photo=photo,
        probability=0.99,
        level="certain",
        state=state,
    )


def _body(response: Any) -> bytes:
    return b"".join(response)


def _names(body: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


@pytest.fixture
def three(party: Event) -> list[Photo]:
    return [_photo(party, number) for number in (1, 2, 3)]


def test_the_host_gets_every_photo_untouched(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    response = as_user(ana).get(f"/api/v1/events/{party.pk}/photos.zip")
    body = _body(response)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert int(response["Content-Length"]) == len(body)
    assert _names(body) == ["photo-1.jpg", "photo-2.jpg", "photo-3.jpg"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for photo, info in zip(three, archive.infolist(), strict=True):
            with default_storage.open(photo.original) as file:
                assert archive.read(info) == file.read()
            assert info.compress_type == zipfile.ZIP_STORED
    download = Download.objects.get()
    assert (download.user, download.event, download.photos, download.originals) == (ana, party, 3, True)


def test_a_guest_gets_released_photos_only(
    bo: User, cy: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    mine, hers = factories.registration(party, bo), factories.registration(party, cy)
    _match(mine, three[0])
    _match(mine, three[1], MatchState.WAITING)
    _match(hers, three[2])
    url = f"/api/v1/registrations/{mine.pk}/photos.zip"
    assert _names(_body(as_user(bo).get(url))) == ["photo-1.jpg"]
    for wanted in (three[1], three[2]):
        response = as_user(bo).get(url, {"ids": [three[0].pk, wanted.pk]})
        assert (response.status_code, response.json()["code"]) == (404, "photo_not_found")
    assert as_user(cy).get(url).status_code == 404
    assert as_user(bo).get(f"/api/v1/events/{party.pk}/photos.zip").status_code == 403


@pytest.mark.parametrize(
    "change", ["removed", "expired", "closed", "event_binned", "photo_binned", "rejected"]
)
def test_nothing_after_access_ended(
    change: str, bo: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    registration = factories.registration(party, bo)
    _match(registration, three[0])
    now = timezone.now()
    {
        "removed": lambda: Registration.objects.update(removed_at=now),
        "expired": lambda: Event.objects.update(available_until=now - timedelta(seconds=1)),
        "closed": lambda: Event.objects.update(closed_at=now),
        "event_binned": lambda: Event.objects.update(binned_at=now),
        "photo_binned": lambda: Photo.objects.update(binned_at=now),
        "rejected": lambda: Match.objects.update(state=MatchState.REJECTED),
    }[change]()
    response = as_user(bo).get(f"/api/v1/registrations/{registration.pk}/photos.zip")
    assert response.status_code in {404, 410}
    assert not Download.objects.exists()


def test_originals_only_when_the_host_allows_them(
    bo: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    Event.objects.update(guests_may_download_originals=False)
    registration = factories.registration(party, bo)
    _match(registration, three[0])
    url = f"/api/v1/registrations/{registration.pk}/photos.zip"
    response = as_user(bo).get(url)
    assert (response.status_code, response.json()["code"]) == (403, "originals_not_allowed")
    body = _body(as_user(bo).get(url, {"size": "web"}))
    assert _names(body) == ["photo-1.webp"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.read("photo-1.webp") == b"small" * 100


def test_a_transfer_continues_from_anywhere(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    from django.core.cache import cache

    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/photos.zip"
    whole = client.get(url)
    body = _body(whole)
    starts = [0, 1, 29, 40, 60, 100_000, 299_000, 299_197, len(body) // 2, len(body) - 300, len(body) - 1]
    for remembered in (True, False):
        for start in starts:
            if not remembered:
                cache.clear()
            response = client.get(url, headers={"range": f"bytes={start}-", "if-range": whole["ETag"]})
            assert response.status_code == 206
            assert _body(response) == body[start:], (remembered, start)
            assert response["Content-Range"] == f"bytes {start}-{len(body) - 1}/{len(body)}"
            assert int(response["Content-Length"]) == len(body) - start
    for first, last in [(0, 0), (5, 35), (298_000, 300_100), (299_340, 299_360), (10, len(body) + 99)]:
        cache.clear()
        response = client.get(url, headers={"range": f"bytes={first}-{last}"})
        assert _body(response) == body[first : last + 1], (first, last)
    assert _body(client.get(url, headers={"range": "bytes=-100"})) == body[-100:]


def test_ranges_that_cannot_be_given(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/photos.zip"
    head = client.head(url)
    size = int(head["Content-Length"])
    assert head.content == b"" and not Download.objects.exists()
    response = client.get(url, headers={"range": f"bytes={size}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")
    for headers in (
        {"range": "bytes=5-9", "if-range": '"other"'},
        {"range": "bytes=1-2,5-6"},
        {"range": "x=1-"},
    ):
        response = client.get(url, headers=headers)
        assert (response.status_code, len(_body(response))) == (200, size)
    assert client.get(url, headers={"if-none-match": head["ETag"]}).status_code == 304


def test_continuing_is_not_another_download(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    url = f"/api/v1/events/{party.pk}/photos.zip"
    client = as_user(ana)
    _body(client.get(url))
    _body(client.get(url, headers={"range": "bytes=1000-"}))
    assert Download.objects.count() == 1


def test_other_photos_are_another_archive(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/photos.zip"
    before = client.head(url)["ETag"]
    assert client.head(url)["ETag"] == before
    Photo.objects.filter(pk=three[1].pk).update(binned_at=timezone.now())
    assert client.head(url)["ETag"] != before


def test_names_are_safe_and_never_collide(ana: User, party: Event, as_user: Callable[[User], Client]) -> None:
    for number, name in enumerate(["IMG.jpg", "img.JPG", "../../etc/x.jpg", "Grüße 🎉.jpg", "IMG.jpg"]):
        _photo(party, number, filename=name)
    Event.objects.update(name='Ünïcode "party"\r\nX: y')
    response = as_user(ana).get(f"/api/v1/events/{party.pk}/photos.zip")
    assert (
        "\n" not in response["Content-Disposition"] and "filename*=utf-8''" in response["Content-Disposition"]
    )
    names = _names(_body(response))
    assert names == ["IMG.jpg", "img (2).JPG", "_.._etc_x.jpg", "Grüße 🎉.jpg", "IMG (3).jpg"]


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("con.jpg", "_con.jpg"),
        ("a\x00b\x1f.jpg", "ab.jpg"),
        ("", "photo"),
        (" .. ", "photo"),
        ("x" * 300 + ".jpg", "x" * 180 + ".jpg"),
        ("é" * 150 + ".jpg", "é" * 90 + ".jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
    ],
)
def test_hostile_names(given: str, safe: str) -> None:
    assert list(archive_names([(given, "")])) == [safe]


def test_a_name_made_unique_meets_another_of_that_name() -> None:
    names = list(archive_names([("a (2).jpg", ""), ("a.jpg", ""), ("A.jpg", ""), ("a.jpg", "")]))
    assert names == ["a (2).jpg", "a.jpg", "A (3).jpg", "a (4).jpg"]


def test_dates_are_of_the_clock_at_the_event(
    ana: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    _photo(party, 1, taken_at=datetime(2026, 7, 1, 10, 20, 30, tzinfo=UTC))
    _photo(party, 2, taken_at=datetime(1970, 1, 1, tzinfo=UTC))
    body = _body(as_user(ana).get(f"/api/v1/events/{party.pk}/photos.zip"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        dates = [info.date_time for info in archive.infolist()]
    assert dates == [(2026, 7, 1, 12, 20, 30), (1980, 1, 1, 0, 0, 0)]


def test_a_lost_file_is_named_in_the_archive(
    ana: User, party: Event, three: list[Photo], as_user: Callable[[User], Client]
) -> None:
    default_storage.delete(three[1].original)
    body = _body(as_user(ana).get(f"/api/v1/events/{party.pk}/photos.zip"))
    assert _names(body) == ["photo-1.jpg", "photo-3.jpg", "MISSING.txt"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert b"photo-2.jpg" in archive.read("MISSING.txt")
    assert Download.objects.get().photos == 2


def test_nothing_at_all(ana: User, party: Event, as_user: Callable[[User], Client], settings: Any) -> None:
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/photos.zip"
    assert client.get(url).json()["code"] == "no_photos"
    factories.photo(party.library, 1)
    response = client.get(url)
    assert (response.status_code, response.json()["code"]) == (503, "files_missing")
    settings.ALBUMEN_ZIP_MAX_PHOTOS = 1
    factories.photo(party.library, 2)
    response = client.get(url)
    assert (response.status_code, response.json()["code"]) == (413, "too_many_photos")


def test_a_file_that_shrinks_or_grows_breaks_the_transfer_off(party: Event) -> None:
    for length in (99, 101):
        default_storage.save("a", ContentFile(b"x" * length))
        archive = Archive([Member("a.jpg", 100, DATE, "a", "a")])
        with pytest.raises(ArchiveBrokenError):
            async_to_sync(_collect)(archive)


def test_archives_beyond_the_limits_of_the_old_format(db: None) -> None:
    """More than 65,535 files, and offsets beyond 4 GiB: laid out without writing 4 GiB."""
    many = Archive([Member(f"{n}.txt", 1, DATE, "x", text=b"x") for n in range(66_000)])
    body = async_to_sync(_collect)(many)
    assert len(body) == many.size
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert len(archive.namelist()) == 66_000
        assert archive.read("65999.txt") == b"x"
    large = 5 << 30
    huge = Archive(
        [Member("huge.raw", large, DATE, "h", "nowhere"), Member("b.txt", 2, DATE, "b", text=b"ok")]
    )
    huge._checksums[0] = 0
    start = huge._places[1].start
    tail = async_to_sync(_collect)(huge, start)
    assert len(tail) == huge.size - start
    with zipfile.ZipFile(_Sparse(start, tail)) as archive:
        assert [info.file_size for info in archive.infolist()] == [large, 2]
        assert archive.read("b.txt") == b"ok"


class _Sparse(io.RawIOBase):
    """A file of which only the end was written."""

    def __init__(self, hole: int, tail: bytes) -> None:
        self._hole, self._tail, self._at = hole, tail, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        base = {0: 0, 1: self._at, 2: self._hole + len(self._tail)}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        assert self._at >= self._hole, "only the tail is read"
        begin = self._at - self._hole
        piece = self._tail[begin:] if size < 0 else self._tail[begin : begin + size]
        self._at += len(piece)
        return piece


async def _collect(archive: Archive, start: int = 0) -> bytes:
    return b"".join([piece async for piece in archive.stream(start)])
