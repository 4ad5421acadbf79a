"""Profile pictures: decoded by a worker, stored without metadata, shown to few."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.jobs.models import Job
from albumen.photos.kinds import DESTROY_FILES
from albumen.photos.models import DoomedFile

AVATAR = "/api/v1/account/avatar"
AsUser = Callable[[User], Client]
RunJobs = Callable[[], int]


def _picture(width: int = 900, height: int = 600, colour: str = "navy", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", **save)
    return out.getvalue()


def _with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return _picture(exif=exif, comment=b"made at home")


def _put(client: Client, raw: bytes) -> Any:
    return client.put(AVATAR, raw, content_type="application/octet-stream")


def _state(client: Client) -> dict[str, str]:
    state: dict[str, str] = client.get("/api/v1/account").json()["avatar"]
    return state


def test_a_picture_becomes_a_square_without_metadata(as_user: AsUser, bo: User, run_jobs: RunJobs) -> None:
    client = as_user(bo)
    raw = _with_place()
    assert b"SecretCamera" in raw
    answer = _put(client, raw)
    assert (answer.status_code, answer.json()["avatar"]["state"]) == (202, "preparing")
    assert client.get(AVATAR).status_code == 404  # nothing is shown as it came
    run_jobs()
    assert _state(client)["state"] == "ready"
    shown = client.get(AVATAR)
    assert shown["Content-Type"] == "image/jpeg" and "private" in shown["Cache-Control"]
    with Image.open(io.BytesIO(shown.content)) as prepared:
        assert prepared.size == (512, 512) and not prepared.getexif() and "comment" not in prepared.info
    assert b"SecretCamera" not in shown.content


def test_what_was_replaced_is_destroyed(as_user: AsUser, bo: User, run_jobs: RunJobs) -> None:
    client = as_user(bo)
    _put(client, _picture())
    run_jobs()
    first = User.objects.get(pk=bo.pk).avatar
    _put(client, _picture(colour="red"))
    run_jobs()
    second = User.objects.get(pk=bo.pk)
    assert second.avatar != first and second.avatar_raw == ""
    assert _files(bo) == [second.avatar.rpartition("/")[2]]
    assert client.delete(AVATAR).status_code == 204
    run_jobs()
    assert client.get(AVATAR).status_code == 404 and _files(bo) == []
    assert not DoomedFile.objects.exists()


def test_of_two_uploads_in_a_row_the_second_stays(as_user: AsUser, bo: User, run_jobs: RunJobs) -> None:
    client = as_user(bo)
    _put(client, _picture(colour="red"))
    _put(client, _picture(colour="lime"))
    run_jobs()
    with Image.open(io.BytesIO(client.get(AVATAR).content)) as prepared:
        red, green, _ = prepared.convert("RGB").getpixel((256, 256))
        assert green > 200 > red
    assert len(_files(bo)) == 1


@pytest.mark.parametrize("raw", [b"no picture at all", b"\xff\xd8\xff\xe0" + b"\x00" * 200, _picture()[:300]])
def test_what_is_no_picture_says_so_and_leaves_the_old_one(
    as_user: AsUser, bo: User, run_jobs: RunJobs, raw: bytes
) -> None:
    client = as_user(bo)
    _put(client, _picture())
    run_jobs()
    old = client.get(AVATAR).content
    assert _put(client, raw).status_code == 202
    run_jobs()
    state = _state(client)
    assert state["state"] == "failed" and state["error_code"] and state["error"].endswith(".")
    assert client.get(AVATAR).content == old
    assert len(_files(bo)) == 1


def test_small_and_empty_and_large_ones(as_user: AsUser, bo: User, run_jobs: RunJobs, settings: Any) -> None:
    settings.ALBUMEN_AVATAR_MAX_BYTES = 5_000
    client = as_user(bo)
    assert _put(client, b"").status_code == 422
    assert _put(client, b"x" * 5_001).status_code == 413
    assert not Job.objects.exists() and not DoomedFile.objects.exists()
    _put(client, _picture(40, 90))
    run_jobs()
    with Image.open(io.BytesIO(client.get(AVATAR).content)) as prepared:
        assert prepared.size == (40, 40)


def test_hosts_see_guests_of_their_events_and_nobody_else_does(
    as_user: AsUser, ana: User, bo: User, cy: User, party: Event, run_jobs: RunJobs
) -> None:
    _put(as_user(bo), _picture())
    run_jobs()
    address = f"/api/v1/users/{bo.pk}/avatar"
    assert as_user(bo).get(address).status_code == 200
    assert as_user(ana).get(address).status_code == 404
    registration = factories.registration(party, bo)
    factories.registration(party, cy)
    assert as_user(ana).get(address).status_code == 200
    assert as_user(cy).get(address).status_code == 404
    assert Client().get(address).status_code == 401
    registration.removed_at = timezone.now()
    registration.save()
    assert as_user(ana).get(address).status_code == 404


def test_a_store_that_fails_leaves_nothing_that_is_not_known(
    as_user: AsUser, bo: User, settings: Any, tmp_path: Any
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "albumen.config.local_storage.DurableFileSystemStorage",
            "OPTIONS": {"location": str(blocked)},
        },
    }
    client = as_user(bo)
    assert _put(client, _picture()).status_code == 503
    assert User.objects.get(pk=bo.pk).avatar_raw == ""
    assert not Job.objects.exclude(kind=DESTROY_FILES.name).exists()
    doomed = DoomedFile.objects.values_list("key", flat=True).distinct()
    assert len(doomed) == 1  # were there a part of it, it would go


def _files(user: User) -> list[str]:
    try:
        return list(default_storage.listdir(f"users/{user.pk}")[1])
    except FileNotFoundError:
        return []
