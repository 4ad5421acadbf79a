"""How much of a library the generation beside has looked at: rows that go one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Q

from albumen.guests.models import Selfie, SelfieState
from albumen.jobs.enqueue import enqueue, enqueue_many
from albumen.people.holding import hold
from albumen.photos.models import Photo, PhotoState
from albumen.upgrades.kinds import COMPARE, FILL, LOOK_PHOTO, LOOK_SELFIE
from albumen.upgrades.models import Unseen, Upgrade, UpgradeState

AT_ONCE = 500
"""Rows for which jobs are made in one transaction."""

_WAITS = Q(error_code="")


def write_down(upgrade: Upgrade) -> int:
    """A row for every photo and selfie that is there, also in the bin; how many. The library is held.

    Photos that are being made ready are not among them: what looks at them sees to both generations (``missing``).
    """
    there = Photo.objects.filter(library=upgrade.library_id, state=PhotoState.READY)
    selfies = Selfie.objects.filter(
        registration__event__library=upgrade.library_id,
        registration__removed_at=None,
        state=SelfieState.READY,
    ).exclude(registration__consent_version="")
    return _insert(upgrade, "photo_id", there) + _insert(upgrade, "selfie_id", selfies)


def _insert(upgrade: Upgrade, column: str, rows: models.QuerySet[Any]) -> int:
    """One statement, however many there are."""
    select, values = rows.order_by().values(key=F("pk")).query.sql_with_params()
    whole = Upgrade._meta.pk.get_db_prep_value(upgrade.pk, connection)
    name = connection.ops.quote_name
    table, picked, about = name(Unseen._meta.db_table), name("picked"), name(column)
    code, text, whose = name("error_code"), name("error"), name("upgrade_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({whose}, {about}, {code}, {text}) "  # noqa: S608 - names of ours alone
            f"SELECT %s, {picked}.{name('key')}, '', '' FROM ({select}) {picked}",
            [whole, *values],
        )
        count: int = cursor.rowcount
    return count


def waiting(upgrade: Upgrade) -> models.QuerySet[Unseen]:
    """What is still to be looked at."""
    return Unseen.objects.filter(_WAITS, upgrade=upgrade)


def ask_for(upgrade: Upgrade, after: int) -> int | None:
    """Ask for the next of what waits, behind the row with the key ``after``; the key to go on from, None at the end."""
    rows = list(
        waiting(upgrade)
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "photo_id", "selfie_id")[:AT_ONCE]
    )
    for kind, place in ((LOOK_PHOTO, 1), (LOOK_SELFIE, 2)):
        items: list[tuple[object, dict[str, Any]]] = [(row[place], {}) for row in rows if row[place]]
        enqueue_many(kind, items, scope=upgrade.library_id)
    return rows[-1][0] if len(rows) == AT_ONCE else None


def seen(library: UUID, **about: UUID) -> None:
    """One is looked at. The library's ``Sorting`` is held, so that the last one is known to be the last."""
    Unseen.objects.filter(upgrade__library=library, upgrade__finished_at=None, **about).delete()
    compare_if_all_seen(library)


def given_up(code: str, sentence: str, **about: Any) -> None:
    """One cannot be looked at: it is told, and holds nothing up."""
    rows = Unseen.objects.filter(upgrade__finished_at=None, **about)
    library = rows.values_list("upgrade__library", flat=True).first()
    if library is None:
        return
    hold(library)
    keys = list(rows.values_list("pk", flat=True))
    Unseen.objects.filter(pk__in=keys).update(error_code=code[:60], error=sentence)
    compare_if_all_seen(library)


def compare_if_all_seen(library: UUID) -> None:
    """Go on to the comparison when nothing is left to look at; ``Sorting`` is held."""
    upgrade = Upgrade.objects.filter(library=library, state=UpgradeState.FILLING).first()
    if upgrade is not None and not waiting(upgrade).exists():
        begin_comparing(upgrade)


def begin_comparing(upgrade: Upgrade) -> None:
    """Have it compared what a switch would change."""
    Upgrade.objects.filter(pk=upgrade.pk).update(
        state=UpgradeState.COMPARING, revision=F("revision") + 1, error_code="", error=""
    )
    enqueue(COMPARE, upgrade.pk, scope=upgrade.library_id)


def resume(upgrade: Upgrade) -> None:
    """Ask again for what waits though nobody may be about it, or go on where what was left went away by itself."""
    with transaction.atomic():
        hold(upgrade.library_id)
        if waiting(upgrade).exists():
            enqueue(FILL, upgrade.pk, scope=upgrade.library_id)
        else:
            compare_if_all_seen(upgrade.library_id)
