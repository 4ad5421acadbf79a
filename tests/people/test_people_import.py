"""Names that files say: they become names here, and everything that a person ever said is stronger."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albumen.imaging.xmp.regions import Measured, Region
from albumen.imaging.xmp.turning import Box
from albumen.jobs.models import Job
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.draw_face import Box as Drawn
from albumen.people.actions.draw_face import DrawFace
from albumen.people.actions.import_names import ImportNames
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.file_names import keep_names
from albumen.people.kinds import LOOK
from albumen.people.models import Person, Statement
from albumen.photos.models import Face, Photo
from named_files import FREE, around, named, says
from people_scene import PeopleScene, counted, counted_from_scratch, faces_of, who

pytestmark = pytest.mark.django_db


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


def test_taking_faces_back_costs_as_much_for_many_photos_as_for_few(scene: PeopleScene) -> None:
    """Photos and library count what was drawn in each, with two in some, and count it no more when it is taken back."""
    counts = []
    for name, number in (("Ana", 2), ("Bo", 2), ("Cy", 12)):
        photos = [scene.photo("x") for _ in range(number)]
        for photo in photos:
            second = [Region("Zoe", Box(0.8, 0.7, 0.1, 0.2))] if photo is photos[0] else []
            keep_names(scene.library, photo, Measured(None, [Region(name, FREE), *second], []).as_json())
        ImportNames(scene.library.pk).execute()
        drawn = Statement.objects.filter(kind="box", person__name=name).get()
        with CaptureQueriesContext(connection) as queries:
            taken_back = UndoStatement(scene.owner, drawn).execute()
        counts.append(len(queries))
        assert sorted(_face_counts(photos)) == [1] * (number - 1) + [2]
        UndoStatement(scene.owner, taken_back).execute()
        assert sorted(_face_counts(photos)) == [2] * (number - 1) + [3]
    scene.library.refresh_from_db()
    assert scene.library.face_count == sum(_face_counts(scene.library.photos.all()))
    assert Job.objects.filter(kind=LOOK.name).count() == 2 + 2 + 12 + 3
    assert counts[1] == counts[2]


def _face_counts(photos: Iterable[Photo]) -> list[int]:
    rows = Photo.objects.filter(pk__in=[photo.pk for photo in photos])
    return list(rows.values_list("face_count", flat=True))
