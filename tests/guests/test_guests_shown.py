"""Nobody sees other people's photos by showing their portraits one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.give_consent import GiveConsent
from albumen.guests.actions.join import JoinEvent
from albumen.guests.actions.leave import LeaveEvent
from albumen.guests.actions.show_selfie import ShowSelfie
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.errors import TooManySelfiesTodayError
from albumen.guests.models import Match, Registration, Selfie, ShownSelfie, ShownVerdict
from albumen.guests.shown import note_used
from real_event import receive, show

Jobs = Callable[[], int]


def _drawn() -> ContentFile:
    colours = np.random.default_rng(3).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    picture = cv2.resize(colours, (600, 400), interpolation=cv2.INTER_CUBIC)
    return ContentFile(bytes(cv2.imencode(".png", picture)[1]), name="selfie.png")


def _show_and_take_back(guest: Registration) -> None:
    selfie, _ = ShowSelfie(guest.user, guest, _drawn()).execute()
    DeleteSelfie(guest.user, selfie).execute()


def _host_sees(client: Client, event: Event) -> dict[str, Any]:
    items = client.get(f"/api/v1/events/{event.pk}/registrations").json()["items"]
    assert len(items) == 1
    found: dict[str, Any] = items[0]
    return found


@pytest.mark.django_db
def test_taking_a_selfie_back_gives_no_place_back(party: Event, bo: User, settings: Any) -> None:
    settings.ALBUMEN_SELFIES_PER_DAY = 3
    guest = factories.registration(party, bo)
    for _ in range(3):
        _show_and_take_back(guest)
    with pytest.raises(TooManySelfiesTodayError) as refused:
        ShowSelfie(bo, guest, _drawn()).execute()
    assert 86_000 < refused.value.retry_after <= 86_400
    assert not Selfie.objects.exists()


@pytest.mark.django_db
def test_neither_withdrawal_nor_leaving_nor_another_event_gives_new_tries(
    ana: User, party: Event, bo: User, settings: Any
) -> None:
    settings.ALBUMEN_SELFIES_PER_DAY = 3
    guest = factories.registration(party, bo)
    _show_and_take_back(guest)
    WithdrawConsent(bo, guest).execute()
    GiveConsent(bo, guest, "1").execute()
    _show_and_take_back(guest)
    LeaveEvent(bo, guest).execute()
    again = GiveConsent(bo, JoinEvent(bo, party).execute(), "1").execute()
    assert again.pk != guest.pk
    _show_and_take_back(again)
    elsewhere = factories.registration(factories.event(ana), bo)
    for registration in (again, elsewhere):
        with pytest.raises(TooManySelfiesTodayError):
            ShowSelfie(bo, registration, _drawn()).execute()
    ShownSelfie.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    ShowSelfie(bo, elsewhere, _drawn()).execute()


@pytest.mark.django_db
def test_a_selfie_that_cannot_be_used_costs_half(
    party: Event, bo: User, settings: Any, run_jobs: Jobs
) -> None:
    settings.ALBUMEN_SELFIES_PER_DAY = 2
    guest = factories.registration(party, bo)
    for _ in range(4):
        selfie, _ = show(guest, _drawn().read(), run_jobs)
        assert selfie.error_code == "no_face"
    assert set(ShownSelfie.objects.values_list("verdict", flat=True)) == {ShownVerdict.REFUSED}
    with pytest.raises(TooManySelfiesTodayError):
        ShowSelfie(bo, guest, _drawn()).execute()


@pytest.mark.django_db
def test_the_refusal_says_when(
    party: Event, bo: User, as_user: Callable[[User], Client], settings: Any
) -> None:
    settings.ALBUMEN_SELFIES_PER_DAY = 1
    guest, client = factories.registration(party, bo), as_user(bo)
    path = f"/api/v1/registrations/{guest.pk}/selfies"
    assert client.post(path, {"file": _drawn()}).status_code == 201
    answer = client.post(path, {"file": _drawn()})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_selfies_today")
    assert 86_000 < int(answer["Retry-After"]) <= 86_400


@pytest.mark.postgres_only  # the SQLite of tests is in memory and cannot be shared by threads
@pytest.mark.django_db(transaction=True)
def test_many_at_once_at_several_events_are_no_way_around_it(ana: User, bo: User, settings: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs a database that threads share")
    settings.ALBUMEN_SELFIES_PER_DAY = 2
    guests = [factories.registration(factories.event(ana), bo) for _ in range(6)]
    start, refused = threading.Barrier(len(guests)), []

    def attempt(guest: Registration) -> None:
        try:
            start.wait()
            ShowSelfie(guest.user, guest, _drawn()).execute()
        except TooManySelfiesTodayError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(guest,)) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Selfie.objects.count() == ShownSelfie.objects.count() == 2
    assert len(refused) == 4


@pytest.mark.django_db
def test_after_all_selfies_were_replaced_the_host_looks_at_everything(
    scene: Any, ana: User, bo: User, as_user: Callable[[User], Client]
) -> None:
    photos = {name: scene.photo((name, "certain")) for name in ("Bo", "Stranger")}
    guest = factories.registration(scene.event, bo)

    def replace_by(person: str) -> Registration:
        for selfie in Selfie.objects.select_related("registration"):
            DeleteSelfie(bo, selfie).execute()
        selfie = Selfie(pk=factories.new_id())
        ShownSelfie.objects.create(selfie=selfie.pk, user=bo, event=scene.event, at=timezone.now())
        note_used(guest, selfie.pk)
        scene.selfie(guest, person)
        scene.search(guest)
        return Registration.objects.get(pk=guest.pk)

    assert replace_by("Bo").review_all is False
    assert scene.states(guest) == {photos["Bo"].pk: "released"}
    assert not _host_sees(as_user(ana), scene.event)["selfies_replaced"]
    assert replace_by("Stranger").review_all is True
    assert scene.states(guest) == {photos["Stranger"].pk: "waiting"}
    seen = _host_sees(as_user(ana), scene.event)
    assert (seen["selfies_replaced"], seen["selfies_shown"]) == (True, 2)

    later = scene.photo(("Stranger", "certain"))
    scene.run_jobs()
    assert scene.states(guest)[later.pk] == "waiting"
    match = Match.objects.get(photo=later)
    DecideMatches(ana, [match.pk], []).execute()
    assert scene.states(guest)[later.pk] == "released"
    match.refresh_from_db()
    UndoDecision(ana, match).execute()
    assert scene.states(guest)[later.pk] == "waiting", "not released by taking the host's word back"


@pytest.mark.shared
@pytest.mark.django_db
def test_collecting_photos_with_other_peoples_portraits(
    party: Event, ana: User, bo: User, photos_dir: Path, run_jobs: Jobs, as_user: Callable[[User], Client]
) -> None:
    """Real portraits: the second person is refused beside the first, and waits for the host once the first is gone."""
    people = {
        name: sorted((photos_dir / "lfw-dev" / name).iterdir()) for name in ("Andre_Agassi", "Bill_Gates")
    }
    receive(party, [paths[number] for paths in people.values() for number in (1, 2, 3)])
    run_jobs()
    Event.objects.update(review_policy="release")
    guest = factories.registration(party, bo)
    first, _ = show(guest, people["Andre_Agassi"][0], run_jobs)
    assert first.state == "ready", first.error
    assert set(Match.objects.values_list("state", flat=True)) == {"released"}
    other, _ = show(guest, people["Bill_Gates"][1], run_jobs)
    assert other.error_code == "another_person"
    seen = _host_sees(as_user(ana), party)
    assert (seen["selfies_shown"], seen["selfies_refused_as_another_person"]) == (2, 1)
    DeleteSelfie(bo, Selfie.objects.select_related("registration").get(pk=first.pk)).execute()
    LeaveEvent(bo, guest).execute()
    guest = GiveConsent(bo, JoinEvent(bo, party).execute(), "1").execute()
    second, _ = show(guest, people["Bill_Gates"][1], run_jobs)
    assert second.state == "ready", second.error
    assert set(Match.objects.values_list("state", flat=True)) == {"waiting"}
    assert _host_sees(as_user(ana), party)["selfies_replaced"]
