"""What an event is follows from its dates, and the database agrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.events.states import EventState, Window, available, in_state, registration_window, state_of
from albumen.events.wall_clock import NoSuchTimeError, instant, zone_names

STARTS = datetime(2026, 6, 6, 14, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=8)
UNTIL = ENDS + timedelta(days=30)
MOMENT = timedelta(microseconds=1)

BOUNDARIES = [
    (STARTS - MOMENT, EventState.UPCOMING),
    (STARTS, EventState.LIVE),
    (ENDS - MOMENT, EventState.LIVE),
    (ENDS, EventState.DELIVERED),
    (UNTIL - MOMENT, EventState.DELIVERED),
    (UNTIL, EventState.EXPIRED),
    (UNTIL + timedelta(days=900), EventState.EXPIRED),
]


def _event(**fields: object) -> Event:
    return Event(starts_at=STARTS, ends_at=ENDS, available_until=UNTIL, **fields)


@pytest.mark.parametrize(("now", "state"), BOUNDARIES)
def test_every_span_holds_its_first_instant_and_not_its_last(now: datetime, state: str) -> None:
    assert state_of(_event(), now) == state


@pytest.mark.parametrize("now", [now for now, _ in BOUNDARIES])
def test_a_closed_event_is_expired_at_any_time(now: datetime) -> None:
    event = _event(closed_at=UNTIL)
    assert state_of(event, now) == EventState.EXPIRED
    assert registration_window(event, now) == Window.CLOSED


@pytest.mark.django_db
@pytest.mark.parametrize("closed", [None, UNTIL])
@pytest.mark.parametrize(("now", "state"), BOUNDARIES)
def test_the_database_says_the_same(ana: User, now: datetime, state: str, closed: datetime | None) -> None:
    event = factories.event(ana, starts_at=STARTS, ends_at=ENDS, available_until=UNTIL, closed_at=closed)
    found = [s for s in EventState.values if Event.objects.filter(in_state(s, now)).exists()]
    assert found == [state_of(event, now)]
    assert Event.objects.filter(available(now)).exists() == (found != [EventState.EXPIRED])


@pytest.mark.parametrize(
    ("opens", "closes", "now", "window"),
    [
        (None, None, STARTS - timedelta(days=99), Window.OPEN),
        (None, None, UNTIL - MOMENT, Window.OPEN),
        (None, None, UNTIL, Window.CLOSED),
        (STARTS, None, STARTS - MOMENT, Window.NOT_YET),
        (STARTS, None, STARTS, Window.OPEN),
        (STARTS, STARTS + timedelta(hours=2), STARTS + timedelta(hours=2) - MOMENT, Window.OPEN),
        (STARTS, STARTS + timedelta(hours=2), STARTS + timedelta(hours=2), Window.CLOSED),
        (None, UNTIL + timedelta(days=9), UNTIL, Window.CLOSED),
        (UNTIL + timedelta(days=1), None, UNTIL, Window.CLOSED),
    ],
)
def test_the_window_of_registration(
    opens: datetime | None, closes: datetime | None, now: datetime, window: str
) -> None:
    event = _event(registration_opens_at=opens, registration_closes_at=closes)
    assert registration_window(event, now) == window


def test_a_time_without_offset_is_read_off_the_clocks_of_the_zone() -> None:
    assert instant(datetime(2026, 7, 1, 12), "Europe/Berlin") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert instant(datetime(2026, 1, 1, 12), "Europe/Berlin") == datetime(2026, 1, 1, 11, tzinfo=UTC)
    assert instant(datetime(2026, 1, 1, 12), "Asia/Kolkata") == datetime(2026, 1, 1, 6, 30, tzinfo=UTC)


def test_an_offset_wins_over_the_zone() -> None:
    said = datetime.fromisoformat("2026-07-01T12:00:00-05:00")
    assert instant(said, "Europe/Berlin") == datetime(2026, 7, 1, 17, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NoSuchTimeError):
        instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert instant(datetime(2026, 3, 29, 3, 0), "Europe/Berlin") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_the_clocks_show_twice_is_the_earlier_one() -> None:
    assert instant(datetime(2026, 10, 25, 2, 30), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    later = datetime.fromisoformat("2026-10-25T02:30:00+01:00")
    assert instant(later, "Europe/Berlin") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_zones_are_places() -> None:
    assert {"Europe/Berlin", "Asia/Kolkata", "UTC"} <= zone_names()
    assert not {"localtime", "Factory", "posixrules", "berlin", ""} & zone_names()
