"""Conditional requests: what did not change is not sent again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from albumen.accounts.models import User
from albumen.events.models import Event

pytestmark = pytest.mark.django_db


def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(
    ana: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    client = as_user(ana)
    first = client.get("/api/v1/events")
    again = client.get("/api/v1/events", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    Event.objects.filter(pk=party.pk).update(name="Another")
    changed = client.get("/api/v1/events", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_what_somebody_else_saw_is_not_mine(
    ana: User, bo: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    seen = as_user(ana).get(f"/api/v1/events/{party.pk}")
    assert (
        as_user(bo).get(f"/api/v1/events/{party.pk}", headers={"if-none-match": seen["ETag"]}).status_code
        == 404
    )


def test_failures_have_no_etag(as_user: Callable[[User], Client], ana: User) -> None:
    assert "ETag" not in as_user(ana).get("/api/v1/events/nothing")


def test_an_edit_of_what_changed_meanwhile_is_refused(
    ana: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}"
    seen = client.get(url).json()["hosting"]["revision"]
    send = {"content_type": "application/json", "headers": {"if-match": f'"{seen}"'}}
    first = client.patch(url, {"name": "Mine"}, **send)  # type: ignore[arg-type]
    assert first.status_code == 200, first.content
    second = client.patch(url, {"name": "Late"}, **send)  # type: ignore[arg-type]
    assert second.status_code == 412
    assert Event.objects.get(pk=party.pk).name == "Mine"
