"""The alarm clock: tell workers of a queue to look at the rows. A lost message loses nothing."""

from __future__ import annotations

import logging

_LOG = logging.getLogger(__name__)


def wake(queue: str) -> None:
    """Wake the workers of a queue; a broker that cannot be reached is logged, the sweep wakes them later."""
    from albumen.jobs.tasks import work

    try:
        work.apply_async(args=[queue], queue=queue, ignore_result=True, retry=False)
    except Exception as error:  # noqa: BLE001 - brokers raise their own kinds, and rows are the truth
        _LOG.warning("Workers of %s could not be woken (%s); the next sweep does it.", queue, error)
