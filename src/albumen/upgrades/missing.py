"""What arrives while a library moves: seen by both generations, or written down as not seen yet."""

from __future__ import annotations

from uuid import UUID

from albumen.guests.models import Selfie
from albumen.jobs.enqueue import enqueue
from albumen.jobs.errors import TransientError
from albumen.photos.models import Embedding, Library, Photo
from albumen.upgrades.kinds import LOOK_PHOTO, LOOK_SELFIE
from albumen.upgrades.models import Unseen, Upgrade


class PacksChangedError(TransientError):
    """Other packs decide in this library since a photo was looked at; it is looked at again."""

    code = "packs_changed"


def open_upgrade(library: UUID) -> Upgrade | None:
    """The upgrade that a library is in, if any."""
    found: Upgrade | None = Upgrade.objects.filter(library=library, finished_at=None).first()
    return found


def settle_generations(photo: Photo, looked: set[str]) -> None:
    """Have packs that did not look at a photo do so, and forget what packs saw that are none of its library's.

    Call it in the transaction that writes what was seen, after the library's row was written.

    Args:
        photo: just analysed.
        looked: names of the packs that looked at it.

    Raises:
        PacksChangedError: the analysis is of no use any more.
    """
    packs, beside = Library.objects.values_list("packs", "beside").get(pk=photo.library_id)
    wanted = {*packs, *beside}
    if looked == wanted or not looked:
        return
    others = looked - wanted
    moves = Upgrade.objects.filter(library=photo.library_id)
    if others and not moves.exists():
        return
    upgrade = moves.filter(finished_at=None).first()
    if others and not looked & wanted:
        raise PacksChangedError("Other packs look at these photos now.")
    if others:
        Embedding.objects.filter(photo=photo, model__pack__in=others).delete()
    if upgrade is not None and wanted - looked:
        _, made = Unseen.objects.get_or_create(upgrade=upgrade, photo=photo)
        if made:
            enqueue(LOOK_PHOTO, photo.pk, scope=photo.library_id)


def expect_selfie(selfie: Selfie, looked: set[str]) -> None:
    """The same for a selfie that came into use; call it in the transaction that writes its references."""
    library = Library.objects.filter(event=selfie.registration.event_id)
    packs, beside, pk = library.values_list("packs", "beside", "pk").get()
    upgrade = open_upgrade(pk) if beside and {*packs, *beside} - looked else None
    if upgrade is not None:
        Unseen.objects.get_or_create(upgrade=upgrade, selfie=selfie)
        enqueue(LOOK_SELFIE, selfie.pk, scope=pk)
