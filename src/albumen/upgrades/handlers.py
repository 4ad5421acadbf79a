"""Jobs about upgrades."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob
from albumen.upgrades.kinds import COMPARE, DISMANTLE, FILL, LOOK_PHOTO, LOOK_SELFIE, UPGRADES_DUE
from albumen.upgrades.models import Upgrade, UpgradeState

WAIT_FOR_PACK = timedelta(minutes=1)
WAIT_FOR_STORE = timedelta(minutes=1)


@handles(FILL)
def fill(job: RunningJob) -> None:
    """Ask for everything that waits, some hundreds at a time."""
    from albumen.upgrades.filling import ask_for

    upgrade = Upgrade.objects.filter(pk=job.key, finished_at=None).first()
    after: int | None = int(job.payload.get("after", 0))
    while upgrade is not None and after is not None:
        after = ask_for(upgrade, after)
        if after is not None and job.turn_over():
            with job.continuing({"after": after}):
                return


@handles(LOOK_PHOTO)
def do_look_at_photo(job: RunningJob) -> None:
    """One photo. Whose pack is away waits for it."""
    from albumen.upgrades.looking import look_at_photo

    _look(job, look_at_photo)


@handles(LOOK_SELFIE)
def do_look_at_selfie(job: RunningJob) -> None:
    """One selfie."""
    from albumen.upgrades.looking import look_at_selfie

    _look(job, look_at_selfie)


def _look(job: RunningJob, look: object) -> None:
    from albumen.photos.analysers import PackMissingError
    from albumen.photos.stored import StorageFailedError

    try:
        look(job)  # type: ignore[operator]
    except (PackMissingError, StorageFailedError) as error:
        error.free_after = WAIT_FOR_STORE if isinstance(error, StorageFailedError) else WAIT_FOR_PACK
        raise


@gives_up(LOOK_PHOTO)
def give_up_photo(job: RunningJob, code: str, sentence: str) -> None:
    """Say why it cannot be looked at."""
    from albumen.upgrades.filling import given_up

    given_up(code, sentence, photo=job.key)


@gives_up(LOOK_SELFIE)
def give_up_selfie(job: RunningJob, code: str, sentence: str) -> None:
    """Say why it cannot be looked at."""
    from albumen.upgrades.filling import given_up

    given_up(code, sentence, selfie=job.key)


@handles(COMPARE)
def do_compare(job: RunningJob) -> None:
    """What a switch would change."""
    from albumen.upgrades.comparing import compare_generations

    compare_generations(job)


@gives_up(COMPARE)
def give_up_comparing(job: RunningJob, code: str, sentence: str) -> None:
    """Say why it cannot be compared; it may be asked for again."""
    Upgrade.objects.filter(pk=job.key, state=UpgradeState.COMPARING).update(
        state=UpgradeState.READY, revision=F("revision") + 1, error_code=code[:60], error=sentence
    )


@handles(DISMANTLE)
def do_dismantle(job: RunningJob) -> None:
    """The generation that goes."""
    from albumen.upgrades.dismantling import dismantle

    dismantle(job)


@handles(UPGRADES_DUE)
def look_after_upgrades(job: RunningJob) -> None:
    """Drop old generations whose time is over, and ask again for what got lost: nothing waits for ever."""
    from albumen.errors import AlbumenError
    from albumen.upgrades.actions.finish import DropGeneration
    from albumen.upgrades.filling import resume

    due = Upgrade.objects.filter(state=UpgradeState.SWITCHED, keep_until__lte=clock.now())
    for library in list(due.values_list("library_id", flat=True)):
        try:
            DropGeneration(None, library).execute()
        except AlbumenError:
            continue  # rolled back in this moment
    for upgrade in Upgrade.objects.filter(finished_at=None):
        if upgrade.state in (UpgradeState.DROPPING, UpgradeState.ABORTING):
            enqueue(DISMANTLE, upgrade.pk, scope=upgrade.library_id)
        elif upgrade.state == UpgradeState.COMPARING:
            enqueue(COMPARE, upgrade.pk, scope=upgrade.library_id)
        else:
            resume(upgrade)
