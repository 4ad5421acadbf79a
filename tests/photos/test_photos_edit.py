"""What people say about photos is kept, checked, and said of many at once or of none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

import factories
from albumen.accounts.models import User
from albumen.errors import ConflictError, InvalidInputError, NotFoundError
from albumen.events.models import Event
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.actions.retry_photo import RetryPhoto
from albumen.photos.kinds import INGEST
from albumen.photos.models import Photo, PhotoState
from stored_photos import camera_exif, drawn, received

pytestmark = pytest.mark.django_db


def test_many_are_changed_alike(ana: User, party: Event) -> None:
    photos = [factories.photo(party.library, number) for number in range(3)]
    EditPhotos(ana, [p.pk for p in photos], {"title": " Cake ", "photographer": "Ana"}).execute()
    assert set(Photo.objects.values_list("title", "photographer")) == {("Cake", "Ana")}
    assert all(p.edited_fields == ["photographer", "title"] for p in Photo.objects.all())


def test_what_was_said_survives_the_next_ingest(ana: User, party: Event, run_jobs: Callable[[], int]) -> None:
    photo = received(party.library, drawn(exif=camera_exif(offset="+02:00")))
    run_jobs()
    said = datetime(2026, 5, 5, 12, tzinfo=UTC)
    EditPhotos(ana, [photo.pk], {"taken_at": said, "latitude": 1.0, "longitude": 2.0}).execute()
    enqueue(INGEST, photo.pk, scope=photo.library_id)
    run_jobs()
    photo.refresh_from_db()
    assert (photo.taken_at, photo.taken_offset, photo.sort_at) == (said, 0, said)
    assert (photo.latitude, photo.longitude, photo.camera_model) == (1.0, 2.0, "Model 7")


def test_a_time_without_zone_is_the_events_and_none_removes_it(ana: User, party: Event) -> None:
    photo = factories.photo(party.library)
    EditPhotos(ana, [photo.pk], {"taken_at": datetime(2026, 7, 1, 20, 0)}).execute()
    photo.refresh_from_db()
    assert photo.taken_at == photo.sort_at == datetime(2026, 7, 1, 18, 0, tzinfo=UTC)
    east = timezone(timedelta(hours=9))
    EditPhotos(ana, [photo.pk], {"taken_at": datetime(2026, 7, 1, 20, 0, tzinfo=east)}).execute()
    photo.refresh_from_db()
    assert (photo.taken_at, photo.taken_offset) == (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), 540)
    EditPhotos(ana, [photo.pk], {"taken_at": None}).execute()
    photo.refresh_from_db()
    assert (photo.taken_at, photo.taken_offset, photo.sort_at) == (None, None, photo.received_at)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
        ({"latitude": 1.0}, "longitude"),
        ({"latitude": float("nan"), "longitude": 0.0}, "latitude"),
        ({"taken_at": datetime(1, 1, 1)}, "taken_at"),
        ({"original": "libraries/other.jpg"}, "original"),
        ({"state": "ready"}, "state"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    ana: User, party: Event, changes: dict[str, object], field: str
) -> None:
    photo = factories.photo(party.library)
    with pytest.raises(InvalidInputError) as error:
        EditPhotos(ana, [photo.pk], {"description": "new", **changes}).execute()
    assert field in error.value.fields
    assert Photo.objects.get().description == ""


def test_all_or_none(ana: User, party: Event) -> None:
    photo = factories.photo(party.library)
    foreign = factories.photo(factories.event(factories.photographer("dan")).library)
    for other in (new_id(), foreign.pk):
        with pytest.raises(NotFoundError):
            EditPhotos(ana, [photo.pk, other], {"title": "mine"}).execute()
    assert not Photo.objects.exclude(title="").exists()


def test_more_than_a_request_may_name(ana: User, party: Event) -> None:
    with pytest.raises(InvalidInputError):
        EditPhotos(ana, [new_id() for _ in range(1001)], {"title": "x"}).execute()


def test_a_failed_photo_is_tried_again_and_others_are_not(ana: User, party: Event) -> None:
    failed = factories.photo(party.library, 1, state=PhotoState.FAILED, error_code="x", error="X.")
    ready = factories.photo(party.library, 2)
    photo = RetryPhoto(ana, failed.pk).execute()
    assert (photo.state, photo.error) == (PhotoState.RECEIVED, "")
    assert Job.objects.get(kind=INGEST.name, state=State.WAITING).key == str(failed.pk)
    with pytest.raises(ConflictError):
        RetryPhoto(ana, ready.pk).execute()
    with pytest.raises(NotFoundError):
        RetryPhoto(factories.photographer("dan"), failed.pk).execute()
