"""Originals in an S3 store: received, read back, and kept safe while the store is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage

from albumen.accounts.models import User
from albumen.config.object_store import storage_from_url
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.models import Job, Queue
from albumen.jobs.worker import run_waiting
from albumen.photos.actions.append_upload import AppendUpload, Transfer
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.models import Photo, Upload, UploadState
from upload_story import picture_bytes

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PICTURE = picture_bytes(300_000)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _use(settings: Any, endpoint: str, tmp_path: Any) -> None:
    url = f"s3://key:secret@photos?region=us-east-1&addressing=path&endpoint={endpoint}"
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(url, tmp_path)}


def _send(user: User, event: Event) -> Upload:
    upload = CreateUpload(user, len(PICTURE), {"event": str(event.pk), "filename": "a.jpg"}).execute()
    return AppendUpload(user, upload, Transfer(0, len(PICTURE), iter([PICTURE]))).execute()


def test_an_original_goes_to_s3_and_comes_back(
    store: str, ana: User, party: Event, settings: Any, tmp_path: Any
) -> None:
    _use(settings, "http://127.0.0.1:9", tmp_path)
    upload = _send(ana, party)  # nobody listens there
    assert upload.state == UploadState.COMPLETE
    _use(settings, store, tmp_path)
    default_storage.connection.create_bucket(Bucket="photos")
    Job.objects.filter(kind="upload.receive").update(run_after=clock.now())
    run_waiting(Queue.IO)
    photo = Photo.objects.get()
    assert photo.pk == upload.pk
    with default_storage.open(photo.original) as file:
        assert file.read() == PICTURE
    assert _send(ana, party).state == UploadState.DUPLICATE
