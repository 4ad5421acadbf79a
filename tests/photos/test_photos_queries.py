"""Who sees which photo, asked of the queries themselves; and the admin's view of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

import factories
from albumen.accounts.models import User
from albumen.errors import NotFoundError, NotPermittedError
from albumen.events.models import Event
from albumen.guests.models import Match
from albumen.jobs.models import Job
from albumen.photos.models import Photo
from albumen.photos.queries import managed_photo, managed_photos, photo_for, photos_visible_to

pytestmark = pytest.mark.django_db


def released(photo: Photo, event: Event, user: User) -> Match:
    return Match.objects.create(
        registration=factories.registration(event, user), event=event, photo=photo, probability=0.99,
        level="certain", state="released",
    )  # fmt: skip


def test_a_match_in_one_event_opens_nothing_in_another(ana: User, bo: User, party: Event) -> None:
    mine, other = factories.photo(party.library, 1), factories.photo(party.library, 2)
    foreign = factories.photo(factories.event(factories.photographer("dan")).library, 3)
    released(mine, party, bo)
    assert list(photos_visible_to(bo, party.library)) == [mine]
    assert list(photos_visible_to(bo, foreign.library)) == []
    assert list(photos_visible_to(ana, party.library).order_by("sort_at")) == [mine, other]
    assert list(photos_visible_to(ana, foreign.library)) == []
    with pytest.raises(NotFoundError):
        photo_for(ana, foreign.pk)


def test_seeing_is_not_managing(ana: User, bo: User, cy: User, party: Event) -> None:
    photo = factories.photo(party.library)
    released(photo, party, bo)
    assert managed_photo(ana, photo.pk) == photo
    with pytest.raises(NotPermittedError):
        managed_photo(bo, photo.pk)
    with pytest.raises(NotFoundError):
        managed_photo(cy, photo.pk)
    assert not managed_photos(bo).exists()


def test_a_photo_comes_with_its_event_in_one_query(
    ana: User, party: Event, django_assert_num_queries: Callable[[int], object]
) -> None:
    photo = factories.photo(party.library)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert photo_for(ana, photo.pk).library.event.name == "Summer party"


def test_staff_retry_failed_photos_in_the_admin(party: Event, as_user: Callable[[User], Client]) -> None:
    root = User.objects.create_superuser("root@example.org", "x")
    failed = factories.photo(party.library, 1, state="failed", error_code="file_lost", error="It is lost.")
    ready = factories.photo(party.library, 2)
    client = as_user(root)
    page = client.get("/admin/photos/photo/")
    assert page.status_code == 200 and "It is lost." in page.content.decode()
    client.post(
        "/admin/photos/photo/", {"action": "retry", "_selected_action": [str(failed.pk), str(ready.pk)]}
    )
    failed.refresh_from_db()
    assert failed.state == "received"
    assert Job.objects.get().key == str(failed.pk)
    for name in ("library", "face", "modelversion"):
        assert client.get(f"/admin/photos/{name}/").status_code == 200
    assert client.get(f"/admin/photos/photo/{ready.pk}/change/").status_code == 200
