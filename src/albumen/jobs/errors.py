"""What can go wrong around a job rather than in it."""

from datetime import timedelta

from albumen.errors import AlbumenError, NotFoundError


class ClaimLostError(AlbumenError):
    """The job is no longer this worker's: its lease ran out, or somebody cancelled it."""

    code = "claim_lost"
    advice = "Nothing to do: what was done for it was rolled back, and whoever has it now does it again."


class TransientError(AlbumenError):
    """The job failed for a reason that may pass; it is tried again later."""

    code = "try_again"
    advice = "It is tried again by itself."
    free_after: timedelta | None = None
    """Set where the job is not to blame, as what it needs is away: tried again after this, and for a
    day no attempt is counted."""


class UnknownKindError(NotFoundError):
    """No application declares a kind of job of this name."""

    code = "unknown_kind"
    advice = "See the `kinds` modules for the names there are."
