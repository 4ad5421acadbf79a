"""New faces find their people as photos become ready."""

from __future__ import annotations

import pytest

from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.models import Assignment, Person
from albumen.people.queries import people_of, unassigned_faces
from albumen.photos.actions.delete_photos import DeletePhotos
from people_scene import BLURRED, PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db


def _person_of(scene: PeopleScene, photo: object, index: int = 0) -> object:
    return who(scene.library)[faces_of(photo)[index]]  # type: ignore[arg-type]


def test_the_first_photos_found_people_and_a_face_alone_stays_alone(scene: PeopleScene) -> None:
    one, two = scene.photo("Dora", "Emil"), scene.photo("Emil", "Dora")
    alone = scene.photo("Fritz")
    scene.run_jobs()
    dora, emil = _person_of(scene, one), _person_of(scene, one, 1)
    assert dora and emil and dora != emil
    assert (_person_of(scene, two, 1), _person_of(scene, two)) == (dora, emil)
    assert _person_of(scene, alone) is None
    assert [row.face_id for row in unassigned_faces(scene.library)] == faces_of(alone)
    assert sorted(p.photo_count for p in people_of(scene.library)) == [2, 2]
    assert not Assignment.objects.filter(pending=True).exists()


def test_later_photos_join_who_is_there_and_the_name_counts_for_them(scene: PeopleScene) -> None:
    first = scene.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    dora = Person.objects.get()
    NamePerson(scene.owner, dora, "Dora").execute()
    later = scene.photo("Dora")
    scene.run_jobs()
    assert _person_of(scene, later) == _person_of(scene, first) == dora.pk
    row = Assignment.objects.get(face=faces_of(later)[0])
    assert row.why == "arrival" and 0.5 < row.probability <= 1
    dora.refresh_from_db()
    assert (dora.name, dora.photo_count) == ("Dora", 3)


def test_a_face_alone_finds_its_second_later(scene: PeopleScene) -> None:
    first = scene.photo("Dora")
    scene.run_jobs()
    second = scene.photo("Dora")
    scene.run_jobs()
    assert _person_of(scene, first) == _person_of(scene, second) is not None


def test_a_blurred_face_is_nobody_and_founds_nobody(scene: PeopleScene) -> None:
    scene.photo("Dora", parts=BLURRED)
    scene.photo("Dora", parts=BLURRED)
    scene.run_jobs()
    assert not Person.objects.exists() and unassigned_faces(scene.library).count() == 2


def test_a_poor_face_joins_but_founds_nobody(scene: PeopleScene) -> None:
    from albumen.photos.models import Face

    photos = [scene.photo("Dora") for _ in range(3)]
    Assignment.objects.update(seeds=False)
    scene.run_jobs()
    assert not Person.objects.exists()
    Assignment.objects.filter(photo__in=photos[:2]).update(seeds=True)
    Assignment.objects.update(pending=True)
    scene.photo("Emil")
    scene.run_jobs()
    assert Person.objects.get().face_count == 2
    Assignment.objects.filter(photo=photos[2]).update(pending=True)
    scene.photo("Fritz")
    scene.run_jobs()
    assert Person.objects.get().face_count == 3 and Face.objects.count() == 5


def test_nobody_is_twice_in_a_photo(scene: PeopleScene) -> None:
    scene.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    twins = scene.photo("Dora", "Dora")
    scene.run_jobs()
    mine = [_person_of(scene, twins), _person_of(scene, twins, 1)]
    assert mine.count(None) == 1 and Person.objects.count() == 1


def test_what_was_denied_is_never_assigned_and_comes_back_when_taken_back(scene: PeopleScene) -> None:
    photos = [scene.photo("Dora") for _ in range(3)]
    scene.run_jobs()
    dora = Person.objects.get()
    statement = SayWhoNot(scene.owner, dora, faces_of(photos[0])).execute()
    scene.run_jobs()
    assert _person_of(scene, photos[0]) is None
    UndoStatement(scene.owner, statement).execute()
    assert _person_of(scene, photos[0]) == dora.pk


def test_new_faces_follow_a_correction(scene: PeopleScene) -> None:
    photos = [scene.photo("Dora") for _ in range(2)]
    scene.run_jobs()
    split = SplitPerson(scene.owner, scene.library.pk, faces_of(photos[0]) + faces_of(photos[1]))
    split.execute()
    later = scene.photo("Dora")
    scene.run_jobs()
    assert _person_of(scene, later) == split.made.pk


def test_later_faces_of_somebody_deleted_are_not_shown(scene: PeopleScene) -> None:
    scene.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    DeletePerson(scene.owner, Person.objects.get()).execute()
    scene.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    assert list(people_of(scene.library)) == [] and Person.objects.count() == 1


def test_no_faces_and_binned_photos_are_compared_with_nobody(scene: PeopleScene) -> None:
    wrong, binned = scene.photo("Dora"), scene.photo("Dora")
    MarkWrong(scene.owner, scene.library.pk, faces_of(wrong)).execute()
    DeletePhotos(scene.owner, [binned.pk]).execute()
    scene.photo("Dora")
    scene.run_jobs()
    assert not Person.objects.exists()


def test_people_of_another_library_are_strangers(scene: PeopleScene) -> None:
    other = PeopleScene(scene.owner, scene.run_jobs)
    other.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    assert not Person.objects.exists()


def test_a_word_said_while_faces_are_compared_is_not_lost(
    scene: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.people import arrivals

    scene.photo("Dora")
    scene.photo("Dora")
    scene.run_jobs()
    dora = Person.objects.get()
    emil = scene.person(scene.photo("Emil"))
    late = scene.photo("Dora")
    compare = arrivals.decide

    def and_meanwhile(*args: object) -> arrivals.Decided:
        found = compare(*args)  # type: ignore[arg-type]
        if faces_of(late)[0] in found.guesses and who(scene.library)[faces_of(late)[0]] is None:
            SayWho(scene.owner, emil, faces_of(late)).execute()
        return found

    monkeypatch.setattr(arrivals, "decide", and_meanwhile)
    scene.run_jobs()
    assert _person_of(scene, late) == emil.pk and dora.face_count == 2
