"""Where names come from: photos and sidecars that are uploaded, and libraries that take none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.events.biometrics import any_left, destroy
from albumen.events.models import Event
from albumen.imaging.xmp.regions import Measured, Region
from albumen.jobs.models import Job
from albumen.people.actions.choose_names import ChooseNames
from albumen.people.actions.import_names import ImportNames
from albumen.people.file_names import keep_names, look_again, put_down, wishes
from albumen.people.kinds import IMPORT_NAMES
from albumen.people.models import FileNames, Person
from albumen.photos.models import Face, Library, LibraryKind, Photo, Upload
from named_files import FREE, around, named, no_face_pack, send, sidecar, with_regions
from people_scene import PeopleScene, faces_of
from stored_photos import received
from upload_story import create

pytestmark = pytest.mark.django_db

OTHERS = 250
"""Sidecars whose photos never come; more than are looked for in one statement."""


@pytest.mark.parametrize("orientation", range(1, 9))
def test_names_in_an_uploaded_photo_are_names_here(
    ana: User, run_jobs: Callable[[], int], orientation: int
) -> None:
    library = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL, packs=[])
    photo = received(library, with_regions(Region("Ana Müller", FREE), orientation=orientation))
    run_jobs()
    face = Face.objects.get(photo=photo)
    assert face.assignment.person is not None and face.assignment.person.name == "Ana Müller"
    assert (face.left, face.top, face.width, face.height) == pytest.approx(
        (FREE.left, FREE.top, FREE.width, FREE.height), abs=1e-5
    )
    photo.refresh_from_db()
    assert (photo.state, photo.orientation) == ("ready", orientation)


def test_an_event_takes_no_names_unless_its_host_says_so(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    no_face_pack(party.library)
    received(party.library, with_regions(Region("Ana", FREE)))
    run_jobs()
    assert not Person.objects.exists() and not FileNames.objects.exists()
    ChooseNames(ana, party.library_id, believed=True).execute()
    received(party.library, with_regions(Region("Bo", FREE), seed=4))
    run_jobs()
    assert [person.name for person in Person.objects.all()] == ["Bo"]
    ChooseNames(ana, party.library_id, believed=False).execute()
    assert not FileNames.objects.exists()


def test_what_files_said_is_destroyed_with_an_events_people(ana: User, party: Event) -> None:
    ChooseNames(ana, party.library_id, believed=True).execute()
    photo = factories.photo(party.library)
    keep_names(party.library, photo, Measured(None, [Region("Ana", FREE)], []).as_json())
    assert any_left(party)
    destroy(party, lambda: False)
    assert not FileNames.objects.exists() and not any_left(party)


def test_photos_without_names_cost_no_query_more(ana: User) -> None:
    from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
    from albumen.photos.ingest_faces import FoundFaces

    counts = []
    for named_faces in (None, Measured(None, [Region("Ana", FREE)], []).as_json()):
        library = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL, packs=[])
        photo = factories.photo(library)
        analysis = Analysis(30, 20, "image/jpeg", {}, {"2560": "x"}, "", FoundFaces([], {}), {}, named_faces)
        with CaptureQueriesContext(connection) as queries:
            RecordAnalysis(Photo.objects.select_related("library").get(pk=photo.pk), analysis).execute()
        counts.append([query["sql"] for query in queries])
    assert not [sql for sql in counts[0] if "filenames" in sql or "names_from_files" in sql]
    assert [sql for sql in counts[1] if "filenames" in sql]


@pytest.mark.parametrize("filename", ["IMG_1.JPG.xmp", "IMG_1.xmp", "IMG_1.XMP"])
def test_a_sidecar_names_the_faces_of_its_photo(
    scene: PeopleScene, as_user: Callable[[User], Client], run_jobs: Callable[[], int], filename: str
) -> None:
    no_face_pack(scene.library)
    photo = scene.photo("x", filename="IMG_1.JPG")
    scene.photo("y", filename="IMG_10.JPG")
    (face,) = faces_of(photo)
    answer = send(as_user(scene.owner), scene.library, filename, sidecar(around(face, "Ana")))
    assert (answer.status_code, answer["Albumen-Upload-Result"]) == (201, "received")
    assert Upload.objects.get().photo_id == photo.pk
    run_jobs()
    assert named(scene) == {face: "Ana"}
    answer = send(as_user(scene.owner), scene.library, filename, sidecar(around(face, "Ana")))
    assert answer["Albumen-Upload-Result"] == "duplicate"
    assert Photo.objects.filter(library=scene.library).count() == 2


def test_a_sidecar_that_comes_first_waits_for_its_photo(
    scene: PeopleScene, as_user: Callable[[User], Client]
) -> None:
    data = sidecar(Region("Ana", FREE))
    assert send(as_user(scene.owner), scene.library, "IMG_1.xmp", data)["Albumen-Upload-Result"] == "received"
    ImportNames(scene.library.pk).execute()
    look_again(scene.library.pk)
    assert Job.objects.filter(kind=IMPORT_NAMES.name).exists() and not Person.objects.exists()
    photo = scene.photo(filename="IMG_1.jpg", state="received")
    ImportNames(scene.library.pk).execute()
    assert not Person.objects.exists()
    Photo.objects.filter(pk=photo.pk).update(state="ready")
    ImportNames(scene.library.pk).execute()
    assert list(named(scene).values()) == ["Ana"]


def test_a_photo_that_comes_is_found_however_many_sidecars_wait_for_others(scene: PeopleScene) -> None:
    told_of = Measured(None, [Region("Ana", FREE)], []).as_json()
    for number in range(OTHERS + 1):
        put_down(scene.library.pk, None, f"IMG_{number}.jpg.xmp", told_of, actor=None)
    photo = scene.photo(filename=f"IMG_{OTHERS}.jpg")
    ImportNames(scene.library.pk).execute()
    assert list(named(scene).values()) == ["Ana"]
    assert FileNames.objects.get(waiting=False).photo_id == photo.pk


def test_a_sidecar_without_a_photo_is_forgotten_after_a_day(
    scene: PeopleScene, as_user: Callable[[User], Client]
) -> None:
    send(as_user(scene.owner), scene.library, "IMG_1.xmp", sidecar(Region("Ana", FREE)))
    row = FileNames.objects.get()
    FileNames.objects.update(at=row.at - timedelta(hours=25))
    Job.objects.all().delete()
    look_again(scene.library.pk)
    assert not FileNames.objects.exists() and not Job.objects.exists()


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("a.xmp", b"\xff\xd8\xff not xml", "no_picture"),
        ("a.xmp", b"<x>" + b"<!DOCTYPE", "xmp_unreadable"),
        ("a.xmp", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xmp_unreadable"),
        ("twin.xmp", sidecar(Region("Ana", FREE)), "several_photos"),
    ],
)
def test_sidecars_that_cannot_be_taken(
    scene: PeopleScene, as_user: Callable[[User], Client], filename: str, data: bytes, code: str
) -> None:
    for _ in range(2):
        scene.photo("x", filename="twin.jpg")
    answer = send(as_user(scene.owner), scene.library, filename, data)
    upload = Upload.objects.get()
    assert (upload.state, upload.error_code) == ("refused", code), answer.content
    assert not FileNames.objects.exists()


def test_a_sidecar_for_an_event_that_takes_no_names_is_refused_with_a_reason(
    ana: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    data = sidecar(Region("Ana", FREE))
    create(as_user(ana), party, len(data), data, filename="a.xmp")
    assert Upload.objects.get().error_code == "names_not_wanted"


def test_what_a_sidecars_photo_may_be_called() -> None:
    assert wishes("IMG_1.jpg.xmp") == ["IMG_1.jpg"]
    assert {"IMG_1.jpg", "IMG_1.CR2", "IMG_1.Heic"} <= set(wishes("IMG_1.xmp"))
    assert "v1.2.jpg" in wishes("v1.2.xmp")


def test_the_owner_chooses_over_http(ana: User, party: Event, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    url = f"/api/v1/libraries/{party.library_id}"
    assert client.get(url).json()["names_from_files"] is False
    answer = client.put(f"{url}/names-from-files", {"believed": True}, content_type="application/json")
    assert answer.json()["names_from_files"] is True
    assert (
        as_user(factories.guest("dora"))
        .put(f"{url}/names-from-files", {"believed": True}, content_type="application/json")
        .status_code
        == 404
    )
