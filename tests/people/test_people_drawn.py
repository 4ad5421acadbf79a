"""Faces that somebody drew where no machine saw one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from albumen.errors import AlbumenError
from albumen.jobs.models import Job
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.actions.say_who import SayWho
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.drawn import drawn_faces
from albumen.people.errors import FaceNotFoundError
from albumen.people.kinds import LOOK
from albumen.people.models import Assignment, Person, Statement
from albumen.people.queries import faces_shown, unassigned_faces
from albumen.photos.models import Embedding, Face, Library, Photo, PhotoState
from people_scene import PACK, PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db

BOX = Box(0.4, 0.6, 0.1, 0.1)


def draw(scene: PeopleScene, photo: Photo, box: Box = BOX, **said: Any) -> tuple[Face, Statement]:
    action = DrawFace(scene.owner, photo, box, **said)
    statement = action.execute()
    return action.made, statement


def test_a_drawn_face_is_whom_somebody_said(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"), named="Dora")
    photo = scene.photo("Emil")
    face, statement = draw(scene, photo, person=dora.pk)
    row = Assignment.objects.get(face=face)
    assert (row.person_id, row.why, row.seeds, face.found_by) == (dora.pk, "said", False, "person")
    assert statement.person_id == dora.pk and list(drawn_faces(photo.pk)) == [face]
    dora.refresh_from_db()
    assert (dora.face_count, dora.photo_count) == (2, 2)
    photo.refresh_from_db()
    scene.library.refresh_from_db()
    assert photo.face_count == 2 and scene.library.face_count == 3


def test_a_drawn_face_may_be_somebody_new(scene: PeopleScene) -> None:
    face, statement = draw(scene, scene.photo(), name=" Fritz ")
    person = Person.objects.get(pk=statement.person_id)
    assert (person.name, person.face_count, person.cover_id) == ("Fritz", 1, face.pk)
    UndoStatement(scene.owner, statement).execute()
    person.refresh_from_db()
    assert (person.name, person.face_count) == ("Fritz", 0)  # the name is a word of its own


def test_taking_it_back_takes_the_face_away_and_again_brings_it_back(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"), named="Dora")
    photo = scene.photo()
    face, statement = draw(scene, photo, person=dora.pk)
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=scene.library,
        model=scene.model,
        vector=b"",
        usefulness=1,
        reliable=True,
    )
    SayWho(scene.owner, scene.person(scene.photo("Emil")), [face.pk]).execute()
    undo = UndoStatement(scene.owner, statement).execute()
    assert who(scene.library)[face.pk] is None, "a later word does not keep it"
    assert not faces_shown(photo) and face.pk not in [row.face_id for row in unassigned_faces(scene.library)]
    assert not Embedding.objects.filter(face=face).exists()
    photo.refresh_from_db()
    assert photo.face_count == 0
    Job.objects.all().delete()
    UndoStatement(scene.owner, undo).execute()
    assert who(scene.library)[face.pk] not in (None, dora.pk), "the later word counts again"
    assert list(faces_shown(photo)) == [face]
    assert Job.objects.filter(kind=LOOK.name, key=str(face.pk)).exists()
    photo.refresh_from_db()
    assert photo.face_count == 1


def test_nothing_is_said_of_a_face_whose_drawing_was_taken_back(scene: PeopleScene) -> None:
    """It would not be heard: the answer would be that the face is somebody, who it is not."""
    face, statement = draw(scene, scene.photo())
    emil = scene.person(scene.photo("Emil"))
    undo = UndoStatement(scene.owner, statement).execute()
    for said in (SayWho(scene.owner, emil, [face.pk]), SplitPerson(scene.owner, scene.library.pk, [face.pk])):
        with pytest.raises(FaceNotFoundError):
            said.execute()
    UndoStatement(scene.owner, undo).execute()
    SayWho(scene.owner, emil, [face.pk]).execute()
    assert who(scene.library)[face.pk] == emil.pk


def test_another_look_at_the_photo_keeps_it(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"), named="Dora")
    photo = scene.photo("Emil")
    face, _ = draw(scene, photo, person=dora.pk)
    Job.objects.all().delete()
    scene.look_again(photo, PACK, set())
    assert who(scene.library)[face.pk] == dora.pk
    photo.refresh_from_db()
    assert photo.face_count == 2 and Job.objects.filter(kind=LOOK.name, key=str(face.pk)).exists()


def test_a_face_found_where_one_was_drawn_is_that_one(scene: PeopleScene) -> None:
    photo = scene.photo("Emil")
    there = Face.objects.get(photo=photo)
    face, _ = draw(scene, photo)
    Face.objects.filter(pk=face.pk).update(
        left=there.left, top=there.top, width=there.width, height=there.height
    )
    scene.look_again(photo, PACK, set())
    assert [one.pk for one in faces_shown(photo)] == [face.pk]


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (Box(1.2, 0.1, 0.1, 0.1), "bad_box"),
        (Box(0.5, 0.5, 0.001, 0.1), "bad_box"),
        (Box(0.5, 0.5, -0.1, 0.1), "bad_box"),
        (Box(0.5, float("nan"), 0.1, 0.1), "bad_box"),
    ],
)
def test_a_box_holds_something_of_the_photo(scene: PeopleScene, box: Box, code: str) -> None:
    photo = scene.photo()
    with pytest.raises(AlbumenError) as refused:
        draw(scene, photo, box)
    assert refused.value.code == code


def test_a_box_that_reaches_outside_is_cut(scene: PeopleScene) -> None:
    face, _ = draw(scene, scene.photo(), Box(-0.1, 0.9, 0.3, 0.3))
    assert (face.left, face.top) == (0.0, 0.9)
    assert (face.width, face.height) == (pytest.approx(0.2), pytest.approx(0.1))


def test_nothing_is_drawn_where_a_face_is(scene: PeopleScene) -> None:
    photo = scene.photo("Dora")
    there = Face.objects.get(photo=photo)
    with pytest.raises(AlbumenError) as refused:
        draw(scene, photo, Box(there.left + 0.005, there.top, there.width, there.height))
    assert refused.value.code == "face_there" and faces_of(photo) == [there.pk]


def test_nobody_is_drawn_into_a_photo_twice(scene: PeopleScene) -> None:
    photo = scene.photo("Dora")
    dora = scene.person(photo)
    SayWho(scene.owner, dora, faces_of(photo)).execute()
    with pytest.raises(AlbumenError) as refused:
        draw(scene, photo, person=dora.pk)
    assert refused.value.code == "twice_in_photo"


def test_nothing_is_drawn_in_a_photo_that_is_not_there(scene: PeopleScene) -> None:
    photo = scene.photo()
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.FAILED)
    with pytest.raises(AlbumenError) as refused:
        draw(scene, photo)
    assert refused.value.code == "photo_not_found"


@pytest.mark.shared
@pytest.mark.parametrize("seen", ["a face", "a wall"])
def test_a_drawn_face_is_looked_at_closely(
    seen: str, scene: PeopleScene, run_jobs: Callable[[], int], face_photo: Any
) -> None:
    """A small face in a large photo, found by the pack in the box that somebody drew roughly."""
    Library.objects.filter(pk=scene.library.pk).update(packs=["builtin"])
    photo, box = face_photo(scene)
    face, _ = draw(scene, photo, box if seen == "a face" else Box(0.02, 0.02, 0.1, 0.1))
    run_jobs()
    looks = Embedding.objects.filter(face=face)
    assert [look.model.pack for look in looks] == (["builtin"] if seen == "a face" else [])
    face.refresh_from_db()
    assert (face.left, face.top) == ((box.left, box.top) if seen == "a face" else (0.02, 0.02)), (
        "the box stays"
    )
    assert bool(face.landmarks) is (seen == "a face")
    assert who(scene.library)[face.pk] is not None
