"""A child's photos need more evidence before anybody sees them without a look of the host's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import NotPermittedError
from albumen.events.models import Event, ReviewPolicy
from albumen.guests.actions.mark_child import MarkChild, MarkGuestAsChild
from albumen.guests.judging import Judge
from albumen.guests.models import MatchState, Registration
from albumen.people.actions.mark_child import MarkPersonAsChild
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.models import Assignment, Person
from albumen.photos.models import Photo
from guest_scene import LIMITS, SIMILARITY, Scene

pytestmark = pytest.mark.django_db

WAITING, RELEASED = MatchState.WAITING, MatchState.RELEASED


def _host(scene: Scene) -> User:
    return scene.event.owner


def test_a_childs_photo_waits_where_an_adults_is_released(scene: Scene, bo: User, cy: User) -> None:
    child, adult = scene.guest(bo), scene.guest(cy)
    MarkChild(bo, child, True).execute()
    photo = scene.photo(("Bo", "certain"), ("Cy", "certain"))
    scene.run_jobs()
    assert scene.states(child) == {photo.pk: WAITING}
    assert scene.states(adult) == {photo.pk: RELEASED}


def test_marking_judges_again_what_the_guest_has_not_seen(scene: Scene, bo: User) -> None:
    guest = scene.guest(bo)
    photo = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}
    MarkGuestAsChild(_host(scene), guest, True).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: WAITING}
    MarkGuestAsChild(_host(scene), guest, False).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}


def test_what_the_guest_has_seen_stays(scene: Scene, bo: User) -> None:
    from albumen.guests.queries import note_seen

    guest = scene.guest(bo)
    photo = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    note_seen(Registration.objects.get(pk=guest.pk))
    MarkChild(bo, guest, True).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}


def test_each_takes_back_their_own_word_only(scene: Scene, bo: User, cy: User) -> None:
    guest = scene.guest(bo)
    MarkGuestAsChild(_host(scene), guest, True).execute()
    found = MarkChild(bo, guest, False).execute()
    assert found.of_a_child and not found.child
    MarkChild(bo, guest, True).execute()
    found = MarkGuestAsChild(_host(scene), guest, False).execute()
    assert found.of_a_child and found.child
    with pytest.raises(NotPermittedError):
        MarkChild(cy, guest, False).execute()
    with pytest.raises(NotPermittedError):
        MarkGuestAsChild(cy, guest, False).execute()
    names = ["registration.child_by_host", "registration.child", "registration.child_by_host"]
    assert list(
        Entry.objects.filter(action__startswith="registration.child").values_list("action", flat=True)
    ) in (
        names,
        names[::-1],
    )


def test_likely_is_never_released_for_a_child_whatever_the_policy(scene: Scene, bo: User, cy: User) -> None:
    Event.objects.filter(pk=scene.event.pk).update(review_policy=ReviewPolicy.RELEASE)
    child, adult = scene.guest(bo), scene.guest(cy)
    MarkChild(bo, child, True).execute()
    photo = scene.photo(("Bo", "likely"), ("Cy", "likely"))
    scene.run_jobs()
    assert scene.states(child) == {photo.pk: WAITING}
    assert scene.states(adult) == {photo.pk: RELEASED}


def test_more_evidence_than_asked_for_is_released(scene: Scene, bo: User, settings: Any) -> None:
    stricter = Judge(["builtin"], 10).stricter[0].certain
    assert SIMILARITY["certain"] < stricter < 1.0
    guest = scene.guest(bo)
    MarkChild(bo, guest, True).execute()
    settings.ALBUMEN_CHILD_EVIDENCE = 0.0
    photo = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: RELEASED}


def _known_as(photo: Photo, scene: Scene) -> Person:
    """A person of the library who is every face of this photo."""
    person = Person.objects.create(library=scene.event.library)
    for face in photo.faces.all():
        Assignment.objects.create(
            face=face, library=scene.event.library, photo=photo, person=person, sort_at=photo.sort_at
        )
    return person


def test_a_person_whom_the_host_marked_makes_their_guest_a_child(scene: Scene, bo: User) -> None:
    guest = scene.guest(bo)
    first = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    person = _known_as(first, scene)
    statement = MarkPersonAsChild(_host(scene), person).execute()
    scene.run_jobs()
    later = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert scene.states(guest) == {first.pk: WAITING, later.pk: WAITING}
    UndoStatement(_host(scene), statement).execute()
    scene.run_jobs()
    assert scene.states(guest) == {first.pk: RELEASED, later.pk: RELEASED}


def test_a_marked_face_needs_more_for_any_guest(scene: Scene, bo: User) -> None:
    """Somebody who resembles a child gets the child's photo only after a look, and their own as before."""
    guest = scene.guest(bo)
    own = [scene.photo(("Bo", "certain")) for _ in range(3)]
    for photo in own:
        _known_as(photo, scene)
    childs = scene.photo(("Bo", "certain"))
    MarkPersonAsChild(_host(scene), _known_as(childs, scene)).execute()
    scene.run_jobs()
    assert scene.states(guest) == {**{photo.pk: RELEASED for photo in own}, childs.pk: WAITING}


def test_somebody_elses_people_say_nothing(scene: Scene, bo: User, cy: User) -> None:
    person = _known_as(scene.photo(("Bo", "certain")), scene)
    with pytest.raises(NotPermittedError):
        MarkPersonAsChild(cy, person).execute()


def test_stricter_is_the_threshold_of_an_event_so_many_times_as_large() -> None:
    from albumen.engine.event_size import scaled

    judge = Judge(["builtin"], 10, caution=float(np.log(20)))
    assert judge.stricter[0].certain == pytest.approx(scaled(LIMITS, 100_000).certain, abs=1e-6)
    assert (judge.stricter[0].likely, judge.stricter[0].check) == (
        judge.thresholds[0].likely,
        judge.thresholds[0].check,
    )
    level = judge.judge(
        np.array([[SIMILARITY["certain"]], [0.9999]], np.float32),
        np.ones((2, 1), bool),
        careful=np.ones(2, bool),
    ).level
    assert level.tolist() == [2, 3]


def test_marking_twice_writes_down_one_entry(scene: Scene, bo: User) -> None:
    guest = factories.registration(scene.event, bo)
    MarkChild(bo, guest, True).execute()
    MarkChild(bo, guest, True).execute()
    assert Entry.objects.filter(action="registration.child").count() == 1
