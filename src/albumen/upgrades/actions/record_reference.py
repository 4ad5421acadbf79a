"""Write down what the generation beside sees on a selfie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from albumen.audit.action import Action
from albumen.guests.locking import hold_guests
from albumen.guests.models import ReferenceFace, Selfie, SelfieState
from albumen.guests.search_again import search_again
from albumen.people.holding import hold
from albumen.photos.ingest import models_of
from albumen.photos.models import Library
from albumen.upgrades.filling import given_up, seen

if TYPE_CHECKING:
    from albumen.guests.selfie_intake import Look

NOT_FOUND = "The new models find no face on the selfie."


class RecordReference(Action[None]):
    """One more reference face for each pack that looked; the selfie, its guest and what is released stay as they are.

    Where a pack that looked has come to decide meanwhile, the guest is searched for: nobody could find them before.
    Called inside the transaction that finishes the job; system only.
    """

    name: ClassVar[str] = "upgrade.reference"

    def __init__(self, selfie: Selfie, look: Look | None, packs: list[str]) -> None:
        super().__init__(None)
        self.selfie, self.look, self.packs = selfie, look, packs

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> None:
        guest = hold_guests([self.selfie.registration_id]).get(self.selfie.registration_id)
        library_id = self.selfie.registration.event.library_id
        hold(library_id)
        library = Library.objects.select_for_update(of=("self",), no_key=True).filter(pk=library_id).first()
        there = Selfie.objects.filter(pk=self.selfie.pk, state=SelfieState.READY).exists()
        wanted = {*library.packs, *library.beside} if library else set()
        if guest is None or not there or not guest.consent_version or not wanted.issuperset(self.packs):
            return
        saw = [name for name in self.packs if self.look is not None and name in self.look.embeddings]
        self._write(saw)
        if library is not None and {*library.packs} & {*saw}:
            search_again([guest.pk])
        if len(saw) == len(self.packs):
            seen(library_id, selfie=self.selfie.pk)
        else:
            given_up("no_face", NOT_FOUND, selfie=self.selfie.pk)

    def _write(self, packs: list[str]) -> None:
        look = self.look
        if look is None or not packs:
            return
        models = models_of({name: (look.versions[name], len(look.embeddings[name])) for name in packs})
        ReferenceFace.objects.filter(selfie=self.selfie, model__pack__in=packs).delete()
        ReferenceFace.objects.bulk_create(
            [
                ReferenceFace(
                    selfie=self.selfie,
                    registration_id=self.selfie.registration_id,
                    event_id=self.selfie.registration.event_id,
                    model=models[name],
                    vector=look.embeddings[name].astype("<f4").tobytes(),
                    usefulness=look.usefulness[name],
                )
                for name in packs
            ]
        )
