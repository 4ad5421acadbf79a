"""What arrives while a library moves: seen by both generations, or written down as not seen yet."""

from __future__ import annotations

from uuid import UUID

from albumen.guests.models import ReferenceFace, Selfie
from albumen.jobs.enqueue import enqueue
from albumen.jobs.errors import TransientError
from albumen.photos.models import Embedding, Library, Photo
from albumen.upgrades.kinds import LOOK_PHOTO, LOOK_SELFIE
from albumen.upgrades.models import Unseen, Upgrade


class PacksChangedError(TransientError):
    """Other packs look at these photos, or other faces were there, since it was looked at; it is looked at again."""

    code = "packs_changed"


def open_upgrade(library: UUID) -> Upgrade | None:
    """The upgrade that a library is in, if any."""
    found: Upgrade | None = Upgrade.objects.filter(library=library, finished_at=None).first()
    return found


def settle_generations(photo: Photo, looked: set[str]) -> None:
    """Have packs that did not look at a photo do so, and forget what packs saw that are none of its library's.

    Call it in the transaction that writes what was seen, with the library's ``Sorting`` or its row held.

    Args:
        photo: held; just analysed, or a face that somebody drew in it was.
        looked: names of the packs that looked.

    Raises:
        PacksChangedError: the analysis is of no use any more.
    """
    packs, beside = Library.objects.values_list("packs", "beside").get(pk=photo.library_id)
    wanted = {*packs, *beside}
    if beside and looked >= wanted:
        # They could not look at it once; now they did.
        failed = Unseen.objects.filter(photo=photo, upgrade__library=photo.library_id).exclude(error_code="")
        failed.delete()
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
    lacking = wanted - looked
    if upgrade is not None and lacking:
        if lacking & photo.analysed_with.keys():
            # They looked at the photo, not at what was drawn in it: they look at all of it again.
            known = photo.analysed_with.items()
            photo.analysed_with = {name: version for name, version in known if name not in lacking}
            photo.save(update_fields=["analysed_with"])
        row, made = Unseen.objects.get_or_create(upgrade=upgrade, photo=photo)
        if row.error_code:
            Unseen.objects.filter(pk=row.pk).update(error_code="", error="")
        if made or row.error_code:
            enqueue(LOOK_PHOTO, photo.pk, scope=photo.library_id)


def expect_selfie(selfie: Selfie, looked: set[str]) -> None:
    """The same for a selfie that came into use; call it in the transaction that writes its references.

    Raises:
        PacksChangedError: the pack that decides has not looked at it.
    """
    library = Library.objects.filter(event=selfie.registration.event_id)
    # Held: whoever begins to move the library, or switches it, either sees this selfie or is seen here.
    held = library.select_for_update(of=("self",), no_key=True)
    packs, beside, pk = held.values_list("packs", "beside", "pk").get()
    if packs and packs[0] not in looked:
        raise PacksChangedError("Other packs look at this selfie now.")
    wanted = {*packs, *beside}
    if looked - wanted:
        ReferenceFace.objects.filter(selfie=selfie).exclude(model__pack__in=wanted).delete()
    upgrade = open_upgrade(pk) if wanted - looked else None
    if upgrade is not None:
        Unseen.objects.get_or_create(upgrade=upgrade, selfie=selfie)
        enqueue(LOOK_SELFIE, selfie.pk, scope=pk)
