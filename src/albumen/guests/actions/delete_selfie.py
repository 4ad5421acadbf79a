"""A guest takes a selfie back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.actions.leave import locked_registration
from albumen.guests.appraisal import UNDECIDED
from albumen.guests.counting import count_matches
from albumen.guests.erasure import erase_selfies
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Match, ReferenceFace, Search, Selfie
from albumen.jobs.enqueue import enqueue


class DeleteSelfie(Action[Search | None]):
    """Destroy a selfie and what follows from it alone.

    Matches that a person decided stay. Of the others, those that no longer follow from the selfies that are left go: at
    once when none is left, else when the search that is asked for here is done.
    """

    name: ClassVar[str] = "selfie.delete"

    def __init__(self, actor: AbstractBaseUser | None, selfie: Selfie) -> None:
        super().__init__(actor)
        self.selfie = selfie

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.selfie.registration.user_id == actor.pk)

    def perform(self) -> Search | None:
        guest = locked_registration(self.selfie.registration)
        spoke = ReferenceFace.objects.filter(selfie=self.selfie.pk).exists()
        erase_selfies([self.selfie.pk])
        if not spoke:
            return None
        if not ReferenceFace.objects.filter(registration=guest).exists():
            Match.objects.filter(UNDECIDED, registration=guest).delete()
            count_matches([guest.pk])
            return None
        search = Search.objects.create(
            registration=guest, packs=guest.event.library.packs, strictness="balanced"
        )
        enqueue(SEARCH, search.pk, {"prune": True}, scope=guest.event.library_id, actor=self.actor)
        return search

    def target(self, result: Search | None) -> tuple[str, object] | None:
        return ("registration", self.selfie.registration_id)

    def details(self, result: Search | None) -> dict[str, Any]:
        return {"selfie": str(self.selfie.pk)}
