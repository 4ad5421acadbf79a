"""The kinds of jobs about guests; their handlers are in ``handlers``."""

from datetime import timedelta

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

SEARCH = kind("guest.search", Queue.INFERENCE, Priority.SOMEBODY_WAITS)
"""Look at a selfie if it is new, then at every photo of the event; key: the search's id."""

GATHER = timedelta(seconds=1)
"""How long photos that become ready are gathered before they are shown to the guests: each run reads every guest."""

MATCH_LIBRARY = kind("library.match", Queue.INFERENCE, Priority.SOON)
"""Show the faces of new photos to every guest of the event; key: the library's id."""

EXPIRE_SELFIES = kind("selfies.expire", Queue.IO, Priority.BACKGROUND)
"""Destroy selfies whose time is over; key: ``all``."""

MATCH_MISSED = kind("libraries.match_missed", Queue.IO, Priority.BACKGROUND)
"""Ask again for photos that wait to be matched though no job is about them; key: ``all``."""
