"""Administrators add people with photos of them, which are stored as any upload is; the face in each is the person."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.jobs.models import Job
from albumen.people.actions.add_person import AddPerson, GivePortraits, Picture
from albumen.people.actions.say_who import SayWho
from albumen.people.kinds import COMPARE, PORTRAIT
from albumen.people.models import Assignment, Person, Portrait, PortraitState
from albumen.people.portrait_form import AddPersonForm
from albumen.photos.models import Photo, PhotoState, Upload
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "x")


def _jpeg(color: tuple[int, int, int] = (10, 90, 160), size: tuple[int, int] = (640, 480)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "jpeg")
    return file.getvalue()


def _due_now() -> None:
    Job.objects.filter(kind__in=[PORTRAIT.name, COMPARE.name], state="waiting").update(run_after=clock.now())


def _until_looked_at(run_jobs: Callable[[], int]) -> None:
    for _ in range(3):
        run_jobs()
        _due_now()
    run_jobs()


def _give(root: User, person: Person, *pictures: tuple[str, bytes]) -> None:
    given = [Picture(name, len(data), iter([data])) for name, data in pictures]
    GivePortraits(root, person, given).execute()


def _states() -> dict[str, str]:
    return dict(Portrait.objects.values_list("filename", "state"))


@pytest.mark.shared
@pytest.mark.django_db(transaction=True)
def test_a_person_with_real_photos_added_over_http(
    live_server: Any,
    as_user: Callable[[User], Client],
    root: User,
    ana: User,
    party: Event,
    photos_dir: Path,
    run_jobs: Callable[[], int],
    settings: Any,
) -> None:
    portraits = photos_dir / "portraits"
    session = as_user(root)
    cookies = {name: morsel.value for name, morsel in session.cookies.items()}
    with httpx.Client(base_url=live_server.url, cookies=cookies, timeout=60) as http:
        page = http.get("/admin/people/person/add/")
        assert page.status_code == 200 and "multiple" in page.text
        token = {"csrfmiddlewaretoken": http.cookies[settings.CSRF_COOKIE_NAME]}
        sent = {
            "one.jpg": (portraits / "img1.jpg").read_bytes(),
            "two.jpg": (portraits / "couple.jpg").read_bytes(),
            "wall.jpg": _jpeg(),
            "notes.txt.jpg": b"no picture at all" * 100,
        }
        answer = http.post(
            "/admin/people/person/add/",
            data={**token, "name": "Angelina", "library": str(party.library_id)},
            files=[("photos", (name, data, "image/jpeg")) for name, data in sent.items()],
        )
        assert answer.status_code == 302, answer.text
        person = Person.objects.get()
        assert answer.headers["location"] == f"/admin/people/person/{person.pk}/change/"
        _until_looked_at(run_jobs)
        told = http.get(answer.headers["location"]).text
    assert _states() == {
        "one.jpg": PortraitState.TAKEN,
        "two.jpg": PortraitState.SEVERAL,
        "wall.jpg": PortraitState.NO_FACE,
        "notes.txt.jpg": PortraitState.FAILED,
    }
    assert "two.jpg: 2 faces" in told and "wall.jpg: No face was found" in told
    person.refresh_from_db()
    assert (person.name, person.face_count, person.looks) == ("Angelina", 1, person.compared)
    photo = Photo.objects.get(filename="one.jpg")
    assert (photo.library_id, photo.uploader_id) == (party.library_id, ana.pk)
    with default_storage.open(photo.original) as file:
        assert file.read() == sent["one.jpg"]
    assert Entry.objects.filter(action="person.add", actor=root, target_id=str(person.pk)).exists()


@pytest.mark.shared
def test_those_who_resemble_somebody_there_are_asked_about_at_once(
    root: User, ana: User, party: Event, photos_dir: Path, run_jobs: Callable[[], int]
) -> None:
    portraits = photos_dir / "portraits"
    for name, called in (("img1.jpg", "Angelina"), ("img2.jpg", "A. Jolie")):
        person = AddPerson(root, party.library, called).execute()
        _give(root, person, (name, (portraits / name).read_bytes()))
        _until_looked_at(run_jobs)
    assert set(_states().values()) == {PortraitState.TAKEN}
    assert all(person.compared == person.looks for person in Person.objects.all())


def test_only_administrators_add_people(
    as_user: Callable[[User], Client], ana: User, bo: User, party: Event
) -> None:
    staff = User.objects.create_user("staff@example.org", "x", is_staff=True)
    person = Person.objects.create(library=party.library)
    for user in (ana, bo, staff):
        for page in ("add", f"{person.pk}/portraits"):
            data = {
                "name": "X",
                "library": str(party.library_id),
                "photos": SimpleUploadedFile("a.jpg", _jpeg()),
            }
            assert as_user(user).post(f"/admin/people/person/{page}/", data).status_code in (302, 403)
    assert Person.objects.get() == person and not Upload.objects.exists() and not Portrait.objects.exists()


def test_a_form_without_photos_or_name_makes_nobody(
    as_user: Callable[[User], Client], root: User, party: Event
) -> None:
    admin = as_user(root)
    whole = {"name": "Dora", "library": str(party.library_id)}
    for left_out in ("name", "library", "photos"):
        data = {**whole, "photos": SimpleUploadedFile("a.jpg", _jpeg())}
        del data[left_out]
        assert admin.post("/admin/people/person/add/", data).status_code == 200
    assert not Person.objects.exists()


def test_a_library_is_named_by_whose_it_is_by_a_code_or_its_id(scene: PeopleScene, party: Event) -> None:
    def meant(said: str) -> Any:
        photos = {"photos": SimpleUploadedFile("a.jpg", _jpeg())}
        form = AddPersonForm({"name": "Dora", "library": said}, photos)
        return form.cleaned_data["library"] if form.is_valid() else form.errors["library"][0]

    own, code = scene.library, party.code
    for said in (scene.owner.email.upper(), f" {scene.owner.email} ", str(own.pk)):
        assert meant(said) == own
    for said in (code, f"{code[:4]}-{code[4:].lower()}", str(party.library_id)):
        assert meant(said) == party.library
    assert "address" in meant("nobody@example.org")
    assert "code" in meant("ABCD2345") and "code" in meant("Ünbekannt")
    assert "no such library" in meant("00000000-0000-0000-0000-000000000000")
    Event.objects.update(closed_at=timezone.now())
    assert "closed" in meant(code) and "closed" in meant(str(party.library_id))


def test_what_the_owner_said_of_a_face_stays(scene: PeopleScene, root: User) -> None:
    photo = scene.photo("Dora")
    dora = scene.person(scene.photo("Dora"), named="Dora")
    SayWho(scene.owner, dora, faces_of(photo)).execute()
    emil = AddPerson(root, scene.library, "Emil").execute()
    portrait = _announced(emil, photo)
    scene.run_jobs()
    portrait.refresh_from_db()
    assert (portrait.state, portrait.face_count) == (PortraitState.SPOKEN_OF, 1)
    assert Assignment.objects.get(photo=photo).person_id == dora.pk


def test_a_face_that_was_guessed_becomes_the_person_s(scene: PeopleScene, root: User) -> None:
    photo, two = scene.photo("Dora"), scene.photo("Dora", "Emil")
    guessed = scene.person(photo)
    dora = AddPerson(root, scene.library, "Dora").execute()
    one, several = _announced(dora, photo), _announced(dora, two)
    scene.run_jobs()
    assert Assignment.objects.get(photo=photo).person_id == dora.pk != guessed.pk
    states = dict(Portrait.objects.values_list("pk", "state"))
    assert states == {one.pk: PortraitState.TAKEN, several.pk: PortraitState.SEVERAL}
    assert Job.objects.filter(kind=COMPARE.name).exists()


def test_a_photo_is_waited_for_until_it_was_looked_at(scene: PeopleScene, root: User) -> None:
    photo = scene.photo("Dora")
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.PROCESSING)
    dora = AddPerson(root, scene.library, "Dora").execute()
    portrait = _announced(dora, photo)
    for _ in range(3):
        scene.run_jobs()
        _due_now()
    portrait.refresh_from_db()
    assert portrait.state == PortraitState.WAITING
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.READY)
    scene.run_jobs()
    portrait.refresh_from_db()
    assert portrait.state == PortraitState.TAKEN


def test_a_photo_that_was_being_sent_when_the_server_ended_is_told_as_lost(
    scene: PeopleScene, root: User
) -> None:
    dora = AddPerson(root, scene.library, "Dora").execute()

    def torn() -> Any:
        yield _jpeg()[:100]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        GivePortraits(
            root, dora, [Picture("a.jpg", 5000, torn()), Picture("b.jpg", 5000, iter([]))]
        ).execute()
    assert _states() == {"a.jpg": PortraitState.WAITING, "b.jpg": PortraitState.WAITING}
    Upload.objects.all().delete()  # its time is over
    Portrait.objects.update(created_at=timezone.now() - timedelta(hours=2))
    _due_now()
    scene.run_jobs()
    assert set(_states().values()) == {PortraitState.FAILED}


def _announced(person: Person, photo: Photo) -> Portrait:
    """A photo that the library had already was given: it stands for the one that arrived."""
    from albumen.jobs.enqueue import enqueue

    portrait = Portrait.objects.create(person=person, filename="a.jpg", upload=photo.pk)
    enqueue(PORTRAIT, portrait.pk, scope=person.library_id)
    return portrait
