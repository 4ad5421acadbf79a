"""The time that decoding one file may take, enforced by the kernel.

A decoder hung in C code (perhaps holding Python's lock) can't be interrupted by an exception. So in a worker
process the alarm signal keeps its default action, which ends the process at once; the pool sees how it
ended, reports :class:`~albumen.imaging.errors.DecodeTimeoutError` for the file and starts another worker.
Outside workers, and where there is no alarm (Windows), a deadline does nothing.
"""

from __future__ import annotations

import signal
import time
from typing import Self

_armed = False


def arm() -> None:
    """From now on, deadlines in this process are fatal. Only a worker process that may die calls this."""
    global _armed
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _armed = True


class Deadline:
    """Seconds shared by every step of decoding one file; use it as a context around each step.

    Args:
        seconds: total time over all steps, over 0.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._began = 0.0

    def __enter__(self) -> Self:
        if _armed:
            self._began = time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, max(self._left, 1e-3))
        return self

    def __exit__(self, *_: object) -> None:
        if _armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._left -= time.monotonic() - self._began
