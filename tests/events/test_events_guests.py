"""Guests join, leave and are removed; when they go, everything about their face goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import NotFoundError, NotPermittedError
from albumen.events.codes import CodeTries, network
from albumen.events.errors import (
    EventExpiredError,
    OwnEventError,
    RegistrationClosedError,
    RemovedFromEventError,
)
from albumen.events.models import Event
from albumen.events.queries import registration_for
from albumen.guests.actions.join import JoinEvent
from albumen.guests.actions.leave import LeaveEvent, RemoveGuest
from albumen.guests.models import Match, MatchState, Registration, Selfie
from albumen.photos.models import DoomedFile

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def _known(event: Event, guest: User) -> Registration:
    registration = factories.registration(event, guest)
    Selfie.objects.create(
        registration=registration, image="s.jpg", crop="c.jpg", expires_at=timezone.now() + HOUR
    )
    Match.objects.create(
        registration=registration, event=event, photo=factories.photo(event.library, Registration.objects.count()),
        probability=0.99, level="certain", state=MatchState.RELEASED,
    )  # fmt: skip
    return registration


def test_joining_twice_is_joining_once(bo: User, party: Event) -> None:
    first, second = JoinEvent(bo, party).execute(), JoinEvent(bo, party).execute()
    assert first == second
    assert Entry.objects.filter(action="registration.create").count() == 1


def test_a_photographer_may_be_a_guest_elsewhere_but_not_at_home(ana: User, party: Event) -> None:
    JoinEvent(factories.photographer("olga"), party).execute()
    with pytest.raises(OwnEventError):
        JoinEvent(ana, party).execute()


def test_outside_the_window_nobody_joins_but_who_joined_stays(bo: User, cy: User, party: Event) -> None:
    JoinEvent(bo, party).execute()
    now = timezone.now()
    for opens, closes in ((now + HOUR, None), (None, now - HOUR)):
        party.registration_opens_at, party.registration_closes_at = opens, closes
        party.save()
        with pytest.raises(RegistrationClosedError):
            JoinEvent(cy, party).execute()
        assert JoinEvent(bo, party).execute().user == bo


def test_nobody_joins_an_expired_event(bo: User, cy: User, party: Event) -> None:
    JoinEvent(bo, party).execute()
    party.available_until = timezone.now()
    party.save()
    for guest in (bo, cy):
        with pytest.raises(EventExpiredError):
            JoinEvent(guest, party).execute()


def test_who_leaves_takes_everything_along_and_may_come_back(bo: User, cy: User, party: Event) -> None:
    mine, others = _known(party, bo), _known(party, cy)
    LeaveEvent(bo, mine).execute()
    assert list(Registration.objects.all()) == [others]
    assert Selfie.objects.count() == Match.objects.count() == 1
    assert set(DoomedFile.objects.values_list("key", flat=True)) >= {"s.jpg", "c.jpg"}
    assert JoinEvent(bo, party).execute().consent_version == ""


def test_who_was_removed_is_gone_and_cannot_come_back(ana: User, bo: User, party: Event) -> None:
    registration = _known(party, bo)
    RemoveGuest(ana, registration).execute()
    assert not Selfie.objects.exists() and not Match.objects.exists()
    with pytest.raises(NotFoundError):
        registration_for(bo, registration.pk)
    with pytest.raises(RemovedFromEventError):
        JoinEvent(bo, party).execute()
    with pytest.raises(NotFoundError):
        LeaveEvent(bo, registration).execute()  # erasing the row would erase that they were removed


def test_only_oneself_leaves_and_only_the_host_removes(ana: User, bo: User, cy: User, party: Event) -> None:
    registration = factories.registration(party, bo)
    for user in (ana, cy):
        with pytest.raises(NotPermittedError):
            LeaveEvent(user, registration).execute()
    for user in (bo, cy, factories.photographer("olga")):
        with pytest.raises(NotPermittedError):
            RemoveGuest(user, registration).execute()
    assert Registration.objects.filter(removed_at=None).count() == 1


def test_wrong_codes_are_counted_up_to_the_limit() -> None:
    tries = CodeTries("user:1", 3)
    assert [tries.count_wrong() for _ in range(4)] == [True, True, True, False]
    assert tries.exhausted()
    assert not CodeTries("user:2", 3).exhausted()


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_however_many_try_at_once(settings: object, tmp_path: object) -> None:
    settings.CACHES = {  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "albumen_cache",
        }
    }
    from django.core.cache import cache
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    cache.clear()

    def guess(_: int) -> bool:
        try:
            return CodeTries("ip:192.0.2.1", 10).count_wrong()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        allowed = list(pool.map(guess, range(40)))
    cache.clear()
    assert allowed.count(True) == 10


def test_one_customer_is_one_source() -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::"
    assert network("2001:db8:1:3::1") != network("2001:db8:1:2::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
