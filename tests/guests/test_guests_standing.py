"""New photos find guests who are there; the order in which both came changes nothing; nobody is missed in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event, ReviewPolicy
from albumen.guests import standing
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, MatchState, Registration
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.photos.models import Photo
from guest_scene import Scene

pytestmark = pytest.mark.django_db

LEVELS = ("certain", "likely", "check", "none", "certain", "likely")


def _outcome(guest: Registration) -> dict[str, tuple[Any, ...]]:
    rows = Match.objects.filter(registration=guest).values_list(
        "photo__filename", "state", "level", "probability", "evidence", "scores", "face__quality"
    )
    return {row[0]: tuple(map(str, row[1:])) for row in rows}


def test_a_new_photo_finds_the_guests_in_it_and_nobody_else(scene: Scene, bo: User, cy: User) -> None:
    first, second = scene.guest(bo), scene.guest(cy)
    alone, together = scene.photo(("Bo", "certain")), scene.photo(("Bo", "likely"), ("Cy", "certain"))
    nobody = scene.photo(("Eve", "certain"))
    scene.run_jobs()
    assert scene.states(first) == {alone.pk: MatchState.RELEASED, together.pk: MatchState.WAITING}
    assert scene.states(second) == {together.pk: MatchState.RELEASED}
    assert not Photo.objects.filter(matched_at=None).exists()
    assert not Match.objects.filter(photo=nobody).exists()


def test_the_order_of_guest_and_photos_changes_nothing(
    ana: User, bo: User, run_jobs: Callable[[], int]
) -> None:
    outcomes = []
    for first in ("guest", "photos", "between"):
        scene = Scene(factories.event(ana), run_jobs)
        guest = scene.guest(bo) if first == "guest" else None
        for number, level in enumerate(LEVELS):
            if first == "between" and number == 3:
                guest = scene.guest(bo)
                scene.search(guest)
            scene._number = number * 10
            scene.photo(("Bo", level), ("Cy", "certain"))
            if number % 2:
                run_jobs()
        guest = guest or scene.guest(bo)
        scene.search(guest)
        run_jobs()
        outcomes.append(_outcome(guest))
    assert len(outcomes[0]) == 4
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_a_guest_and_a_photo_that_arrive_at_once_find_each_other(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The photo becomes ready after the guest's search read the gallery, or the guest after the photo's job read the
    guests: in each interleaving one of the two sees the other."""
    # The guest's search has read the gallery; only then the photo comes.
    guest = scene.guest(bo)
    scene.search(guest)
    late = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert scene.states(guest) == {late.pk: MatchState.RELEASED}

    # The photo's job has read the guests; only then the guest's selfie is stored, and the search with it runs.
    Registration.objects.all().delete()
    again = scene.photo(("Bo", "certain"))
    arrived: list[Registration] = []
    compare = standing.resembling

    def with_a_guest_in_between(*given: Any) -> Any:
        if not arrived:
            arrived.append(scene.guest(bo))
        return compare(*given)

    monkeypatch.setattr(standing, "resembling", with_a_guest_in_between)
    enqueue(MATCH_LIBRARY, scene.event.library_id)
    scene.run_jobs()
    assert scene.states(arrived[0]) == {}
    scene.search(arrived[0])  # what storing a selfie always asks for
    assert scene.states(arrived[0]) == {late.pk: MatchState.RELEASED, again.pk: MatchState.RELEASED}


def test_a_guest_who_withdraws_while_photos_are_matched_gets_none(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.guests.actions.withdraw_consent import WithdrawConsent

    guest = scene.guest(bo)
    scene.photo(("Bo", "certain"))
    compare = standing.resembling

    def with_a_withdrawal_in_between(*given: Any) -> Any:
        found = compare(*given)
        WithdrawConsent(bo, guest).execute()
        return found

    monkeypatch.setattr(standing, "resembling", with_a_withdrawal_in_between)
    scene.run_jobs()
    assert not Match.objects.exists()
    assert not Photo.objects.filter(matched_at=None).exists()


def test_faces_that_change_while_they_are_compared_are_compared_again(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = scene.guest(bo)
    photo = scene.photo(("Bo", "none"))
    compare, changed = standing.resembling, []

    def with_a_retry_in_between(*given: Any) -> Any:
        found = compare(*given)
        if not changed:
            changed.append(True)
            other = scene.photo(("Bo", "certain"))
            other.faces.update(photo=photo)
            from albumen.photos.models import Embedding

            Embedding.objects.filter(photo=other).update(photo=photo)
            other.delete()
            Photo.objects.get(pk=photo.pk).save()
        return found

    monkeypatch.setattr(standing, "resembling", with_a_retry_in_between)
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_expired_events_and_removed_guests_are_not_matched(scene: Scene, bo: User, cy: User) -> None:
    guest, removed = scene.guest(bo), scene.guest(cy)
    Registration.objects.filter(pk=removed.pk).update(removed_at=timezone.now())
    scene.photo(("Bo", "certain"), ("Cy", "certain"))
    Event.objects.update(available_until=timezone.now())
    scene.run_jobs()
    assert not Match.objects.exists()
    Event.objects.update(available_until=timezone.now() + timezone.timedelta(days=3))
    enqueue(MATCH_LIBRARY, scene.event.library_id)
    scene.run_jobs()
    assert Match.objects.get().registration == guest


def test_many_photos_and_guests_go_in_chunks(
    scene: Scene, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PHOTOS_AT_ONCE", 3)
    monkeypatch.setattr(standing, "GUESTS_AT_ONCE", 2)
    guests = [scene.guest(factories.guest(f"guest{n}"), f"person{n}") for n in range(5)]
    photos = [
        scene.photo((f"person{n % 5}", "certain"), (f"person{(n + 1) % 5}", "certain")) for n in range(10)
    ]
    scene.run_jobs()
    for n, guest in enumerate(guests):
        mine = {photo.pk for m, photo in enumerate(photos) if n in (m % 5, (m + 1) % 5)}
        assert set(scene.states(guest)) == mine
    assert Job.objects.filter(kind=MATCH_LIBRARY.name, state="done").exists()


def test_a_changed_policy_reaches_undecided_matches_with_the_next_run(scene: Scene, bo: User) -> None:
    likely, check = scene.photo(("Bo", "likely")), scene.photo(("Bo", "check"))
    guest = scene.guest(bo)
    scene.search(guest, strictness="broad")
    Event.objects.update(review_policy=ReviewPolicy.RELEASE)
    enqueue(MATCH_LIBRARY, scene.event.library_id)
    scene.run_jobs()
    assert scene.states(guest) == {likely.pk: MatchState.RELEASED, check.pk: MatchState.WAITING}
    Registration.objects.update(seen_at=timezone.now())
    later = scene.photo(("Bo", "likely"))
    scene.run_jobs()
    assert scene.states(guest)[later.pk] == MatchState.RELEASED
    Event.objects.update(review_policy=ReviewPolicy.REVIEW)
    scene.search(guest, strictness="broad")
    assert scene.states(guest)[likely.pk] == MatchState.RELEASED  # what was seen is not silently taken away
    assert scene.states(guest)[later.pk] == MatchState.WAITING


def test_levels_follow_the_size_of_the_event(scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from albumen.guests import judging

    scene.photo(("Bo", "likely"))
    guest = scene.guest(bo)
    scene.search(guest)
    before = Match.objects.get()
    monkeypatch.setattr(judging, "SMALLEST_EVENT", 2)
    for _ in range(3):
        scene.photo(("Cy", "certain"))
    scene.run_jobs()
    after = Match.objects.get()
    guest.refresh_from_db()
    assert guest.judged_for.startswith("4 ")
    assert after.probability > before.probability  # one of four faces, not one of a thousand


def test_photos_that_came_while_the_event_was_in_the_bin_are_matched_when_it_is_back(
    scene: Scene, ana: User, bo: User
) -> None:
    from albumen.events.actions.delete import DeleteEvent
    from albumen.events.actions.restore import RestoreEvent

    guest = scene.guest(bo)
    DeleteEvent(ana, scene.event).execute()
    photo = scene.photo(("Bo", "certain"))
    scene.run_jobs()
    assert scene.states(guest) == {}
    RestoreEvent(ana, scene.event).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_photos_whose_job_was_lost_are_asked_for_again(scene: Scene, bo: User) -> None:
    from albumen.guests.kinds import MATCH_MISSED

    guest = scene.guest(bo)
    photo = scene.photo(("Bo", "certain"))
    Job.objects.all().delete()
    enqueue(MATCH_MISSED, "all")
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_the_host_changes_the_policy_and_what_waits_follows(scene: Scene, ana: User, bo: User) -> None:
    from albumen.events.actions.edit import EditEvent

    likely, check = scene.photo(("Bo", "likely")), scene.photo(("Bo", "check"))
    guest = scene.guest(bo)
    scene.search(guest, strictness="broad")
    EditEvent(ana, scene.event, {"review_policy": ReviewPolicy.RELEASE}).execute()
    scene.run_jobs()
    assert scene.states(guest) == {likely.pk: MatchState.RELEASED, check.pk: MatchState.WAITING}


def test_photos_that_become_ready_together_are_matched_in_one_run(scene: Scene, bo: User) -> None:
    from albumen.guests.kinds import GATHER
    from albumen.jobs import clock
    from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
    from albumen.photos.ingest_faces import FoundFaces

    photos = [factories.photo(scene.event.library, number) for number in range(5)]
    nothing = Analysis(640, 480, "image/jpeg", {}, {"2560": "p"}, "", FoundFaces([], {}), {})
    before = clock.now()
    for photo in photos:
        RecordAnalysis(photo, nothing).execute()
    job = Job.objects.get(kind=MATCH_LIBRARY.name)
    assert before + GATHER <= job.run_after <= clock.now() + GATHER
    enqueue(MATCH_LIBRARY, scene.event.library_id)  # who cannot wait does not
    assert Job.objects.get(kind=MATCH_LIBRARY.name).run_after <= clock.now()
    scene.run_jobs()
    assert Job.objects.filter(kind=MATCH_LIBRARY.name).count() == 1
    assert not Photo.objects.filter(matched_at=None).exists()


def test_a_chunk_costs_the_same_queries_however_many_photos_and_guests_of_a_group(
    scene: Scene, bo: User
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    guests = [scene.guest(factories.guest(f"guest{n}"), f"person{n}") for n in range(6)]
    counts = []
    for photos, people in ((6, 6), (2, 1), (30, 6)):
        for number in range(photos):
            scene.photo((f"person{number % people}", "certain"))
        with CaptureQueriesContext(connection) as queries:
            standing._show(scene.event, standing._unmatched(scene.event.library))
        counts.append(len(queries))
    assert counts[1] == counts[2]  # the first run changed no match that was there
    assert all(scene.states(guest) for guest in guests)
