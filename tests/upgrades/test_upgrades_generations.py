"""Two generations side by side: what waits, what arrives, what a switch and the way back do to people and guests."""

from __future__ import annotations

import pytest
from django.db.models import Count

from albumen.accounts.models import User
from albumen.guests.models import ReferenceFace
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_who import SayWho
from albumen.people.models import Assignment, Person, Proposal, ProposalState
from albumen.photos.models import Embedding, Face, Library, Photo
from albumen.upgrades.actions.finish import AbortUpgrade, CompareAgain, DropGeneration
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from albumen.upgrades.errors import (
    BadPackChoiceError,
    PackNotHereError,
    UpgradeChangedError,
    UpgradeNotFoundError,
    UpgradeOpenError,
    UpgradeStepError,
    UpgradeUnfinishedError,
)
from albumen.upgrades.kinds import UPGRADES_DUE
from albumen.upgrades.models import Guesses, Unseen, Upgrade, UpgradeState
from generations_scene import NEW, OLD, GenerationsScene
from people_scene import who

pytestmark = pytest.mark.django_db


def packs(scene: GenerationsScene) -> tuple[list[str], list[str]]:
    return Library.objects.values_list("packs", "beside").get(pk=scene.library.pk)


def embeddings(scene: GenerationsScene) -> dict[str, int]:
    rows = Embedding.objects.filter(library=scene.library).values_list("model__pack").annotate(Count("pk"))
    return dict(rows)


def test_every_face_keeps_its_row_and_gets_a_second_embedding(scene: GenerationsScene) -> None:
    photos = [scene.photo("Dora", "Emil") for _ in range(3)]
    scene.run_jobs()
    faces, whose = set(Face.objects.values_list("pk", flat=True)), who(scene.library)
    upgrade = scene.start()
    assert packs(scene) == ([OLD], [NEW])
    assert (upgrade.state, upgrade.total, Unseen.objects.count()) == (UpgradeState.FILLING, 3, 3)
    scene.look()
    assert set(Face.objects.values_list("pk", flat=True)) == faces
    assert embeddings(scene) == {OLD: 6, NEW: 6}
    assert who(scene.library) == whose, "nobody is somebody else before the switch"
    assert Photo.objects.get(pk=photos[0].pk).analysed_with.keys() == {OLD, NEW}
    scene.run_jobs()
    upgrade.refresh_from_db()
    assert upgrade.state == UpgradeState.READY, upgrade.error


def test_what_arrives_meanwhile_is_seen_by_both(scene: GenerationsScene, bo: User) -> None:
    scene.photo("Dora")
    scene.run_jobs()
    scene.start()
    scene.photo("Dora")
    scene.guest(bo, "Dora")
    assert embeddings(scene) == {OLD: 2, NEW: 1}
    assert ReferenceFace.objects.count() == 2
    assert Unseen.objects.count() == 1


def test_a_photo_that_was_being_analysed_when_it_began_is_looked_at_later(scene: GenerationsScene) -> None:
    photo = scene.photo("Dora")
    scene.run_jobs()
    scene.start()
    scene.look()
    scene.analyse(photo, [OLD])  # by a worker that began before
    assert list(Unseen.objects.values_list("photo", flat=True)) == [photo.pk]
    scene.look()
    assert embeddings(scene) == {OLD: 1, NEW: 1}


def test_what_a_late_worker_saw_for_a_generation_that_is_gone_is_forgotten(scene: GenerationsScene) -> None:
    photo = scene.photo("Dora")
    scene.move()
    AbortUpgrade(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    scene.analyse(photo, [OLD, NEW])
    assert embeddings(scene) == {OLD: 1}


def test_there_is_one_upgrade_at_a_time(scene: GenerationsScene) -> None:
    scene.start()
    with pytest.raises(UpgradeOpenError):
        scene.start()


def test_only_packs_that_can_decide_here_are_taken(
    scene: GenerationsScene, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path))
    for chosen in ([], ["unheard-of"], [NEW, "sface", "arcface", "standard"]):
        with pytest.raises(BadPackChoiceError):
            StartUpgrade(scene.owner, scene.library, chosen).execute()
    with pytest.raises(PackNotHereError):
        StartUpgrade(scene.owner, scene.library, ["standard", NEW]).execute()
    assert packs(scene) == ([OLD], [])
    Library.objects.filter(pk=scene.library.pk).update(packs=[NEW])
    with pytest.raises(BadPackChoiceError, match="in use already"):
        StartUpgrade(scene.owner, scene.library, [NEW]).execute()


def test_an_empty_library_moves_at_once(scene: GenerationsScene) -> None:
    upgrade = scene.move()
    assert upgrade.state == UpgradeState.READY, upgrade.error
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    assert packs(scene) == ([NEW], [OLD])


def test_names_and_corrections_are_those_of_before_after_a_switch_and_back(scene: GenerationsScene) -> None:
    for _ in range(4):
        scene.photo("Dora", "Emil")
    scene.run_jobs()
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    dora, emil = Person.objects.filter(face_count=4).order_by("pk")
    NamePerson(scene.owner, dora, "Dora").execute()
    MarkWrong(scene.owner, scene.library.pk, [emil.cover_id]).execute()
    before = who(scene.library)
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library) == before
    assert Person.objects.get(pk=dora.pk).name == "Dora"
    RollBack(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library) == before
    assert packs(scene) == ([OLD], [NEW])


def test_the_way_back_brings_back_who_everybody_was(scene: GenerationsScene) -> None:
    """The new models take two people for one; the old ones know better."""
    for _ in range(4):
        scene.photo(("Dora", "certain", "certain"))
        scene.photo(("Emil", "certain", "stranger"))
    scene.run_jobs()
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    before = who(scene.library)
    assert len(set(before.values())) == 2
    upgrade = scene.move()
    assert upgrade.summary["people"]["moved"] > 0
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library) != before
    RollBack(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library) == before, "ids included"


def test_a_correction_between_comparison_and_switch_wins(scene: GenerationsScene) -> None:
    for _ in range(4):
        scene.photo(("Dora", "certain", "certain"))
    lone = scene.photo(("Emil", "certain", "certain"))
    scene.run_jobs()
    scene.move()
    dora = Person.objects.get(face_count=4)
    face = lone.faces.get().pk
    SayWho(scene.owner, dora, [face]).execute()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library)[face] == dora.pk


def test_faces_that_only_one_finds_are_counted_and_shown(scene: GenerationsScene) -> None:
    scene.photo(("Dora", "certain", "certain"), ("Emil", "certain", "unseen"), ("Fritz", "unseen", "certain"))
    scene.run_jobs()
    faces = scene.move().summary["faces"]
    assert (faces["both"], faces["only_old"], faces["only_new"]) == (1, 1, 1)
    assert len(faces["examples"]["only_old"]) == len(faces["examples"]["only_new"]) == 1


def test_given_up_it_leaves_nothing_of_the_new_models(scene: GenerationsScene, bo: User) -> None:
    photo = scene.photo(("Dora", "certain", "certain"), ("Fritz", "unseen", "certain"))
    scene.guest(bo, "Dora")
    scene.run_jobs()
    faces = set(Face.objects.values_list("pk", flat=True))
    scene.move()
    assert Face.objects.count() == 2 and Library.objects.get(pk=scene.library.pk).face_count == 2
    AbortUpgrade(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert set(Face.objects.values_list("pk", flat=True)) == faces
    assert embeddings(scene) == {OLD: 1}
    assert set(ReferenceFace.objects.values_list("model__pack", flat=True)) == {OLD}
    assert (Guesses.objects.count(), Unseen.objects.count()) == (0, 0)
    photo.refresh_from_db()
    assert (photo.face_count, set(photo.analysed_with)) == (1, {OLD})
    assert Library.objects.get(pk=scene.library.pk).face_count == 1
    assert packs(scene) == ([OLD], [])
    upgrade = Upgrade.objects.get()
    assert upgrade.state == UpgradeState.ABORTED and upgrade.finished_at
    assert scene.move().state == UpgradeState.READY, "and one may begin again"


def test_a_face_of_the_new_models_that_somebody_spoke_of_stays(scene: GenerationsScene) -> None:
    photos = [scene.photo(("Dora", "certain", "certain")) for _ in range(2)]
    photo = scene.photo(("Fritz", "unseen", "certain"))
    scene.run_jobs()
    scene.move()
    dora = Assignment.objects.get(face=photos[0].faces.get()).person
    face = photo.faces.get()
    SayWho(scene.owner, dora, [face.pk]).execute()
    AbortUpgrade(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert who(scene.library)[face.pk] == dora.pk


def test_the_old_generation_is_destroyed_when_it_is_dropped(scene: GenerationsScene, bo: User) -> None:
    for _ in range(3):
        scene.photo(("Dora", "certain", "certain"), ("Emil", "certain", "unseen"))
    scene.photo(("Gerda", "certain", "unseen"))
    scene.guest(bo, "Dora")
    scene.run_jobs()
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()
    emils = set(Face.objects.filter(assignment__person__face_count=3).values_list("pk", flat=True))
    assert len(emils) == 6
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    DropGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert embeddings(scene) == {NEW: 3}
    assert set(ReferenceFace.objects.values_list("model__pack", flat=True)) == {NEW}
    assert emils <= set(Face.objects.values_list("pk", flat=True)), "who is somebody stays in their photos"
    assert Face.objects.count() == 6, "a face of nobody that no model sees any more goes"
    assert packs(scene) == ([NEW], [])
    assert Upgrade.objects.get().state == UpgradeState.DONE
    with pytest.raises(UpgradeNotFoundError):
        RollBack(scene.owner, scene.library.pk).execute()


def test_destroying_goes_on_where_it_was_when_others_have_their_turn(
    scene: GenerationsScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of some hundred photos and faces at a time; here of one, and after each others have their turn."""
    monkeypatch.setattr("albumen.jobs.running.TURN", 0.0)
    monkeypatch.setattr("albumen.upgrades.dismantling.ROWS_AT_ONCE", 1)
    photos = [scene.photo("Dora", ("Fritz", "unseen", "certain")) for _ in range(3)]
    scene.run_jobs()
    scene.move()
    face = Face.objects.filter(found_by=NEW).order_by("pk").first()
    MarkWrong(scene.owner, scene.library.pk, [face.pk]).execute()
    AbortUpgrade(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert Upgrade.objects.get().state == UpgradeState.ABORTED
    assert set(Face.objects.filter(found_by=NEW)) == {face}, "of which somebody spoke"
    assert embeddings(scene) == {OLD: 3}
    assert all(set(Photo.objects.get(pk=photo.pk).analysed_with) == {OLD} for photo in photos)


def test_an_old_generation_whose_time_is_over_goes_by_itself(scene: GenerationsScene) -> None:
    scene.photo("Dora")
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    assert Upgrade.objects.get().keep_until is not None
    enqueue(UPGRADES_DUE, "all")
    scene.run_jobs()
    assert Upgrade.objects.get().state == UpgradeState.SWITCHED
    Upgrade.objects.update(keep_until=clock.now())
    enqueue(UPGRADES_DUE, "all")
    scene.run_jobs()
    assert Upgrade.objects.get().state == UpgradeState.DONE
    assert embeddings(scene) == {NEW: 1}


def test_steps_follow_on_each_other(scene: GenerationsScene) -> None:
    scene.photo("Dora")
    upgrade = scene.start()
    for step in (SwitchGeneration, RollBack, DropGeneration, CompareAgain):
        with pytest.raises(UpgradeStepError):
            step(scene.owner, scene.library.pk).execute()
    with pytest.raises(UpgradeChangedError):
        AbortUpgrade(scene.owner, scene.library.pk, revision=upgrade.revision + 1).execute()
    scene.look()
    scene.run_jobs()
    photo = scene.photo("Dora")
    scene.analyse(photo, [OLD])
    with pytest.raises(UpgradeUnfinishedError):
        SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.look()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    with pytest.raises(UpgradeStepError):
        AbortUpgrade(scene.owner, scene.library.pk).execute()


def test_work_that_got_lost_is_asked_for_again(scene: GenerationsScene) -> None:
    scene.photo("Dora")
    scene.start()
    Job.objects.all().delete()
    Unseen.objects.all().delete()  # with the last photo that waited
    enqueue(UPGRADES_DUE, "all")
    scene.run_jobs()
    assert Upgrade.objects.get().state == UpgradeState.READY


def test_a_clustering_by_the_old_models_is_forgotten_at_the_switch(scene: GenerationsScene) -> None:
    for _ in range(3):
        scene.photo("Dora")
    scene.run_jobs()
    scene.move()
    proposal = Propose(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    SwitchGeneration(scene.owner, scene.library.pk, sort_people=False).execute()
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.DISCARDED


def test_an_event_that_closes_destroys_both_generations(scene: GenerationsScene, bo: User) -> None:
    from albumen.events.biometrics import destroy

    scene.photo("Dora", ("Emil", "unseen", "certain"))
    scene.guest(bo, "Dora")
    scene.run_jobs()
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    destroy(scene.event, lambda: False)
    assert (Embedding.objects.count(), Face.objects.count(), ReferenceFace.objects.count()) == (0, 0, 0)
    assert (Guesses.objects.count(), Unseen.objects.count()) == (0, 0)
    upgrade = Upgrade.objects.get()
    assert upgrade.finished_at and not upgrade.summary
    assert packs(scene) == ([NEW], [])
