"""The folder broker in a folder of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from kombu import pools


@contextmanager
def broker_in(folder: Path) -> Iterator[Path]:
    """Wake-ups go to this folder meanwhile."""
    options = current_app.conf.broker_transport_options
    before = options.get("folder")
    options["folder"] = str(folder)
    _forget_connections()
    try:
        yield folder
    finally:
        options["folder"] = before
        _forget_connections()


def _forget_connections() -> None:
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None
