"""A guest asks again: which photos am I in?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.errors import Fault
from albumen.guests.actions.leave import locked_registration
from albumen.guests.errors import (
    ConsentMissingError,
    SelfieMissingError,
    TooManySearchesError,
    UnknownPackError,
)
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Registration, Search, SearchState, Selfie, SelfieState
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue

DAY = timedelta(days=1)
_SOON = 5
"""Seconds in which a search is done as a rule."""


class StartSearch(Action[Search]):
    """Ask for a search with the selfies that are there.

    Raises:
        ConsentMissingError, SelfieMissingError, UnknownPackError: why it cannot be.
        TooManySearchesError: the guest asked too often; it says when to come back.
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
                fields={
                    "packs": Fault(
                        "not_a_choice", f"Choose among {', '.join(used)}.", choices=", ".join(used)
                    )
                },
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
        require_room(guest)
        search = Search.objects.create(
            registration=guest, packs=packs, strictness=self.strictness, probability=self.probability
        )
        enqueue(SEARCH, search.pk, scope=guest.event.library_id, actor=self.actor)
        return search

    def target(self, result: Search) -> tuple[str, object] | None:
        return None if self.again is not None else ("search", result.pk)

    def details(self, result: Search) -> dict[str, Any]:
        return {"strictness": self.strictness, "probability": self.probability, "packs": result.packs}


def require_room(guest: Registration) -> None:
    """Whether a guest, whose registration is held, may ask for another search now.

    Searches that follow from a selfie, shown or destroyed, count, and are never refused themselves: selfies have limits
    of their own.

    Raises:
        TooManySearchesError: not now.
    """
    now = clock.now()
    since = Search.objects.filter(registration=guest, created_at__gt=now - DAY).order_by("-created_at")
    recent = list(since.values_list("created_at", "state")[: settings.ALBUMEN_SEARCHES_PER_DAY])
    running = sum(state in (SearchState.WAITING, SearchState.RUNNING) for _, state in recent)
    if running >= settings.ALBUMEN_SEARCHES_OPEN:
        raise TooManySearchesError(
            f"{running} of your searches are not done yet.", _SOON, values={"running": running}
        )
    if len(recent) >= settings.ALBUMEN_SEARCHES_PER_DAY:
        raise TooManySearchesError(
            f"You searched {len(recent)} times within a day.",
            (recent[-1][0] + DAY - now).total_seconds(),
            values={"searches": len(recent)},
        )
