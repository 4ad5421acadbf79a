"""The kinds of jobs of the API itself; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

FORGET_KEYS = kind("idempotency.forget", Queue.IO, Priority.BACKGROUND)
"""Remove idempotency keys whose time is over; key: ``all``."""
