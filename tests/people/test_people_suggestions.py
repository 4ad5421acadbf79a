"""What the classifier of named people asks, what it takes for sure, and what becomes of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from albumen.people.actions.answer_suggestions import AnswerSuggestions
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.train_classifier import ENOUGH, TrainClassifier, train_for_changed
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.models import (
    Assignment,
    By,
    Classifier,
    Person,
    Sorting,
    Statement,
    Suggestion,
    SuggestionState,
)
from albumen.people.queries import classifier_of, count_suggestions, people_asked_about, suggestions_of
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Face, Library, Photo
from interleaving import just_after
from people_scene import BLURRED, PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db

NAMES = ["Dora", "Emil", "Fritz", "Gerda"]
DOUBTFUL = 0.6
"""Similarity of a face to its person at which it is rather they, and joining does not let it in."""


@pytest.fixture
def family(scene: PeopleScene) -> PeopleScene:
    """Four people with names and five faces each, and some strangers with three."""
    for name in NAMES:
        scene.person(*[scene.photo(name) for _ in range(5)], named=name)
    for number in range(4):
        scene.person(*[scene.photo(f"stranger {number}") for _ in range(3)])
    # As in a library of very many people, where joining asks for much.
    Sorting.objects.update(prior=1e-6, clustered_model=scene.model)
    scene.run_jobs()
    return scene


def train(scene: PeopleScene) -> Classifier:
    TrainClassifier(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    return Classifier.objects.get()


def nobody(scene: PeopleScene, name: str, likeness: float = DOUBTFUL, *others: str) -> int:
    """A face of somebody that joined nobody when it came."""
    photo = scene.photo(name, *others, likeness=likeness)
    Assignment.objects.filter(photo=photo).update(pending=False)
    return faces_of(photo)[0]


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def asked(scene: PeopleScene, kind: str = "join") -> dict[int, str]:
    return {row.face_id: row.person.name for row in suggestions_of(scene.library, kind=kind)}


def test_a_face_of_nobody_is_suggested_and_a_strangers_is_not(family: PeopleScene) -> None:
    mine, strange = nobody(family, "Dora"), nobody(family, "somebody else", 0.85)
    blurred = faces_of(family.photo("Emil", parts=BLURRED))[0]
    Assignment.objects.update(pending=False)
    row = train(family)
    assert asked(family) == {mine: "Dora"} and strange != blurred
    assert (row.version, row.people_count, row.face_count, row.too_few) == (1, 4, 20, False)
    assert row.asked_at is None and row.found == 1.0 and row.taken == 0.0
    assert len(row.weights) == 4 * family.model.dimension * 4 and len(row.people) == 4 * 16
    assert count_suggestions(family.library) == {"joins": 1, "doubts": 0, "people": 1}
    told = people_asked_about(family.library).get()
    assert (told.name, told.joins, told.doubts) == ("Dora", 1, 0)
    assert who(family.library)[mine] is None, "a suggestion changes nothing"


def test_where_joining_agrees_it_is_taken_for_sure(family: PeopleScene) -> None:
    sure = nobody(family, "Dora", 0.85)
    family.photo("Emil", likeness=0.85)
    train(family)
    row = Assignment.objects.get(face=sure)
    assert row.person == person("Dora") and (row.guessed_by, row.why) == (By.CLASSIFIER, By.CLASSIFIER)
    assert row.probability >= 0.99 and asked(family) == {}


def test_it_does_not_learn_from_what_it_took_for_sure_and_takes_back_what_it_no_longer_holds(
    family: PeopleScene,
) -> None:
    sure = nobody(family, "Dora", 0.85)
    assert train(family).face_count == train(family).face_count == 20
    Assignment.objects.filter(face=sure).update(guess=person("Emil"), person=person("Emil"))
    from albumen.people.counting import count_people

    count_people([person("Dora").pk, person("Emil").pk])
    train(family)
    family.run_jobs()
    assert who(family.library)[sure] == person("Dora").pk


def test_clustering_leaves_it_and_it_leaves_what_was_said(family: PeopleScene) -> None:
    from albumen.people.actions.propose import Propose

    mine, sure = nobody(family, "Dora"), nobody(family, "Emil", 0.85)
    SayWho(family.owner, person("Gerda"), [mine]).execute()
    train(family)
    Propose(family.owner, family.library.pk, apply_at_once=True).execute()
    family.run_jobs()
    assert who(family.library)[sure] == person("Emil").pk
    train(family)
    assert who(family.library)[mine] == person("Gerda").pk and asked(family) == {}


def test_yes_is_a_statement_and_undo_asks_again(family: PeopleScene) -> None:
    mine = nobody(family, "Dora")
    train(family)
    (said,) = AnswerSuggestions(family.owner, person("Dora"), [mine], []).execute()
    assert said.kind == "is" and who(family.library)[mine] == person("Dora").pk
    assert Suggestion.objects.get().state == SuggestionState.CONFIRMED and asked(family) == {}
    UndoStatement(family.owner, said).execute()
    family.run_jobs()
    assert who(family.library)[mine] is None and asked(family) == {mine: "Dora"}


def test_no_never_comes_back_until_it_is_taken_back(family: PeopleScene) -> None:
    mine = nobody(family, "Dora")
    train(family)
    (said,) = AnswerSuggestions(family.owner, person("Dora"), [], [mine]).execute()
    family.run_jobs()
    assert Suggestion.objects.get().state == SuggestionState.REJECTED
    for _ in range(2):
        train(family)
        assert asked(family) == {}
    UndoStatement(family.owner, said).execute()
    family.run_jobs()
    assert asked(family) == {mine: "Dora"}


def test_a_face_denied_before_is_never_suggested(family: PeopleScene) -> None:
    mine, sure = nobody(family, "Dora"), nobody(family, "Dora", 0.85)
    SayWhoNot(family.owner, person("Dora"), [mine, sure]).execute()
    Assignment.objects.update(pending=False)
    train(family)
    assert asked(family) == {} and who(family.library)[sure] is None


def test_faces_of_a_few_of_somebody_without_a_name_are_suggested(family: PeopleScene) -> None:
    two = [family.photo("Fritz", likeness=DOUBTFUL) for _ in range(2)]
    Assignment.objects.update(pending=False)
    family.person(*two)
    train(family)
    assert asked(family) == {faces_of(photo)[0]: "Fritz" for photo in two}
    Person.objects.filter(name="", face_count=2).update(hidden=True)
    train(family)
    assert asked(family) == {}, "who was hidden is left in peace"


def test_nobody_is_suggested_twice_in_a_photo(family: PeopleScene) -> None:
    photo = family.photo("Dora", "Dora", likeness=DOUBTFUL)
    beside = family.photo("Emil", "Emil", likeness=DOUBTFUL)
    Assignment.objects.update(pending=False)
    SayWho(family.owner, person("Emil"), [faces_of(beside)[0]]).execute()
    train(family)
    found = asked(family)
    assert len(found) == 1 and set(found) < set(faces_of(photo))


def test_a_face_put_to_the_wrong_person_is_doubted_and_no_parts_them(family: PeopleScene) -> None:
    wrong = faces_of(family.photo("Gerda"))[0]
    emil = person("Emil")
    Assignment.objects.filter(face=wrong).update(
        guess=emil, person=emil, guessed_by=By.CLUSTER, why=By.CLUSTER, pending=False, probability=0.9
    )
    from albumen.people.counting import count_people

    count_people([emil.pk])
    train(family)
    assert asked(family, "doubt") == {wrong: "Emil"}
    doubt = suggestions_of(family.library, kind="doubt", person=emil).get()
    assert doubt.probability < 0.1
    AnswerSuggestions(family.owner, emil, [], [wrong]).execute()
    family.run_jobs()
    assert asked(family, "doubt") == {} and who(family.library)[wrong] == person("Gerda").pk


def test_what_was_said_is_never_doubted(family: PeopleScene) -> None:
    odd = nobody(family, "a friend", 0.85)
    SayWho(family.owner, person("Emil"), [odd]).execute()
    train(family)
    assert asked(family, "doubt") == {}


def test_suggestions_follow_merges_hiding_deleting_and_the_bin(family: PeopleScene) -> None:
    mine = nobody(family, "Dora")
    train(family)
    merge = MergePeople(family.owner, person("Dora"), person("Emil").pk).execute()
    assert asked(family) == {mine: "Emil"}
    UndoStatement(family.owner, merge).execute()
    assert asked(family) == {mine: "Dora"}
    HidePerson(family.owner, person("Dora")).execute()
    assert asked(family) == {}
    HidePerson(family.owner, person("Dora"), hidden=False).execute()
    photo = Photo.objects.get(faces=mine)
    DeletePhotos(family.owner, [photo.pk]).execute()
    assert asked(family) == {} and count_suggestions(family.library)["joins"] == 0
    RestorePhotos(family.owner, [photo.pk]).execute()
    assert asked(family) == {mine: "Dora"}
    MarkWrong(family.owner, family.library.pk, [mine]).execute()
    assert asked(family) == {}
    deleted = DeletePerson(family.owner, person("Dora")).execute()
    train(family)
    assert "Dora" not in asked(family).values() and deleted.pk


def test_another_model_makes_suggestions_void_until_it_is_trained(family: PeopleScene) -> None:
    nobody(family, "Dora")
    train(family)
    Library.objects.filter(pk=family.library.pk).update(packs=["builtin"])
    library = Library.objects.get(pk=family.library.pk)
    assert not suggestions_of(library).exists() and not people_asked_about(library).exists()
    assert count_suggestions(library) == {"joins": 0, "doubts": 0, "people": 0}
    assert classifier_of(library)[1] is False
    assert train_for_changed() == 1
    family.run_jobs()
    row = Classifier.objects.get()
    assert row.too_few and row.trained_at is None, "nothing was looked at by it yet"


def test_names_that_do_not_suffice_are_told(scene: PeopleScene) -> None:
    scene.person(scene.photo("Dora"), scene.photo("Dora"), named="Dora")
    row = train(scene)
    assert row.too_few and row.trained_at is None and not row.weights and row.version == 1


def test_later_faces_are_asked_about_by_the_classifier_that_is_there(family: PeopleScene) -> None:
    from albumen.jobs.models import Job
    from albumen.people.kinds import SUGGEST

    train(family)
    version = Classifier.objects.get().version
    late = faces_of(family.photo("Dora", likeness=DOUBTFUL))[0]
    family.run_jobs()
    waiting = Job.objects.filter(kind=SUGGEST.name, state="waiting")
    assert waiting.count() == 1 and asked(family) == {}
    from albumen.jobs import clock

    waiting.update(run_after=clock.now())
    family.run_jobs()
    assert asked(family) == {late: "Dora"} and Classifier.objects.get().version == version


def test_it_is_trained_after_the_first_name_and_then_after_enough_was_said(scene: PeopleScene) -> None:
    from albumen.jobs.models import Job
    from albumen.people.kinds import TRAIN

    waiting = Job.objects.filter(kind=TRAIN.name, state="waiting")
    dora = scene.person(scene.photo("Dora"), scene.photo("Dora"))
    HidePerson(scene.owner, dora, hidden=False).execute()
    assert not waiting.exists()
    NamePerson(scene.owner, dora, "Dora").execute()
    assert waiting.count() == 1
    train(scene)
    Job.objects.all().delete()
    for number in range(ENOUGH):
        assert not waiting.exists()
        NamePerson(scene.owner, dora, f"Dora {number}").execute()
    assert waiting.count() == 1


def test_the_night_trains_what_changed_and_nothing_else(family: PeopleScene) -> None:
    assert train_for_changed() == 1
    family.run_jobs()
    assert train_for_changed() == 0
    NamePerson(family.owner, person("Dora"), "Dorothea").execute()
    assert train_for_changed() == 1
    family.run_jobs()
    family.photo("Dora")
    assert train_for_changed() == 1


def test_a_word_said_while_it_is_trained_wins(family: PeopleScene, monkeypatch: pytest.MonkeyPatch) -> None:
    from albumen.people import training

    mine, sure = nobody(family, "Dora"), nobody(family, "Emil", 0.85)

    def meanwhile() -> None:
        SayWhoNot(family.owner, person("Dora"), [mine]).execute()
        SayWho(family.owner, person("Gerda"), [sure]).execute()

    just_after(monkeypatch, training, "ask", meanwhile)
    train(family)
    assert asked(family) == {} and who(family.library)[sure] == person("Gerda").pk


def test_what_is_said_while_it_learns_is_learned_next_and_told_so(
    family: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.people import training

    train(family)

    def meanwhile() -> None:
        for number in range(ENOUGH):
            NamePerson(
                family.owner, person("Dora" if not number else f"Dora {number}"), f"Dora {number + 1}"
            ).execute()

    with monkeypatch.context() as patched:
        just_after(patched, training, "ask", meanwhile)
        assert train(family).asked_at is not None
    row = train(family)
    assert row.asked_at is None and row.statement == Statement.objects.latest("pk").pk


def test_what_was_asked_for_is_over_when_there_is_nobody_left_to_learn(family: PeopleScene) -> None:
    assert Classifier.objects.get().asked_at is not None
    Person.objects.all().delete()
    assert train(family).asked_at is None


def test_lists_ask_the_same_number_of_times_however_long_they_are(
    family: PeopleScene, django_assert_max_num_queries: Any
) -> None:
    for name in NAMES:
        nobody(family, name)
    train(family)
    with django_assert_max_num_queries(2):
        rows = list(suggestions_of(family.library, kind="join")[:100])
        assert [(row.person.name, row.face.photo.filename, row.face.assignment.person_id) for row in rows]
    with django_assert_max_num_queries(2):
        assert len([one.cover.photo.filename for one in people_asked_about(family.library)]) == len(rows)


def test_it_goes_with_the_library_and_never_leaves_it(family: PeopleScene) -> None:
    nobody(family, "Dora")
    train(family)
    other = PeopleScene(family.owner, family.run_jobs)
    other.person(other.photo("Dora"), other.photo("Dora"), named="Dora")
    assert not suggestions_of(other.library).exists()
    Face.objects.filter(pk__in=Suggestion.objects.values("face")).delete()
    assert not Suggestion.objects.exists()
    assert Statement.objects.filter(library=other.library).count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are plans of SQLite's")
def test_lists_walk_through_their_index(family: PeopleScene) -> None:
    train(family)
    lists: list[tuple[Any, str]] = [
        (suggestions_of(family.library, kind="join").order_by("-probability", "-id"), "suggestion_likely"),
        (suggestions_of(family.library, kind="doubt").order_by("probability", "id"), "suggestion_likely"),
        (people_asked_about(family.library).order_by("-photo_count", "id"), "person_by_size"),
    ]
    for rows, index in lists:
        plan = rows[:100].explain()
        assert f"INDEX {index}" in plan and "TEMP B-TREE FOR ORDER BY" not in plan, plan
