"""No photo passes a guest by because the event was away for a moment, or a selfie expired, while it was shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from albumen.accounts.models import User
from albumen.events.actions.delete import DeleteEvent
from albumen.events.actions.edit import EditEvent
from albumen.events.actions.restore import RestoreEvent
from albumen.events.models import Event
from albumen.guests import standing
from albumen.guests.expiry import expire_selfies
from albumen.guests.kinds import MATCH_MISSED, SEARCH
from albumen.guests.models import MatchState, Search, Selfie
from albumen.guests.standing import ask_for_missed
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.photos.models import Photo
from guest_scene import Scene

pytestmark = pytest.mark.django_db


def _once(
    monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], object], after: Any = None
) -> None:
    """Something happens before, and something after, the first call of a function of ``standing``."""
    real, called = getattr(standing, name), []

    def with_something_around(*given: Any) -> Any:
        first = not called
        called.append(True)
        if first:
            before()
        result = real(*given)
        if first and after is not None:
            after()
        return result

    monkeypatch.setattr(standing, name, with_something_around)


@pytest.mark.parametrize("asked_by", ["restoring", "the schedule"])
def test_an_event_that_is_deleted_while_photos_are_shown(
    asked_by: str, scene: Scene, ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, photo = scene.guest(bo), scene.photo(("Bo", "certain"))
    _once(monkeypatch, "resembling", lambda: DeleteEvent(ana, scene.event).execute())
    scene.run_jobs()
    assert scene.states(guest) == {}
    assert Photo.objects.filter(matched_at=None).count() == 1
    assert ask_for_missed() == 0  # not while it is away
    RestoreEvent(ana, scene.event).execute()
    if asked_by == "the schedule":
        Job.objects.all().delete()
        enqueue(MATCH_MISSED, "all")
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_an_event_that_expires_while_photos_are_shown(
    scene: Scene, ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, photo = scene.guest(bo), scene.photo(("Bo", "certain"))
    _once(monkeypatch, "resembling", lambda: Event.objects.update(available_until=timezone.now()))
    scene.run_jobs()
    assert scene.states(guest) == {}
    EditEvent(ana, scene.event, {"available_until": timezone.now() + timedelta(days=9)}).execute()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_an_event_that_was_away_for_the_first_of_many_guests_only(
    scene: Scene, ana: User, bo: User, cy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is back when the photos would be marked, and no job was asked for that could find them afterwards."""
    monkeypatch.setattr(standing, "GUESTS_AT_ONCE", 1)
    first, second = sorted((scene.guest(bo), scene.guest(cy)), key=lambda guest: guest.pk)
    photo = scene.photo(("Bo", "certain"), ("Cy", "certain"))

    def back() -> None:
        RestoreEvent(ana, scene.event).execute()
        Job.objects.filter(state="waiting").delete()

    _once(monkeypatch, "appraise", lambda: DeleteEvent(ana, scene.event).execute(), back)
    scene.run_jobs()
    assert scene.states(first) == {photo.pk: MatchState.RELEASED}
    assert scene.states(second) == {photo.pk: MatchState.RELEASED}
    assert not Photo.objects.filter(matched_at=None).exists()


def test_a_selfie_that_expires_while_photos_are_shown(
    scene: Scene, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = scene.guest(bo)
    scene.search(guest)
    old = scene.selfie(guest, "Bo")
    photo = scene.photo(("Bo", "certain"))

    def expires() -> None:
        Selfie.objects.filter(pk=old.pk).update(expires_at=clock.now())
        assert expire_selfies() == 1

    _once(monkeypatch, "resembling", expires)
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_for_selfies_that_expire_one_search_is_asked_for_and_none_without_any_left(
    scene: Scene, bo: User, cy: User
) -> None:
    keeps, loses = scene.guest(bo), scene.guest(cy)
    spent = [scene.selfie(keeps, "Bo"), scene.selfie(keeps, "Bo"), *Selfie.objects.filter(registration=loses)]
    Selfie.objects.filter(pk__in=[selfie.pk for selfie in spent]).update(expires_at=clock.now())
    assert expire_selfies() == 3
    assert [search.registration_id for search in Search.objects.all()] == [keeps.pk]
    assert Job.objects.filter(kind=SEARCH.name, state="waiting").count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write")
@pytest.mark.django_db(transaction=True)
def test_a_photo_that_is_being_changed_is_not_waited_for(scene: Scene) -> None:
    """Whoever changes it may wait for its matches, which are held when photos are marked."""
    from threading import Thread

    free, busy = scene.photo(("Bo", "certain")), scene.photo(("Bo", "certain"))
    chunk = dict(Photo.objects.values_list("pk", "updated_at"))
    marked: list[int] = []

    def mark() -> None:
        with transaction.atomic():
            marked.append(standing._mark(chunk))
        connection.close()

    with transaction.atomic():
        Photo.objects.select_for_update().get(pk=busy.pk)
        thread = Thread(target=mark)
        thread.start()
        thread.join(20)
        assert marked == [1]
    assert list(Photo.objects.filter(matched_at=None)) == [busy]
    assert Photo.objects.exclude(matched_at=None).get() == free
