"""A guest shows a selfie: it is stored, and a search with it is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File

from albumen.audit.action import Action
from albumen.errors import AlbumenError, NotPermittedError
from albumen.events.queries import active_registrations
from albumen.guests.actions.leave import locked_registration
from albumen.guests.erasure import erase_selfies
from albumen.guests.errors import ConsentMissingError, TooManySelfiesError
from albumen.guests.kinds import SEARCH
from albumen.guests.models import Registration, Search, Selfie, SelfieState
from albumen.guests.shown import note_shown, require_allowance
from albumen.identifiers import new_id
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.doomed import doom
from albumen.photos.models import DoomedFile
from albumen.photos.sent_pictures import keep_sent
from albumen.photos.storage_keys import selfie as selfie_key
from albumen.photos.storage_keys import selfie_crop

ORPHAN_AFTER = timedelta(hours=1)
"""When a stored picture that no row came to is removed."""


class ShowSelfie(Action[tuple[Selfie, Search]]):
    """Keep a picture until a worker has looked at it, and search with it.

    Raises:
        ConsentMissingError: before anything is stored.
        TooManySelfiesError: the guest keeps as many as allowed.
        TooManySelfiesTodayError: the account showed as many as allowed, at whatever events.
        DiskFullError, PictureStoreAwayError: it cannot be stored now; nothing is left of it.
    """

    name: ClassVar[str] = "selfie.show"

    def __init__(self, actor: AbstractBaseUser, registration: Registration, picture: File[bytes]) -> None:
        super().__init__(actor)
        self.registration = registration
        self.picture = picture
        self.selfie_id = new_id()
        self.key = selfie_key(registration.pk, self.selfie_id)

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def execute(self) -> tuple[Selfie, Search]:
        """Store the picture before the transaction. A crash in between leaves a file that is doomed already."""
        if self.registration.user_id != self.actor.pk:  # type: ignore[union-attr]
            raise NotPermittedError(self.refusal())
        may_show(self.registration)
        doom([self.key], after=ORPHAN_AFTER)
        keep_sent(self.key, self.picture)
        try:
            return super().execute()
        except AlbumenError:
            doom([self.key])
            raise

    def perform(self) -> tuple[Selfie, Search]:
        # Locks the guest's row: a withdrawal comes before this, and refuses it, or after it, and erases it.
        guest = locked_registration(self.registration)
        may_show(guest)
        note_shown(guest, self.selfie_id)
        refused = Selfie.objects.filter(registration=guest, state=SelfieState.REFUSED)
        erase_selfies(refused.values_list("pk", flat=True))
        moment = clock.now()
        selfie = Selfie.objects.create(
            pk=self.selfie_id,
            registration=guest,
            image=self.key,
            expires_at=min(
                moment + timedelta(days=settings.ALBUMEN_SELFIE_DAYS), guest.event.available_until
            ),
        )
        search = Search.objects.create(
            registration=guest,
            selfie=selfie,
            packs=self.registration.event.library.packs,
            strictness="balanced",
        )
        enqueue(
            SEARCH,
            search.pk,
            {"files": [self.key, selfie_crop(guest.pk, selfie.pk)]},
            scope=guest.event.library_id,
            actor=self.actor,
        )
        DoomedFile.objects.filter(key=self.key).delete()
        return selfie, search

    def target(self, result: tuple[Selfie, Search]) -> tuple[str, object] | None:
        return ("registration", self.registration.pk)

    def details(self, result: tuple[Selfie, Search]) -> dict[str, Any]:
        return {"selfie": str(result[0].pk)}


def may_show(guest: Registration) -> None:
    """Whether a guest may show a selfie now.

    Raises:
        ConsentMissingError, TooManySelfiesError, TooManySelfiesTodayError: why not.
    """
    agreed = active_registrations().filter(pk=guest.pk).exclude(consent_version="").exists()
    if not agreed:
        raise ConsentMissingError
    kept = Selfie.objects.filter(registration=guest).exclude(state=SelfieState.REFUSED).count()
    if kept >= settings.ALBUMEN_SELFIES_PER_GUEST:
        raise TooManySelfiesError(f"You keep {kept} selfies for this event already.", values={"kept": kept})
    require_allowance(guest.user_id)
