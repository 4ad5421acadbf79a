"""Jobs about people."""

from __future__ import annotations

from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.people.kinds import ASSIGN


@handles(ASSIGN)
def do_assign(job: RunningJob) -> None:
    """Who new faces are."""
    from albumen.people.arrivals import assign_faces

    assign_faces(job)
