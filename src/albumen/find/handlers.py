"""Jobs about finding."""

from __future__ import annotations

from uuid import UUID

from albumen.find.kinds import CLEAR_UNUSED, DESCRIBE, DESCRIBE_MISSING
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob


@handles(DESCRIBE)
def do_describe(job: RunningJob) -> None:
    """Everything of one library, a few photos in a transaction, others in between."""
    from albumen.find.missing import describe_some

    while describe_some(UUID(job.key)):
        if job.turn_over():
            with job.continuing():
                return


@handles(DESCRIBE_MISSING)
def do_describe_missing(job: RunningJob) -> None:
    """Ask for every library where something is missing."""
    from albumen.find.missing import ask_for_missing

    with job.finishing():
        ask_for_missing()


@handles(CLEAR_UNUSED)
def do_clear_unused(job: RunningJob) -> None:
    """What no photo has any more, of all libraries, some terms at a time; and changes too old to be taken back."""
    from albumen.find.label_changes import forget_old
    from albumen.find.unused import clear_some

    after: int | None = int(job.payload.get("after", 0))
    forget_old()
    while after is not None:
        _, after = clear_some(after)
        if after is not None and job.turn_over():
            with job.continuing({"after": after}):
                return
