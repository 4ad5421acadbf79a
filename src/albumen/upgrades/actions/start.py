"""Beginning to move a library to other models."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.engine.packs.catalogue import load_pack, pack_names
from albumen.engine.packs.store import Store
from albumen.errors import Fault
from albumen.jobs.enqueue import enqueue
from albumen.people.errors import LibraryNotFoundError
from albumen.people.holding import hold
from albumen.people.queries import libraries_of
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.models import Library
from albumen.upgrades.errors import BadPackChoiceError, PackNotHereError, UpgradeOpenError
from albumen.upgrades.filling import begin_comparing, write_down
from albumen.upgrades.kinds import FILL
from albumen.upgrades.models import Upgrade

MOST_PACKS = 3
"""Packs that one library may be looked at with."""


class StartUpgrade(Action[Upgrade]):
    """Put a second generation of models beside the one that decides, and have it look at everything in the background.

    Args:
        actor: the owner or an administrator; None when the system does it.
        library: whose photos.
        packs: names of the new packs; the first one that is calibrated would decide.

    Raises:
        BadPackChoiceError: these packs cannot decide here.
        PackNotHereError: one is not installed, or its licence was not accepted.
        UpgradeOpenError: the library is on its way already.
        LibraryNotFoundError: its faces were destroyed, or it is deleted.
    """

    name: ClassVar[str] = "upgrade.start"

    def __init__(self, actor: Any, library: Library, packs: list[str]) -> None:
        super().__init__(actor)
        self.library, self.packs = library, list(dict.fromkeys(packs))
        check_packs(self.packs)  # looks at files: not in the transaction

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_superuser or libraries_of(actor).filter(pk=self.library.pk).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Upgrade:
        hold(self.library.pk)
        there = libraries_to_encode().filter(pk=self.library.pk)
        library = Library.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=there).first()
        if library is None:
            raise LibraryNotFoundError
        if self.packs == library.packs:
            raise _bad("These models are in use already.")
        upgrade = self._create(library)
        beside = [name for name in self.packs if name not in library.packs]
        Library.objects.filter(pk=library.pk).update(beside=beside)
        if beside:
            upgrade.total = write_down(upgrade)
            upgrade.save(update_fields=["total"])
        if upgrade.total:
            enqueue(FILL, upgrade.pk, scope=library.pk)
        else:
            begin_comparing(upgrade)
            upgrade.refresh_from_db()
        return upgrade

    def _create(self, library: Library) -> Upgrade:
        try:
            with transaction.atomic():
                return Upgrade.objects.create(
                    library=library,
                    old_packs=library.packs,
                    new_packs=self.packs,
                    actor=self.actor if self.actor is not None and self.actor.pk else None,
                )
        except IntegrityError as error:
            raise UpgradeOpenError from error

    def target(self, result: Upgrade) -> tuple[str, object]:
        return ("library", self.library.pk)

    def details(self, result: Upgrade) -> dict[str, Any]:
        return {"upgrade": str(result.pk), "from": result.old_packs, "to": result.new_packs}


def check_packs(packs: list[str]) -> None:
    """Whether these packs can decide in a library on this server.

    Raises:
        BadPackChoiceError, PackNotHereError: they cannot.
    """
    if not 1 <= len(packs) <= MOST_PACKS or set(packs) - set(pack_names()):
        raise _bad("There are no such models.")
    loaded = [load_pack(name) for name in packs]
    if not any(pack.calibration and pack.thresholds for pack in loaded):
        raise _bad("These models were not calibrated: they cannot say who somebody is.")
    store = Store()
    for pack in loaded:
        if not store.installed(pack):
            raise PackNotHereError(
                f"The model pack {pack.name} is not installed on this server.", values={"pack": pack.name}
            )
        if pack.licence.non_commercial and store.accepted(pack) is None:
            raise PackNotHereError(
                f"The licence of the model pack {pack.name} was not accepted on this server.",
                values={"pack": pack.name},
            )


def _bad(sentence: str) -> BadPackChoiceError:
    return BadPackChoiceError(sentence, fields={"packs": Fault("not_a_choice", sentence)})
