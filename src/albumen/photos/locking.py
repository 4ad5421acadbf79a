"""One order in which photos are held: by rising id, after the people of their library and before its own row."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from albumen.photos.models import Photo


def hold_photos(photos: Iterable[UUID]) -> list[UUID]:
    """Hold these photos until the transaction ends; the ids of those that are there."""
    held = Photo.objects.select_for_update(no_key=True).filter(pk__in=list(photos))
    return list(held.order_by("pk").values_list("pk", flat=True))
