"""Having the new models decide, and going back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import F

from albumen.jobs import clock
from albumen.photos.models import Library
from albumen.upgrades.actions.step import Step
from albumen.upgrades.comparing import snapshot
from albumen.upgrades.deciding import decide_by, take_guesses
from albumen.upgrades.errors import UpgradeUnfinishedError
from albumen.upgrades.filling import waiting
from albumen.upgrades.models import Guesses, Side, Upgrade, UpgradeState


class SwitchGeneration(Step):
    """The new models decide from now on, about people and about guests; the old ones go on looking, to go back to.

    Names, corrections and what people decided about matches are not touched. Whom the new models take faces for follows
    in the background, as a clustering is applied: corrections win.

    Args:
        actor, library, revision: see :class:`Step`.
        sort_people: also take over the clustering that the comparison showed; else faces stay whose they are, until
            they are clustered the next time.
        recheck: photos that were released and that their guest has not seen yet are judged by the new models too, and
            wait for the host where these doubt them; else what was released stays.

    Raises:
        UpgradeUnfinishedError: not everything was looked at.
    """

    name: ClassVar[str] = "upgrade.switch"
    follows: ClassVar[frozenset[Any]] = frozenset({UpgradeState.READY})

    def __init__(
        self,
        actor: Any,
        library: UUID,
        *,
        revision: int | None = None,
        sort_people: bool = True,
        recheck: bool = False,
    ) -> None:
        super().__init__(actor, library, revision=revision)
        self.sort_people, self.recheck = sort_people, recheck

    def before(self) -> None:
        self.hold_event()

    def take(self, upgrade: Upgrade, library: Library) -> None:
        if waiting(upgrade).exists() or not upgrade.summary:
            raise UpgradeUnfinishedError
        snapshot(upgrade)
        new = upgrade.new_packs
        beside = [name for name in upgrade.old_packs if name not in new]
        decide_by(library, new, beside, keep_releases=not self.recheck)
        kept = Guesses.objects.filter(upgrade=upgrade, side=Side.NEW).first() if self.sort_people else None
        take_guesses(upgrade, kept, differing=False)
        days, now = settings.ALBUMEN_UPGRADE_KEEP_DAYS, clock.now()
        Upgrade.objects.filter(pk=upgrade.pk).update(
            state=UpgradeState.SWITCHED,
            compared_revision=F("compared_revision") + 1,  # the switch itself makes no comparison stale
            switched_at=now,
            keep_until=now + timedelta(days=days) if days else None,
        )

    def details(self, result: Upgrade) -> dict[str, Any]:
        return {**super().details(result), "people": self.sort_people, "recheck": self.recheck}


class RollBack(Step):
    """The old models decide again, and faces are taken for whom they were before the switch; corrections stay.

    Faces that came since keep whom they are taken for. The new generation stays beside, so that one can switch again.

    Args:
        actor, library, revision: see :class:`Step`.
        recheck: as in :class:`SwitchGeneration`.
    """

    name: ClassVar[str] = "upgrade.roll_back"
    follows: ClassVar[frozenset[Any]] = frozenset({UpgradeState.SWITCHED})

    def __init__(
        self, actor: Any, library: UUID, *, revision: int | None = None, recheck: bool = False
    ) -> None:
        super().__init__(actor, library, revision=revision)
        self.recheck = recheck

    def before(self) -> None:
        self.hold_event()

    def take(self, upgrade: Upgrade, library: Library) -> None:
        old = upgrade.old_packs
        beside = [name for name in upgrade.new_packs if name not in old]
        decide_by(library, old, beside, keep_releases=not self.recheck)
        kept = Guesses.objects.filter(upgrade=upgrade, side=Side.OLD).first()
        take_guesses(upgrade, kept, differing=True)
        Upgrade.objects.filter(pk=upgrade.pk).update(
            state=UpgradeState.READY,
            compared_revision=F("compared_revision") + 1,
            rolled_back_at=clock.now(),
            keep_until=None,
        )

    def details(self, result: Upgrade) -> dict[str, Any]:
        return {**super().details(result), "recheck": self.recheck}
