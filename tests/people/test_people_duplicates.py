"""People who may be the same: who is asked about, who never is, and what an answer does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albumen.jobs import clock
from albumen.jobs.models import Job
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.answer_duplicate import NotSameOfDuplicate, SameOfDuplicate
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.look_for_duplicates import LookForDuplicates, look_in_changed
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_not_same import SayNotSame
from albumen.people.actions.say_who import SayWhoNot
from albumen.people.actions.skip_duplicate import SkipDuplicate
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.counting import count_people
from albumen.people.duplicate_queries import duplicates_about, duplicates_of, faces_of_both, looking_in
from albumen.people.errors import DuplicateOverError, PersonNotFoundError, SamePersonError
from albumen.people.kinds import COMPARE
from albumen.people.models import Assignment, Duplicate, Person, Sorting, Statement
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Library
from people_scene import PACK, PeopleScene, model, who

pytestmark = pytest.mark.django_db


def _twins(scene: PeopleScene, faces: int = 3, **names: str) -> tuple[Person, Person]:
    """Dora, whom the machine took for two people, and Emil, who is somebody else."""
    one = scene.person(*[scene.photo("Dora") for _ in range(faces)], named=names.get("one", ""))
    other = scene.person(*[scene.photo("Dora") for _ in range(faces)], named=names.get("other", ""))
    scene.person(*[scene.photo("Emil") for _ in range(3)])
    _look(scene)
    return one, other


def _look(scene: PeopleScene) -> None:
    """What waits for changes to gather is done now; so is what the night would ask for."""
    look_in_changed()
    scene.run_jobs()
    Job.objects.filter(kind=COMPARE.name, state="waiting").update(run_after=clock.now())
    scene.run_jobs()


def _take(person: object, face: int) -> None:
    """The machine takes one more face for a person."""
    Assignment.objects.filter(face=face).update(guess=person, person=person, why="cluster", pending=False)
    count_people([person])  # type: ignore[list-item]


def _asked(scene: PeopleScene) -> list[set[object]]:
    rows = duplicates_of(scene.library).order_by("skips", "-probability", "id")
    return [{row.one_id, row.other_id} for row in rows]


@pytest.mark.parametrize(("mine", "other_faces", "together"), [(2, 5, False), (5, 2, True)])
def test_a_name_takes_over_the_smaller_of_two_and_is_asked_about_a_larger_one(
    scene: PeopleScene, mine: int, other_faces: int, together: bool
) -> None:
    named = scene.person(*[scene.photo("Dora") for _ in range(mine)], named="Dora")
    other = scene.person(*[scene.photo("Dora") for _ in range(other_faces)])
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    named.refresh_from_db()
    assert named.name == "Dora" and named.face_count == (mine + other_faces if together else mine)
    _look(scene)
    assert _asked(scene) == ([] if together else [{named.pk, other.pk}])


def test_two_who_are_one_are_asked_about_and_nobody_else(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    assert _asked(scene) == [{one.pk, other.pk}]
    row = Duplicate.objects.get()
    assert row.probability > 0.9 and row.model == model(PACK)
    assert row.one_id < row.other_id
    left, right = faces_of_both([row])[row.pk]
    assert len(left) == len(right) == 3
    assert {who(scene.library)[face.pk] for face in left} == {row.one_id}
    assert {who(scene.library)[face.pk] for face in right} == {row.other_id}
    assert [each.pk for each in duplicates_about(other)] == [row.pk]
    told = looking_in(scene.library)
    assert (told.open, told.looking) == (1, False) and told.looked_at


def test_one_lucky_pair_of_faces_is_not_enough(scene: PeopleScene) -> None:
    """Two faces of strangers are alike as a photo of a photo is; the others are not."""
    scene.person(*[scene.photo("Dora") for _ in range(3)], scene.photo("Gerda"))
    scene.person(*[scene.photo("Emil") for _ in range(3)], scene.photo("Gerda"))
    _look(scene)
    assert _asked(scene) == []


def test_people_in_one_photo_are_two_unless_that_is_allowed(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    photo = scene.photo("Dora", "Dora")
    faces = list(photo.faces.order_by("pk").values_list("pk", flat=True))
    for person, face in ((one, faces[0]), (other, faces[1])):
        _take(person.pk, face)
    LookForDuplicates(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert _asked(scene) == []
    assert Duplicate.objects.get().state == "gone"
    AllowTwice(scene.owner, photo).execute()
    LookForDuplicates(None, scene.library.pk, everybody=True).execute()
    _look(scene)
    assert _asked(scene) == [{one.pk, other.pk}]


def test_not_the_same_is_remembered_and_taken_back(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    row = Duplicate.objects.select_related("one", "other").get()
    said = NotSameOfDuplicate(scene.owner, row).execute()
    assert (said.kind, {said.person_id, said.other_id}) == ("not_same", {one.pk, other.pk})
    assert _asked(scene) == []
    LookForDuplicates(None, scene.library.pk, everybody=True).execute()
    _look(scene)
    assert Duplicate.objects.get().state == "not_same"
    with pytest.raises(DuplicateOverError):
        NotSameOfDuplicate(scene.owner, row).execute()
    undone = UndoStatement(scene.owner, said).execute()
    assert _asked(scene) == [{one.pk, other.pk}]
    UndoStatement(scene.owner, undone).execute()
    assert _asked(scene) == []


@pytest.mark.parametrize("algorithm", ["default", "chinese_whispers", "dbscan", "hdbscan", "kmeans"])
def test_no_clustering_makes_them_one(scene: PeopleScene, algorithm: str) -> None:
    one, other = _twins(scene, 6)
    SayNotSame(scene.owner, one, other.pk).execute()
    before = who(scene.library)
    for _ in range(2):
        scene.photo("Dora")
        Propose(scene.owner, scene.library.pk, algorithm, apply_at_once=True).execute()
        scene.run_jobs()
        now = who(scene.library)
        assert not any(now[face] == other.pk for face in before if before[face] == one.pk)
        assert not any(now[face] == one.pk for face in before if before[face] == other.pk)
        assert {person.face_count > 0 for person in Person.objects.filter(pk__in=[one.pk, other.pk])} == {
            True
        }


def test_without_it_a_clustering_makes_them_one(scene: PeopleScene) -> None:
    """What the test above would not see otherwise."""
    one, other = _twins(scene, 6)
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    assert sorted(Person.objects.filter(pk__in=[one.pk, other.pk]).values_list("face_count", flat=True)) in (
        [12],
        [0, 12],
    )


def test_the_same_are_merged_and_parted_again(scene: PeopleScene) -> None:
    one, other = _twins(scene, one="Dora")
    said = SameOfDuplicate(scene.owner, Duplicate.objects.select_related("one", "other").get()).execute()
    assert (said.kind, said.other_id) == ("merge", one.pk), "who has a name stays"
    assert Person.objects.get(pk=one.pk).face_count == 6
    assert Duplicate.objects.get().state == "same" and _asked(scene) == []
    UndoStatement(scene.owner, said).execute()
    assert _asked(scene) == [{one.pk, other.pk}]


def test_under_whom_both_go_on_may_be_said(scene: PeopleScene) -> None:
    _, other = _twins(scene, one="Dora")
    row = Duplicate.objects.select_related("one", "other").get()
    stranger = Person.objects.exclude(pk__in=[row.one_id, row.other_id]).get()
    with pytest.raises(PersonNotFoundError):
        SameOfDuplicate(scene.owner, row, stranger.pk)
    said = SameOfDuplicate(scene.owner, row, other.pk).execute()
    assert said.other_id == other.pk and Person.objects.get(pk=other.pk).name == "Dora"


def test_a_merge_says_more_than_not_the_same_whichever_came_first(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    apart = SayNotSame(scene.owner, one, other.pk).execute()
    merge = MergePeople(scene.owner, one, other.pk).execute()
    assert Duplicate.objects.get().state == "same"
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    assert Person.objects.get(pk=other.pk).face_count == 6
    undone = UndoStatement(scene.owner, merge).execute()
    assert Duplicate.objects.get().state == "not_same", "and what was said before counts again"
    UndoStatement(scene.owner, apart).execute()
    SayNotSame(scene.owner, other, one.pk).execute()
    UndoStatement(scene.owner, undone).execute()
    assert Duplicate.objects.get().state == "same"


def test_what_was_said_of_one_holds_for_whom_they_became(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    third = scene.person(*[scene.photo("Dora") for _ in range(3)])
    SayNotSame(scene.owner, one, other.pk).execute()
    MergePeople(scene.owner, one, third.pk).execute()
    _look(scene)
    assert _asked(scene) == [], "the third is the first now, and that one is not the other"


def test_two_names_are_asked_about_only_when_it_is_all_but_certain(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    Duplicate.objects.update(probability=0.9)
    NamePerson(scene.owner, one, "Dora").execute()
    assert _asked(scene) == [{one.pk, other.pk}]
    named = NamePerson(scene.owner, other, "Doris").execute()
    assert _asked(scene) == []
    UndoStatement(scene.owner, named).execute()
    assert _asked(scene) == [{one.pk, other.pk}]
    Duplicate.objects.update(probability=0.97)
    NamePerson(scene.owner, other, "Doris").execute()
    assert _asked(scene) == [{one.pk, other.pk}]


def test_nobody_asks_about_the_hidden_and_the_deleted(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    for action in (HidePerson(scene.owner, one), DeletePerson(scene.owner, other)):
        said = action.execute()
        assert _asked(scene) == []
        LookForDuplicates(None, scene.library.pk, everybody=True).execute()
        _look(scene)
        assert _asked(scene) == []
        UndoStatement(scene.owner, said).execute()
        _look(scene)
        assert _asked(scene) == [{one.pk, other.pk}]


def test_photos_in_the_bin_show_nobody(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    photos = list(Assignment.objects.filter(person=one).values_list("photo_id", flat=True))
    DeletePhotos(scene.owner, photos).execute()
    assert _asked(scene) == [] and looking_in(scene.library).open == 0
    _look(scene)
    RestorePhotos(scene.owner, photos).execute()
    _look(scene)
    assert _asked(scene) == [{one.pk, other.pk}]


def test_a_question_that_was_put_off_comes_last(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    third = scene.person(*[scene.photo("Gerda") for _ in range(3)])
    fourth = scene.person(*[scene.photo("Gerda") for _ in range(3)])
    Sorting.objects.filter(pk=scene.library.pk).update(compared_prior=0.001)
    LookForDuplicates(None, scene.library.pk).execute()
    scene.run_jobs()
    first = duplicates_of(scene.library).order_by("skips", "-probability", "id")[0]
    SkipDuplicate(scene.owner, first).execute()
    assert len(_asked(scene)) == 2 and _asked(scene)[1] == {first.one_id, first.other_id}
    assert {one.pk, other.pk} in _asked(scene) and {third.pk, fourth.pk} in _asked(scene)


def test_only_those_who_changed_are_compared_again(scene: PeopleScene) -> None:
    _twins(scene)
    assert look_in_changed() == 0
    row = Duplicate.objects.get()
    Duplicate.objects.update(probability=0.77)  # stays, unless the pair is compared again
    third = scene.person(*[scene.photo("Fritz") for _ in range(3)])
    assert look_in_changed() == 1
    scene.run_jobs()
    assert Duplicate.objects.get().probability == 0.77
    assert Person.objects.get(pk=third.pk).compared > 0
    _take(row.one_id, scene.photo("Dora").faces.get().pk)
    assert look_in_changed() == 1
    scene.run_jobs()
    assert Duplicate.objects.get().probability > 0.9
    assert look_in_changed() == 0


def test_another_model_compares_everybody_again(scene: PeopleScene) -> None:
    _twins(scene)
    for photo in scene.library.photos.all():
        scene.look_again(photo, "builtin", set())
    Library.objects.filter(pk=scene.library.pk).update(packs=["builtin"])
    assert look_in_changed() == 1
    scene.run_jobs()
    row = Duplicate.objects.get()
    assert row.state == "open" and row.model == model("builtin")


def test_new_faces_have_people_compared_by_themselves(scene: PeopleScene) -> None:
    one, other = _twins(scene)
    Duplicate.objects.all().delete()
    scene.photo("Dora")
    scene.run_jobs()
    assert Job.objects.filter(kind=COMPARE.name, state="waiting").exists()
    _look(scene)
    assert _asked(scene) == [{one.pk, other.pk}]


def test_a_person_is_not_somebody_else_than_themselves(scene: PeopleScene) -> None:
    one, _ = _twins(scene)
    with pytest.raises(SamePersonError):
        SayNotSame(scene.owner, one, one.pk).execute()
    assert not Statement.objects.exists()


def test_a_page_of_questions_costs_the_same_however_long_it_is(scene: PeopleScene) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            faces_of_both(list(duplicates_of(scene.library).order_by("skips", "-probability", "id")[:100]))
        return len(queries)

    _twins(scene)
    before = cost()
    for name in ("Fritz", "Gerda"):
        for _ in range(2):
            scene.person(*[scene.photo(name) for _ in range(2)])
    _look(scene)
    assert len(_asked(scene)) == 3 and cost() == before


def test_faces_that_were_taken_out_of_a_person_are_not_asked_about(scene: PeopleScene) -> None:
    _twins(scene)
    row = Duplicate.objects.get()
    faces = list(Assignment.objects.filter(person=row.one_id).values_list("face_id", flat=True))
    split = SplitPerson(scene.owner, scene.library.pk, faces[:2])
    said = split.execute()
    _look(scene)
    assert {split.made.pk, row.one_id} not in _asked(scene)
    assert {split.made.pk, row.other_id} in _asked(scene), "nobody spoke of these two"
    UndoStatement(scene.owner, said).execute()
    SayWhoNot(scene.owner, Person.objects.get(pk=row.one_id), faces[:2]).execute()
    scene.run_jobs()
    _look(scene)
    now = {who(scene.library)[face] for face in faces[:2]}
    assert all({other, row.one_id} not in _asked(scene) for other in now)
