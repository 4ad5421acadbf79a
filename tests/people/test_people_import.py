"""Names that files say: they become names here, and everything that a person ever said is stronger."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

import factories
from albumen.accounts.models import User
from albumen.events.biometrics import any_left, destroy
from albumen.events.models import Event
from albumen.imaging.sniff import sniff
from albumen.imaging.xmp.files import embedding, holder_of
from albumen.imaging.xmp.holding import spliced
from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Measured, Region, Stored
from albumen.imaging.xmp.turning import Box
from albumen.jobs.models import Job
from albumen.people.actions.choose_names import ChooseNames
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.draw_face import Box as Drawn
from albumen.people.actions.draw_face import DrawFace
from albumen.people.actions.import_names import ImportNames
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.file_names import keep_names, look_again, wishes
from albumen.people.kinds import IMPORT_NAMES, LOOK
from albumen.people.models import Assignment, FileNames, Person, Statement
from albumen.photos.models import Face, Library, LibraryKind, Photo, Upload
from people_scene import PeopleScene, counted, counted_from_scratch, faces_of, who
from stored_photos import drawn, received
from upload_story import create, encoded

pytestmark = pytest.mark.django_db

FREE = Box(0.05, 0.7, 0.1, 0.2)
"""Where no face of the scene is."""


def says(scene: PeopleScene, photo: Photo, *regions: Region) -> None:
    """A photo's own metadata say this, and it is read."""
    keep_names(scene.library, photo, Measured(None, list(regions), []).as_json())
    ImportNames(scene.library.pk).execute()


def around(face: int, name: str) -> Region:
    row = Face.objects.get(pk=face)
    return Region(name, Box(row.left - 0.02, row.top - 0.02, row.width + 0.04, row.height + 0.04))


def named(scene: PeopleScene) -> dict[int, str]:
    """The name of each face that has one."""
    rows = Assignment.objects.filter(library=scene.library).exclude(person=None)
    return {face: name for face, name in rows.values_list("face_id", "person__name") if name}


def test_a_region_names_the_face_it_is_around_and_draws_one_where_none_is(scene: PeopleScene) -> None:
    photo = scene.photo("x", "y")
    first, second = faces_of(photo)
    says(scene, photo, around(first, "Ana"), around(second, "Bo"), Region("Cy", FREE))
    drawn_face = Face.objects.get(photo=photo, found_by="person")
    assert named(scene) == {first: "Ana", second: "Bo", drawn_face.pk: "Cy"}
    assert (drawn_face.left, drawn_face.height) == pytest.approx((FREE.left, FREE.height))
    assert Job.objects.filter(kind=LOOK.name, key=str(drawn_face.pk)).exists()
    photo.refresh_from_db()
    scene.library.refresh_from_db()
    assert (photo.face_count, scene.library.face_count) == (3, 3)
    said = Statement.objects.filter(library=scene.library)
    assert set(said.values_list("kind", flat=True)) == {"name", "is", "box"}
    assert all(said.values_list("imported", flat=True))


def test_who_has_the_name_already_is_meant(scene: PeopleScene) -> None:
    known = scene.person(scene.photo("x"), scene.photo("x"), named="Ana Kern")
    photo = scene.photo("y")
    says(scene, photo, around(faces_of(photo)[0], "ANA kern"))
    assert who(scene.library)[faces_of(photo)[0]] == known.pk
    assert Person.objects.filter(library=scene.library).count() == 1


def test_many_photos_are_one_entry_for_each_person(scene: PeopleScene) -> None:
    photos = [scene.photo("x", "y") for _ in range(4)]
    for photo in photos:
        first, second = faces_of(photo)
        keep_names(
            scene.library,
            photo,
            Measured(None, [around(first, "Ana"), around(second, "Bo")], []).as_json(),
        )
    ImportNames(scene.library.pk).execute()
    assert Statement.objects.filter(kind="is").count() == 2
    statement = Statement.objects.get(kind="is", person__name="Ana")
    UndoStatement(scene.owner, statement).execute()
    assert set(named(scene).values()) == {"Bo"}
    undo = Statement.objects.get(kind="undo")
    UndoStatement(scene.owner, undo).execute()
    assert sorted(named(scene).values()) == ["Ana"] * 4 + ["Bo"] * 4


def test_what_was_said_before_is_not_said_again_also_when_taken_back(scene: PeopleScene) -> None:
    photo = scene.photo("x")
    (face,) = faces_of(photo)
    region = around(face, "Ana")
    says(scene, photo, region, Region("Cy", FREE))
    count = Statement.objects.count()
    says(scene, photo, region, Region("Cy", FREE))
    assert Statement.objects.count() == count
    for statement in Statement.objects.filter(kind__in=["is", "box"]):
        UndoStatement(scene.owner, statement).execute()
    count = Statement.objects.count()
    says(scene, photo, region, Region("Cy", FREE), Region("Dee", Box(0.85, 0.85, 0.1, 0.1)))
    assert Statement.objects.filter(kind="undo").count() == 2
    assert sorted(named(scene).values()) == ["Dee"], "what a person took back stays taken back"
    assert Statement.objects.count() == count + 2


def test_what_a_file_says_now_is_stronger_than_what_a_file_said(scene: PeopleScene) -> None:
    photo = scene.photo("x", "y")
    first, second = faces_of(photo)
    says(scene, photo, around(first, "Ana"), around(second, "Bo"))
    says(scene, photo, around(first, "Bo"), around(second, "Ana"))
    assert named(scene) == {first: "Bo", second: "Ana"}


@pytest.mark.parametrize("word", ["is", "is_not", "wrong", "taken_back"])
def test_a_person_who_spoke_of_a_face_is_stronger(scene: PeopleScene, word: str) -> None:
    other = scene.person(scene.photo("z"), named="Zoe")
    photo = scene.photo("x")
    (face,) = faces_of(photo)
    if word == "is":
        SayWho(scene.owner, other, [face]).execute()
    elif word == "is_not":
        SayWhoNot(scene.owner, other, [face]).execute()
    elif word == "wrong":
        MarkWrong(scene.owner, scene.library.pk, [face]).execute()
    else:
        UndoStatement(scene.owner, SayWho(scene.owner, other, [face]).execute()).execute()
    before = who(scene.library)
    says(scene, photo, around(face, "Ana"))
    assert who(scene.library) == before
    assert not Person.objects.filter(name="Ana").exists()


def test_a_person_who_speaks_later_is_stronger_without_being_asked_anything(scene: PeopleScene) -> None:
    photo = scene.photo("x", "y")
    first, second = faces_of(photo)
    says(scene, photo, around(first, "Ana"), around(second, "Bo"))
    ana = Person.objects.get(name="Ana")
    statement = SayWho(scene.owner, ana, [second]).execute()
    assert named(scene) == {second: "Ana"}, "nobody is twice in a photo: the file's word gives way"
    UndoStatement(scene.owner, statement).execute()
    assert named(scene) == {first: "Ana", second: "Bo"}
    bo = Person.objects.get(name="Bo")
    MergePeople(scene.owner, bo, ana.pk).execute()
    assert sorted(named(scene).values()) == ["Ana"]


def test_a_name_that_was_changed_is_still_understood(scene: PeopleScene) -> None:
    photos = [scene.photo("x") for _ in range(3)]
    says(scene, photos[0], around(faces_of(photos[0])[0], "Mum"))
    person = Person.objects.get(name="Mum")
    NamePerson(scene.owner, person, "Elke").execute()
    says(scene, photos[1], around(faces_of(photos[1])[0], "Mum"))
    assert sorted(named(scene).values()) == ["Elke", "Elke"]
    DeletePerson(scene.owner, person).execute()
    says(scene, photos[2], around(faces_of(photos[2])[0], "mum"))
    assert faces_of(photos[2])[0] not in named(scene)


def test_nobody_is_twice_in_a_photo_by_a_files_word(scene: PeopleScene) -> None:
    photo = scene.photo("x", "y")
    first, second = faces_of(photo)
    says(scene, photo, around(first, "Ana"), around(second, "Ana"))
    assert named(scene) == {first: "Ana"}


def test_a_face_somebody_drew_is_not_drawn_over(scene: PeopleScene) -> None:
    photo = scene.photo()
    DrawFace(scene.owner, photo, Drawn(FREE.left, FREE.top, FREE.width, FREE.height), name="Ana").execute()
    says(scene, photo, Region("Bo", Box(FREE.left + 0.02, FREE.top, FREE.width, FREE.height)))
    assert list(named(scene).values()) == ["Ana"]


def test_a_region_around_a_whole_head_means_the_one_face_in_it(scene: PeopleScene) -> None:
    photo = scene.photo("x")
    (face,) = faces_of(photo)
    row = Face.objects.get(pk=face)
    head = Box(row.left - row.width * 0.9, row.top - row.height * 0.9, row.width * 2.8, row.height * 2.8)
    says(scene, photo, Region("Ana", head))
    assert named(scene) == {face: "Ana"}
    assert photo.faces.count() == 1


def test_regions_that_are_none_draw_nothing(scene: PeopleScene) -> None:
    photo = scene.photo()
    tiny, outside = Region("Ana", Box(0.5, 0.5, 0.001, 0.001)), Region("Bo", Box(1.4, 0.5, 0.2, 0.2))
    says(scene, photo, tiny, outside, Region("a" * 300, FREE), Region("​", FREE))
    assert not Face.objects.filter(photo=photo).exists()


def test_any_order_of_files_and_words_ends_alike_for_the_faces_people_spoke_of(scene: PeopleScene) -> None:
    """What a person said of a face stands, whatever files say before, between and after."""
    random.seed(7)
    photos = [scene.photo("x", "y", "z") for _ in range(3)]
    zoe = scene.person(scene.photo("q"), named="Zoe")
    said: dict[int, Any] = {}
    spoken: set[Any] = set()
    for _ in range(60):
        photo = random.choice(photos)  # noqa: S311
        face = random.choice(faces_of(photo))  # noqa: S311
        step = random.random()  # noqa: S311
        if step < 0.6:
            names = random.sample(["Ana", "Bo", "Zoe", "Cy"], 2)
            others = random.sample(faces_of(photo), 2)
            says(scene, photo, *(around(one, name) for one, name in zip(others, names, strict=True)))
        elif photo.pk not in spoken:
            SayWho(scene.owner, zoe, [face]).execute()
            said[face] = zoe.pk
            spoken.add(photo.pk)
        for one, person in said.items():
            assert who(scene.library)[one] == person
        for one in photos:
            people = [who(scene.library)[face] for face in faces_of(one) if who(scene.library)[face]]
            assert len(people) == len(set(people)), "somebody is twice in a photo"
        assert counted(scene.library) == counted_from_scratch(scene.library)
    assert len(said) == 3


# Where they come from


def with_regions(*regions: Region, orientation: int = 1, seed: int = 3) -> bytes:
    """A JPEG with names in it, and nobody to be seen."""
    file = io.BytesIO()
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    Image.open(io.BytesIO(drawn(320, 240, seed))).save(file, "jpeg", exif=exif)
    data = file.getvalue()
    holder = holder_of(sniff(data), lambda first, last: data[first:last], len(data))
    packet = told(None, Told(list(regions)), Stored(320, 240, orientation))
    return spliced(data, embedding(holder, packet))


def no_face_pack(library: Library) -> None:
    Library.objects.filter(pk=library.pk).update(packs=[])
    library.refresh_from_db()


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


def sidecar(*regions: Region) -> bytes:
    return told(None, Told(list(regions)), Stored(3000, 2000))


def send(client: Client, library: Library, filename: str, data: bytes) -> Any:
    headers = {"library": str(library.pk), "filename": filename}
    return client.generic(
        "POST",
        "/api/v1/uploads",
        data,
        "application/offset+octet-stream",
        HTTP_TUS_RESUMABLE="1.0.0",
        HTTP_UPLOAD_LENGTH=str(len(data)),
        HTTP_UPLOAD_METADATA=encoded(headers),
    )


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


def test_queries_do_not_grow_with_photos(scene: PeopleScene) -> None:
    counts = []
    for number in (2, 20):
        for _ in range(number):
            photo = scene.photo("x", "y")
            first, second = faces_of(photo)
            found = [around(first, "Ana"), around(second, "Bo"), Region("Cy", FREE)]
            keep_names(scene.library, photo, Measured(None, found, []).as_json())
        if not counts:
            ImportNames(scene.library.pk).execute()  # makes the people
            for _ in range(number):
                photo = scene.photo("x", "y")
                first, second = faces_of(photo)
                found = [around(first, "Ana"), around(second, "Bo"), Region("Cy", FREE)]
                keep_names(scene.library, photo, Measured(None, found, []).as_json())
        with CaptureQueriesContext(connection) as queries:
            ImportNames(scene.library.pk).execute()
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2


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
