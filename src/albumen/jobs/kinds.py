"""The kinds of jobs about jobs; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

CANCELLED = kind("job.cancelled", Queue.IO, Priority.SOON)
"""Let the kind of a cancelled job draw the consequences, as when it fails; key: the job's id."""
