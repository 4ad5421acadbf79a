"""The kinds of jobs about finding; their handlers are in ``handlers``."""

from datetime import timedelta

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

TOGETHER = timedelta(seconds=1)
"""How long new photos are gathered before it is written down what they are found by: many at once cost a fifth."""

DESCRIBE = kind("find.describe", Queue.IO, Priority.NORMAL)
"""Name the places of a library's photos and write down what they are found by, where that is missing; key: its id."""

CLEAR_UNUSED = kind("find.clear_unused", Queue.IO, Priority.BACKGROUND)
"""Nightly: delete words and places that are of no photo any more; key: ``all``."""

DESCRIBE_MISSING = kind("find.describe_missing", Queue.IO, Priority.BACKGROUND)
"""Nightly: ask for it wherever it is missing; key: ``all``."""
