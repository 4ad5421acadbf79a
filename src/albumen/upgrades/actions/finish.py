"""Ending an upgrade: one generation stays, what the other saw is destroyed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef

from albumen.guests.models import ReferenceFace
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos.models import Library
from albumen.upgrades.actions.step import Step
from albumen.upgrades.errors import UpgradeUnfinishedError
from albumen.upgrades.filling import begin_comparing, waiting
from albumen.upgrades.kinds import COMPARE, DISMANTLE, FILL, LOOK_PHOTO, LOOK_SELFIE
from albumen.upgrades.models import Guesses, Unseen, Upgrade, UpgradeState


class DropGeneration(Step):
    """The old generation is not needed any more: its embeddings, references and galleries are destroyed.

    Raises:
        UpgradeUnfinishedError: the new one has not looked at a guest's selfie yet, so the old one alone knows them.
    """

    name: ClassVar[str] = "upgrade.drop"
    follows: ClassVar[frozenset[Any]] = frozenset({UpgradeState.SWITCHED})

    def take(self, upgrade: Upgrade, library: Library) -> None:
        known = ReferenceFace.objects.filter(selfie=OuterRef("selfie"), model__pack__in=library.packs[:1])
        if waiting(upgrade).filter(~Exists(known), selfie__isnull=False).exists():
            raise UpgradeUnfinishedError
        _end(upgrade, library, UpgradeState.DROPPING)


class AbortUpgrade(Step):
    """The new generation is given up before it decides, or after it was taken back: all of it is destroyed."""

    name: ClassVar[str] = "upgrade.abort"
    follows: ClassVar[frozenset[Any]] = frozenset(
        {UpgradeState.FILLING, UpgradeState.COMPARING, UpgradeState.READY}
    )

    def take(self, upgrade: Upgrade, library: Library) -> None:
        _end(upgrade, library, UpgradeState.ABORTING)


class CompareAgain(Step):
    """Find out anew what a switch would change: photos, guests and corrections came since."""

    name: ClassVar[str] = "upgrade.compare"
    follows: ClassVar[frozenset[Any]] = frozenset({UpgradeState.READY})

    def take(self, upgrade: Upgrade, library: Library) -> None:
        begin_comparing(upgrade)


def _end(upgrade: Upgrade, library: Library, state: Any) -> None:
    """From now on nothing is looked at for the generation that goes; a job destroys what it saw."""
    Library.objects.filter(pk=library.pk).update(beside=[])
    Guesses.objects.filter(upgrade=upgrade).delete()
    Unseen.objects.filter(upgrade=upgrade).delete()
    kinds = [kind.name for kind in (FILL, LOOK_PHOTO, LOOK_SELFIE, COMPARE)]
    Job.objects.filter(scope=library.pk, kind__in=kinds, state=State.WAITING).update(
        state=State.CANCELLED, finished_at=clock.now()
    )
    Upgrade.objects.filter(pk=upgrade.pk).update(state=state, keep_until=None)
    enqueue(DISMANTLE, upgrade.pk, scope=library.pk)
