"""What somebody says takes effect at once, and can be taken back in any order."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import NotPermittedError
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.errors import (
    BadNameError,
    BuiltUponError,
    FaceNotFoundError,
    NothingToUndoError,
    PersonDeletedError,
    PersonMergedError,
    SamePersonError,
    TwiceInPhotoError,
)
from albumen.people.models import Assignment, Person, Sorting, Statement
from albumen.people.queries import own_library, people_of
from albumen.people.writing import write_guesses
from people_scene import PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db


def _undo(scene: PeopleScene, statement: Statement) -> Statement:
    return UndoStatement(scene.owner, statement).execute()


def _fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_a_name_is_kept_tidy_and_found_by_any_part_of_it(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"))
    statement = NamePerson(scene.owner, dora, "  Dora\n Groß ").execute()
    assert _fresh(dora).name == "Dora Groß"
    assert [p.pk for p in people_of(scene.library, search="GROSS")] == [dora.pk]
    assert list(people_of(scene.library, named=False)) == []
    _undo(scene, statement)
    assert _fresh(dora).name == "" and list(people_of(scene.library, named=True)) == []
    with pytest.raises(BadNameError):
        NamePerson(scene.owner, dora, "a\u200bb")
    with pytest.raises(BadNameError):
        NamePerson(scene.owner, dora, "x" * 201)


def test_only_the_owner_says_something_and_it_is_written_down_without_names(
    scene: PeopleScene, bo: User
) -> None:
    dora = scene.person(scene.photo("Dora"))
    with pytest.raises(NotPermittedError):
        NamePerson(bo, dora, "Dora").execute()
    NamePerson(scene.owner, dora, "Dora").execute()
    entry = Entry.objects.get(action="person.name")
    assert entry.actor == scene.owner and entry.details["person"] == str(dora.pk)
    assert "Dora" not in str(entry.details)
    assert Sorting.objects.get(pk=scene.library.pk).revision == 1


def test_a_merge_moves_every_face_and_gives_each_back_when_taken_back(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"), scene.photo("Dora"), named="Dora")
    other = scene.person(scene.photo("Dora"))
    before = who(scene.library)
    statement = MergePeople(scene.owner, dora, other.pk).execute()
    assert set(who(scene.library).values()) == {other.pk}
    assert (_fresh(other).photo_count, _fresh(other).name) == (3, "Dora")
    assert (_fresh(dora).face_count, _fresh(dora).merged_into_id) == (0, other.pk)
    assert [p.pk for p in people_of(scene.library)] == [other.pk]
    _undo(scene, statement)
    assert who(scene.library) == before
    assert (_fresh(dora).name, _fresh(other).name) == ("Dora", "")


def test_merges_are_taken_back_in_any_order(scene: PeopleScene) -> None:
    a, b, c = (scene.person(scene.photo(name)) for name in "abc")
    before = who(scene.library)
    first = MergePeople(scene.owner, a, b.pk).execute()
    second = MergePeople(scene.owner, b, c.pk).execute()
    assert set(who(scene.library).values()) == {c.pk}
    assert {p.merged_into_id for p in Person.objects.exclude(pk=c.pk)} == {c.pk}
    _undo(scene, first)
    assert sorted(map(str, who(scene.library).values())) == sorted(map(str, [a.pk, c.pk, c.pk]))
    _undo(scene, second)
    assert who(scene.library) == before


def test_two_in_one_photo_merge_and_the_surer_face_stays(scene: PeopleScene) -> None:
    both = scene.photo("Dora", "Emil")
    dora = scene.person(both, scene.photo("Dora"))
    emil = scene.person(both)
    first, second = faces_of(both)
    Assignment.objects.filter(face=second).update(probability=0.5)
    statement = MergePeople(scene.owner, emil, dora.pk).execute()
    assert who(scene.library)[first] == dora.pk and who(scene.library)[second] is None
    _undo(scene, statement)
    assert who(scene.library)[second] == emil.pk


def test_said_faces_of_one_photo_are_not_made_one_person_unless_it_is_allowed(scene: PeopleScene) -> None:
    both = scene.photo("Dora", "Emil")
    dora, emil = scene.person(both), scene.person(both)
    first, second = faces_of(both)
    SayWho(scene.owner, dora, [first]).execute()
    SayWho(scene.owner, emil, [second]).execute()
    with pytest.raises(TwiceInPhotoError, match=r"photo-1\.jpg"):
        MergePeople(scene.owner, emil, dora.pk).execute()
    assert Statement.objects.filter(kind="merge").count() == 0
    allowed = AllowTwice(scene.owner, both).execute()
    merged = MergePeople(scene.owner, emil, dora.pk).execute()
    assert who(scene.library) == {first: dora.pk, second: dora.pk}
    assert (_fresh(dora).face_count, _fresh(dora).photo_count) == (2, 1)
    with pytest.raises(TwiceInPhotoError):
        _undo(scene, allowed)
    _undo(scene, merged)
    _undo(scene, allowed)
    assert who(scene.library) == {first: dora.pk, second: emil.pk}


def test_a_split_makes_a_new_person_and_taken_back_they_are_one_again(scene: PeopleScene) -> None:
    photos = [scene.photo("Dora") for _ in range(3)]
    dora = scene.person(*photos, named="Dora")
    (face,) = faces_of(photos[0])
    split = SplitPerson(scene.owner, scene.library.pk, [face])
    statement = split.execute()
    assert who(scene.library)[face] == split.made.pk
    assert (_fresh(dora).face_count, _fresh(split.made).face_count) == (2, 1)
    NamePerson(scene.owner, split.made, "Emil").execute()
    _undo(scene, statement)
    assert who(scene.library)[face] == dora.pk and _fresh(dora).face_count == 3
    assert _fresh(split.made).name == "Emil", "a name that was given stays, though nobody has it now"


def test_a_correction_makes_another_guess_in_the_photo_give_way(scene: PeopleScene) -> None:
    both = scene.photo("Dora", "Emil")
    dora = scene.person(both, scene.photo("Dora"))
    first, second = faces_of(both)
    statement = SayWho(scene.owner, dora, [second]).execute()
    assert who(scene.library)[second] == dora.pk and who(scene.library)[first] is None
    assert Assignment.objects.get(face=second).why == "said"
    with pytest.raises(TwiceInPhotoError):
        SayWho(scene.owner, dora, [first]).execute()
    _undo(scene, statement)
    assert who(scene.library)[first] == dora.pk and who(scene.library)[second] is None


def test_is_not_takes_a_face_out_and_it_is_compared_again(scene: PeopleScene) -> None:
    photo = scene.photo("Dora")
    dora = scene.person(photo, scene.photo("Dora"))
    (face,) = faces_of(photo)
    statement = SayWhoNot(scene.owner, dora, [face]).execute()
    row = Assignment.objects.get(face=face)
    assert (row.person_id, row.pending) == (None, True)
    assert _fresh(dora).cover_id != face
    _undo(scene, statement)
    assert who(scene.library)[face] == dora.pk


def test_taking_back_a_no_makes_no_guess_of_what_somebody_said(scene: PeopleScene) -> None:
    """Dora's face was said to be Emil's, then not to be; with both taken back it is Dora's by the machine again."""
    photo = scene.photo("Dora")
    dora, emil = scene.person(photo, scene.photo("Dora")), scene.person(scene.photo("Emil"))
    face = faces_of(photo)[0]
    words = [action(scene.owner, emil, [face]).execute() for action in (SayWho, SayWhoNot)]
    _undo(scene, words[1])
    assert who(scene.library)[face] == emil.pk
    _undo(scene, words[0])
    assert who(scene.library)[face] == dora.pk


def test_taking_back_a_no_about_somebody_else_leaves_what_the_machine_found_since(scene: PeopleScene) -> None:
    photo = scene.photo("Dora")
    dora, emil, fritz = scene.person(photo), scene.person(scene.photo("Emil")), scene.person(scene.photo("x"))
    face = faces_of(photo)[0]
    said = SayWhoNot(scene.owner, emil, [face]).execute()
    assert who(scene.library)[face] == dora.pk
    write_guesses([(face, fritz.pk, "cluster", 0.9)])
    _undo(scene, said)
    assert who(scene.library)[face] == fritz.pk


def test_no_face_is_nobody_until_taken_back(scene: PeopleScene) -> None:
    photo = scene.photo("Dora")
    dora = scene.person(photo)
    statement = MarkWrong(scene.owner, scene.library.pk, faces_of(photo)).execute()
    assert _fresh(dora).face_count == 0 and list(people_of(scene.library)) == []
    _undo(scene, statement)
    assert [p.pk for p in people_of(scene.library)] == [dora.pk]


def test_hidden_people_are_in_a_list_of_their_own(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"))
    first = HidePerson(scene.owner, dora).execute()
    assert list(people_of(scene.library)) == []
    assert [p.pk for p in people_of(scene.library, hidden=True)] == [dora.pk]
    HidePerson(scene.owner, dora, hidden=False).execute()
    assert [p.pk for p in people_of(scene.library)] == [dora.pk]
    _undo(scene, first)
    assert [p.pk for p in people_of(scene.library)] == [dora.pk]


def test_a_deleted_person_keeps_their_faces_and_nothing_is_said_of_them(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"), named="Dora")
    emil = scene.person(scene.photo("Emil"))
    statement = DeletePerson(scene.owner, dora).execute()
    assert [p.pk for p in people_of(scene.library)] == [emil.pk]
    for action in (
        NamePerson(scene.owner, dora, "D"),
        MergePeople(scene.owner, emil, dora.pk),
        DeletePerson(scene.owner, dora),
    ):
        with pytest.raises(PersonDeletedError):
            action.execute()
    _undo(scene, statement)
    assert {p.pk for p in people_of(scene.library)} == {dora.pk, emil.pk}


def test_a_merge_into_somebody_deleted_since_is_taken_back_only_after_the_deletion(
    scene: PeopleScene,
) -> None:
    a, b = scene.person(scene.photo("a")), scene.person(scene.photo("b"))
    merged = MergePeople(scene.owner, a, b.pk).execute()
    deleted = DeletePerson(scene.owner, b).execute()
    with pytest.raises(BuiltUponError):
        _undo(scene, merged)
    _undo(scene, deleted)
    _undo(scene, merged)
    assert {p.pk for p in people_of(scene.library)} == {a.pk, b.pk}


def test_what_does_not_stand_is_not_taken_back_again(scene: PeopleScene) -> None:
    dora = scene.person(scene.photo("Dora"))
    statement = NamePerson(scene.owner, dora, "Dora").execute()
    undo = _undo(scene, statement)
    with pytest.raises(NothingToUndoError):
        _undo(scene, statement)
    again = _undo(scene, undo)
    assert _fresh(dora).name == "Dora"
    _undo(scene, again)
    assert _fresh(dora).name == "", "taking back goes any number of steps deep"


def test_errors_say_what_is_wrong(scene: PeopleScene) -> None:
    a, b = scene.person(scene.photo("a")), scene.person(scene.photo("b"))
    with pytest.raises(SamePersonError):
        MergePeople(scene.owner, a, a.pk).execute()
    with pytest.raises(FaceNotFoundError):
        SayWho(scene.owner, a, [0]).execute()
    MergePeople(scene.owner, a, b.pk).execute()
    with pytest.raises(PersonMergedError):
        NamePerson(scene.owner, a, "A").execute()
    stranger = PeopleScene(scene.owner)
    with pytest.raises(FaceNotFoundError):
        SayWho(scene.owner, b, faces_of(stranger.photo("c"))).execute()


def test_names_of_merged_people_are_found(scene: PeopleScene) -> None:
    a = scene.person(scene.photo("a"), named="Dora Maier")
    b = scene.person(scene.photo("b"), named="Dora Huber")
    MergePeople(scene.owner, a, b.pk).execute()
    assert [p.name for p in people_of(scene.library, search="maier")] == ["Dora Huber"]


def test_a_correction_reads_and_writes_as_much_however_many_photos_there_are(scene: PeopleScene) -> None:
    def merged(count: int, one: str, other: str) -> int:
        photos = [scene.photo(one, other) for _ in range(count)]
        into, person = scene.person(*photos), scene.person(*photos)
        with CaptureQueriesContext(connection) as queries:
            MergePeople(scene.owner, person, into.pk).execute()
        return len(queries)

    merged(2, "Anna", "Ben")  # some things are asked once in a process
    few = merged(3, "Dora", "Emil")
    assert merged(30, "Fay", "Gus") == few <= 36


def test_the_library_of_somebody_else_is_not_there(scene: PeopleScene, bo: User) -> None:
    from albumen.people.errors import LibraryNotFoundError

    with pytest.raises(LibraryNotFoundError):
        own_library(bo, scene.library.pk)
