"""A complete upload becomes exactly one photo, or the reason is told; failing storage and crashes lose nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Queue
from albumen.jobs.worker import run_waiting
from albumen.photos import quotas, spool, upload_settling
from albumen.photos.actions.append_upload import AppendUpload, Transfer
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.kinds import EXPIRE_UPLOADS, RECEIVE_UPLOAD
from albumen.photos.models import DoomedFile, Library, Photo, Upload, UploadState
from albumen.photos.upload_errors import DiskFullError, DuplicatePhotoError, QuotaReachedError
from upload_story import picture_bytes

pytestmark = pytest.mark.django_db

PICTURE = picture_bytes()


class BrokenStorage(FileSystemStorage):
    """A real backend's behaviour when its service is away: it raises something of its own."""

    def _save(self, name: str, content: Any) -> str:
        raise ConnectionError("no route to the store")


class FullStorage(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _send(user: User, event: Event, data: bytes = PICTURE, **said: str) -> Upload:
    upload = CreateUpload(user, len(data), {"event": str(event.pk), "filename": "a.jpg", **said}).execute()
    return AppendUpload(user, upload, Transfer(0, len(data), iter([data]))).execute()


def _complete(user: User, event: Event, data: bytes = PICTURE) -> Upload:
    """As a crash between the last byte and receiving leaves it."""
    upload = CreateUpload(user, len(data), {"event": str(event.pk), "filename": "a.jpg"}).execute()
    spool.path(upload.pk).parent.mkdir(parents=True, exist_ok=True)
    spool.path(upload.pk).write_bytes(data)
    Upload.objects.filter(pk=upload.pk).update(offset=len(data), state=UploadState.COMPLETE)
    upload_settling.promise(upload)
    return Upload.objects.get(pk=upload.pk)


def _run_later() -> None:
    Job.objects.filter(kind=RECEIVE_UPLOAD.name).update(run_after=clock.now())
    run_waiting(Queue.IO)


def _broken(settings: Any, backend: str) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.{backend}"}}


def test_receiving_writes_the_audit_row(ana: User, party: Event) -> None:
    upload = _send(ana, party)
    entry = Entry.objects.get(action="photo.receive")
    assert (entry.actor, entry.target_id) == (ana, str(upload.photo_id))


def test_a_job_goes_on_where_a_crash_left_off(ana: User, party: Event) -> None:
    upload = _complete(ana, party)
    _run_later()
    upload.refresh_from_db()
    assert upload.state == UploadState.RECEIVED
    assert list(spool.uploads()) == []
    assert Job.objects.get(kind=RECEIVE_UPLOAD.name).state == "done"


def test_a_crash_between_storage_and_row_is_repeated_on_the_same_key(ana: User, party: Event) -> None:
    upload = _complete(ana, party)
    key = f"libraries/{party.library_id}/originals/{upload.pk}.jpg"
    default_storage.adopt(key, spool.path(upload.pk))
    _run_later()
    photo = Photo.objects.get()
    assert (photo.original, photo.pk) == (key, upload.pk)
    assert len(list(Path(default_storage.path(key)).parent.iterdir())) == 1


@pytest.mark.parametrize("backend", ["BrokenStorage", "FullStorage"])
def test_storage_that_fails_loses_nothing(ana: User, party: Event, settings: Any, backend: str) -> None:
    working = settings.STORAGES
    _broken(settings, backend)
    upload = _send(ana, party)
    assert upload.state == UploadState.COMPLETE
    assert not Photo.objects.exists()
    _run_later()  # still away
    job = Job.objects.get(kind=RECEIVE_UPLOAD.name)
    assert (job.state, job.error_code) == ("waiting", "try_again")
    settings.STORAGES = working
    _run_later()
    with default_storage.open(Photo.objects.get().original) as file:
        assert file.read() == PICTURE
    assert Library.objects.get(pk=party.library_id).photo_count == 1


def test_a_duplicate_is_told_and_its_bytes_go(ana: User, party: Event) -> None:
    first, second = _send(ana, party), _send(ana, party)
    assert (second.state, second.photo_id) == (UploadState.DUPLICATE, first.photo_id)
    assert list(spool.uploads()) == []
    assert Library.objects.get(pk=party.library_id).photo_count == 1
    other = _send(ana, factories.event(ana))
    assert other.state == UploadState.RECEIVED  # another event knows nothing of this one


def test_a_declared_duplicate_is_told_at_once(ana: User, party: Event) -> None:
    first = _send(ana, party)
    metadata = {"event": str(party.pk), "sha256": hashlib.sha256(PICTURE).hexdigest().upper()}
    second = CreateUpload(ana, len(PICTURE), metadata).execute()
    assert (second.state, second.photo_id, second.offset) == (
        UploadState.DUPLICATE,
        first.photo_id,
        len(PICTURE),
    )


def test_a_binned_photo_uploaded_again_is_a_new_photo(ana: User, party: Event) -> None:
    old = _send(ana, party).photo_id
    Photo.objects.filter(pk=old).update(binned_at=clock.now())
    again = _send(ana, party)
    assert again.state == UploadState.RECEIVED
    assert again.photo_id != old
    assert Photo.objects.get(pk=old).original != Photo.objects.get(pk=again.photo_id).original


def test_a_twin_that_came_first_leaves_no_file_behind(ana: User, party: Event, tmp_path: Path) -> None:
    """Two receive the same bytes: the row decides, and what the second stored is destroyed."""
    file = tmp_path / "a.jpg"
    file.write_bytes(PICTURE)
    digest = hashlib.sha256(PICTURE).hexdigest()

    class Late(ReceivePhoto):
        def _put_away(self) -> None:
            super()._put_away()
            factories.photo(party.library, 7, sha256=digest)

    late = Late(ana, party.library, file, "a.jpg", digest, len(PICTURE), {})
    with pytest.raises(DuplicatePhotoError) as caught:
        late.execute()
    assert caught.value.photo.filename == "photo-7.jpg"
    assert DoomedFile.objects.get().key == f"libraries/{party.library_id}/originals/{late.photo_id}.jpg"
    assert Library.objects.get(pk=party.library_id).photo_count == 0


def test_an_upload_whose_event_is_gone_leaves_nothing(ana: User, party: Event) -> None:
    upload = _complete(ana, party)
    key = f"libraries/{party.library_id}/originals/{upload.pk}.jpg"
    default_storage.adopt(key, spool.path(upload.pk))
    party.delete()
    Library.objects.filter(pk=upload.library_id).delete()
    assert not Upload.objects.exists()
    _run_later()
    assert list(spool.uploads()) == []
    assert not default_storage.exists(key)


@pytest.mark.parametrize(
    ("field", "limit"), [("max_photos", 2), ("max_bytes", 2 * len(PICTURE)), (None, 2 * len(PICTURE))]
)
def test_no_quota_is_exceeded(ana: User, party: Event, settings: Any, field: str | None, limit: int) -> None:
    if field:
        Library.objects.filter(pk=party.library_id).update(**{field: limit})
    else:
        settings.ALBUMEN_USER_MAX_BYTES = limit
    waiting = [
        CreateUpload(ana, len(PICTURE), {"event": str(party.pk)}).execute() for _ in range(3)
    ]  # all are announced while there is room
    states = []
    for seed, upload in enumerate(waiting):
        data = picture_bytes(seed=seed)
        states.append(AppendUpload(ana, upload, Transfer(0, None, iter([data]))).execute().state)
    assert states == [UploadState.RECEIVED, UploadState.RECEIVED, UploadState.REFUSED]
    assert Upload.objects.get(state=UploadState.REFUSED).error_code == "quota_reached"
    assert Library.objects.get(pk=party.library_id).photo_count == Photo.objects.count() == 2
    with pytest.raises(QuotaReachedError):
        CreateUpload(ana, len(PICTURE), {"event": str(party.pk)}).execute()
    quotas.give_room_back(party.library, Photo.objects.all()[:1])
    CreateUpload(ana, len(PICTURE), {"event": str(party.pk)}).execute()


@pytest.mark.postgres_only  # the SQLite of tests is in memory and cannot be shared by threads
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", ["event", "user"])
def test_no_quota_is_exceeded_by_many_at_once(settings: Any, by: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs a database that threads share")
    ana = factories.photographer("ana")
    events = [factories.event(ana), factories.event(ana)] if by == "user" else [factories.event(ana)]
    if by == "user":
        settings.ALBUMEN_USER_MAX_BYTES = 3 * len(PICTURE)
    else:
        Library.objects.update(max_photos=3)
    uploads = [
        CreateUpload(ana, len(PICTURE), {"event": str(events[n % len(events)].pk)}).execute()
        for n in range(8)
    ]
    failures: list[BaseException] = []
    gate = threading.Barrier(8)

    def send(number: int) -> None:
        try:
            gate.wait()
            AppendUpload(
                ana, uploads[number], Transfer(0, None, iter([picture_bytes(seed=number)]))
            ).execute()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Photo.objects.count() == 3
    assert sum(Library.objects.values_list("photo_count", flat=True)) == 3
    assert Upload.objects.filter(state=UploadState.REFUSED).count() == 5


def test_a_disk_without_room_is_told_before_a_byte(ana: User, party: Event, settings: Any) -> None:
    settings.ALBUMEN_UPLOAD_FREE_BYTES = 10**18
    with pytest.raises(DiskFullError) as caught:
        CreateUpload(ana, len(PICTURE), {"event": str(party.pk)}).execute()
    assert caught.value.http_status == 507


def test_unfinished_uploads_expire_with_their_bytes(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    metadata = {"event": str(party.pk)}
    late, fresh = (CreateUpload(ana, len(PICTURE), metadata).execute() for _ in range(2))
    for upload in (late, fresh):
        AppendUpload(ana, upload, Transfer(0, 100, iter([PICTURE[:100]]))).execute()
    held = CreateUpload(ana, len(PICTURE), metadata).execute()
    stray = spool.path(party.pk)
    stray.write_bytes(b"of an upload nobody knows")
    over = clock.now() - timedelta(seconds=1)
    Upload.objects.filter(pk__in=[late.pk, held.pk]).update(expires_at=over)
    enqueue(EXPIRE_UPLOADS, "all")
    with spool.locked(held.pk):  # somebody writes to it just now
        run_jobs()
        assert set(Upload.objects.values_list("pk", flat=True)) == {fresh.pk, held.pk}
    assert not stray.exists()
    assert not spool.path(late.pk).exists()
    assert spool.path(fresh.pk).read_bytes() == PICTURE[:100]


def test_complete_uploads_never_expire(ana: User, party: Event) -> None:
    upload = _complete(ana, party)
    Upload.objects.update(expires_at=clock.now() - timedelta(days=9))
    Job.objects.all().delete()  # given up after a day
    enqueue(EXPIRE_UPLOADS, "all")
    run_waiting(Queue.IO)
    _run_later()
    assert Photo.objects.get().pk == upload.pk
