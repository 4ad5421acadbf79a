"""Taking a decision about a match back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.events.queries import manages
from albumen.guests.actions.decide_matches import state_by_people
from albumen.guests.actions.leave import locked_registration
from albumen.guests.appraisal import Question, appraise, reconsider
from albumen.guests.counting import count_matches
from albumen.guests.errors import MatchNotFoundError, NothingToUndoError
from albumen.guests.faces import model_versions
from albumen.guests.judging import Judge, PackUnfittedError
from albumen.guests.locking import hold_matches
from albumen.guests.models import Match, MatchState, Registration
from albumen.guests.searching import faces_in
from albumen.guests.void import SHOWN
from albumen.jobs import clock
from albumen.people.none import none_faces
from albumen.photos.models import Face, Library

_NONE_NEW = 4
"""A level that no face has: no match is made of what else is in the photo."""


class UndoDecision(Action[Match]):
    """Take back one's own decision, the guest's "not me" or the host's word; the other's stands.

    Without any decision the machine's rule holds again, as for a new match: the guest is judged anew at once, by the
    selfies, the size of the event and the policy of now. What would not be released now waits for the host, and so does
    what cannot be compared any more.
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
        match = next(iter(hold_matches(Match.objects.filter(pk=self.match.pk))), None)
        if match is None:
            raise MatchNotFoundError
        if guest.user_id == self.actor.pk and match.denied_at is not None:  # type: ignore[union-attr]
            match.denied_at = None
        elif self.match.event.owner_id == self.actor.pk and match.verdict:  # type: ignore[union-attr]
            match.verdict = ""
        else:
            raise NothingToUndoError
        decided = bool(match.verdict or match.denied_at)
        match.state = state_by_people(match) if decided else MatchState.WAITING
        if match.state in SHOWN and none_faces().filter(face=match.face_id).exists():
            match.state = MatchState.VOID
        if match.state == MatchState.RELEASED:
            match.released_at = match.released_at or clock.now()
        else:
            match.released_at = None
        if not decided:
            match.decided_by = match.decided_at = None
        match.save(update_fields=["denied_at", "verdict", "state", "decided_by", "decided_at", "released_at"])
        count_matches([guest.pk])
        if not decided:
            _hand_back(match, guest)
            match.refresh_from_db()
        return match

    def target(self, result: Match) -> tuple[str, object] | None:
        return ("match", result.pk)

    def details(self, result: Match) -> dict[str, Any]:
        return {"photo": str(result.photo_id), "state": str(result.state)}


def _hand_back(match: Match, guest: Registration) -> None:
    """Judge the guest now: what is written at a match is from before somebody decided, and may be true no longer."""
    library = Library.objects.get(event=match.event_id)
    faces = frozenset(Face.objects.filter(photo=match.photo_id).values_list("pk", flat=True))
    question = Question(faces, guest.reference_revision, lowest=_NONE_NEW, keep=True)
    try:
        judge = Judge(library.packs, faces_in(library))
    except PackUnfittedError:
        return
    if guest.pk not in appraise(match.event_id, judge, model_versions(judge.packs), {guest.pk: question}):
        reconsider([guest.pk])
