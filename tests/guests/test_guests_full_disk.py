"""A store that is full or away: a clear answer, nothing half-stored, and the next try works."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import factories
from albumen.accounts.models import User
from albumen.config.local_storage import DurableFileSystemStorage
from albumen.events.models import Event
from albumen.guests.models import Search, Selfie, ShownSelfie
from albumen.jobs.models import Job
from albumen.photos.kinds import DESTROY_FILES

pytestmark = pytest.mark.django_db

FAILURES = [
    (OSError(errno.ENOSPC, "No space left on device"), 507, "disk_full"),
    (OSError(errno.EIO, "Input/output error"), 503, "storage_failed"),
    (RuntimeError("the object store's own kind"), 503, "storage_failed"),
]


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make the store fail after half of the file, until the test undoes it."""

    def breaks(error: Exception) -> None:
        def fail(self: Any, name: str, content: Any) -> str:
            whole(self, name, ContentFile(content.read()[:10]))
            raise error

        whole = DurableFileSystemStorage._save
        monkeypatch.setattr(DurableFileSystemStorage, "_save", fail)

    return breaks


@pytest.mark.parametrize(("error", "status", "code"), FAILURES)
def test_a_selfie(
    error: Exception,
    status: int,
    code: str,
    party: Event,
    bo: User,
    as_user: Callable[[User], Client],
    run_jobs: Callable[[], int],
    breaks: Callable[[Exception], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guest, client = factories.registration(party, bo), as_user(bo)

    def send() -> Any:
        file = SimpleUploadedFile("me.jpg", _picture(), "image/jpeg")
        return client.post(f"/api/v1/registrations/{guest.pk}/selfies", {"file": file})

    breaks(error)
    answer = send()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "Nothing of it was kept" in answer.json()["advice"]
    assert not any(model.objects.exists() for model in (Selfie, Search, ShownSelfie))
    monkeypatch.undo()
    run_jobs()
    assert default_storage.listdir(f"registrations/{guest.pk}/selfies")[1] == []
    assert send().status_code == 201


@pytest.mark.parametrize(("error", "status", "code"), FAILURES)
def test_a_profile_picture(
    error: Exception,
    status: int,
    code: str,
    bo: User,
    as_user: Callable[[User], Client],
    run_jobs: Callable[[], int],
    breaks: Callable[[Exception], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = as_user(bo)

    def send() -> Any:
        return client.put("/api/v1/account/avatar", _picture(), content_type="application/octet-stream")

    breaks(error)
    answer = send()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Job.objects.exclude(kind=DESTROY_FILES.name).exists()
    assert User.objects.get(pk=bo.pk).avatar_raw == ""
    monkeypatch.undo()
    run_jobs()
    assert default_storage.listdir(f"users/{bo.pk}")[1] == []
    assert send().status_code == 202
