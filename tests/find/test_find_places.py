"""Places are named when a photo comes in, when its coordinates change, and afterwards for those that came before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.filters import Filters
from albumen.find.kinds import DESCRIBE_MISSING
from albumen.find.missing import is_settling
from albumen.find.search import Search
from albumen.jobs.enqueue import enqueue
from albumen.jobs.worker import run_waiting
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.kinds import INGEST
from albumen.photos.models import Photo, PhotoState
from stored_photos import camera_exif, drawn, received

pytestmark = pytest.mark.django_db

MUNICH = {"latitude": 48.1374, "longitude": 11.5755}
PARIS = {"latitude": 48.8566, "longitude": 2.3522}


def where(photo: Photo) -> tuple[str, str, str]:
    photo.refresh_from_db()
    return photo.country, photo.region, photo.city


def found(owner: User, event: Event, q: str) -> list[Photo]:
    return Search(owner, event.library_id, Filters(q=q)).page(None, 10)


def test_a_photo_knows_its_place_when_it_is_ready(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = received(party.library, drawn(exif=camera_exif()))
    run_jobs()
    assert where(photo)[:2] == ("DE", "Bavaria") and photo.city and photo.described_at
    assert found(ana, party, f"germany {photo.city} model") == [photo]


def test_a_photo_binned_before_its_turn_is_found_when_it_is_back(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = received(party.library, drawn(exif=camera_exif()))
    run_waiting("inference")
    photo.refresh_from_db()
    assert photo.state == PhotoState.READY and photo.described_at is None
    assert is_settling(photo.library_id)
    DeletePhotos(ana, [photo.pk]).execute()
    run_jobs()
    RestorePhotos(ana, [photo.pk]).execute()
    run_jobs()
    assert found(ana, party, "germany") == [photo]
    assert not is_settling(photo.library_id)


def test_coordinates_that_a_person_sets_name_another_place(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = received(party.library, drawn(exif=camera_exif()))
    run_jobs()
    EditPhotos(ana, [photo.pk], PARIS).execute()
    assert where(photo) == ("", "", "") and found(ana, party, "bavaria") == []
    run_jobs()
    assert where(photo)[::2] == ("FR", "Paris") and found(ana, party, "paris") == [photo]
    enqueue(INGEST, photo.pk, scope=photo.library_id)
    run_jobs()
    assert where(photo)[::2] == ("FR", "Paris"), "a later run takes the file's place for it"
    EditPhotos(ana, [photo.pk], {"latitude": None, "longitude": None}).execute()
    run_jobs()
    assert where(photo) == ("", "", "") and found(ana, party, "paris") == []


def test_photos_from_before_are_described_by_a_job(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    photos = [factories.photo(party.library, n, **MUNICH, title="Cake") for n in range(3)]
    unready = factories.photo(party.library, 9, state=PhotoState.RECEIVED, **MUNICH)
    binned = factories.photo(party.library, 8, binned_at=photos[0].sort_at, **MUNICH)
    enqueue(DESCRIBE_MISSING, "all")
    run_jobs()
    assert {where(photo) for photo in photos} == {("DE", "Bavaria", "Munich")}
    assert where(unready) == where(binned) == ("", "", "")
    assert len(found(ana, party, "cake munich")) == 3
    assert not Photo.objects.filter(described_at=None, binned_at=None, state=PhotoState.READY).exists()


def test_it_goes_on_where_it_was_and_in_steps(
    party: Event, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen.find.missing.AT_ONCE", 2)
    monkeypatch.setattr("albumen.jobs.running.TURN", 0.0)
    for n in range(5):
        factories.photo(party.library, n, **MUNICH)
    enqueue(DESCRIBE_MISSING, "all")
    run_jobs()
    assert not Photo.objects.filter(city="").exists()
