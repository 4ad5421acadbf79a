"""Describing photos of which it is not written down yet what they are found by."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from albumen.find.describing import DESCRIBED, describe
from albumen.find.kinds import DESCRIBE
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos.models import Photo, PhotoState
from albumen.places import gazetteer

AT_ONCE = 200


def describe_some(library: UUID) -> int:
    """Name the places of some photos of a library, and write down what they are found by; how many there were."""
    waiting = Photo.objects.filter(library=library, described_at=None, binned_at=None, state=PhotoState.READY)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    if waiting.filter(pk__in=ids, latitude__isnull=False).exists():
        gazetteer.load()  # takes half a second the first time, which nobody shall be held for
    with transaction.atomic():
        rows = waiting.filter(pk__in=ids).select_related("library__event").order_by("pk")
        photos = list(rows.select_for_update(of=("self",)))
        for photo in photos:
            place = gazetteer.place_at(photo.latitude, photo.longitude)
            photo.country, photo.region, photo.city = place
        describe(photos)
        Photo.objects.bulk_update(photos, DESCRIBED, batch_size=100)
    return len(ids)


def is_settling(library: UUID) -> bool:
    """Whether it is about to be written down what new photos of a library are found by."""
    pending = [State.WAITING, State.RUNNING]
    return bool(Job.objects.filter(scope=library, kind=DESCRIBE.name, state__in=pending).exists())


def ask_for_missing() -> int:
    """Have it done in every library where a photo waits; how many there are."""
    waiting = Photo.objects.filter(described_at=None, binned_at=None, state=PhotoState.READY)
    libraries = sorted(waiting.order_by().values_list("library", flat=True).distinct())
    for library in libraries:
        enqueue(DESCRIBE, library, scope=library)
    return len(libraries)
