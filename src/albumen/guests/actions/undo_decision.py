"""Taking a decision about a match back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.engine.matching import LEVELS
from albumen.events.queries import manages
from albumen.guests.actions.decide_matches import state_by_people
from albumen.guests.actions.leave import locked_registration
from albumen.guests.appraisal import state_by_machine
from albumen.guests.errors import NothingToUndoError
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration, Search
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue


class UndoDecision(Action[Match]):
    """Take back one's own decision, the guest's "not me" or the host's word; the other's stands.

    Without any decision the machine's rule holds again, as strictly as for a new match: what it would not release now
    waits for the host. A match from selfies that changed since waits too, until a search has looked again.
    """

    name: ClassVar[str] = "match.undo"

    def __init__(self, actor: AbstractBaseUser, match: Match) -> None:
        super().__init__(actor)
        self.match = match

    def permitted(self, actor: AbstractBaseUser) -> bool:
        guest = self.match.registration.user_id == actor.pk
        return bool(guest or (self.match.event.owner_id == actor.pk and manages(actor)))

    def perform(self) -> Match:
        guest = locked_registration(self.match.registration)
        match: Match = Match.objects.select_for_update().get(pk=self.match.pk)
        if guest.user_id == self.actor.pk and match.denied_at is not None:  # type: ignore[union-attr]
            match.denied_at = None
        elif self.match.event.owner_id == self.actor.pk and match.verdict:  # type: ignore[union-attr]
            match.verdict = ""
        else:
            raise NothingToUndoError
        if match.verdict or match.denied_at:
            match.state = state_by_people(match)
        else:
            self._hand_back(match, guest)
        if match.state == MatchState.RELEASED:
            match.released_at = match.released_at or clock.now()
        else:
            match.released_at = None
        match.save(update_fields=["denied_at", "verdict", "state", "decided_by", "decided_at", "released_at"])
        return match

    def _hand_back(self, match: Match, guest: Registration) -> None:
        match.decided_by = match.decided_at = None
        fresh = match.reference_revision == guest.reference_revision and match.face_id is not None
        if fresh:
            match.state = state_by_machine(
                LEVELS.index(match.level),
                self.match.event.review_policy,
            )
            return
        match.state = MatchState.WAITING
        if ReferenceFace.objects.filter(registration=guest).exists():
            search = Search.objects.create(
                registration=guest, packs=self.match.event.library.packs, strictness="balanced"
            )
            enqueue(SEARCH, search.pk, scope=self.match.event.library_id, actor=self.actor)

    def target(self, result: Match) -> tuple[str, object] | None:
        return ("match", result.pk)

    def details(self, result: Match) -> dict[str, Any]:
        return {"photo": str(result.photo_id), "state": str(result.state)}
