"""Progress: JSON for who polls, events for who listens; one look at the database for all who watch the same."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.api.event_stream import _events
from albumen.api.hub import Hub, TooManyStreamsError, hub
from albumen.api.pace import Pace
from albumen.errors import NotFoundError
from albumen.events.models import Event
from albumen.guests.models import Search, SearchState
from albumen.jobs.enqueue import enqueue
from albumen.photos.kinds import INGEST
from albumen.photos.models import PhotoState, Upload

pytestmark = pytest.mark.django_db


def _json(client: Client, url: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def test_an_event_at_rest(ana: User, party: Event, as_user: Callable[[User], Client]) -> None:
    body = _json(as_user(ana), f"/api/v1/events/{party.pk}/progress")
    assert body["done"] is True and body["photos"]["total"] == 0 and body["seconds_left"] == 0


def test_an_event_at_work(ana: User, party: Event, as_user: Callable[[User], Client]) -> None:
    for number, state in enumerate([PhotoState.READY, PhotoState.RECEIVED, PhotoState.FAILED]):
        factories.photo(party.library, number, state=state)
    Upload.objects.create(
        user=ana, library=party.library, filename="a", size=1, expires_at=timezone.now(), metadata={}
    )
    enqueue(INGEST, "x", scope=party.library_id)
    body = _json(as_user(ana), f"/api/v1/events/{party.pk}/progress")
    assert body["photos"] == {"received": 1, "processing": 0, "ready": 1, "failed": 1, "total": 3}
    assert body["uploads"] == {"open": 1, "complete": 0}
    assert body["jobs"] == {"waiting": 1, "running": 0}
    assert body["matching"]["unmatched"] == 1
    assert body["done"] is False and body["seconds_left"] is None


def test_strangers_and_guests_see_no_progress(
    bo: User, cy: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    url = f"/api/v1/events/{party.pk}/progress"
    assert as_user(cy).get(url).status_code == 404
    factories.registration(party, bo)
    assert as_user(bo).get(url).status_code == 403
    assert Client().get(url).status_code == 401


def test_a_search(bo: User, cy: User, party: Event, as_user: Callable[[User], Client]) -> None:
    registration = factories.registration(party, bo)
    search = Search.objects.create(registration=registration, state=SearchState.RUNNING, faces_compared=2)
    url = f"/api/v1/searches/{search.pk}/progress"
    body = _json(as_user(bo), url)
    assert (body["state"], body["faces_compared"], body["done"]) == ("running", 2, False)
    assert as_user(cy).get(url).status_code == 404
    Search.objects.update(state=SearchState.DONE)
    assert _json(as_user(bo), url)["done"] is True


def test_rate_and_its_window() -> None:
    pace, thing = Pace(), uuid4()
    assert pace.rate(thing, 10, now=0) is None
    assert pace.rate(thing, 30, now=10) == 2
    assert pace.rate(thing, 630, now=70) == 10  # since second 10: the first is older than a minute
    assert pace.rate(thing, 5, now=75) is None  # photos were deleted


class _Watched:
    """Something that changes, and counts who looks."""

    def __init__(self) -> None:
        self.value, self.done, self.looks, self.gone = 0, False, 0, False
        self.threads: set[str] = set()

    def poll(self) -> dict[str, Any]:
        self.looks += 1
        self.threads.add(threading.current_thread().name)
        if self.gone:
            raise NotFoundError("gone")
        return {"value": self.value, "done": self.done}


async def _next(stream: AsyncIterator[bytes]) -> dict[str, Any]:
    async for piece in stream:
        fields = dict(line.split(": ", 1) for line in piece.decode().strip().split("\n") if ": " in line)
        if "data" in fields:
            return {"id": fields["id"], **json.loads(fields["data"])}
    raise StopAsyncIteration


def _stream(watched: _Watched, *, last: str = "", key: str = "k") -> Any:
    return _events(key, watched.poll, lambda: True, last)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.ALBUMEN_PROGRESS_SECONDS = 0.05


def test_many_watchers_are_one_poller() -> None:
    async def story() -> None:
        watched = _Watched()
        streams = [_stream(watched) for _ in range(200)]
        first = await asyncio.gather(*(_next(stream) for stream in streams))
        assert {event["value"] for event in first} == {0}
        assert watched.looks <= 5 and hub().open == 200
        watched.value = 1
        second = await asyncio.gather(*(_next(stream) for stream in streams))
        assert {event["value"] for event in second} == {1}
        watched.done = True
        for stream in streams:
            assert (await _next(stream))["done"] is True
            assert [piece async for piece in stream] == []
        looks = watched.looks
        assert hub().open == 0 and not hub()._topics
        await asyncio.sleep(0.2)
        assert watched.looks == looks, "nobody watches, nobody looks"

    async_to_sync(story)()


def test_only_changes_are_sent_and_a_known_one_is_not_sent_again() -> None:
    async def story() -> None:
        watched = _Watched()
        stream = _stream(watched)
        first = await _next(stream)
        again = _stream(watched, last=first["id"])
        waiting = asyncio.ensure_future(_next(again))
        looks = watched.looks
        while watched.looks < looks + 3:
            await asyncio.sleep(0.02)
        assert not waiting.done()
        watched.value = 7
        assert (await waiting)["value"] == 7
        await stream.aclose()
        await again.aclose()
        assert hub().open == 0

    async_to_sync(story)()


@pytest.mark.parametrize("way", ["gone", "stopped", "forbidden"])
def test_streams_end(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumen.api.event_stream.CHECK_SECONDS", 0.1)
    monkeypatch.setattr("albumen.api.event_stream.HEARTBEAT_SECONDS", 0.05)

    async def story() -> None:
        watched = _Watched()
        stream = _events("k", watched.poll, lambda: way != "forbidden", "")
        await _next(stream)
        watched.gone = way == "gone"
        if way == "stopped":
            hub().stop()
        rest = [piece async for piece in stream]
        assert set(rest) <= {b": still there\n\n"}
        assert hub().open == 0

    async_to_sync(story)()


def test_a_failing_look_is_tried_again() -> None:
    class Failing(_Watched):
        def poll(self) -> dict[str, Any]:
            if self.looks == 1:
                self.looks += 1
                raise ConnectionError("the database is away")
            return super().poll()

    async def story() -> None:
        watched = Failing()
        stream = _stream(watched)
        await _next(stream)
        watched.value = 1
        assert (await _next(stream))["value"] == 1
        await stream.aclose()

    async_to_sync(story)()


def test_there_is_a_limit(settings: Any) -> None:
    settings.ALBUMEN_STREAMS_OPEN = 1

    async def story() -> None:
        here = Hub()
        watched = _Watched()
        with (
            here.watching("a", watched.poll),
            pytest.raises(TooManyStreamsError),
            here.watching("b", watched.poll),
        ):
            pass

    async_to_sync(story)()


def test_a_listener_that_saw_the_end_is_sent_away(
    ana: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    client = as_user(ana)
    url = f"/api/v1/events/{party.pk}/progress"
    end = client.get(url)["ETag"].strip('"')
    response = client.get(url, headers={"accept": "text/event-stream", "last-event-id": end})
    assert (response.status_code, response.content) == (204, b"")
