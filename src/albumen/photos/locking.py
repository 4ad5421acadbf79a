"""One order in which photos are held: by rising id, after the people of their library and before its own row."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from albumen.photos.models import Photo


def hold_photos(photos: Iterable[UUID]) -> list[UUID]:
    """Hold these photos until the transaction ends; the ids of those that are there."""
    held = Photo.objects.select_for_update(no_key=True).filter(pk__in=list(photos))
    return list(held.order_by("pk").values_list("pk", flat=True))


def hold_all(photos: QuerySet[Photo]) -> None:
    """The same for all that a query finds, a hundred thousand of them as well."""
    if not connection.features.has_select_for_update:
        return  # SQLite lets one transaction at a time write
    held = photos.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    for _ in held.iterator(2000):
        pass
