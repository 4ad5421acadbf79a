"""The kinds of jobs about events; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

CLOSE_EVENTS = kind("events.close", Queue.IO, Priority.SOON)
"""Destroy the biometric data of events whose availability is over; key: ``all``."""

DESTROY_EVENT = kind("event.destroy", Queue.IO, Priority.BACKGROUND)
"""Destroy a deleted event for good when the time for undo is over; key: its id."""
