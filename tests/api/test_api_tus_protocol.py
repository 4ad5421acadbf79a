"""Uploads speak tus 1.0.0: what is replayed, reordered, damaged, foreign or too late has a clear answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

import factories
from albumen.accounts.models import AccessToken, User
from albumen.accounts.queries import digest
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.models import Job
from albumen.photos import spool
from albumen.photos.models import Library, Photo, Upload, UploadState
from upload_story import TUS, checksum, create, head, patch, picture_bytes

pytestmark = pytest.mark.django_db

LogIn = Callable[[User], Client]
PICTURE = picture_bytes()


@pytest.fixture
def client(ana: User, as_user: LogIn) -> Client:
    return as_user(ana)


def _open(client: Client, party: Event, data: bytes = PICTURE) -> str:
    answer = create(client, party, len(data))
    assert answer.status_code == 201
    return answer["Location"]


def _stored(photo: Photo) -> bytes:
    with default_storage.open(photo.original) as file:
        return file.read()


def test_the_server_says_what_it_can(client: Client, settings: Any) -> None:
    answer = Client().options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    offered = "creation,creation-with-upload,termination,checksum,expiration"
    assert answer["Tus-Extension"] == offered
    assert answer["Tus-Max-Size"] == str(settings.ALBUMEN_UPLOAD_MAX_BYTES)
    assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1"


def test_a_photo_in_three_pieces(client: Client, party: Event) -> None:
    location = _open(client, party)
    for start, end in ((0, 1), (1, 6000), (6000, len(PICTURE))):
        asked = head(client, location)
        assert (asked.status_code, asked["Upload-Offset"], asked["Cache-Control"]) == (
            200,
            str(start),
            "no-store",
        )
        assert asked["Upload-Length"] == str(len(PICTURE))
        answer = patch(client, location, start, PICTURE[start:end])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
        assert answer["Upload-Expires"].endswith("GMT")
    photo = Photo.objects.get()
    assert answer["Albumen-Upload-Result"] == "received"
    assert answer["Albumen-Photo"] == str(photo.pk)
    assert _stored(photo) == PICTURE
    assert photo.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert (photo.bytes, photo.state, photo.uploader_id) == (len(PICTURE), "received", party.owner_id)
    assert Job.objects.get(kind="photo.ingest").payload == {"photo": str(photo.pk)}
    assert not Job.objects.filter(kind="upload.receive").exists()
    library = Library.objects.get(pk=party.library_id)
    assert (library.photo_count, library.byte_count) == (1, len(PICTURE))
    assert list(spool.uploads()) == []


def test_a_photo_in_one_request(client: Client, party: Event) -> None:
    answer = create(client, party, len(PICTURE), PICTURE)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(PICTURE)))
    assert answer["Albumen-Upload-Result"] == "received"
    assert _stored(Photo.objects.get()) == PICTURE


def test_a_beginning_with_the_creation(client: Client, party: Event) -> None:
    answer = create(client, party, len(PICTURE), PICTURE[:1000])
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "1000")
    assert patch(client, answer["Location"], 1000, PICTURE[1000:]).status_code == 204
    assert _stored(Photo.objects.get()) == PICTURE


def test_replayed_and_reordered_pieces_change_nothing(client: Client, party: Event) -> None:
    location = _open(client, party)
    assert patch(client, location, 4000, PICTURE[4000:]).status_code == 409  # the end first
    assert patch(client, location, 0, PICTURE[:4000]).status_code == 204
    replayed = patch(client, location, 0, PICTURE[:4000])
    assert (replayed.status_code, replayed["Upload-Offset"]) == (409, "4000")
    assert replayed.json()["code"] == "wrong_offset"
    assert patch(client, location, 4000, PICTURE[4000:]).status_code == 204
    assert patch(client, location, 4000, PICTURE[4000:]).status_code == 409
    assert _stored(Photo.objects.get()) == PICTURE


def test_more_than_was_announced_is_refused_and_loses_nothing(client: Client, party: Event) -> None:
    location = _open(client, party)
    patch(client, location, 0, PICTURE[:4000])
    answer = patch(client, location, 4000, PICTURE[4000:] + b"x")
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert head(client, location)["Upload-Offset"] == "4000"
    assert patch(client, location, 4000, PICTURE[4000:]).status_code == 204


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_damaged_piece_counts_for_nothing(client: Client, party: Event, algorithm: str) -> None:
    location = _open(client, party)
    right = checksum(algorithm, PICTURE[:5000])
    damaged = patch(client, location, 0, PICTURE[1:5001], HTTP_UPLOAD_CHECKSUM=right)
    assert (damaged.status_code, damaged.reason_phrase) == (460, "Checksum Mismatch")
    assert (damaged.json()["code"], damaged.json()["status"]) == ("checksum_mismatch", 460)
    assert head(client, location)["Upload-Offset"] == "0"
    assert patch(client, location, 0, PICTURE[:5000], HTTP_UPLOAD_CHECKSUM=right).status_code == 204


@pytest.mark.parametrize("value", ["md5 abc", "sha256", "sha256 !!!", "sha1 YWJj", ""])
def test_a_checksum_that_is_none_is_refused(client: Client, party: Event, value: str) -> None:
    answer = patch(client, _open(client, party), 0, PICTURE, HTTP_UPLOAD_CHECKSUM=value)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_header")


def test_a_file_that_is_not_the_announced_one_is_refused(client: Client, party: Event) -> None:
    answer = create(client, party, len(PICTURE), PICTURE, sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_mismatch")
    assert not Photo.objects.exists()


def test_an_upload_left_alone_is_gone(client: Client, party: Event) -> None:
    location = _open(client, party)
    patch(client, location, 0, PICTURE[:100])
    Upload.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert head(client, location).status_code == 410
    answer = patch(client, location, 100, PICTURE[100:])
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_expired")


def test_an_upload_that_is_given_up_leaves_nothing(client: Client, party: Event) -> None:
    location = _open(client, party)
    patch(client, location, 0, PICTURE[:100])
    assert client.delete(location, **TUS).status_code == 204
    assert (Upload.objects.count(), list(spool.uploads())) == (0, [])
    assert head(client, location).status_code == 404


def test_ending_a_received_upload_keeps_its_photo(client: Client, party: Event) -> None:
    location = create(client, party, len(PICTURE), PICTURE)["Location"]
    assert client.delete(location, **TUS).status_code == 204
    assert _stored(Photo.objects.get()) == PICTURE


def test_somebody_elses_upload_is_not_there(client: Client, party: Event, bo: User, as_user: LogIn) -> None:
    location = _open(client, party)
    for stranger in (bo, factories.photographer("dan")):
        other = as_user(stranger)
        assert head(other, location).status_code == 404
        assert patch(other, location, 0, PICTURE).status_code == 404
        assert other.delete(location, **TUS).status_code == 404
    assert Upload.objects.get().offset == 0


def test_only_the_owner_uploads_to_an_event(party: Event, bo: User, as_user: LogIn) -> None:
    factories.registration(party, bo)
    refused = create(as_user(bo), party, 100)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert create(as_user(factories.photographer("dan")), party, 100).status_code == 404
    assert not Upload.objects.exists()


def test_nobody_uploads_without_logging_in(party: Event) -> None:
    answer = create(Client(), party, 100)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


def test_a_browser_needs_its_csrf_token(ana: User, party: Event) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana, backend="albumen.accounts.sessions.Backend")
    assert create(browser, party, 100).json()["code"] == "csrf_failed"
    browser.cookies["albumen_csrf"] = token = "a" * 32
    assert create(browser, party, 100, HTTP_X_CSRFTOKEN=token).status_code == 201


def test_a_token_needs_the_scope_to_write(ana: User, party: Event) -> None:
    program = Client(enforce_csrf_checks=True)
    for text, scopes in (("reads", ["photos:read"]), ("writes", ["photos:write"])):
        AccessToken.objects.create(user=ana, name=text, digest=digest(text), hint=text, scopes=scopes)
    reads, writes = ({"HTTP_AUTHORIZATION": f"Bearer {name}"} for name in ("reads", "writes"))
    assert create(program, party, 100, **reads).json()["code"] == "scope_missing"
    made = create(program, party, 100, **writes)
    assert made.status_code == 201
    assert head(program, made["Location"], **writes).status_code == 200
    assert head(program, made["Location"], **reads).status_code == 403
    assert create(program, party, 100, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 401


def test_another_version_of_the_protocol_is_refused(client: Client, party: Event) -> None:
    answer = create(client, party, 100, HTTP_TUS_RESUMABLE="0.2.2")
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_UPLOAD_LENGTH": "-1"},
        {"HTTP_UPLOAD_LENGTH": "1e3"},
        {"HTTP_UPLOAD_LENGTH": "9" * 30},
        {"HTTP_UPLOAD_LENGTH": "²"},
        {"HTTP_UPLOAD_METADATA": "filename ***"},
        {"HTTP_UPLOAD_METADATA": "filename YQ==,filename YQ=="},
        {"HTTP_UPLOAD_METADATA": "filename " + "YWFh" * 5000},
        {"HTTP_UPLOAD_DEFER_LENGTH": "1"},
        {"HTTP_UPLOAD_CONCAT": "partial"},
    ],
)
def test_headers_that_say_nothing_usable(client: Client, party: Event, headers: dict[str, str]) -> None:
    answer = create(client, party, 100, **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_header")
    assert not Upload.objects.exists()


def test_headers_of_unknown_extensions_change_nothing(client: Client, party: Event) -> None:
    answer = create(
        client, party, len(PICTURE), PICTURE, HTTP_UPLOAD_DRAFT_INTEROP_VERSION="6", HTTP_UPLOAD_X="1"
    )
    assert answer["Albumen-Upload-Result"] == "received"


def test_bytes_need_their_media_type(client: Client, party: Event) -> None:
    location = _open(client, party)
    answer = client.generic("PATCH", location, PICTURE, "image/jpeg", HTTP_UPLOAD_OFFSET="0", **TUS)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type")


def test_a_method_may_stand_in_a_header(client: Client, party: Event) -> None:
    location = _open(client, party)
    answer = client.generic(
        "POST",
        location,
        PICTURE,
        "application/offset+octet-stream",
        HTTP_UPLOAD_OFFSET="0",
        HTTP_X_HTTP_METHOD_OVERRIDE="PATCH",
        **TUS,
    )
    assert answer.status_code == 204
    assert client.get(location, **TUS).status_code == 405


def test_too_large_is_refused_before_a_byte(client: Client, party: Event, settings: Any) -> None:
    settings.ALBUMEN_UPLOAD_MAX_BYTES = 1000
    answer = create(client, party, 1001)
    assert (answer.status_code, answer["Tus-Max-Size"]) == (413, "1000")
    assert create(client, party, 1000).status_code == 201


def test_too_many_open_uploads(client: Client, party: Event, settings: Any) -> None:
    settings.ALBUMEN_UPLOADS_OPEN = 2
    first = _open(client, party)
    _open(client, party)
    answer = create(client, party, 100)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
    client.delete(first, **TUS)
    assert create(client, party, 100).status_code == 201


def test_what_is_certainly_no_picture_is_refused_at_its_first_bytes(client: Client, party: Event) -> None:
    video = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(9000)
    location = _open(client, party, video)
    answer = patch(client, location, 0, video[:600])
    assert (answer.status_code, answer.json()["code"]) == (415, "no_picture")
    assert "video" in answer.json()["detail"]
    assert patch(client, location, 600, video[600:]).status_code == 415
    assert head(client, location).status_code == 415
    assert Upload.objects.get().state == UploadState.REFUSED
    assert list(spool.uploads()) == []


def test_an_empty_file_is_no_picture(client: Client, party: Event) -> None:
    answer = create(client, party, 0)
    assert (answer.status_code, answer.json()["code"]) == (415, "no_picture")


def test_an_event_may_be_named_by_its_code(client: Client, party: Event) -> None:
    assert create(client, party, 100, event=party.code.lower()).status_code == 201
    assert create(client, party, 100, event="NOSUCH").status_code == 404
    assert create(client, party, 100, event="").status_code == 422


def test_an_event_that_is_over_takes_no_photos(client: Client, party: Event) -> None:
    Event.objects.update(available_until=clock.now() - timedelta(days=1))
    answer = create(client, party, 100)
    assert (answer.status_code, answer.json()["code"]) == (409, "event_expired")


def test_what_the_uploader_says_stays_with_the_photo(client: Client, party: Event) -> None:
    said = {"title": "First dance", "location": "Hall", "photographer": "Ana", "taken": "2026-06-30T18:04:05"}
    create(client, party, len(PICTURE), PICTURE, **said)
    photo = Photo.objects.get()
    assert (photo.title, photo.location, photo.photographer) == ("First dance", "Hall", "Ana")
    assert photo.taken_at.isoformat() == "2026-06-30T16:04:05+00:00"  # Berlin's summer time
    assert (photo.taken_offset, photo.sort_at) == (120, photo.taken_at)
    assert {"title", "location", "photographer", "taken_at"} <= set(photo.edited_fields)


def test_what_cannot_be_said_is_named(client: Client, party: Event) -> None:
    answer = create(client, party, 100, title="x" * 201, taken="yesterday")
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"title", "taken"}
    assert create(client, party, 100, taken="0001-01-01T00:00:00+14:00").status_code == 422


def test_which_files_are_there(client: Client, party: Event, bo: User, as_user: LogIn) -> None:
    photo = factories.photo(party.library)
    binned = factories.photo(party.library, 2, binned_at=clock.now())
    body = {"sha256": [photo.sha256, binned.sha256, "0" * 64]}
    for named in (party.pk, party.code):
        answer = client.post(f"/api/v1/events/{named}/photos/known", body, "application/json")
        assert answer.json() == {"known": [{"sha256": photo.sha256, "photo": str(photo.pk)}]}
    path = f"/api/v1/events/{party.pk}/photos/known"
    assert as_user(bo).post(path, body, "application/json").status_code == 403
    assert as_user(factories.photographer("dan")).post(path, body, "application/json").status_code == 404
    for wrong in (["x"], ["0" * 64] * 1001):
        assert client.post(path, {"sha256": wrong}, "application/json").status_code == 422
