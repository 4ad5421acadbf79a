"""How many matches of a guest are released or wait is right after every kind of change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from albumen.accounts.models import User
from albumen.events.dashboard import guest_numbers
from albumen.events.models import Event
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.leave import LeaveEvent
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.models import Match, Registration, Selfie
from albumen.jobs.enqueue import enqueue
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.kinds import EMPTY_BIN
from albumen.photos.models import Photo
from brokers import broker_in
from guest_scene import Scene, numbers, numbers_from_scratch

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, in two certain photos and a likely one."""
    for level in ("certain", "certain", "likely"):
        scene.photo(("Bo", level))
    registration = scene.guest(bo)
    scene.search(registration)
    return registration


def _exact(guest: Registration) -> tuple[int, int]:
    assert numbers() == numbers_from_scratch()
    return numbers()[guest.pk]


def _match(level: str) -> Match:
    rows = Match.objects.select_related("registration", "event__library", "photo")
    return rows.filter(level=level).order_by("pk")[0]


def test_what_a_search_and_new_photos_find_counts(scene: Scene, guest: Registration) -> None:
    assert _exact(guest) == (2, 1)
    scene.photo(("Bo", "certain"))
    scene.photo(("Bo", "likely"))
    scene.run_jobs()
    assert _exact(guest) == (3, 2)


def test_what_people_decide_counts(ana: User, bo: User, guest: Registration) -> None:
    DecideMatches(ana, [_match("likely").pk], []).execute()
    assert _exact(guest) == (3, 0)
    UndoDecision(ana, _match("likely")).execute()
    assert _exact(guest) == (2, 1)
    DecideMatches(ana, [], [_match("likely").pk]).execute()
    assert _exact(guest) == (2, 0)
    denied = DenyMatch(bo, _match("certain")).execute()
    assert _exact(guest) == (1, 0)
    UndoDecision(bo, denied).execute()
    assert _exact(guest) == (2, 0)


@pytest.mark.parametrize("way", ["selfie", "consent", "leave"])
def test_a_guest_who_takes_something_back_counts(
    way: str, scene: Scene, bo: User, guest: Registration
) -> None:
    {
        "selfie": lambda: DeleteSelfie(bo, Selfie.objects.select_related("registration").get()).execute(),
        "consent": lambda: WithdrawConsent(bo, guest).execute(),
        "leave": lambda: LeaveEvent(bo, guest).execute(),
    }[way]()
    assert numbers() == numbers_from_scratch()
    scene.run_jobs()
    assert numbers() == numbers_from_scratch()
    assert set(numbers().values()) <= {(0, 0)}


def test_a_deleted_photo_counts_until_it_is_destroyed(
    scene: Scene, ana: User, guest: Registration, settings: object
) -> None:
    photo = _match("certain").photo
    DeletePhotos(ana, [photo.pk]).execute()
    assert _exact(guest) == (2, 1)
    RestorePhotos(ana, [photo.pk]).execute()
    scene.run_jobs()
    assert _exact(guest) == (2, 1)
    DestroyPhotos(ana, [photo.pk]).execute()
    assert _exact(guest) == (1, 1)


def test_emptying_the_bin_counts(scene: Scene, ana: User, guest: Registration) -> None:
    DeletePhotos(ana, [_match("likely").photo_id]).execute()
    Photo.objects.exclude(binned_at=None).update(binned_at=timezone.now() - timedelta(days=400))
    enqueue(EMPTY_BIN, "all")
    scene.run_jobs()
    assert not Photo.objects.exclude(binned_at=None).exists()
    assert _exact(guest) == (2, 0)


def test_closing_keeps_the_numbers_for_the_hosts_statistics(
    scene: Scene, ana: User, party: Event, guest: Registration
) -> None:
    from albumen.events import biometrics

    before = guest_numbers(ana)
    Event.objects.update(closed_at=timezone.now())
    party.refresh_from_db()
    biometrics.destroy(party, lambda: False)
    assert _exact(guest) == (2, 1)
    assert guest_numbers(ana) == before


def test_existing_rows_are_counted_by_the_migration(guest: Registration) -> None:
    Registration.objects.update(released_count=77, waiting_count=77)
    import_module("albumen.guests.migrations.0006_match_counts").count(apps, None)
    assert _exact(guest) == (2, 1)


@pytest.fixture
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write")
@pytest.mark.usefixtures("_folder")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_count(ana: User, bo: User, guest: Registration) -> None:
    """The host's word, the guest's and a photo that is destroyed, all about the same guest."""
    first, second = (
        Match.objects.filter(level="certain").order_by("pk").select_related("registration", "photo")
    )
    doings: list[Callable[[], object]] = [
        DecideMatches(ana, [_match("likely").pk], []).execute,
        DenyMatch(bo, first).execute,
        DestroyPhotos(ana, [second.photo_id]).execute,
    ]
    gate, failures = threading.Barrier(len(doings)), []

    def do(what: Callable[[], object]) -> None:
        try:
            gate.wait()
            what()
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(what,)) for what in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _exact(guest) == (1, 0)
