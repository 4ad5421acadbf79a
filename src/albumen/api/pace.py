"""How fast something goes: counts seen over the last minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from uuid import UUID

WINDOW_SECONDS = 60.0
_LEAST_SECONDS = 2.0
_REMEMBERED = 1_000


class Pace:
    """Rates of many things; forgets those that nobody asked about for longest."""

    def __init__(self) -> None:
        self._seen: OrderedDict[UUID, deque[tuple[float, int]]] = OrderedDict()
        self._lock = threading.Lock()

    def rate(self, thing: UUID, count: int, now: float | None = None) -> float | None:
        """Note a count that rises, and say by how much a second it rose of late; None when too little was seen.

        Args:
            thing: what is counted.
            count: how many by now.
            now: seconds of a steady clock.
        """
        now = time.monotonic() if now is None else now
        with self._lock:
            seen = self._seen.setdefault(thing, deque())
            self._seen.move_to_end(thing)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            if seen and count < seen[-1][1]:  # photos were deleted: begin again
                seen.clear()
            seen.append((now, count))
            while now - seen[0][0] > WINDOW_SECONDS:
                seen.popleft()
            began, first = seen[0]
        if now - began < _LEAST_SECONDS:
            return None
        return (count - first) / (now - began)
