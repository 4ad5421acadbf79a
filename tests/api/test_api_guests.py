"""Consent and selfies over HTTP: nothing before consent, nobody else's, clear answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, Registration, Search, Selfie
from albumen.jobs.models import Job
from albumen.photos.models import DoomedFile

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
API = "/api/v1"


def _jpeg() -> bytes:
    colours = np.random.default_rng(5).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    picture = cv2.resize(colours, (300, 200), interpolation=cv2.INTER_CUBIC)
    return bytes(cv2.imencode(".jpg", picture)[1])


def _send(client: Client, guest: Registration, data: bytes | None = None, name: str = "me.jpg") -> Any:
    file = SimpleUploadedFile(name, _jpeg() if data is None else data)
    return client.post(f"{API}/registrations/{guest.pk}/selfies", {"file": file})


def _consent(client: Client, guest: Registration, version: str = "1") -> Any:
    body = json.dumps({"version": version})
    return client.put(f"{API}/registrations/{guest.pk}/consent", body, content_type="application/json")


def test_anybody_may_read_what_guests_agree_to(db: None) -> None:
    text = Client().get(f"{API}/consent-text").json()
    assert (text["version"], text["language"]) == ("1", "en")
    assert all(len(text[part]) > 40 for part in ("title", "what", "why", "how_long", "withdraw"))
    assert Client().get(f"{API}/consent-text?language=xx").json()["language"] == "en"


def test_the_text_is_the_same_version_in_german(db: None) -> None:
    english, german = (Client().get(f"{API}/consent-text?language={tag}").json() for tag in ("en", "de"))
    assert (german["version"], german["language"]) == (english["version"], "de")
    for part in ("title", "what", "why", "how_long", "withdraw"):
        assert len(german[part]) > 40 and german[part] != english[part]


def test_consent_is_given_and_withdrawn(party: Event, bo: User, as_user: Browser) -> None:
    guest = factories.registration(party, bo, consent_version="", consented_at=None)
    client = as_user(bo)
    stale = _consent(client, guest, "0")
    assert (stale.status_code, stale.json()["code"]) == (409, "consent_text_changed")
    given = _consent(client, guest)
    assert given.status_code == 200 and given.json()["consented"] is True
    assert _send(client, guest).status_code == 201
    withdrawn = client.delete(f"{API}/registrations/{guest.pk}/consent")
    assert withdrawn.json()["consented"] is False
    assert not Selfie.objects.exists() and DoomedFile.objects.exists()
    refused = _send(client, guest)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")


def test_nothing_is_stored_before_consent(party: Event, bo: User, as_user: Browser) -> None:
    guest = factories.registration(party, bo, consent_version="", consented_at=None)
    refused = _send(as_user(bo), guest)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")
    assert not default_storage.exists(f"registrations/{guest.pk}")
    assert not Job.objects.exists() and not DoomedFile.objects.exists()


def test_a_selfie_is_taken_and_followed_by_its_search(
    party: Event, bo: User, as_user: Browser, run_jobs: Callable[[], int]
) -> None:
    guest, client = factories.registration(party, bo), as_user(bo)
    answer = _send(client, guest)
    made = answer.json()
    assert answer.status_code == 201 and made["selfie"]["state"] == "received"
    assert client.get(f"{API}/searches/{made['search']}").json()["state"] == "waiting"
    run_jobs()
    search = client.get(f"{API}/searches/{made['search']}").json()
    assert (search["state"], search["code"]) == ("failed", "no_face") and search["advice"]
    selfie = client.get(f"{API}/registrations/{guest.pk}/selfies/{made['selfie']['id']}").json()
    assert (selfie["state"], selfie["code"], selfie["crop"]) == ("refused", "no_face", None)
    listed = client.get(f"{API}/registrations/{guest.pk}/selfies").json()["items"]
    assert [item["id"] for item in listed] == [selfie["id"]]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "picture_missing"),
        (b"MZ\x90 no picture at all", 422, "selfie_format"),
        (b"II*\x00\x08\x00\x00\x00" + b"\0" * 60, 422, "selfie_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "selfie_format"),
        (b"\xff\xd8\xff" + b"\0" * 3000, 413, "selfie_too_large"),
    ],
)
def test_other_files_are_refused_before_they_are_stored(
    data: bytes, status: int, code: str, party: Event, bo: User, as_user: Browser, settings: Any
) -> None:
    settings.ALBUMEN_SELFIE_MAX_BYTES = 2000
    guest = factories.registration(party, bo)
    answer = _send(as_user(bo), guest, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not default_storage.exists(f"registrations/{guest.pk}") and not Selfie.objects.exists()


def test_hostile_names_name_nothing(party: Event, bo: User, as_user: Browser) -> None:
    guest = factories.registration(party, bo)
    for name in ("../../../etc/passwd", "x" * 300 + ".jpg", "🎉\u202e.jpg", "con.jpg"):
        assert _send(as_user(bo), guest, name=name).status_code == 201
    for selfie in Selfie.objects.all():
        assert selfie.image == f"registrations/{guest.pk}/selfies/{selfie.pk}.jpg"


def test_the_profile_picture_may_be_the_selfie(party: Event, bo: User, as_user: Browser) -> None:
    guest, client = factories.registration(party, bo), as_user(bo)
    place, body = f"{API}/registrations/{guest.pk}/selfies", {"from": "avatar"}
    missing = client.post(place, body, content_type="application/json")
    assert (missing.status_code, missing.json()["code"]) == (409, "avatar_missing")
    key = default_storage.save(f"users/{bo.pk}/picture.jpg", ContentFile(_jpeg()))
    User.objects.filter(pk=bo.pk).update(avatar=key)
    assert client.post(place, body, content_type="application/json").status_code == 201
    selfie = Selfie.objects.get()
    assert selfie.image != key
    with default_storage.open(selfie.image) as copy, default_storage.open(key) as avatar:
        assert copy.read() == avatar.read()
    for wrong in ({"from": "elsewhere"}, {}, [], "avatar"):
        answer = client.post(place, json.dumps(wrong), content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "picture_missing")


def test_an_expired_event_takes_no_selfie_but_lets_one_withdraw(
    party: Event, bo: User, as_user: Browser
) -> None:
    guest, client = factories.registration(party, bo), as_user(bo)
    Event.objects.update(available_until=timezone.now())
    assert _send(client, guest).status_code == 410
    assert _consent(client, guest).status_code == 410
    assert client.delete(f"{API}/registrations/{guest.pk}/consent").status_code == 200


def test_nobody_reaches_anothers_selfies(
    party: Event, ana: User, bo: User, cy: User, as_user: Browser
) -> None:
    guest = factories.registration(party, bo)
    made = _send(as_user(bo), guest).json()
    factories.registration(party, cy)
    mine = f"{API}/registrations/{guest.pk}"
    selfie = f"{mine}/selfies/{made['selfie']['id']}"
    Selfie.objects.update(state="ready", crop=Selfie.objects.get().image)
    assert as_user(bo).get(f"{selfie}/crop").status_code == 200
    for user in (cy, ana, factories.photographer("eve")):
        client = as_user(user)
        assert _send(client, guest).status_code == 404
        assert _consent(client, guest).status_code == 404
        assert client.delete(f"{mine}/consent").status_code == 404
        assert client.delete(selfie).status_code == 404
        for path in (f"{mine}/selfies", selfie, f"{selfie}/crop"):
            assert client.get(path).status_code == 404
    assert Client().get(f"{mine}/selfies").status_code == 401
    own = Registration.objects.get(user=cy)
    crossed = f"{API}/registrations/{own.pk}/selfies/{made['selfie']['id']}"
    assert as_user(cy).get(crossed).status_code == 404
    assert as_user(cy).delete(crossed).status_code == 404
    assert Selfie.objects.count() == 1 and Search.objects.count() == 1


def test_a_removed_guest_sees_nothing(party: Event, bo: User, as_user: Browser) -> None:
    guest = factories.registration(party, bo, removed_at=timezone.now())
    Match.objects.create(
        registration=guest,
        event=party,
        photo=factories.photo(party.library),
        probability=1,
        level="certain",
        state="released",
    )
    client = as_user(bo)
    for path in ("matches", "selfies", "searches"):
        assert client.get(f"{API}/registrations/{guest.pk}/{path}").status_code == 404
    assert _send(client, guest).status_code == 404
