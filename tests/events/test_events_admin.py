"""Administrators look at every event and delete or restore them through the hosts' own actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.jobs.models import Job

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
LIST = "/admin/events/event/"


@pytest.fixture
def admin(db: None) -> User:
    return factories.photographer("root", is_staff=True, is_superuser=True)


def _do(client: Client, action: str, event: Event) -> None:
    answer = client.post(LIST, {"action": action, "_selected_action": [str(event.pk)]})
    assert answer.status_code == 302


def test_an_event_is_deleted_and_restored_in_the_name_of_the_administrator(
    admin: User, party: Event, as_user: Browser
) -> None:
    client = as_user(admin)
    _do(client, "delete_events", party)
    party.refresh_from_db()
    assert party.binned_at and Job.objects.filter(kind="event.destroy", key=str(party.pk)).exists()
    assert Entry.objects.get(action="event.delete").actor == admin
    _do(client, "restore_events", party)
    party.refresh_from_db()
    assert party.binned_at is None


def test_closing_can_be_asked_for(admin: User, party: Event, as_user: Browser) -> None:
    _do(as_user(admin), "close_expired", party)
    assert Job.objects.filter(kind="events.close").exists()


def test_events_are_neither_added_nor_edited_nor_erased_past_their_actions(
    admin: User, party: Event, as_user: Browser
) -> None:
    client = as_user(admin)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{party.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}{party.pk}/change/").status_code == 200
    client.post(f"{LIST}{party.pk}/change/", {"name": "Mine"})
    party.refresh_from_db()
    assert party.name == "Summer party"


def test_staff_without_the_permission_do_nothing(ana: User, party: Event, as_user: Browser) -> None:
    helper = factories.guest("helper", is_staff=True)
    assert as_user(helper).get(LIST).status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = as_user(helper)
    assert client.get(LIST).status_code == 200
    client.post(LIST, {"action": "delete_events", "_selected_action": [str(party.pk)]})
    party.refresh_from_db()
    assert party.binned_at is None


@pytest.mark.parametrize("query", ["", "?state=live", "?state=bin", "?q=party"])
def test_the_list_costs_the_same_however_long(admin: User, ana: User, as_user: Browser, query: str) -> None:
    client, counts = as_user(admin), []
    for more in (3, 27):
        for _ in range(more):
            factories.event(ana)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}{query}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
