"""A guest asks again: which photos am I in?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.actions.leave import locked_registration
from albumen.guests.errors import ConsentMissingError, SelfieMissingError, UnknownPackError
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Registration, Search, SearchState, Selfie, SelfieState
from albumen.jobs.enqueue import enqueue


class StartSearch(Action[Search]):
    """Ask for a search with the selfies that are there.

    Raises:
        ConsentMissingError, SelfieMissingError, UnknownPackError: why it cannot be.
    """

    name: ClassVar[str] = "search.start"

    def __init__(
        self,
        actor: AbstractBaseUser,
        registration: Registration,
        *,
        packs: list[str] | None = None,
        strictness: str = "balanced",
        probability: float | None = None,
    ) -> None:
        super().__init__(actor)
        self.registration = registration
        self.packs = packs
        self.strictness = "" if probability is not None else strictness
        self.probability = probability

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def perform(self) -> Search:
        guest = locked_registration(self.registration)
        if not guest.consent_version or guest.removed_at is not None:
            raise ConsentMissingError
        used = self.registration.event.library.packs
        packs = list(dict.fromkeys(self.packs or used))
        unknown = [name for name in packs if name not in used]
        if unknown:
            raise UnknownPackError(
                f"The event is not analysed with {', '.join(unknown)}.",
                fields={"packs": f"Choose among {', '.join(used)}."},
            )
        usable = Selfie.objects.filter(registration=guest).exclude(state=SelfieState.REFUSED)
        if not usable.exists():
            raise SelfieMissingError
        self.again = Search.objects.filter(
            registration=guest,
            packs=packs,
            strictness=self.strictness,
            probability=self.probability,
            selfie=None,
            state=SearchState.WAITING,
        ).first()
        if self.again is not None:
            return self.again
        search = Search.objects.create(
            registration=guest, packs=packs, strictness=self.strictness, probability=self.probability
        )
        enqueue(SEARCH, search.pk, scope=guest.event.library_id, actor=self.actor)
        return search

    def target(self, result: Search) -> tuple[str, object] | None:
        return None if self.again is not None else ("search", result.pk)

    def details(self, result: Search) -> dict[str, Any]:
        return {"strictness": self.strictness, "probability": self.probability, "packs": result.packs}
