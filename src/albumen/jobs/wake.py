"""The alarm clock: tell workers of a queue to look at the rows. A lost message loses nothing."""

from __future__ import annotations

import logging
from typing import Any

_LOG = logging.getLogger(__name__)

ENOUGH = 16
"""Wake-ups that may wait in a queue: each of them makes a worker do all that is due, so more would only pile up."""


def wake(queue: str, workers: int = 1) -> None:
    """Wake as many workers of a queue; a broker that cannot be reached is logged, the sweep wakes them later.

    Call it after the commit: a wake-up that waits already will be read later than now, so it stands for this one.
    """
    from albumen.jobs.tasks import work

    try:
        with work.app.producer_pool.acquire(block=True, timeout=5) as producer:
            for _ in range(min(workers, ENOUGH - _waiting(producer, queue))):
                work.apply_async(
                    args=[queue], queue=queue, ignore_result=True, retry=False, producer=producer
                )
    except Exception as error:  # noqa: BLE001 - brokers raise their own kinds, and rows are the truth
        _LOG.warning("Workers of %s could not be woken (%s); the next sweep does it.", queue, error)


def _waiting(producer: Any, queue: str) -> int:
    """Messages in a queue of the folder or of Redis, both kombu's virtual transports; 0 of another broker."""
    size = getattr(producer.connection.default_channel, "_size", None)
    return int(size(queue)) if size is not None else 0
