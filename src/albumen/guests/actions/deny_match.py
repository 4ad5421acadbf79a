"""A guest says: that is not me."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.appraisal import reconsider
from albumen.guests.counting import count_matches
from albumen.guests.errors import MatchNotFoundError
from albumen.guests.locking import hold_guests, hold_matches
from albumen.guests.models import Match, MatchState
from albumen.jobs import clock


class DenyMatch(Action[Match]):
    """Hide a photo from the guest it was released to; no later run and no host brings it back.

    The face may have spoken for other matches of the guest: these are judged again.
    """

    name: ClassVar[str] = "match.deny"

    def __init__(self, actor: AbstractBaseUser, match: Match) -> None:
        super().__init__(actor)
        self.match = match

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.match.registration.user_id == actor.pk)

    def perform(self) -> Match:
        hold_guests([self.match.registration_id])
        match = next(iter(hold_matches(Match.objects.filter(pk=self.match.pk))), None)
        if match is None or match.state not in (MatchState.RELEASED, MatchState.HIDDEN):
            raise MatchNotFoundError
        self.changed = match.denied_at is None
        if self.changed:
            match.denied_at = match.decided_at = clock.now()
            match.decided_by = self.actor
            match.state = MatchState.HIDDEN
            match.favourite = False
            match.save(update_fields=["denied_at", "decided_at", "decided_by", "state", "favourite"])
            count_matches([match.registration_id])
            reconsider([match.registration_id])
        return match

    def target(self, result: Match) -> tuple[str, object] | None:
        return ("match", result.pk) if self.changed else None

    def details(self, result: Match) -> dict[str, Any]:
        return {"photo": str(result.photo_id)}
