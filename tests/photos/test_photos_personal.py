"""A library without any event: anybody's own, made on first use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from albumen.accounts.models import User
from albumen.people.models import Assignment
from albumen.photos.models import Library, LibraryKind, Photo
from upload_story import create, picture_bytes

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def test_a_guest_uploads_to_their_own_library(
    bo: User, party: object, as_user: Browser, run_jobs: Callable[[], int]
) -> None:
    data = picture_bytes()
    client = as_user(bo)
    for _ in range(2):
        answer = create(client, party, len(data), data, library="personal")
        assert answer.status_code in (201, 200), answer.content
    library = Library.objects.get(owner=bo)
    assert library.kind == LibraryKind.PERSONAL and library.packs
    photo = Photo.objects.get()
    assert photo.library_id == library.pk
    known = client.post(
        f"/api/v1/libraries/{library.pk}/photos/known",
        {"sha256": [hashlib.sha256(data).hexdigest()]},
        content_type="application/json",
    )
    assert [found["photo"] for found in known.json()["known"]] == [str(photo.pk)]


def test_the_library_of_somebody_else_takes_nothing(
    ana: User, bo: User, party: object, as_user: Browser
) -> None:
    theirs = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL)
    data = picture_bytes()
    answer = create(as_user(bo), party, len(data), data, library=str(theirs.pk))
    assert answer.status_code == 404 and not Photo.objects.exists()
    assert create(as_user(bo), party, len(data), data, library="nonsense").status_code == 404
    event_library = party.library_id  # type: ignore[attr-defined]
    assert create(as_user(ana), party, len(data), data, library=str(event_library)).status_code == 404


@pytest.mark.shared
def test_what_is_uploaded_sorts_itself(
    bo: User, party: object, as_user: Browser, run_jobs: Callable[[], int], photos_dir: object
) -> None:
    folder = next(
        folder
        for folder in sorted((photos_dir / "lfw-dev").iterdir())  # type: ignore[operator]
        if folder.is_dir() and len(list(folder.iterdir())) >= 6
    )
    client = as_user(bo)
    for file in sorted(folder.iterdir())[:6]:
        data = file.read_bytes()
        assert create(client, party, len(data), data, library="personal").status_code == 201
    run_jobs()
    library = Library.objects.get(owner=bo)
    assert library.face_count >= 6
    people = client.get(f"/api/v1/libraries/{library.pk}/people").json()["items"]
    assert people[0]["photo_count"] >= 5
    assert not Assignment.objects.filter(pending=True).exists()
