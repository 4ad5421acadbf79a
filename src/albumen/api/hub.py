"""One look at the database a second for everybody who watches the same thing.

Each event loop (each web process has one) has a hub; each thing that is watched is a topic with one poller, however
many streams show it. A topic lives as long as somebody watches it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, connections

from albumen.config.stopping import on_stop
from albumen.errors import AlbumenError, UnavailableError

_LOG = logging.getLogger(__name__)

_POLLERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="progress")

Poll = Callable[[], dict[str, Any]]


class TooManyStreamsError(UnavailableError):
    """This process shows progress to as many people as it may."""

    code = "too_many_streams"
    advice = "Ask for the same address as JSON every few seconds instead."


@dataclass(frozen=True, slots=True)
class Moment:
    """How a thing is: ``id`` names these contents, ``done`` says that they will not change."""

    id: str
    text: str
    done: bool


def moment_of(data: dict[str, Any]) -> Moment:
    """The moment that data (JSON, with a boolean ``done``) describes."""
    text = json.dumps(data, separators=(",", ":"), sort_keys=True)
    return Moment(hashlib.sha256(text.encode()).hexdigest()[:16], text, bool(data["done"]))


class Topic:
    """A thing that is watched.

    Attributes:
        latest: how it was at the last look; None before the first.
        ended: whether it will not be looked at again.
    """

    def __init__(self, poll: Poll) -> None:
        self._poll = poll
        self._changed = asyncio.Event()
        self.watchers = 0
        self.latest: Moment | None = None
        self.ended = False
        self.task: asyncio.Task[None] | None = None

    async def change(self, seen: Moment | None, seconds: float) -> bool:
        """Wait for something newer than ``seen``; False when nothing came in that time."""
        if self.ended or self.latest is not seen:
            return True
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        """Let every watcher go."""
        self.ended = True
        self._tell()

    async def run(self) -> None:
        """Look, tell, wait; until it is done, gone, or nobody watches."""
        while not self.ended:
            moment: Moment | None
            try:
                moment = moment_of(await in_poller(self._poll))
            except AlbumenError:  # it was deleted
                self.end()
                return
            except Exception:  # noqa: BLE001 - the database may be away for a moment
                _LOG.exception("Progress could not be read; it is tried again.")
                moment = self.latest
            if moment is not None and (self.latest is None or moment.id != self.latest.id):
                self.latest = moment
                self._tell()
            if moment is not None and moment.done:
                self.end()
                return
            await asyncio.sleep(settings.ALBUMEN_PROGRESS_SECONDS)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Hub:
    """The topics of one event loop."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}
        self.open = 0
        self.stopping = False
        on_stop(asyncio.get_running_loop(), self.stop)

    def stop(self) -> None:
        """The process ends: end every stream, so that the server need not cut them off."""
        self.stopping = True
        for topic in self._topics.values():
            topic.end()

    def has_room(self) -> bool:
        """Whether another stream may be opened."""
        return not self.stopping and self.open < settings.ALBUMEN_STREAMS_OPEN

    def known(self, key: str) -> Moment | None:
        """The latest moment of a topic that is watched already."""
        topic = self._topics.get(key)
        return topic.latest if topic is not None and not topic.ended else None

    @contextmanager
    def watching(self, key: str, poll: Poll) -> Iterator[Topic]:
        """A topic while one watches it; its poller starts with the first watcher and ends with the last.

        Raises:
            TooManyStreamsError: ALBUMEN_STREAMS_OPEN are open in this process.
        """
        if not self.has_room():
            raise TooManyStreamsError("Too many people watch progress here.")
        topic = self._topics.get(key)
        if topic is None or topic.ended:
            topic = self._topics[key] = Topic(poll)
            topic.task = asyncio.get_running_loop().create_task(topic.run())
        topic.watchers += 1
        self.open += 1
        try:
            yield topic
        finally:
            self.open -= 1
            topic.watchers -= 1
            if topic.watchers == 0:
                topic.ended = True
                if topic.task is not None:
                    topic.task.cancel()
                if self._topics.get(key) is topic:
                    del self._topics[key]


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def in_poller(function: Callable[[], Any]) -> Any:
    """Call it in one of the few threads that read progress; no database connection stays with them."""
    return await asyncio.get_running_loop().run_in_executor(_POLLERS, _clean, function)


def _clean(function: Callable[[], Any]) -> Any:
    try:
        return function()
    finally:
        if not connection.in_atomic_block:
            connections.close_all()
