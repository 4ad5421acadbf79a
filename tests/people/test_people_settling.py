"""A library that has grown much is clustered once it is quiet, not only at night."""

from __future__ import annotations

import pytest

from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.kinds import SETTLE
from albumen.people.models import Assignment, Person, Proposal, ProposalState, Sorting
from people_scene import PeopleScene, faces_of, who

pytestmark = pytest.mark.django_db


def settled(scene: PeopleScene) -> int:
    """Let the quiet pass; how many clusterings there were since the library began."""
    assert Job.objects.filter(kind=SETTLE.name, key=str(scene.library.pk), state=State.WAITING).update(
        run_after=clock.now()
    )
    scene.run_jobs()
    return Proposal.objects.filter(state=ProposalState.APPLIED).count()


def test_it_waits_for_quiet_then_clusters_and_after_that_only_when_much_is_new(scene: PeopleScene) -> None:
    for _ in range(3):
        scene.photo("Dora", "Emil", "Fritz")
    scene.run_jobs()
    assert not Proposal.objects.exists()
    assert Job.objects.get(kind=SETTLE.name).run_after > clock.now()
    assert settled(scene) == 1
    assert Sorting.objects.get().clustered_faces == 9
    named = Person.objects.order_by("pk")[0]
    NamePerson(scene.owner, named, "Dora").execute()
    before = who(scene.library)
    scene.photo("Dora")
    scene.run_jobs()
    assert settled(scene) == 1, "one of nine is no reason"
    scene.photo("Emil")
    scene.run_jobs()
    assert settled(scene) == 2
    after = who(scene.library)
    assert {face: after[face] for face in before} == before
    assert Person.objects.get(name="Dora").pk == named.pk


def test_a_face_alone_is_no_reason(scene: PeopleScene) -> None:
    scene.photo("Dora")
    scene.run_jobs()
    assert settled(scene) == 0
    scene.photo("Emil")
    scene.run_jobs()
    assert settled(scene) == 1


def test_it_waits_on_while_faces_arrive(scene: PeopleScene) -> None:
    late = [scene.photo("Dora"), scene.photo("Dora")]
    scene.run_jobs()
    waiting = Assignment.objects.filter(face__in=faces_of(late[0]))
    waiting.update(pending=True)
    assert settled(scene) == 0
    waiting.update(pending=False)
    assert settled(scene) == 1


def test_a_preview_that_somebody_looks_at_stays(scene: PeopleScene) -> None:
    for _ in range(3):
        scene.photo("Dora", "Emil")
    scene.run_jobs()
    looked_at = Propose(scene.owner, scene.library.pk).execute()
    scene.run_jobs()
    assert settled(scene) == 0
    looked_at.refresh_from_db()
    assert looked_at.state == ProposalState.READY
