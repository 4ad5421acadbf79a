"""Who sees which photo, asked of the queries themselves; and the admin's view of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.errors import NotFoundError, NotPermittedError
from albumen.events.models import Event
from albumen.guests.models import Match, Registration
from albumen.jobs.models import Job
from albumen.photos.models import Photo
from albumen.photos.queries import (
    _visible,
    managed_photo,
    managed_photos,
    photo_for,
    photos_visible_to,
    previewed_photo,
)
from albumen.photos.serving import preview_of

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


@pytest.mark.parametrize("match", ["released", "waiting", "hidden", None])
@pytest.mark.parametrize("state", ["ready", "failed"])
def test_one_photo_is_shown_by_the_rule_for_many(
    match: str | None, state: str, ana: User, bo: User, cy: User, party: Event
) -> None:
    photo = factories.photo(party.library, state=state)
    found = released(photo, party, bo)
    registration = found.registration
    if match is None:
        found.delete()
    else:
        Match.objects.update(state=match)
    factories.registration(factories.event(ana), cy)
    now, seen_by = timezone.now(), Counter[str]()
    for binned, gone, closed, over, removed in itertools.product([None, now], repeat=5):
        Photo.objects.update(binned_at=binned)
        until = now + timedelta(days=-1 if over else 1)
        Event.objects.filter(pk=party.pk).update(binned_at=gone, closed_at=closed, available_until=until)
        Registration.objects.filter(pk=registration.pk).update(removed_at=removed)
        for viewer in (ana, bo, cy):
            expected = Photo.objects.filter(_visible(viewer), pk=photo.pk).exists()
            for one in (photo_for, previewed_photo):
                try:
                    sees = one(viewer, photo.pk).sha256 == photo.sha256
                except NotFoundError:
                    sees = False
                assert sees == expected, (viewer, binned, gone, closed, over, removed)
            seen_by[viewer.display_name] += expected
    guest_may = match == "released" and state == "ready"
    assert seen_by == {ana.display_name: 8, bo.display_name: int(guest_may), cy.display_name: 0}


def test_seeing_is_not_managing(ana: User, bo: User, cy: User, party: Event) -> None:
    photo = factories.photo(party.library)
    released(photo, party, bo)
    assert managed_photo(ana, photo.pk) == photo
    with pytest.raises(NotPermittedError):
        managed_photo(bo, photo.pk)
    with pytest.raises(NotFoundError):
        managed_photo(cy, photo.pk)
    assert not managed_photos(bo).exists()


def test_a_photo_comes_with_its_event_in_one_query_and_to_guests_in_two(
    ana: User, bo: User, party: Event, django_assert_num_queries: Callable[[int], object]
) -> None:
    photo = factories.photo(party.library, previews={"320": "previews/1.webp"})
    released(photo, party, bo)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert photo_for(ana, photo.pk).library.event.name == "Summer party"
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        preview_of(previewed_photo(bo, photo.pk), 320)


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
