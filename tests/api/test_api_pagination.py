"""Pages neither skip nor repeat, however many rows are equal and whatever happens between two of them."""

from __future__ import annotations

import base64
import contextlib
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import factories
from albumen.accounts.models import User
from albumen.api.pagination import BadCursorError, PageQuery, page_of
from albumen.events.models import Event
from albumen.photos.models import Photo

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLDEST, NEWEST = ("sort_at", "id"), ("-sort_at", "-id")


def _photos(event: Event, count: int, moment: datetime = MOMENT, first: int = 0) -> list[Photo]:
    rows = [
        Photo(
            library=event.library,
            filename=f"{n}",
            sha256=f"{n:064d}",
            bytes=1,
            original=f"{n}",
            sort_at=moment,
        )
        for n in range(first, first + count)
    ]
    return Photo.objects.bulk_create(rows, batch_size=500)


def _walk(event: Event, order: tuple[str, ...], limit: int, between: Any = None) -> list[Any]:
    """Ids of all pages, one after the other; ``between`` is called after each page."""
    found: list[Any] = []
    cursor = None
    while True:
        rows = Photo.objects.filter(library=event.library, binned_at=None)
        page = page_of(rows, order, PageQuery(cursor=cursor, limit=limit))
        assert len(page["items"]) <= limit
        found += [photo.pk for photo in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found
        assert page["items"], "a page that is not the last holds something"
        if between:
            between(found)


@pytest.mark.parametrize("order", [OLDEST, NEWEST])
@pytest.mark.parametrize("limit", [1, 7, 100, 300])
def test_thousands_of_equal_times_come_once_each_in_order(
    party: Event, order: tuple[str, ...], limit: int
) -> None:
    count = 60 if limit == 1 else 2_500
    photos = _photos(party, count) + _photos(party, 20, MOMENT + timedelta(microseconds=1), first=count)
    expected = sorted((photo.sort_at, photo.pk) for photo in photos)
    ids = [pk for _, pk in (expected if order is OLDEST else reversed(expected))]
    assert _walk(party, order, limit) == ids


def test_a_page_that_holds_exactly_the_rest_is_the_last(party: Event) -> None:
    _photos(party, 10)
    page = page_of(Photo.objects.all(), OLDEST, PageQuery(limit=10))
    assert (len(page["items"]), page["next"]) == (10, None)
    assert page_of(Photo.objects.none(), OLDEST, PageQuery())["next"] is None


@pytest.mark.parametrize("order", [OLDEST, NEWEST])
def test_what_is_there_all_the_time_is_listed_once_while_rows_come_and_go(
    party: Event, order: tuple[str, ...]
) -> None:
    dice = random.Random(7)  # noqa: S311 - a reproducible order
    steady = {photo.pk for photo in _photos(party, 300)}
    passing = [photo.pk for photo in _photos(party, 300, first=300)]
    added = iter(range(600, 10_000))

    def disturb(found: list[Any]) -> None:
        for _ in range(5):
            if passing:
                Photo.objects.filter(pk=passing.pop(dice.randrange(len(passing)))).delete()
        before = MOMENT + timedelta(seconds=dice.randrange(-5, 6))
        _photos(party, 2, before, first=next(added) * 2)

    found = _walk(party, order, 20, disturb)
    assert len(found) == len(set(found))
    assert steady <= set(found)


def test_the_row_a_cursor_points_to_may_be_deleted(party: Event) -> None:
    photos = _photos(party, 30)
    page = page_of(Photo.objects.all(), OLDEST, PageQuery(limit=10))
    Photo.objects.filter(pk=page["items"][-1].pk).delete()
    rest = page_of(Photo.objects.all(), OLDEST, PageQuery(cursor=page["next"], limit=100))
    assert [photo.pk for photo in rest["items"]] == sorted(photo.pk for photo in photos)[10:]


def test_a_page_deep_in_the_list_is_found_by_the_index(party: Event) -> None:
    _photos(party, 200)
    page = page_of(Photo.objects.filter(library=party.library), OLDEST, PageQuery(limit=150))
    with CaptureQueriesContext(connection) as queries:
        page_of(Photo.objects.filter(library=party.library), OLDEST, PageQuery(cursor=page["next"], limit=10))
    (query,) = queries
    assert "OFFSET" not in query["sql"] and '"sort_at" >=' in query["sql"]


def test_a_limit_above_the_servers_gives_the_servers(party: Event, settings: Any) -> None:
    settings.ALBUMEN_PAGE_SIZE_MAX = 10
    _photos(party, 30)
    assert len(page_of(Photo.objects.all(), OLDEST, PageQuery(limit=1000))["items"]) == 10


def _cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


ID = "01a1f9e1-b470-73d2-8103-d065620ca64b"
BROKEN = [
    "x", "%%%", "é", "====", "AAAA", _cursor({}), _cursor([]), _cursor("text"), _cursor(None), _cursor([1]),
    _cursor(["2026-06-01T00:00:00+00:00"]), _cursor(["2026-06-01T00:00:00+00:00", ID, 1]),
    _cursor([None, None]), _cursor(["2026-06-01T00:00:00+00:00", None]), _cursor(["yesterday", ID]),
    _cursor(["2026-06-01T00:00:00+00:00", "no-id"]), _cursor([5, ID]), _cursor([True, False]),
    _cursor(["2026-13-45T00:00:00+00:00", ID]), _cursor([["2026"], {"a": 1}]),
    _cursor(["2026-06-01T00:00:00+00:00", 1e400]), _cursor(["0001-01-01T00:00:00+14:00", ID]),
    _cursor(["9999-12-31T23:59:59-14:00", ID]), _cursor(["2026-06-01T00:00:00", ID]), _cursor(["2026-06-01", ID]),
    _cursor(["2026-06-01T00:00:00+00:00", 2**200]), _cursor(["\x00", "\x00"]), "[" * 400,
]  # fmt: skip


@pytest.mark.parametrize("cursor", BROKEN)
def test_a_broken_cursor_is_refused_in_words(ana: User, as_user: Any, cursor: str) -> None:
    answer = as_user(ana).get("/api/v1/events", {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)
)
def test_no_cursor_is_a_crash(value: Any) -> None:
    for cursor in (_cursor(value), _cursor([value, value])):
        with contextlib.suppress(BadCursorError):
            page_of(Photo.objects.all(), OLDEST, PageQuery.model_construct(cursor=cursor, limit=3))


def test_a_cursor_shows_nothing_the_list_would_not(ana: User, as_user: Any) -> None:
    factories.event(factories.photographer("olga"))
    cursor = _cursor(["2999-01-01T00:00:00+00:00", ID])
    assert as_user(ana).get("/api/v1/events", {"cursor": cursor}).json()["items"] == []


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", ""])
def test_a_limit_that_is_none_is_refused(ana: User, as_user: Any, limit: str) -> None:
    assert as_user(ana).get("/api/v1/events", {"limit": limit}).status_code == 422
