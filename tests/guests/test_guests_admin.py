"""The admin shows who takes part, never a face, and destroys through the actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.guests.models import Match, Search, Selfie
from guest_scene import Scene

pytestmark = pytest.mark.django_db

PLACES = ("registration", "selfie", "search", "match")


@pytest.fixture
def boss(as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("boss@example.org", "a long password"))


def test_every_list_and_page_opens(scene: Scene, bo: User, boss: Client) -> None:
    scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    search = scene.search(guest)
    rows = {"registration": guest.pk, "selfie": Selfie.objects.get().pk, "search": search.pk}
    rows["match"] = Match.objects.get().pk
    for place in PLACES:
        assert boss.get(f"/admin/guests/{place}/").status_code == 200
        page = boss.get(f"/admin/guests/{place}/{rows[place]}/change/")
        assert page.status_code == 200
        assert b"registrations/" not in page.content  # no storage key of a selfie


def test_erasing_goes_through_the_action(scene: Scene, bo: User, boss: Client) -> None:
    scene.photo(("Bo", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    chosen = {"action": "erase", "_selected_action": [str(guest.pk)]}
    assert boss.post("/admin/guests/registration/", chosen).status_code == 302
    assert not Selfie.objects.exists() and not Match.objects.exists()
    assert Search.objects.get().hits == []
    entry = Entry.objects.get(action="consent.withdraw_by_administrator")
    assert entry.target_id == str(guest.pk)
    assert set(entry.details) == {"selfies", "matches"}  # numbers, nothing of a face
