"""How many faces a library has is right after every kind of change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.events.reopening import reopen
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.counting import count_faces
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Face, Library, ModelVersion, Photo
from brokers import broker_in
from stored_photos import drawn, received

pytestmark = pytest.mark.django_db


def analysed(photo: Photo, faces: int) -> Photo:
    """Write down that this many faces were found."""
    model, _ = ModelVersion.objects.get_or_create(pack="builtin", version="9", defaults={"dimension": 128})
    found = [
        FoundFace(
            box=(0.1 + number / 10, 0.1, 0.05, 0.05), landmarks=bytes(40), score=0.9, quality=0.9, parts={},
            found_by="builtin", looks={"builtin": Look(bytes(512), 0.9, True)},
        )
        for number in range(faces)
    ]  # fmt: skip
    models = {"builtin": model}
    RecordAnalysis(
        photo,
        Analysis(640, 480, "image/jpeg", {}, {}, "", FoundFaces(found, {"builtin": ("9", 128)}), models),
    ).execute()
    return Photo.objects.select_related("library").get(pk=photo.pk)


def exact(event: Event) -> int:
    """The library's number, after it was compared with the photos'."""
    there = Photo.objects.filter(library=event.library_id, binned_at=None)
    counted = Library.objects.get(pk=event.library_id).face_count
    assert counted == sum(there.values_list("face_count", flat=True))
    return counted


@pytest.fixture
def photos(party: Event) -> list[Photo]:
    """Two photos, with three faces and with two."""
    return [analysed(received(party.library, drawn(seed=faces), number=faces), faces) for faces in (3, 2)]


def test_faces_count_when_they_are_found(party: Event, photos: list[Photo]) -> None:
    assert exact(party) == 5


@pytest.mark.parametrize("faces", [0, 1, 3, 4])
def test_another_look_counts_what_it_finds(party: Event, photos: list[Photo], faces: int) -> None:
    analysed(photos[0], faces)
    assert exact(party) == 2 + faces


def test_photos_in_the_bin_do_not_count(ana: User, party: Event, photos: list[Photo]) -> None:
    DeletePhotos(ana, [photos[0].pk]).execute()
    assert exact(party) == 2
    RestorePhotos(ana, [photos[0].pk]).execute()
    assert exact(party) == 5


def test_destroyed_photos_count_no_longer(ana: User, party: Event, photos: list[Photo]) -> None:
    DeletePhotos(ana, [photos[0].pk]).execute()
    DestroyPhotos(ana, [photo.pk for photo in photos]).execute()
    assert exact(party) == 0


def test_closing_keeps_the_number_and_opening_again_begins_anew(party: Event, photos: list[Photo]) -> None:
    from albumen.events import biometrics

    Event.objects.update(closed_at=timezone.now())
    biometrics.destroy(party, lambda: False)
    assert exact(party) == 5 and not Face.objects.exists()
    analysed(photos[1], 2)  # what looks after it closed remembers nobody
    assert exact(party) == 3
    reopen(party)
    Event.objects.update(closed_at=None)
    assert exact(party) == 0
    analysed(photos[0], 3)
    assert exact(party) == 3


def test_existing_rows_are_counted_by_the_migration(ana: User, party: Event, photos: list[Photo]) -> None:
    DeletePhotos(ana, [photos[1].pk]).execute()
    Library.objects.update(face_count=77)
    import_module("albumen.photos.migrations.0004_face_count").count(apps, None)
    assert exact(party) == 3


@pytest.fixture
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write")
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_count(ana: User, party: Event, photos: list[Photo]) -> None:
    """Photos analysed anew, deleted, and all of them forgotten, at the same time."""
    more = [received(party.library, drawn(seed=seed), number=seed) for seed in (10, 11, 12)]
    doings: list[Callable[[], object]] = [
        *(lambda photo=photo: analysed(photo, 4) for photo in more),
        lambda: analysed(photos[0], 1),
        DeletePhotos(ana, [photos[1].pk]).execute,
        lambda: _forget(party),
    ]
    gate, failures = threading.Barrier(len(doings)), []

    def do(what: Callable[[], object]) -> None:
        try:
            gate.wait()
            what()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(what,)) for what in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    exact(party)


def _forget(event: Event) -> None:
    """What opening an event again does, which is refused while a face is left."""
    with transaction.atomic():
        Photo.objects.filter(library=event.library_id, binned_at=None).update(face_count=0)
        count_faces(event.library_id)
