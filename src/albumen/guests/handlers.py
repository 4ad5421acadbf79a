"""Jobs about guests."""

from __future__ import annotations

from albumen.guests.expiry import expire_selfies
from albumen.guests.kinds import EXPIRE_SELFIES, MATCH_LIBRARY, MATCH_MISSED, SEARCH
from albumen.guests.models import Search, SelfieState
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob


@handles(SEARCH)
def do_search(job: RunningJob) -> None:
    """A guest's selfies against the event."""
    from albumen.guests.searching import search

    search(job)


@gives_up(SEARCH)
def give_up_search(job: RunningJob, code: str, sentence: str) -> None:
    """Tell the guest that it came to nothing; a selfie nobody could look at is refused and destroyed."""
    from albumen.guests.searching import fail
    from albumen.guests.selfie_intake import refuse_because

    asked = Search.objects.select_related("selfie").filter(pk=job.key).first()
    fail(job.key, code, sentence)
    if asked is not None and asked.selfie is not None and asked.selfie.state == SelfieState.RECEIVED:
        files = [*job.payload.get("files", []), "", ""]
        refuse_because(asked.selfie, code, sentence, "Try again, or take another selfie.", files[1])


@handles(MATCH_LIBRARY)
def do_match_library(job: RunningJob) -> None:
    """New photos against every guest."""
    from albumen.guests.standing import match_library

    match_library(job)


@handles(EXPIRE_SELFIES)
def do_expire_selfies(job: RunningJob) -> None:
    """Selfies whose time is over."""
    expire_selfies()


@handles(MATCH_MISSED)
def do_match_missed(job: RunningJob) -> None:
    """Photos whose job was given up, or came while their event was away."""
    from albumen.guests.standing import ask_for_missed

    ask_for_missed()
