"""The end of every upgrade of a library whose faces are destroyed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from albumen.jobs import clock
from albumen.people.holding import hold
from albumen.photos.models import Library
from albumen.upgrades.models import Guesses, Unseen, Upgrade, UpgradeState


def end_upgrades(library: UUID) -> None:
    """Forget both generations' work: what is left of it, who they took faces for, what was compared.

    The packs that decide stay as they are; embeddings of both go with their faces, whoever calls this.
    """
    with transaction.atomic():
        hold(library)
        Guesses.objects.filter(upgrade__library=library).delete()
        Unseen.objects.filter(upgrade__library=library).delete()
        Upgrade.objects.filter(library=library).update(summary={})
        Upgrade.objects.filter(library=library, finished_at=None).update(
            state=UpgradeState.ABORTED, keep_until=None, finished_at=clock.now()
        )
        Library.objects.filter(pk=library).exclude(beside=[]).update(beside=[], releases_kept_at=None)
