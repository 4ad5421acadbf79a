"""A host decides about matches: this is the guest, that is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.errors import InvalidInputError
from albumen.events.queries import events_of, manages
from albumen.guests.appraisal import reconsider
from albumen.guests.counting import count_matches
from albumen.guests.errors import MatchNotFoundError, NoFaceError
from albumen.guests.locking import hold_guests_of, hold_matches
from albumen.guests.models import Match, MatchState, Verdict
from albumen.jobs import clock
from albumen.people.none import none_faces


class ContradictionError(InvalidInputError):
    code = "accepted_and_rejected"


class DecideMatches(Action[list[Match]]):
    """Accept some matches of the host's events and reject others, all or none.

    What a guest said of their own face stands: a match they denied stays hidden. A rejected face may have spoken for
    other matches of its guest: these are judged again.

    Raises:
        MatchNotFoundError: one is not there, or not of this host.
        NoFaceError: one to be accepted is of something that the host said is no face.
    """

    name: ClassVar[str] = "match.decide"

    def __init__(self, actor: AbstractBaseUser, accept: Iterable[UUID], reject: Iterable[UUID]) -> None:
        super().__init__(actor)
        self.accept, self.reject = set(accept), set(reject)

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return manages(actor)

    def refusal(self) -> str:
        return "Only the photographer of an event decides about its matches."

    def perform(self) -> list[Match]:
        if self.accept & self.reject:
            raise ContradictionError("A match is named in both lists.")
        wanted = self.accept | self.reject
        events: Any = events_of(self.actor)  # type: ignore[arg-type]
        mine = Match.objects.filter(pk__in=wanted, event__in=events.values("pk"), photo__binned_at=None)
        hold_guests_of(mine)
        found = hold_matches(mine.exclude(registration__consent_version=""))
        if len(found) != len(wanted):
            raise MatchNotFoundError
        accepted = [match.face_id for match in found if match.pk in self.accept]
        if none_faces().filter(face__in=accepted).exists():
            raise NoFaceError
        moment = clock.now()
        for match in found:
            match.verdict = Verdict.ACCEPTED if match.pk in self.accept else Verdict.REJECTED
            match.decided_by, match.decided_at = self.actor, moment
            match.state = state_by_people(match)
            match.released_at = (match.released_at or moment) if match.state == MatchState.RELEASED else None
        Match.objects.bulk_update(
            found, ["verdict", "decided_by", "decided_at", "state", "released_at"], batch_size=200
        )
        count_matches({match.registration_id for match in found})
        reconsider({match.registration_id for match in found if match.pk in self.reject})
        return found

    def target(self, result: list[Match]) -> tuple[str, object] | None:
        return ("event", result[0].event_id) if result else None

    def details(self, result: list[Match]) -> dict[str, Any]:
        return {
            "accepted": sorted(str(match) for match in self.accept),
            "rejected": sorted(str(match) for match in self.reject),
        }


def state_by_people(match: Match) -> Any:
    """The state of a match that somebody decided: the guest's no first, then the host's word."""
    if match.denied_at is not None:
        return MatchState.HIDDEN
    return MatchState.RELEASED if match.verdict == Verdict.ACCEPTED else MatchState.REJECTED
