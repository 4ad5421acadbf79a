"""Lists and progress of a large event: the plans that keep them quick, and both ways of listing a guest's photos."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.api.progress import event_progress
from albumen.events.models import Event
from albumen.guests.models import Match, Registration
from albumen.jobs import clock
from albumen.photos import queries
from albumen.photos.models import Photo, PhotoState
from albumen.photos.queries import photos_visible_to

pytestmark = pytest.mark.django_db


def _released(registration: Registration, photos: list[Photo], state: str = "released") -> None:
    Match.objects.bulk_create(
        Match(
            registration=registration,
            event=registration.event,
            photo=photo,
            probability=0.99,
            level="certain",
            state=state,
        )
        for photo in photos
    )


def _plans(queries: CaptureQueriesContext) -> list[str]:
    plans = []
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
            plans.append(" | ".join(row[3] for row in cursor.fetchall()))
    return plans


@pytest.mark.parametrize("few", [0, 4000], ids=["a walk through the library", "sorted matches"])
def test_however_a_guests_photos_are_listed_they_are_theirs_alone(
    few: int, monkeypatch: pytest.MonkeyPatch, ana: User, bo: User, cy: User, party: Event
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    other = factories.event(ana)
    photos = [factories.photo(party.library, number) for number in range(9)]
    elsewhere = [factories.photo(other.library, number) for number in range(3)]
    mine = factories.registration(party, bo)
    _released(mine, photos[:5])
    _released(mine, photos[5:6], "waiting")
    _released(factories.registration(party, cy), photos[6:])
    _released(factories.registration(other, bo), elsewhere[:2])
    Photo.objects.filter(pk=photos[0].pk).update(binned_at=clock.now())
    Photo.objects.filter(pk=photos[1].pk).update(state=PhotoState.PROCESSING)

    def listed(user: User, event: Event) -> list[Photo]:
        return list(photos_visible_to(user, event.library).order_by("sort_at", "id"))

    assert listed(bo, party) == photos[2:5]
    assert listed(bo, other) == elsewhere[:2]
    assert listed(cy, party) == photos[6:]
    assert listed(cy, other) == []
    assert listed(ana, party) == photos[1:]
    Event.objects.filter(pk=other.pk).update(available_until=clock.now())
    assert listed(bo, other) == []
    Registration.objects.filter(pk=mine.pk).update(removed_at=clock.now())
    assert listed(bo, party) == []
    Event.objects.filter(pk=party.pk).update(binned_at=clock.now())
    assert listed(cy, party) == listed(ana, party) == []


@pytest.mark.sqlite_only
@pytest.mark.skipif(
    os.environ.get("ALBUMEN_TEST_DATABASE") == "postgres", reason="these are plans of SQLite's"
)
def test_lists_are_driven_by_what_there_is_least_of(
    monkeypatch: pytest.MonkeyPatch, ana: User, bo: User, party: Event
) -> None:
    _released(factories.registration(party, bo), [factories.photo(party.library)])

    def plan(user: User, **which: Any) -> str:
        photos = photos_visible_to(user, party.library).select_related("library__event").filter(**which)
        with CaptureQueriesContext(connection) as asked:
            list(photos.order_by("sort_at", "id")[:101])
        return _plans(asked)[-1]

    few = plan(bo)
    assert (
        "(library_id=" not in few.split("LIST SUBQUERY")[0]
        and "match_favourites (registration_id=? AND state=?)" in few
    )
    monkeypatch.setattr(queries, "FEW", 0)
    many = plan(bo)
    assert "photo_state_order (library_id=? AND state=?)" in many and "TEMP" not in many
    assert "(registration_id=? AND photo_id=?)" in many
    failed = plan(ana, state=PhotoState.FAILED)
    assert "photo_state_order (library_id=? AND state=?)" in failed and "TEMP" not in failed
    assert "photo_order" in plan(ana)


@pytest.mark.sqlite_only
@pytest.mark.skipif(
    os.environ.get("ALBUMEN_TEST_DATABASE") == "postgres", reason="these are plans of SQLite's"
)
def test_progress_reads_indexes_alone(ana: User, bo: User, party: Event) -> None:
    _released(factories.registration(party, bo), [factories.photo(party.library)])
    with CaptureQueriesContext(connection) as asked:
        told = event_progress(party.pk)
    assert told["photos"]["ready"] == told["matching"]["released"] == told["matching"]["unmatched"] == 1
    counts = [plan for plan in _plans(asked) if "sqlite_autoindex_events_event_1" not in plan]
    assert len(counts) == 14 - 1
    for plan in counts:
        assert "COVERING INDEX" in plan, plan
        assert "jobs_job" not in plan or "(scope=? AND kind=? AND state=?)" in plan
