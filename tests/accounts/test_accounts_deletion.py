"""An account ends at once, and everything of it is destroyed, whatever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from accounts_browser import Browser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.actions.create_token import CreateToken
from albumen.accounts.kinds import DESTROY_ACCOUNT
from albumen.accounts.models import PhotographerProfile, User
from albumen.accounts.queries import user_of_token
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.guests.models import Registration, Selfie
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.photos import spool
from albumen.photos.models import DoomedFile, Library, Photo, Upload

ME = "/api/v1/account"
AsUser = Callable[[User], Client]
RunJobs = Callable[[], int]


def _delete(client: Client, **fields: Any) -> Any:
    return client.delete(ME, {"password": factories.PASSWORD, **fields}, content_type="application/json")


def _file(key: str) -> str:
    return str(default_storage.save(key, ContentFile(b"x")))


def _selfie(registration: Registration) -> Selfie:
    prefix = f"registrations/{registration.pk}/selfies"
    return Selfie.objects.create(
        registration=registration,
        image=_file(f"{prefix}/a.jpg"),
        crop=_file(f"{prefix}/a-face.jpg"),
        expires_at=timezone.now() + timedelta(days=1),
    )


@pytest.mark.parametrize("password", ["", "wrong horse battery"])
def test_it_needs_the_password(as_user: AsUser, bo: User, password: str) -> None:
    answer = _delete(as_user(bo), password=password)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_needed")
    assert User.objects.get(pk=bo.pk).is_active


def test_the_password_cannot_be_guessed_here_either(as_user: AsUser, bo: User) -> None:
    statuses = [_delete(as_user(bo), password=f"guess {n} of many").status_code for n in range(6)]
    assert statuses[-1] == 429
    assert _delete(as_user(bo)).status_code == 429


def test_a_fresh_confirmation_does_instead(browser: Browser, bo: User) -> None:
    browser.ask("POST", "auth/login", {"email": bo.email, "password": factories.PASSWORD})
    browser.ask("POST", "auth/reauthenticate", {"password": factories.PASSWORD})
    assert browser.ask("DELETE", ME, {}).status_code == 204
    assert browser.ask("GET", ME).status_code == 401


def test_a_guest_goes_with_registrations_and_selfies(
    as_user: AsUser, bo: User, cy: User, party: Event, run_jobs: RunJobs
) -> None:
    selfie = _selfie(factories.registration(party, bo))
    kept = _selfie(factories.registration(party, cy))
    assert _delete(as_user(bo)).status_code == 204
    run_jobs()
    assert not User.objects.filter(pk=bo.pk).exists()
    assert list(Registration.objects.values_list("user", flat=True)) == [cy.pk]
    assert not default_storage.exists(selfie.image) and not default_storage.exists(selfie.crop)
    assert default_storage.exists(kept.image)
    assert not DoomedFile.objects.exists()
    entry = Entry.objects.get(action="account.delete")
    assert entry.target_id == str(bo.pk) and "bo@" not in str(Entry.objects.values())


def test_nobody_gets_in_from_that_moment_on(browser: Browser, bo: User) -> None:
    other = Browser()
    for each in (browser, other):
        each.ask("POST", "auth/login", {"email": bo.email, "password": factories.PASSWORD})
    _, token = CreateToken(bo, "t", ["account:read"], 9).execute()
    assert browser.ask("DELETE", ME, {"password": factories.PASSWORD}).status_code == 204
    assert other.ask("GET", ME).status_code == 401
    assert user_of_token(token) is None
    answer = Browser().ask("POST", "auth/login", {"email": bo.email, "password": factories.PASSWORD})
    assert answer.status_code == 400


def test_the_address_is_free_again_at_once(as_user: AsUser, browser: Browser, bo: User) -> None:
    _delete(as_user(bo))
    body = {"email": bo.email, "password": factories.PASSWORD}
    assert browser.ask("POST", "/api/v1/account/signup/guest", body).status_code == 202
    assert User.objects.filter(email="bo@example.org").count() == 1


def test_events_go_only_when_that_is_confirmed(as_user: AsUser, ana: User, party: Event) -> None:
    answer = _delete(as_user(ana))
    assert (answer.status_code, answer.json()["code"]) == (409, "owns_events")
    assert User.objects.get(pk=ana.pk).is_active and Event.objects.get().binned_at is None
    assert _delete(as_user(ana), delete_events=True).status_code == 204
    assert Event.objects.get().binned_at is not None  # gone for guests at once


def test_a_photographer_goes_with_events_photos_uploads_and_guests_selfies(
    as_user: AsUser, ana: User, bo: User, party: Event, run_jobs: RunJobs, settings: Any
) -> None:
    selfie = _selfie(factories.registration(party, bo))
    photos = [
        factories.photo(
            party.library,
            number,
            original=_file(f"o/{number}.jpg"),
            previews={"320": _file(f"p/{number}-320.webp")},
        )
        for number in range(3)
    ]
    upload = Upload.objects.create(
        user=ana, library=party.library, filename="x.jpg", size=9, expires_at=timezone.now()
    )
    spooled = spool.path(upload.pk)
    spooled.parent.mkdir(parents=True)
    spooled.write_bytes(b"x")
    gallery = settings.ALBUMEN_DATA / "galleries" / str(party.library.pk)
    gallery.mkdir(parents=True)
    (gallery / "vectors").write_bytes(b"x")
    other = factories.event(factories.photographer("eve"))
    kept = factories.photo(other.library, 9, original=_file("o/kept.jpg"))
    _delete(as_user(ana), delete_events=True)
    run_jobs()
    assert not User.objects.filter(pk=ana.pk).exists() and not PhotographerProfile.objects.filter(
        user_id=ana.pk
    )
    assert list(Event.objects.all()) == [other] and list(Library.objects.all()) == [other.library]
    assert list(Photo.objects.all()) == [kept] and default_storage.exists("o/kept.jpg")
    for photo in photos:
        assert not default_storage.exists(photo.original)
        assert not default_storage.exists(photo.previews["320"])
    assert not default_storage.exists(selfie.image) and not spooled.exists()
    assert not gallery.exists()
    assert User.objects.filter(pk=bo.pk).exists()


def test_a_destruction_that_is_cut_short_goes_on(
    as_user: AsUser, ana: User, party: Event, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.accounts.handlers import destruction

    monkeypatch.setattr(destruction, "_PHOTOS_AT_ONCE", 2)
    for number in range(6):
        factories.photo(party.library, number, original=_file(f"o/{number}.jpg"))
    _delete(as_user(ana), delete_events=True)

    def dies(*_: Any) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(Event, "delete", dies)
    run_jobs()
    job = Job.objects.get(kind=DESTROY_ACCOUNT.name)
    assert (
        job.state == State.WAITING and not Photo.objects.exists() and User.objects.filter(pk=ana.pk).exists()
    )
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(run_after=clock.now())
    run_jobs()
    assert not User.objects.filter(pk=ana.pk).exists() and not Event.objects.exists()
    assert not any(default_storage.exists(f"o/{number}.jpg") for number in range(6))


def test_the_last_administrator_stays(as_user: AsUser, db: None) -> None:
    chief = User.objects.create_superuser("chief@example.org", factories.PASSWORD)
    answer = _delete(as_user(chief))
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    User.objects.create_superuser("deputy@example.org", factories.PASSWORD)
    assert _delete(as_user(chief)).status_code == 204
