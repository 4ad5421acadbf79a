"""A folder as Celery's broker: what kombu's ``filesystem://`` does, but safe against a kill at any moment.

kombu's own transport writes messages and its table of exchanges in place, so a reader can meet half a file, and a
process killed between opening and writing leaves an empty table that stops every later start. Here a message appears
whole, by a rename, belongs to whoever removes it, and there is no table: messages go to a queue by its name.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

SCHEME = "folder"


class Channel(virtual.Channel):
    """Queues whose messages are files ``TIME_ID.QUEUE.msg``; the option ``folder`` says where."""

    do_restore = False  # a wake-up that was read and not acted on is made good by the sweep

    def _put(self, queue: str, message: dict[str, Any], **_: object) -> None:
        folder = self._folder
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}"
        part = folder / f"{name}.part"
        part.write_text(dumps(message), "utf-8")
        part.rename(folder / f"{name}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(self._names(queue)):
            path = self._folder / name
            try:
                content = path.read_text("utf-8")
                path.unlink()
            except FileNotFoundError:
                continue  # another worker was quicker
            try:
                return loads(content)
            except ValueError:
                continue  # the machine lost power while it was written; the sweep sends another
        raise Empty

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._names(queue))

    def _purge(self, queue: str) -> int:
        names = list(self._names(queue))
        for name in names:
            (self._folder / name).unlink(missing_ok=True)
        return len(names)

    def _names(self, queue: str) -> Iterator[str]:
        suffix = f".{queue}.msg"
        try:
            yield from (name for name in os.listdir(self._folder) if name.endswith(suffix))
        except FileNotFoundError:
            return

    @property
    def _folder(self) -> Path:
        return Path(str(self.connection.client.transport_options["folder"]))


class Transport(virtual.Transport):
    """``folder://``, with the options ``folder`` and ``polling_interval`` (seconds)."""

    Channel = Channel
    global_state = virtual.BrokerState()
    default_port = 0
    driver_type = "folder"
    driver_name = "folder"

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        self.state = self.global_state

    def driver_version(self) -> str:
        return "1"


def register() -> None:
    """Teach kombu the scheme ``folder://``."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
