"""What every step of an upgrade begins with: the check, the state it follows on, and the order of locks."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F

from albumen.audit.action import Action
from albumen.events.models import Event
from albumen.guests.void import hold_guests_of_library
from albumen.people.holding import hold
from albumen.people.queries import libraries_of
from albumen.photos.models import Library
from albumen.upgrades.errors import UpgradeChangedError, UpgradeNotFoundError, UpgradeStepError
from albumen.upgrades.models import Upgrade, UpgradeState

WORDS = {
    UpgradeState.FILLING: "The new models are still looking at the photos.",
    UpgradeState.COMPARING: "The two are still being compared.",
    UpgradeState.READY: "The old models decide.",
    UpgradeState.SWITCHED: "The new models decide already.",
    UpgradeState.DROPPING: "The old models are being removed.",
    UpgradeState.ABORTING: "The new models are being removed.",
}


class Step(Action[Upgrade]):
    """A step of the upgrade that a library is in.

    Args:
        actor: the owner or an administrator; None when the system does it.
        library: whose.
        revision: of the upgrade that the actor looked at; not compared when None.

    Raises:
        UpgradeNotFoundError: there is none that is open.
        UpgradeChangedError: it went on since.
        UpgradeStepError: this step does not follow on its state.
    """

    follows: ClassVar[frozenset[Any]]

    def __init__(self, actor: Any, library: UUID, *, revision: int | None = None) -> None:
        super().__init__(actor)
        self.library_id, self.revision = library, revision

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_superuser or libraries_of(actor).filter(pk=self.library_id).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Upgrade:
        self.before()
        hold(self.library_id)
        library = (
            Library.objects.select_for_update(of=("self",), no_key=True).filter(pk=self.library_id).first()
        )
        rows = Upgrade.objects.select_for_update(of=("self",)).filter(
            library=self.library_id, finished_at=None
        )
        upgrade = rows.first()
        if upgrade is None or library is None:
            raise UpgradeNotFoundError
        if self.revision is not None and self.revision != upgrade.revision:
            raise UpgradeChangedError
        if upgrade.state not in self.follows:
            raise UpgradeStepError(WORDS[UpgradeState(upgrade.state)], values={"state": upgrade.state})
        upgrade.library = library
        self.take(upgrade, library)
        Upgrade.objects.filter(pk=upgrade.pk).update(revision=F("revision") + 1)
        upgrade.refresh_from_db()
        return upgrade

    def before(self) -> None:
        """What is held before the library's people."""

    @abstractmethod
    def take(self, upgrade: Upgrade, library: Library) -> None:
        """The effect; both rows are held."""

    def hold_event(self) -> None:
        """Hold the event of the library, if it has one, and all its guests: nobody is judged meanwhile."""
        held = Event.objects.select_for_update(of=("self",), no_key=True).filter(library=self.library_id)
        if held.values_list("pk", flat=True).first() is not None:
            hold_guests_of_library(self.library_id)

    def target(self, result: Upgrade) -> tuple[str, object]:
        return ("library", self.library_id)

    def details(self, result: Upgrade) -> dict[str, Any]:
        return {"upgrade": str(result.pk), "from": result.old_packs, "to": result.new_packs}
