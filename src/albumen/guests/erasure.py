"""Destroying what is known about guests' faces. Rows go at once, stored files through ``photos.doomed``."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from albumen.engine.matching import LEVELS
from albumen.guests.counting import count_matches
from albumen.guests.locking import hold_guests, hold_matches
from albumen.guests.models import Match, ReferenceFace, Registration, Search, Selfie, Verdict
from albumen.photos.doomed import doom
from albumen.photos.storage_keys import selfie_crop


def erase_selfies(selfies: Iterable[UUID]) -> int:
    """Destroy selfies, their crops and their embeddings; returns how many selfies there were.

    The matches stay: who deletes them, and which, is the caller's to decide.
    """
    with transaction.atomic():
        asked = list(selfies)
        hold_guests(Selfie.objects.filter(pk__in=asked).values_list("registration_id", flat=True))
        found = list(
            Selfie.objects.filter(pk__in=asked).values_list("pk", "registration_id", "image", "crop")
        )
        gone = [row[0] for row in found]
        # A worker that died in the middle may have stored the crop before any row named it.
        files = {key for pk, guest, image, crop in found for key in (image, crop, selfie_crop(guest, pk))}
        ReferenceFace.objects.filter(selfie_id__in=gone).delete()
        Selfie.objects.filter(pk__in=gone).delete()
        Registration.objects.filter(pk__in={row[1] for row in found}).update(
            reference_revision=F("reference_revision") + 1
        )
        doom(sorted(files))
    return len(found)


def erase_biometrics(registrations: Iterable[UUID], *, matches: bool = True) -> int:
    """Destroy every selfie, embedding and search result of these registrations; returns how many selfies.

    For withdrawal of consent, for guests who leave or are removed, and for events that close.

    Args:
        registrations: ids; call it for a few hundred at a time.
        matches: also destroy their matches, so that no photo is known to show them. What the host rejected and what
            the guest denied stays so, without anything measured.
    """
    ids = list(registrations)
    with transaction.atomic():
        hold_guests(ids)
        ReferenceFace.objects.filter(registration_id__in=ids).delete()
        # A search that runs sees the higher revision when it wants to store, and stores nothing.
        Registration.objects.filter(pk__in=ids).update(reference_revision=F("reference_revision") + 1)
        Search.objects.filter(registration_id__in=ids).update(hits=[], used={}, selfie=None)
        if matches:
            mine = Match.objects.filter(registration_id__in=ids)
            hold_matches(mine.only("pk"))
            mine.exclude(Q(verdict=Verdict.REJECTED) | Q(denied_at__isnull=False)).delete()
            # That a photo is not of this guest tells nothing of a face, and must hold when they come back.
            mine.filter(verdict=Verdict.ACCEPTED).update(verdict="")
            mine.update(scores={}, probability=0.0, evidence=0.0, level=LEVELS[1], face=None, favourite=False)
            count_matches(ids)
        return erase_selfies(Selfie.objects.filter(registration_id__in=ids).values_list("pk", flat=True))
