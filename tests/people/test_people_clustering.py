"""All faces clustered anew: looked at first, carried out under what stands then."""

from __future__ import annotations

from typing import Any

import pytest

from albumen.engine.clustering import UnknownAlgorithmError
from albumen.errors import NotPermittedError
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.choose_algorithm import ChooseAlgorithm
from albumen.people.actions.decide_proposal import ApplyProposal, DiscardProposal
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.errors import ProposalOverError, ProposalUnfinishedError
from albumen.people.kinds import CLUSTER_CHANGED
from albumen.people.models import Assignment, Person, Proposal, Sorting
from albumen.people.queries import people_of
from interleaving import just_after
from people_scene import PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db

ALGORITHMS = ["default", "chinese_whispers", "dbscan", "hdbscan", "kmeans"]


def _propose(scene: PeopleScene, **how: Any) -> Proposal:
    proposal = Propose(scene.owner, scene.library.pk, **how).execute()
    scene.run_jobs()
    proposal.refresh_from_db()
    return proposal


def _cluster(scene: PeopleScene, algorithm: str = "default") -> Proposal:
    proposal = _propose(scene, algorithm=algorithm, apply_at_once=True)
    assert proposal.state == "applied", proposal.error
    return proposal


def _groups(scene: PeopleScene) -> list[list[int]]:
    groups: dict[Any, list[int]] = {}
    for face, person in who(scene.library).items():
        groups.setdefault(person if person is not None else face, []).append(face)
    return sorted(sorted(group) for group in groups.values())


@pytest.fixture
def crowd(scene: PeopleScene) -> PeopleScene:
    """Five people in four photos each, two in each photo, and one passer-by; nobody compared them yet."""
    names = ["Dora", "Emil", "Fritz", "Gerda", "Hans"]
    for turn in range(4):
        for index, name in enumerate(names[:-1] if turn % 2 else names):
            scene.photo(name, names[(index + 1 + turn) % 5] if (index + 1 + turn) % 5 != index else "Iris")
    scene.photo("Jana")
    Assignment.objects.update(pending=False)
    return scene


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_preview_says_what_would_change_and_changes_nothing(crowd: PeopleScene, algorithm: str) -> None:
    before = who(crowd.library)
    proposal = _propose(crowd, algorithm=algorithm)
    assert proposal.state == "ready" and who(crowd.library) == before
    assert not Person.objects.exists()
    summary = proposal.summary
    assert summary["made"] >= 5 and summary["moved"] == summary["found"] >= 30
    ApplyProposal(crowd.owner, proposal).execute()
    crowd.run_jobs()
    proposal.refresh_from_db()
    assert (proposal.state, bytes(proposal.faces)) == ("applied", b"")
    assert Person.objects.filter(face_count__gt=1).count() >= 5
    again = _propose(crowd, algorithm=algorithm)
    assert again.summary["moved"] == 0 and not again.summary["merges"]


def test_what_arrived_is_the_same_as_what_is_clustered(scene: PeopleScene) -> None:
    for _ in range(4):
        scene.photo("Dora", "Emil")
        scene.photo("Fritz")
        scene.run_jobs()
    arrived = _groups(scene)
    people = set(Person.objects.values_list("pk", flat=True))
    _cluster(scene)
    assert _groups(scene) == arrived
    assert set(Person.objects.values_list("pk", flat=True)) == people, "and everybody keeps their id"
    sorting = Sorting.objects.get(pk=scene.library.pk)
    assert sorting.prior and sorting.clustered_at and sorting.clustered_faces == 12


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_word_stands_after_another_algorithm(crowd: PeopleScene, algorithm: str) -> None:
    _cluster(crowd)
    people = list(people_of(crowd.library).order_by("-face_count", "pk"))
    for number, person in enumerate(people[:3]):
        NamePerson(crowd.owner, person, f"P{number}").execute()
    mine = list(Assignment.objects.filter(person=people[0]).values_list("face_id", flat=True))
    other = list(Assignment.objects.filter(person=people[1]).values_list("face_id", "photo_id"))
    there = set(Assignment.objects.filter(person=people[0]).values_list("photo_id", flat=True))
    swapped = next(face for face, photo in other if photo not in there)
    SayWho(crowd.owner, people[0], [swapped]).execute()
    SayWhoNot(crowd.owner, people[0], mine[:1]).execute()
    split = SplitPerson(crowd.owner, crowd.library.pk, mine[1:2])
    split.execute()
    merged = MergePeople(crowd.owner, people[4], people[3].pk).execute()
    deleted = people[2]
    gone = list(Assignment.objects.filter(person=deleted).values_list("face_id", flat=True))
    DeletePerson(crowd.owner, deleted).execute()
    _cluster(crowd, algorithm)
    now = who(crowd.library)
    assert now[swapped] == people[0].pk and now[mine[0]] != people[0].pk
    assert now[mine[1]] == split.made.pk
    assert {now[face] for face in gone} == {deleted.pk}
    assert [Person.objects.get(pk=person.pk).name for person in people[:3]] == ["P0", "P1", "P2"]
    UndoStatement(crowd.owner, merged).execute()
    _cluster(crowd, algorithm)
    assert {people[3].pk, people[4].pk} <= {person.pk for person in people_of(crowd.library)}


def test_a_correction_made_after_it_was_computed_wins(crowd: PeopleScene) -> None:
    _cluster(crowd)
    Person.objects.filter(face_count=0).delete()
    proposal = _propose(crowd, algorithm="connected_components")
    dora = people_of(crowd.library).order_by("-face_count", "pk")[0]
    face = Assignment.objects.filter(person=dora).values_list("face_id", flat=True)[0]
    split = SplitPerson(crowd.owner, crowd.library.pk, [face])
    split.execute()
    ApplyProposal(crowd.owner, proposal).execute()
    crowd.run_jobs()
    assert who(crowd.library)[face] == split.made.pk


def test_a_correction_made_while_it_is_computed_wins(
    crowd: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.people import clustering

    face = Assignment.objects.order_by("face").values_list("face_id", flat=True)[0]
    split = SplitPerson(crowd.owner, crowd.library.pk, [face])
    just_after(monkeypatch, clustering, "compute", split.execute)
    _cluster(crowd)
    assert who(crowd.library)[face] == split.made.pk


def test_it_is_applied_in_steps_and_goes_on_where_it_was(
    crowd: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.jobs import running
    from albumen.people import applying

    monkeypatch.setattr(applying, "FACES_AT_ONCE", 7)
    monkeypatch.setattr(running, "TURN", 0.0)
    _cluster(crowd)
    assert Person.objects.filter(face_count__gt=1).count() >= 5


def test_what_was_destroyed_meanwhile_does_not_come_back(
    crowd: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.people import applying

    monkeypatch.setattr(applying, "FACES_AT_ONCE", 7)
    write = applying.write

    def and_then_the_event_closes(*given: Any) -> Any:
        done = write(*given)
        Proposal.objects.all().delete()
        Assignment.objects.update(guess=None, person=None)
        Person.objects.all().delete()
        return done

    monkeypatch.setattr(applying, "write", and_then_the_event_closes)
    Propose(crowd.owner, crowd.library.pk, apply_at_once=True).execute()
    crowd.run_jobs()
    assert not Person.objects.exists()


def test_photos_deleted_meanwhile_are_left_out(crowd: PeopleScene) -> None:
    from albumen.photos.actions.destroy_photos import DestroyPhotos
    from albumen.photos.models import Photo

    proposal = _propose(crowd)
    DestroyPhotos(crowd.owner, list(Photo.objects.values_list("pk", flat=True)[:4])).execute()
    ApplyProposal(crowd.owner, proposal).execute()
    crowd.run_jobs()
    proposal.refresh_from_db()
    assert proposal.state == "applied"


def test_people_nobody_spoke_of_go_when_their_last_face_does(scene: PeopleScene) -> None:
    photos = [scene.photo("Dora") for _ in range(4)]
    one = scene.person(*photos[:2])
    two = scene.person(*photos[2:])
    _cluster(scene)
    assert Person.objects.count() == 1 and Person.objects.get().pk in (one.pk, two.pk)


def test_decisions_are_made_once_and_by_the_owner(crowd: PeopleScene, bo: Any) -> None:
    with pytest.raises(NotPermittedError):
        Propose(bo, crowd.library.pk).execute()
    with pytest.raises(UnknownAlgorithmError):
        Propose(crowd.owner, crowd.library.pk, "magic")
    waiting = Propose(crowd.owner, crowd.library.pk).execute()
    with pytest.raises(ProposalUnfinishedError):
        ApplyProposal(crowd.owner, waiting).execute()
    proposal = _propose(crowd)
    waiting.refresh_from_db()
    assert waiting.state == "discarded", "only the last one is to be decided"
    with pytest.raises(NotPermittedError):
        DiscardProposal(bo, proposal).execute()
    DiscardProposal(crowd.owner, proposal).execute()
    for decide in (ApplyProposal, DiscardProposal):
        with pytest.raises(ProposalOverError):
            decide(crowd.owner, proposal).execute()


def test_the_night_clusters_what_changed_with_the_algorithm_of_the_library(crowd: PeopleScene) -> None:
    ChooseAlgorithm(crowd.owner, crowd.library.pk, "chinese_whispers").execute()
    enqueue(CLUSTER_CHANGED, "all")
    crowd.run_jobs()
    assert list(Proposal.objects.values_list("state", "algorithm")) == [("applied", "chinese_whispers")]
    enqueue(CLUSTER_CHANGED, "all")
    crowd.run_jobs()
    assert Proposal.objects.count() == 1, "nothing changed since"


def test_only_the_last_clusterings_are_remembered(scene: PeopleScene) -> None:
    for _ in range(25):
        Propose(scene.owner, scene.library.pk).execute()
    assert Proposal.objects.count() == 21
    assert Proposal.objects.filter(state="waiting").count() == 1


def test_faces_from_before_there_were_people_are_clustered_too(scene: PeopleScene) -> None:
    scene.photo("Dora")
    scene.photo("Dora")
    Assignment.objects.all().delete()
    _cluster(scene)
    assert Person.objects.get().face_count == 2


def test_a_library_nobody_can_compare_says_so(scene: PeopleScene) -> None:
    scene.photo("Dora")
    type(scene.library).objects.filter(pk=scene.library.pk).update(packs=[])
    proposal = _propose(scene)
    assert (proposal.state, proposal.error_code) == ("failed", "pack_unfitted")


def test_merged_people_stay_one_and_may_be_parted_again(scene: PeopleScene) -> None:
    dora = [scene.photo("Dora") for _ in range(3)]
    emil = [scene.photo("Emil") for _ in range(3)]
    scene.run_jobs()
    first, second = who(scene.library)[faces_of(dora[0])[0]], who(scene.library)[faces_of(emil[0])[0]]
    merged = MergePeople(scene.owner, Person.objects.get(pk=first), second).execute()
    _cluster(scene)
    assert set(who(scene.library).values()) == {second}
    UndoStatement(scene.owner, merged).execute()
    assert [who(scene.library)[faces_of(photo)[0]] for photo in dora] == [first] * 3
    assert [who(scene.library)[faces_of(photo)[0]] for photo in emil] == [second] * 3
