"""When this process is asked to end: streams that would otherwise go on for ever are told."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_listeners: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
_previous: dict[int, Any] = {}


def on_stop(loop: asyncio.AbstractEventLoop, listener: Callable[[], None]) -> None:
    """Have ``listener`` called in ``loop`` when the process gets SIGTERM or SIGINT.

    Call it while the loop runs, so after the server has set its own handlers: servers listen through the loop's wake-up
    descriptor, which goes on working; what was there before is called too.
    """
    _listeners[:] = [(known, call) for known, call in _listeners if not known.is_closed()]
    _listeners.append((loop, listener))
    if threading.current_thread() is not threading.main_thread():
        return
    for number in _SIGNALS:
        if signal.getsignal(number) is not _told:
            _previous[number] = signal.signal(number, _told)


def _told(number: int, frame: FrameType | None) -> None:
    for loop, listener in _listeners:
        if not loop.is_closed():
            loop.call_soon_threadsafe(listener)
    previous = _previous.get(number)
    if callable(previous):
        previous(number, frame)
    elif previous == signal.SIG_DFL:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
