"""Whatever is sent in whatever order, whenever the server dies: offsets are true, and the end is the source."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.models import Job, Queue
from albumen.jobs.worker import run_waiting
from albumen.photos import spool
from albumen.photos.actions.append_upload import AppendUpload, Transfer
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.models import Photo, Upload, UploadState
from albumen.photos.upload_errors import TransferBrokenError
from albumen.photos.upload_targets import own_upload
from upload_story import picture_bytes

pytestmark = pytest.mark.django_db

SIZE = 3000


class PowerCut(BaseException):
    """The process ends here; nothing of ours runs after it."""


def _pieces(data: bytes, step: int, then: type[BaseException] | None) -> Iterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]
    if then is not None:
        raise then("cut")


STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "start": st.integers(0, SIZE),
            "where": st.sampled_from(["offset", "offset", "offset", "anywhere"]),
            "length": st.integers(0, SIZE + 5),
            "step": st.integers(1, 900),
            "end": st.sampled_from([None, None, None, TransferBrokenError, PowerCut]),
            "torn": st.integers(0, 2000),
            "announced": st.booleans(),
        }
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, commit=st.sampled_from([1, 700, 10_000]))
def test_offsets_never_lie(steps: list[dict[str, Any]], commit: int, ana: User, settings: Any) -> None:
    settings.ALBUMEN_UPLOAD_COMMIT_BYTES = commit
    party = factories.event(ana)
    source = picture_bytes(SIZE, seed=uuid.uuid4().int)
    upload = CreateUpload(ana, SIZE, {"event": str(party.pk), "filename": "a.jpg"}).execute()
    for one in [*steps, None]:
        row = own_upload(ana, upload.pk)
        if row.state != UploadState.OPEN:
            break
        if one is None:  # in the end, a client that does as it should
            one = {"where": "offset", "length": SIZE, "step": 999, "end": None, "torn": 0, "announced": True}
        start = row.offset if one["where"] == "offset" else one["start"]
        data = source[start : start + one["length"]]
        length = len(data) if one["announced"] else None
        transfer = Transfer(start, length, _pieces(data, one["step"], one["end"]))
        try:
            AppendUpload(ana, row, transfer).execute()
        except AlbumenError:
            pass
        except PowerCut:
            _tear(upload, one["torn"])
        after = Upload.objects.get(pk=upload.pk)
        assert after.offset >= row.offset
        assert start == row.offset or after.offset == row.offset
        if after.state == UploadState.OPEN:
            held = spool.path(upload.pk).read_bytes() if after.offset else b""
            assert held[: after.offset] == source[: after.offset]
    if after.state == UploadState.COMPLETE:  # the power went after the last byte: a job goes on
        Job.objects.filter(kind="upload.receive").update(run_after=clock.now())
        run_waiting(Queue.IO)
    photo = Photo.objects.get(pk=Upload.objects.get(pk=upload.pk).photo_id)
    with default_storage.open(photo.original) as file:
        assert file.read() == source


def _tear(upload: Upload, kept: int) -> None:
    """What a power cut may do to bytes that were not flushed: any of them are gone, or are others."""
    durable = Upload.objects.get(pk=upload.pk).offset
    path = spool.path(upload.pk)
    with path.open("r+b") as file:
        file.truncate(min(durable + kept, path.stat().st_size))
        file.seek(durable)
        file.write(b"\0" * (path.stat().st_size - durable))


def test_the_property_would_see_a_lie(ana: User, party: Event) -> None:
    """Guard the guard: without the flush before the row, a torn file is noticed as lost."""
    source = picture_bytes(SIZE)
    upload = CreateUpload(ana, SIZE, {"event": str(party.pk)}).execute()
    AppendUpload(ana, upload, Transfer(0, 1000, iter([source[:1000]]))).execute()
    with spool.path(upload.pk).open("r+b") as file:
        file.truncate(999)
    row = own_upload(ana, upload.pk)
    with pytest.raises(AlbumenError) as caught:
        AppendUpload(ana, row, Transfer(1000, 2000, iter([source[1000:]]))).execute()
    assert caught.value.code == "upload_lost"
    assert Upload.objects.get().state == UploadState.REFUSED
